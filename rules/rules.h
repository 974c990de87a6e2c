/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules there are. A rule is one file here and one line in rules.def.
 */
#ifndef SIGVET_RULES_RULES_H
#define SIGVET_RULES_RULES_H

#include "judge/rule.h"

/* All rules, in alphabetical order, NULL behind. */
const struct rule *const *rules_all(void);

/* NULL: no rule of this name. */
const struct rule *rules_find(const char *name);

#endif
