/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings that say the same of several handlers, programs and variants, together; and which of these groups are worth
 * telling first.
 */
#ifndef SIGVET_REPORT_GROUPS_H
#define SIGVET_REPORT_GROUPS_H

#include "judge/finding.h"

#define NO_GROUP UINT32_MAX

/* One call that a rule speaks of, whoever reaches it. */
struct group {
    uint32_t head;    /* the finding that is told: of the first variant, with the shortest chain */
    uint32_t first;   /* of its findings, by handler; groups.next leads on */
    uint32_t last;
    uint32_t repeat;  /* the next group that tells of other lines what this one tells; NO_GROUP */
    bool repeats;     /* told with an earlier group */
    bool shown;
};

struct groups {
    ARRAY(struct group) items; /* by the place of their findings */
    uint32_t *next;            /* by finding: the next of its group, NO_GROUP */
    uint32_t more;             /* how many groups are neither shown nor told with another */
};

/* most: how many are shown; the worst, and of these those with the shortest chains. Notes only when they are wanted. */
struct groups *groups_make(const struct judgement *judgement, bool notes, uint32_t most, struct arena *arena);

#endif
