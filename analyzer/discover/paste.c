/* SPDX-License-Identifier: Apache-2.0
 *
 * Dynamic programming over the places of the text that the pattern so far may end at.
 */
#include "discover/paste.h"
#include "discover/scan.h"
#include <string.h>

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
        char name[PASTE_TEXT + 1];
        memcpy(name, paste->text + from, to - from);
        name[to - from] = '\0';
        bool digit = name[0] >= '0' && name[0] <= '9';
        *piece = digit || paste->known(name, paste->context) ? 1 : -1;
    }
    return *piece > 0;
}

/* The places behind a hole; of the last one only the end of the text counts. */
static void fill_hole(struct paste *paste, bool *ends, bool last)
{
    bool after[PASTE_TEXT + 1];
    memcpy(after, ends, sizeof after);
    for (size_t from = 0; from < paste->length; from++)
        for (size_t to = last ? paste->length : from + 1; ends[from] && to <= paste->length; to++)
            after[to] = after[to] || is_known(paste, from, to);
    memcpy(ends, after, sizeof after);
}

/* What cannot match, most of it, by the ends that are written out. */
static bool ends_fit(const struct paste *paste, const char *pattern)
{
    size_t length = strlen(pattern);
    size_t front = strcspn(pattern, "\1");
    size_t back = 0;
    if (front == length)
        return front == paste->length && memcmp(pattern, paste->text, front) == 0;
    while (pattern[length - back - 1] != PASTE_HOLE)
        back++;
    return front + back <= paste->length && memcmp(pattern, paste->text, front) == 0 &&
           memcmp(pattern + length - back, paste->text + paste->length - back, back) == 0;
}

bool paste_matches(struct paste *paste, const char *pattern, bool more)
{
    if (!ends_fit(paste, pattern))
        return false;
    if (paste->length > PASTE_TEXT)
        return true;
    bool ends[PASTE_TEXT + 1] = {true};
    while (*pattern) {
        if (*pattern == PASTE_HOLE) {
            bool run_ends = pattern[1] != PASTE_HOLE;
            bool last = !pattern[1];
            fill_hole(paste, ends, last && !more);
            if (run_ends && more)
                fill_hole(paste, ends, last);
            pattern++;
            continue;
        }
        size_t literal = strcspn(pattern, "\1");
        for (size_t to = paste->length + 1; to-- > 0;)
            ends[to] = to >= literal && ends[to - literal] &&
                       memcmp(paste->text + to - literal, pattern, literal) == 0;
        pattern += literal;
    }
    return ends[paste->length];
}
