/* SPDX-License-Identifier: Apache-2.0
 *
 * Names that ## may join: those in arguments of macros that paste, wherever such a macro is used or handed on. A text is
 * read for them once more, when all macros are known.
 */
#ifndef SIGVET_DISCOVER_OPERANDS_H
#define SIGVET_DISCOVER_OPERANDS_H

#include "discover/scan.h"

/* Macros that paste, or use a parameter as a macro, or use such a macro: bits by name_id. */
struct pasting {
    const uint64_t *bits;
    uint32_t count; /* of names there are bits for */
};

static inline bool pasting_has(const struct pasting *pasting, name_id name)
{
    return name < pasting->count && (pasting->bits[name / 64] >> (name % 64) & 1);
}

/* Sets scan->operands from the text it was made of. */
void operands_find(struct scanner *scanner, const char *bytes, size_t length, const struct pasting *pasting,
                   struct scan *scan);

#endif
