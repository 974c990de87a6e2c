/* SPDX-License-Identifier: Apache-2.0
 *
 * Chains by number: findings of many handlers, programs and variants have the same, and it is written once. Equal
 * means that functions, files and lines of all steps are.
 */
#ifndef SIGVET_STORE_CHAINS_H
#define SIGVET_STORE_CHAINS_H

#include "base/intern.h"
#include "judge/finding.h"

struct chains;

/* texts: where the steps' functions and files have their numbers. */
struct chains *chains_new(struct intern *texts, struct arena *arena);

/* The number of the finding's chain, from 1; fresh: it was not asked for before. */
uint32_t chains_number(struct chains *chains, const struct finding *finding, bool *fresh);

#endif
