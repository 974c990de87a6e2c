/* SPDX-License-Identifier: Apache-2.0
 *
 * Handlers and programs as lists in a sentence, for the text format.
 */
#ifndef SIGVET_REPORT_REACHED_H
#define SIGVET_REPORT_REACHED_H

#include "report/groups.h"
#include "report/printer.h"

struct programs {
    ARRAY(const char *) names;
};

/* Adds the programs of a list "a,b" that are not there yet. */
void programs_add(struct programs *programs, const char *list, struct arena *arena);

/* "git, git-daemon and 7 more programs", all of them with -v; "" when none is known. */
const char *programs_text(const struct printer *printer, const struct programs *programs, struct arena *arena);

/* Which other variants have what the head of a group says: "tsan, asan", or "". */
const char *reached_variants(const struct printer *printer, const struct groups *groups, const struct group *group,
                             struct arena *arena);

/* Who else reaches it: "'on_int' (SIGINT) in git, 'on_term' (SIGTERM) and 7 more handlers", or "". */
const char *reached_others(const struct printer *printer, const struct groups *groups, const struct group *group,
                           struct arena *arena);

#endif
