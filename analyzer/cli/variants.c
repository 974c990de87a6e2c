/* SPDX-License-Identifier: Apache-2.0
 *
 * Variants: names from variants.tbl or flags of the user's own. Flags differ from compiler to compiler, some are only for
 * units without optimisation, so the units of a variant fall into groups that are compiled alike.
 */
#include "cli/variants.h"
#include "base/text.h"
#include "discover/permit.h"
#include "discover/words.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- what is asked for ---- */

struct choosing {
    const struct catalogue *catalogue;
    struct chosen_variants *chosen;
    struct arena *arena;
};

static struct chosen_variant *find(const struct choosing *choosing, const char *name)
{
    for (uint32_t i = 0; i < choosing->chosen->items.count; i++)
        if (strcmp(choosing->chosen->items.items[i].name, name) == 0)
            return &choosing->chosen->items.items[i];
    return NULL;
}

static void add_known(struct choosing *choosing, const struct variant *known, bool any)
{
    struct chosen_variant *before = find(choosing, known->name);
    if (before)
        before->any &= any;
    else
        *array_push(&choosing->chosen->items, choosing->arena) =
            (struct chosen_variant){.name = known->name, .any = any, .known = *known};
}

static noreturn void refuse_name(const struct choosing *choosing, const struct variant *known, uint32_t count,
                                 const char *name)
{
    struct text names = {.arena = choosing->arena};
    for (uint32_t i = 0; i < count; i++)
        text_format(&names, "%s, ", known[i].name);
    usage_error("no variant '%s'; there are %sall, and NAME:FLAGS for your own", name, text_get(&names));
}

static void add_name(struct choosing *choosing, const char *name)
{
    struct variant known[MOST_VARIANTS], named;
    uint32_t count = catalogue_variants(choosing->catalogue, known, MOST_VARIANTS);
    bool all = strcmp(name, "all") == 0;
    for (uint32_t i = 0; all && i < count; i++)
        add_known(choosing, &known[i], true);
    if (!all && !catalogue_variant(choosing->catalogue, name, &named))
        refuse_name(choosing, known, count, name);
    if (!all)
        add_known(choosing, &named, false);
}

static void add_own(struct choosing *choosing, const char *text, const char *colon)
{
    const char *name = arena_copy(text, (size_t)(colon - text), choosing->arena);
    struct variant known;
    struct words words = {0};
    if (!catalogue_variant_name(name))
        usage_error("--variant: '%s' cannot be the name of a variant", name);
    if (catalogue_variant(choosing->catalogue, name, &known))
        usage_error("--variant: '%s' has flags already; choose another name for your own", name);
    if (!words_split(colon + 1, WORDS_SHELL, &words, choosing->arena))
        usage_error("--variant: a quote is not closed in '%s'", text);
    const struct chosen_variant *before = find(choosing, name);
    if (before && strcmp(before->flags, colon + 1) != 0)
        usage_error("--variant: '%s' is given twice, with other flags", name);
    if (!before)
        *array_push(&choosing->chosen->items, choosing->arena) =
            (struct chosen_variant){.name = name, .flags = colon + 1};
}

static void check_compiler(const char *compiler, struct arena *arena)
{
    char *here = getcwd(NULL, 0);
    if (!permit_locate(compiler, here ? here : "/", arena))
        usage_error("--cc: there is no compiler '%s'", compiler);
    free(here);
}

void variants_choose(const struct options *options, const struct catalogue *catalogue,
                     struct chosen_variants *chosen, struct arena *arena)
{
    struct choosing choosing = {.catalogue = catalogue, .chosen = chosen, .arena = arena};
    if (options->compiler)
        check_compiler(options->compiler, arena);
    for (uint32_t i = 0; i < options->variants.count; i++) {
        const char *text = options->variants.items[i], *colon = strchr(text, ':');
        if (colon) {
            add_own(&choosing, text, colon);
            continue;
        }
        for (size_t length = 0;; text += length + 1) {
            length = strcspn(text, ",");
            add_name(&choosing, arena_copy(text, length, arena));
            if (!text[length])
                break;
        }
    }
}

static enum compiler_family family_of(const struct run *built, const struct unit *unit)
{
    const char *compiler = built->options->compiler;
    return run_family(compiler ? compiler : unit->arguments[0] ? unit->arguments[0] : "");
}

