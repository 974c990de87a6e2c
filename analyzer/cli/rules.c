/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet rules: one line a rule.
 */
#include "rules/rules.h"
#include "cli/commands.h"
#include <stdio.h>

int command_rules(const struct options *options, struct arena *arena)
{
    (void)arena;
    if (options->subject)
        usage_error("rules takes no argument; 'sigvet explain %s' says what a rule means", options->subject);
    for (const struct rule *const *rule = rules_all(); *rule; rule++)
        printf("%-16s  %s\n", (*rule)->name, (*rule)->summary);
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_CLEAN : EXIT_HOST;
}
