/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet explain: what a rule means, what each policy knows of a function and on whose authority, or what the verdict on a
 * handler rests on. A rule comes first; a handler before a function when a database is named, else behind it.
 */
#include "cli/commands.h"
#include "cli/explain_handler.h"
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

/* False: no table knows it. */
static bool explain_function(const char *name, const char *tables, struct arena *arena)
{
    const char *error = NULL;
    struct catalogue *catalogue = catalogue_load(options_tables(arena), tables, &error, arena);
    if (!catalogue)
        fatal("%s", error);
    const struct registrar *registrar = catalogue_registrar(catalogue, name);
    if (!registrar && !catalogue_knows(catalogue, name) && !catalogue_is_expanded(catalogue, name))
        return false;
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
    return true;
}

int command_explain(const struct options *options, struct arena *arena)
{
    const char *name = options->subject;
    if (!name)
        usage_error("explain what? a rule (see 'sigvet rules'), a handler or a function");
    const struct rule *rule = rules_find(name);
    const char *database = options_database(options, arena);
    bool named = options->database != NULL;
    if (rule)
        printf("%s: %s\n\n%s", rule->name, rule->summary, rule->explanation);
    else if (!(named && explain_handler(name, database, options, arena)) &&
             !explain_function(name, options->tables, arena) &&
             !(!named && explain_handler(name, database, options, arena)))
        usage_error("'%s' is no rule, no table knows a function and no database a handler of that name; rules are listed "
                    "by 'sigvet rules', and a database is named with --db", name);
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_CLEAN : EXIT_HOST;
}
