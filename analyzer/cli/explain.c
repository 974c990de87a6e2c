/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet explain: what a rule means, or what each policy knows of a function and on whose authority.
 */
#include "cli/commands.h"
#include "rules/rules.h"
#include <stdio.h>
#include <string.h>

static void explain_policy(const struct catalogue *catalogue, const char *name, const char *policy_name)
{
    struct policy policy;
    if (!catalogue_policy(policy_name, &policy))
        return;
    struct verdict_on_name known = catalogue_judge(catalogue, &policy, name);
    static const char *const words[] = {
        [SAFETY_UNKNOWN] = "on no list", [SAFETY_SAFE] = "safe", [SAFETY_UNSAFE] = "not async-signal-safe"};
    printf("  %-11s %s", policy_name, words[known.safety]);
    if (known.why && *known.why)
        printf(": %s", known.why);
    if (known.authority && *known.authority)
        printf(" (%s)", known.authority);
    putchar('\n');
}

static void explain_registrar(const struct registrar *registrar)
{
    printf("  registers a handler: signal number in argument %u, %s in argument %u (%s)\n", registrar->signal + 1,
           registrar->form == HANDLER_STRUCT ? "a struct that holds the handler" : "the handler",
           registrar->handler + 1, registrar->authority);
}

static int explain_function(const char *name, const char *tables, struct arena *arena)
{
    const char *error = NULL;
    struct catalogue *catalogue = catalogue_load(options_tables(arena), tables, &error, arena);
    if (!catalogue)
        fatal("%s", error);
    const struct registrar *registrar = catalogue_registrar(catalogue, name);
    if (!registrar && !catalogue_knows(catalogue, name) && !catalogue_is_expanded(catalogue, name))
        usage_error("'%s' is no rule, and no table knows a function of that name; rules are listed by 'sigvet rules'",
                    name);
    const char *canonical = catalogue_canonical(catalogue, name);
    printf("%s%s%s%s\n", name, strcmp(canonical, name) ? " (listed as " : "", strcmp(canonical, name) ? canonical : "",
           strcmp(canonical, name) ? ")" : "");
    static const char *const policies[] = {"posix-2001", "posix-2008", "posix-2017", "posix-2024", "glibc", "c"};
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++)
        explain_policy(catalogue, name, policies[i]);
    if (registrar)
        explain_registrar(registrar);
    if (catalogue_is_noreturn(catalogue, name))
        puts("  does not return");
    if (catalogue_is_expanded(catalogue, name))
        puts("  is expanded by the compiler and calls nothing");
    return fflush(stdout) == 0 ? EXIT_CLEAN : EXIT_HOST;
}

int command_explain(const struct options *options, struct arena *arena)
{
    if (!options->subject)
        usage_error("explain what? a rule (see 'sigvet rules') or a function");
    const struct rule *rule = rules_find(options->subject);
    if (!rule)
        return explain_function(options->subject, options->tables, arena);
    printf("%s: %s\n\n%s", rule->name, rule->summary, rule->explanation);
    return fflush(stdout) == 0 ? EXIT_CLEAN : EXIT_HOST;
}
