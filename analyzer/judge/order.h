/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of a judgement's rows, which neither workers nor hashes decide.
 */
#ifndef SIGVET_JUDGE_ORDER_H
#define SIGVET_JUDGE_ORDER_H

#include "judge/finding.h"

/* Findings, gaps, calls and functions by place and name; what is there twice is kept once. */
void judgement_sort(struct judgement *judgement);

#endif
