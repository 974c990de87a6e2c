/* SPDX-License-Identifier: Apache-2.0
 *
 * Units from a compilation database, or from one command line: each entry's command is understood, the units
 * are put in order and duplicates dropped, then each one's compiler is asked how it would read the unit.
 */
#include "base/intern.h"
#include "base/map.h"
#include "base/text.h"
#include "discover/candidate.h"
#include "discover/database.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct candidates {
    ARRAY(struct candidate *) items;
};

static int compare_lists(const char *const *one, const char *const *other)
{
    for (; *one && *other; one++, other++) {
        int order = strcmp(*one, *other);
        if (order)
            return order;
    }
    return (*one != NULL) - (*other != NULL);
}

static int compare(const void *one, const void *other)
{
    const struct unit *a = &(*(struct candidate *const *)one)->unit;
    const struct unit *b = &(*(struct candidate *const *)other)->unit;
    int order = strcmp(a->file, b->file);
    order = order ? order : compare_lists(a->arguments, b->arguments);
    return order ? order : strcmp(a->directory, b->directory);
}

/* The candidate that an entry is, unless its command compiles nothing. */
static void add_candidate(struct candidates *candidates, const struct entry *entry, struct arena *arena)
{
    struct candidate *candidate = arena_alloc(sizeof *candidate, arena);
    candidate->unit.file = entry->file;
    candidate->unit.directory = entry->directory;
    if (entry->trouble) {
        candidate->unit.trouble = entry->trouble;
        candidate->unit.trouble_kind = "unit-failed";
        candidate->unit.arguments = words_list(&candidate->command.arguments, arena);
    } else if (!candidate_read(candidate, &entry->words, entry->output, arena)) {
        return;
    }
    *array_push(&candidates->items, arena) = candidate;
}

static void add_database(struct candidates *candidates, const struct discover_options *options,
                         struct units *units, struct arena *arena)
{
    struct database database = {0};
    database_read(options->build_directory, &database, arena);
    units->database = database.path;
    units->error = database.error;
    units->missing = database.missing;
    for (uint32_t i = 0; i < database.entries.count; i++)
        add_candidate(candidates, &database.entries.items[i], arena);
}

/* FILE -- FLAGS: as if cc were to compile it here. Its object is known only when the flags name one. */
static void add_lone(struct candidates *candidates, const struct discover_options *options,
                     struct arena *arena)
{
    char here[4096];
    struct entry entry = {.directory = arena_text(getcwd(here, sizeof here) ? here : "/", arena)};
    entry.file = text_path(entry.directory, options->lone_file, arena);
    words_add(&entry.words, "cc", arena);
    bool object = false;
    for (const char *const *flag = options->lone_flags; flag && *flag; flag++) {
        object |= text_starts(*flag, "-o");
        words_add(&entry.words, *flag, arena);
    }
    words_add(&entry.words, "-c", arena);
    words_add(&entry.words, options->lone_file, arena);
    entry.trouble = words_expand(&entry.words, entry.directory, arena);
    add_candidate(candidates, &entry, arena);
    if (candidates->items.count && !object)
        candidates->items.items[0]->unit.object = NULL;
}

/* One file that several sources are said to become is a linked program, as recorded from "cc a.c b.c -o
 * prog". */
static void drop_shared_objects(struct candidates *candidates, struct arena *arena)
{
    struct intern *names = intern_new(arena);
    struct map *sources = map_new(arena); /* the one source of each object; 0: several */
    for (uint32_t i = 0; i < candidates->items.count; i++) {
        const struct unit *unit = &candidates->items.items[i]->unit;
        if (!unit->object)
            continue;
        name_id source = intern_text(names, unit->file);
        uint32_t *known = map_at(sources, intern_text(names, unit->object));
        *known = *known == MAP_NONE || *known == source ? source : 0;
    }
    for (uint32_t i = 0; i < candidates->items.count; i++) {
        struct unit *unit = &candidates->items.items[i]->unit;
        if (unit->object && map_get(sources, intern_find(names, unit->object)) == 0)
            unit->object = NULL;
    }
}

struct units *discover_units(const struct discover_options *options, struct arena *arena)
{
    struct units *units = arena_alloc(sizeof *units, arena);
    struct candidates candidates = {0};
    if (options->lone_file)
        add_lone(&candidates, options, arena);
    else
        add_database(&candidates, options, units, arena);
    if (!candidates.items.count)
        return units;
    qsort(candidates.items.items, candidates.items.count, sizeof *candidates.items.items, compare);
    drop_shared_objects(&candidates, arena);
    struct compilers *compilers = compilers_new(options->query_driver, options->scratch, arena);
    for (uint32_t i = 0; i < candidates.items.count; i++) {
        struct candidate *candidate = candidates.items.items[i];
        if (i && compare(&candidates.items.items[i - 1], &candidates.items.items[i]) == 0)
            continue;
        *array_push(&units->items, arena) = *candidate_finish(candidate, compilers, arena);
    }
    return units;
}
