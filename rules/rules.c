/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of rules, from rules.def.
 */
#include "rules/rules.h"
#include <string.h>

#define RULE(name) extern const struct rule rule_##name;
#include "rules/rules.def"
#undef RULE

const struct rule *const *rules_all(void)
{
    static const struct rule *const all[] = {
#define RULE(name) &rule_##name,
#include "rules/rules.def"
#undef RULE
        NULL,
    };
    return all;
}

const struct rule *rules_find(const char *name)
{
    for (const struct rule *const *rule = rules_all(); *rule; rule++)
        if (strcmp((*rule)->name, name) == 0)
            return *rule;
    return NULL;
}
