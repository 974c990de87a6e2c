/* SPDX-License-Identifier: Apache-2.0
 *
 * Banned functions that the object shows no call of.
 */
#ifndef SIGVET_RULES_BAN_H
#define SIGVET_RULES_BAN_H

#include "judge/rule.h"

/*
 * A warning for each call of a banned function in the source of what the handler reaches, of which its object has nothing
 * left: the function was inlined and calls nothing itself, or the compiler saw that it is never called.
 */
void ban_check_vanished(struct inquest *inquest, const struct rule *rule);

#endif
