/* SPDX-License-Identifier: Apache-2.0
 *
 * Chains and their steps by number: findings of many handlers, programs and variants have the same, and each is written
 * once. Equal steps have the same function, file and line, equal chains the same steps.
 */
#ifndef SIGVET_STORE_CHAINS_H
#define SIGVET_STORE_CHAINS_H

#include "base/intern.h"
#include "judge/finding.h"

struct chains;

/* texts: where functions and files have their numbers. */
struct chains *chains_new(struct intern *texts, struct arena *arena);

/* The number of the finding's chain, from 1; fresh: it was not asked for before. */
uint32_t chains_number(struct chains *chains, const struct finding *finding, bool *fresh);

/* The number of a step, from 1. */
uint32_t chains_step(struct chains *chains, const struct step *step);

/* All steps that have a number, that of number 1 first. */
const struct step *const *chains_steps(const struct chains *chains, uint32_t *count);

#endif
