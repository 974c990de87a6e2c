/* SPDX-License-Identifier: Apache-2.0
 *
 * Dynamic programming over the places of the text that the pattern so far may end at.
 */
#include "discover/paste.h"
#include "discover/scan.h"
#include <string.h>

struct pattern paste_pattern(const char *text)
{
    static const char pair[] = {PASTE_HOLE, PASTE_HOLE, '\0'};
    struct pattern pattern = {.text = text, .length = strlen(text), .pair = strstr(text, pair) != NULL};
    pattern.front = strcspn(text, pair);
    while (pattern.front < pattern.length && text[pattern.length - pattern.back - 1] != PASTE_HOLE)
        pattern.back++;
    for (const char *at = text; *at; at++)
        pattern.holes += *at == PASTE_HOLE;
    return pattern;
}

void paste_start(struct paste *paste, const char *text, paste_known *known, void *context)
{
    paste->text = text;
    paste->length = strlen(text);
    paste->known = known;
    paste->context = context;
    size_t rows = paste->length <= PASTE_TEXT ? paste->length : 0;
    memset(paste->pieces, 0, rows * sizeof *paste->pieces);
}

static bool is_known(struct paste *paste, size_t from, size_t to)
{
    signed char *piece = &paste->pieces[from][to];
    if (*piece == 0) {
        const char *name = paste->text + from;
        bool digit = name[0] >= '0' && name[0] <= '9';
        *piece = digit || paste->known(name, to - from, paste->context) ? 1 : -1;
    }
    return *piece > 0;
}

/* The places behind a hole; of the last one only the end of the text counts. */
static void fill_hole(struct paste *paste, bool *ends, bool last)
{
    bool after[PASTE_TEXT + 1];
    memcpy(after, ends, sizeof after);
    for (size_t from = 0; from < paste->length; from++) {
        if (!ends[from])
            continue;
        for (size_t to = last ? paste->length : from + 1; to <= paste->length; to++)
            after[to] = after[to] || is_known(paste, from, to);
    }
    memcpy(ends, after, sizeof after);
}

/* What cannot match, most of it, by the ends that are written out. */
static bool ends_fit(const struct paste *paste, const struct pattern *pattern)
{
    if (pattern->front == pattern->length ? pattern->length != paste->length
                                          : pattern->front && pattern->text[0] != paste->text[0])
        return false;
    return pattern->front + pattern->back <= paste->length &&
           memcmp(pattern->text, paste->text, pattern->front) == 0 &&
           memcmp(pattern->text + pattern->length - pattern->back, paste->text + paste->length - pattern->back,
                  pattern->back) == 0;
}

bool paste_matches(struct paste *paste, const struct pattern *pattern, bool more)
{
    if (!ends_fit(paste, pattern))
        return false;
    if (paste->length > PASTE_TEXT)
        return true;
    if (pattern->holes == 1 && !more) /* most of them */
        return pattern->front + pattern->back == paste->length ||
               is_known(paste, pattern->front, paste->length - pattern->back);
    bool ends[PASTE_TEXT + 1] = {true};
    for (const char *at = pattern->text; *at;) {
        if (*at == PASTE_HOLE) {
            bool run_ends = at[1] != PASTE_HOLE;
            bool last = !at[1];
            fill_hole(paste, ends, last && !more);
            if (run_ends && more)
                fill_hole(paste, ends, last);
            at++;
            continue;
        }
        size_t literal = strcspn(at, "\1");
        for (size_t to = paste->length + 1; to-- > 0;)
            ends[to] = to >= literal && ends[to - literal] &&
                       memcmp(paste->text + to - literal, at, literal) == 0;
        at += literal;
    }
    return ends[paste->length];
}
