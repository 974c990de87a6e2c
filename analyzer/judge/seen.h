/* SPDX-License-Identifier: Apache-2.0
 *
 * What a judgement tells besides findings: the calls of reached functions, all functions, gaps that no handler has, and
 * how source and object agree.
 */
#ifndef SIGVET_JUDGE_SEEN_H
#define SIGVET_JUDGE_SEEN_H

#include "judge/finding.h"
#include "judge/marks.h"

struct seen {
    const struct graph *graph;
    const struct catalogue *catalogue;
    const struct marks *marks;
    const bool *reached;   /* node */
    const char *variant;
    struct judgement *judgement;
    struct arena *arena;
};

void seen_add(const struct seen *seen);

#endif
