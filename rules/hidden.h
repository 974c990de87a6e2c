/* SPDX-License-Identifier: Apache-2.0
 *
 * Which calls hidden-call tells, so that no other rule tells them again.
 */
#ifndef SIGVET_RULES_HIDDEN_H
#define SIGVET_RULES_HIDDEN_H

#include "judge/rule.h"

/*
 * A call of reach->items[at] that the compiler put there (what its callee runs in turn is no call of the compiler's); and one of which that
 * cannot be told, when the symbol is one that compilers call and that no list has as a function of a library.
 */
bool hidden_tells(const struct inquest *inquest, uint32_t at, const struct edge *edge);

#endif
