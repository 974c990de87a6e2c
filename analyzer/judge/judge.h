/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules × handlers under one policy.
 */
#ifndef SIGVET_JUDGE_JUDGE_H
#define SIGVET_JUDGE_JUDGE_H

#include "judge/rule.h"

/* units are added by the caller, who knows how they were read. */
struct judgement *judge_program(const struct graph *graph, const struct catalogue *catalogue,
                                const struct policy *policy, const struct rule *const *rules, struct arena *arena);

const char *verdict_text(enum verdict verdict);   /* "clean", "unproven", "unsafe" */
const char *severity_text(enum severity severity); /* "note", "warning", "error" */

#endif
