/* SPDX-License-Identifier: Apache-2.0
 *
 * Which names the ## of macros can make: a pattern of scan.h with known names in its holes. An argument may be empty, and
 * what begins with a digit is no name: both fill any hole.
 */
#ifndef SIGVET_DISCOVER_PASTE_H
#define SIGVET_DISCOVER_PASTE_H

#include <stdbool.h>
#include <stddef.h>

enum { PASTE_TEXT = 64 }; /* a longer name is taken to match any pattern whose ends fit */

/* What ## makes, see PASTE_HOLE. */
struct pattern {
    const char *text;
    size_t length;
    size_t front; /* before the first hole; all of it when there is none */
    size_t back;  /* behind the last one */
    size_t holes;
    bool pair; /* two of them side by side */
};

struct pattern paste_pattern(const char *text);

/* Whether a name, no longer than PASTE_TEXT, is one that may fill a hole. */
typedef bool paste_known(const char *name, size_t length, void *context);

/* One name that is compared with many patterns; each of its pieces is asked about once. */
struct paste {
    const char *text;
    size_t length;
    paste_known *known;
    void *context;
    signed char pieces[PASTE_TEXT][PASTE_TEXT + 1]; /* from, to: 1 known, -1 not, 0 not asked yet */
};

void paste_start(struct paste *paste, const char *text, paste_known *known, void *context);

/* more: one more known name in each run of holes, for what another ## made before. */
bool paste_matches(struct paste *paste, const struct pattern *pattern, bool more);

#endif
