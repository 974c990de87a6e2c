/* SPDX-License-Identifier: Apache-2.0
 *
 * The compilation database of a case: once as tools around gcc write it (arguments as an array, files as they were
 * named), once as those around clang do (one command line, absolute paths).
 */
#include "corpus.h"
#include <jansson.h>
#include <string.h>

static json_t *as_array(const char *const *words)
{
    json_t *array = json_array();
    for (; *words; words++)
        json_array_append_new(array, json_string(*words));
    return array;
}

/* A word as a shell would need it. */
static void add_quoted(struct text *line, const char *word)
{
    if (line->length)
        text_add(line, " ");
    for (; *word; word++) {
        if (strchr(" \t\"'\\$`()<>|&;*?#~", *word))
            text_add(line, "\\");
        text_add_bytes(line, word, 1);
    }
}

const char *unit_object(const char *folder, const char *source, struct arena *arena)
{
    return arena_format(arena, "%s/%s.o", folder, source);
}

static const char *unit_file(const struct test_case *test, const struct build *build, const char *source,
                             struct arena *arena)
{
    return build->clang ? arena_format(arena, "%s/%s", test->directory, source) : source;
}

/* What the file `objects` has for the source behind its name; NULL: nothing. */
static const char *const *own_words(const struct test_case *test, const char *source, struct arena *arena)
{
    for (const char *at = test->objects; *at; at += strspn(at, "\n")) {
        const char *const *words = split_words(arena_copy(at, strcspn(at, "\n"), arena), arena);
        at += strcspn(at, "\n");
        if (words[0] && strcmp(words[0], source) == 0)
            return words + 1;
    }
    return NULL;
}

const char *const *unit_words(const struct test_case *test, const struct build *build, const char *source,
                              const char *object, struct arena *arena)
{
    ARRAY(const char *) words = {0};
    *array_push(&words, arena) = build->compiler;
    for (const char *const *word = build_words(test, build, arena); *word; word++)
        *array_push(&words, arena) = *word;
    const char *const *own = build->compiled ? own_words(test, source, arena) : NULL;
    for (; own && *own; own++)
        if (**own == '-')
            *array_push(&words, arena) = *own;
    const char *const last[] = {"-o", object, "-c", unit_file(test, build, source, arena), NULL};
    for (size_t i = 0; i < sizeof last / sizeof *last; i++)
        *array_push(&words, arena) = last[i];
    return words.items;
}

static json_t *entry_of(const struct test_case *test, const struct build *build, const char *folder,
                        const char *source, struct arena *arena)
{
    const char *object = unit_object(folder, source, arena);
    const char *const *words = unit_words(test, build, source, object, arena);
    json_t *entry = json_object();
    json_object_set_new(entry, "directory", json_string(test->directory));
    if (build->clang) {
        struct text line = {.arena = arena};
        for (; *words; words++)
            add_quoted(&line, *words);
        json_object_set_new(entry, "command", json_string(text_get(&line)));
    } else {
        json_object_set_new(entry, "arguments", as_array(words));
    }
    json_object_set_new(entry, "file", json_string(unit_file(test, build, source, arena)));
    json_object_set_new(entry, "output", json_string(object));
    return entry;
}

bool database_write(const struct test_case *test, const struct build *build, const char *folder,
                    struct arena *arena)
{
    json_t *entries = json_array();
    for (uint32_t i = 0; i < test->sources.count; i++)
        json_array_append_new(entries, entry_of(test, build, folder, test->sources.items[i], arena));
    const char *path = arena_format(arena, "%s/compile_commands.json", folder);
    bool written = json_dump_file(entries, path, JSON_INDENT(4)) == 0;
    json_decref(entries);
    return written;
}
