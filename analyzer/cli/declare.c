/* SPDX-License-Identifier: Apache-2.0
 *
 * Declarations of the command line: --never 'NAME*=WHY' and its like, as rows behind those of the tables.
 */
#include "cli/options.h"
#include <string.h>

/* The part before the first '=', but not the '=' of a name like operator==. */
static const char *behind_name(const char *option, const char *form, const char *text)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1])
        usage_error("%s wants %s, not '%s'", option, form, text);
    return equals + 1;
}

void options_declare(struct options *options, enum declared_kind kind, const char *option, const char *text,
                     struct arena *arena)
{
    bool valued = kind == DECLARED_POLICY;
    const char *form = valued ? "FUNCTION=POLICY:WHY" : "FUNCTION=WHY";
    const char *rest = behind_name(option, form, text), *colon = valued ? strchr(rest, ':') : NULL;
    if (valued && (!colon || colon == rest || !colon[1]))
        usage_error("%s wants %s, not '%s'", option, form, text);
    struct declared declared = {.kind = kind,
                                .pattern = arena_copy(text, (size_t)(rest - text) - 1, arena),
                                .value = colon ? arena_copy(rest, (size_t)(colon - rest), arena) : "",
                                .why = colon ? colon + 1 : rest,
                                .origin = option};
    struct policy policy;
    if (kind == DECLARED_POLICY && !catalogue_policy(declared.value, &policy))
        usage_error("%s: no policy '%s'; there are %s", option, declared.value, catalogue_policies());
    *array_push(&options->declared, arena) = declared;
}

void options_root(struct options *options, const char *text, struct arena *arena)
{
    const char *equals = strrchr(text, '=');
    const char *name = equals ? arena_copy(text, (size_t)(equals - text), arena) : text;
    const char *at = strchr(name, '@');
    size_t length = at ? (size_t)(at - name) : strlen(name);
    struct policy policy;
    if (!length || (at && !at[1]) || (equals && !equals[1]))
        usage_error("--root wants FUNCTION or FUNCTION@FILE, perhaps with =POLICY behind, not '%s'", text);
    if (equals && !catalogue_policy(equals + 1, &policy))
        usage_error("--root: no policy '%s'; there are %s", equals + 1, catalogue_policies());
    *array_push(&options->roots, arena) = (struct root){.function = arena_copy(name, length, arena),
                                                        .file = at ? at + 1 : NULL,
                                                        .policy = equals ? equals + 1 : NULL};
}

void options_declared(struct options *options, struct catalogue *catalogue, struct arena *arena)
{
    for (uint32_t i = 0; i < options->declared.count; i++)
        catalogue_declare(catalogue, &options->declared.items[i]);
    for (uint32_t i = 0; i < catalogue_declared_count(catalogue); i++) {
        const struct declared *declared = catalogue_declared(catalogue, i);
        if (declared->kind != DECLARED_HANDLER)
            continue;
        const char *at = strchr(declared->pattern, '@');
        size_t length = at ? (size_t)(at - declared->pattern) : strlen(declared->pattern);
        *array_push(&options->roots, arena) = (struct root){.function = arena_copy(declared->pattern, length, arena),
                                                            .file = at ? at + 1 : NULL,
                                                            .origin = declared->origin};
    }
}
