/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules × handlers under one policy.
 */
#ifndef SIGVET_JUDGE_JUDGE_H
#define SIGVET_JUDGE_JUDGE_H

#include "judge/rule.h"

/* variant: what the program was compiled as, "as built". units are added by the caller, who knows how they were read. */
struct judgement *judge_program(const struct graph *graph, const struct catalogue *catalogue,
                                const struct policy *policy, const struct rule *const *rules, const char *variant,
                                struct arena *arena);

/*
 * Adds what was judged of another variant: its handlers behind those of `into`, its findings, gaps, axioms, calls and
 * functions. Units, counts and the agreement of source and object stay those of `into`, the program as it is built.
 * What was pushed to `into` by hand is put in order too.
 */
void judgement_append(struct judgement *into, const struct judgement *from, struct arena *arena);

const char *verdict_text(enum verdict verdict);   /* "clean", "unproven", "unsafe" */
const char *severity_text(enum severity severity); /* "note", "warning", "error" */

#endif