bool variants_wants(const struct run *built, const struct chosen_variant *chosen)
{
    bool known = !chosen->any;
    for (uint32_t i = 0; !known && i < built->units->items.count; i++)
        known = chosen->known.flags[family_of(built, &built->units->items.items[i])] != NULL;
    return known;
}

/* ---- how units are compiled ---- */

static bool is_optimised(const struct unit *unit)
{
    bool optimised = false;
    for (const char *const *word = unit->arguments; *word; word++)
        if (text_starts(*word, "-O"))
            optimised = strcmp(*word, "-O0") != 0;
    return optimised;
}

/* The flags of the variant for a unit, NULL behind; NULL: its compiler has no such variant. */
static const char *const *flags_for(const struct run *built, const struct chosen_variant *chosen,
                                    const struct unit *unit)
{
    const char *flags = chosen->flags ? chosen->flags : chosen->known.flags[family_of(built, unit)];
    struct words words = {0}, kept = {0};
    if (!flags)
        return NULL;
    if (!words_split(flags, WORDS_SHELL, &words, built->arena))
        usage_error("variants.tbl: a quote is not closed in the flags of '%s'", chosen->name);
    for (uint32_t i = 0; i < words.count; i++) {
        const char *word = words.items[i];
        bool conditional = !chosen->flags && word[0] == '(' && text_ends(word, ")");
        if (!conditional)
            words_add(&kept, word, built->arena);
        else if (!is_optimised(unit))
            words_add(&kept, arena_copy(word + 1, strlen(word) - 2, built->arena), built->arena);
    }
    return words_list(&kept, built->arena);
}

static bool are_same(const char *const *one, const char *const *other)
{
    while (*one && *other && strcmp(*one, *other) == 0)
        one++, other++;
    return !*one && !*other;
}

/* The group that has these flags, made when there is none. */
static uint32_t group_of(const struct run *built, const char *const *flags, struct compile_options **groups,
                         uint32_t *count)
{
    uint32_t at = 0;
    while (at < *count && !are_same((*groups)[at].flags, flags))
        at++;
    if (at < *count)
        return at;
    struct compile_options *more = arena_array(*count + 1, sizeof *more, built->arena);
    if (*count)
        memcpy(more, *groups, *count * sizeof *more);
    more[(*count)++] = run_compiling(built, flags);
    *groups = more;
    return at;
}

/* The units as one group sees them take the place of those as built. */
static void change_units(const struct run *built, const struct run *run, uint32_t group, struct units *changed)
{
    const struct options *options = built->options;
    struct discover_options how = {.build_directory = options->build_directory,
                                   .query_driver = options->query_driver,
                                   .scratch = built->scratch};
    struct units some = {.database = changed->database};
    for (uint32_t i = 0; i < changed->items.count; i++)
        if (run->compile_of[i] == group)
            *array_push(&some.items, built->arena) = changed->items.items[i];
    const struct units *made = compile_variant(&some, &run->compile[group], &how, built->arena);
    for (uint32_t i = 0, at = 0; i < changed->items.count; i++)
        if (run->compile_of[i] == group)
            changed->items.items[i] = made->items.items[at++];
}

struct run variants_run(const struct run *built, const struct chosen_variant *chosen)
{
    uint32_t count = built->units->items.count, group_count = 0;
    struct units *units = arena_alloc(sizeof *units, built->arena);
    struct compile_options *groups = NULL;
    uint32_t *compile_of = arena_array(count, sizeof *compile_of, built->arena);
    *units = (struct units){.database = built->units->database};
    for (uint32_t i = 0; i < count; i++) {
        const struct unit *unit = &built->units->items.items[i];
        const char *const *flags = flags_for(built, chosen, unit);
        compile_of[i] = flags ? group_of(built, flags, &groups, &group_count) : NONE;
        struct unit *copy = array_push(&units->items, built->arena);
        *copy = *unit;
        copy->object = NULL;
    }
    /* Other flags may include other files. */
    bool own_sources = chosen->flags || built->options->compiler;
    struct run run = {.options = built->options,
                      .catalogue = built->catalogue,
                      .policy = built->policy,
                      .names = built->names,
                      .arena = built->arena,
                      .store = built->store,
                      .scratch = built->scratch,
                      .variant = chosen->name,
                      .units = units,
                      .base = built,
                      .libraries = built->libraries,
                      .compile = groups,
                      .compile_of = compile_of,
                      .compile_count = group_count,
                      .sources = own_sources ? NULL : built->sources};
    for (uint32_t group = 0; group < group_count; group++)
        change_units(built, &run, group, units);
    return run;
}
