/* SPDX-License-Identifier: Apache-2.0
 *
 * The units of a variant: each command with the variant's flags behind its own, understood anew, since flags change what
 * the compiler predefines (__SANITIZE_THREAD__, __OPTIMIZE__) and with it what is parsed.
 */
#include "base/text.h"
#include "discover/candidate.h"
#include "discover/rewrite.h"
#include <string.h>

/* A path as a glob that matches it alone. */
static void add_glob(struct text *globs, const char *path)
{
    if (globs->length)
        text_add(globs, ":");
    for (; *path; path++) {
        if (strchr("*?[\\", *path))
            text_add(globs, "\\");
        text_add_bytes(globs, path, 1);
    }
}

/* The compiler of the options was named by the user, who thereby allows it to be run. */
static const char *allow_compiler(const struct compile_options *options, const struct discover_options *how,
                                  struct arena *arena)
{
    struct text globs = {.arena = arena};
    const char *compiler = rewrite_compiler(options, arena);
    if (!compiler || !strchr(compiler, '/'))
        return how->query_driver;
    text_add(&globs, how->query_driver ? how->query_driver : "");
    add_glob(&globs, compiler);
    return text_get(&globs);
}

static struct unit make_unit(const struct unit *unit, const struct compile_options *options,
                             struct compilers *compilers, struct arena *arena)
{
    struct candidate candidate = {.unit = {.file = unit->file, .directory = unit->directory}};
    struct words words = {0};
    const char *compiler = rewrite_compiler(options, arena);
    for (const char *const *word = unit->arguments; *word; word++)
        words_add(&words, word == unit->arguments && compiler ? compiler : *word, arena);
    for (const char *const *flag = options->flags; flag && *flag; flag++)
        words_add(&words, *flag, arena);
    struct unit changed = *unit;
    changed.arguments = words_list(&words, arena);
    if (unit->arguments[0] && candidate_read(&candidate, &words, NULL, arena))
        changed = *candidate_finish(&candidate, compilers, arena);
    changed.object = NULL;
    return changed;
}

struct units *compile_variant(const struct units *units, const struct compile_options *options,
                              const struct discover_options *how, struct arena *arena)
{
    struct units *changed = arena_alloc(sizeof *changed, arena);
    struct compilers *compilers = compilers_new(allow_compiler(options, how, arena), how->scratch, arena);
    *changed = (struct units){.database = units->database, .error = units->error, .missing = units->missing};
    for (uint32_t i = 0; i < units->items.count; i++)
        *array_push(&changed->items, arena) = make_unit(&units->items.items[i], options, compilers, arena);
    return changed;
}
