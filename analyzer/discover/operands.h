/* SPDX-License-Identifier: Apache-2.0
 *
 * Names that ## may join: those in arguments of macros that paste, wherever such a macro is used or handed on. A text is
 * read for them once more, when all macros are known.
 */
#ifndef SIGVET_DISCOVER_OPERANDS_H
#define SIGVET_DISCOVER_OPERANDS_H

#include "discover/scan.h"
#include <string.h>

/* Names by length and ends, to tell most of those that are not in a set without looking them up. */
struct filter {
    uint64_t bits[1 << 11];
};

static inline uint32_t filter_place(const char *text, size_t length)
{
    return (uint32_t)((length & 31) << 12 | (unsigned)(text[0] & 63) << 6 | (unsigned)(text[length - 1] & 63));
}

static inline void filter_add(struct filter *filter, const char *text)
{
    size_t length = strlen(text);
    uint32_t place = length ? filter_place(text, length) : 0;
    filter->bits[place / 64] |= (uint64_t)1 << (place % 64);
}

/* length is not 0. */
static inline bool filter_may_have(const struct filter *filter, const char *text, size_t length)
{
    uint32_t place = filter_place(text, length);
    return filter->bits[place / 64] >> (place % 64) & 1;
}

/* Macros that paste, or use a parameter as a macro, or use such a macro: bits by name_id. */
struct pasting {
    const uint64_t *bits;
    uint32_t count; /* of names there are bits for */
    struct filter filter;
};

static inline bool pasting_has(const struct pasting *pasting, name_id name)
{
    return name < pasting->count && (pasting->bits[name / 64] >> (name % 64) & 1);
}

/* Sets scan->operands from the text it was made of. */
void operands_find(struct scanner *scanner, const char *bytes, size_t length, const struct pasting *pasting,
                   struct scan *scan);

#endif
