/* SPDX-License-Identifier: Apache-2.0
 *
 * Units from a compilation database, or from one command line: each entry's command is understood, the units
 * are put in order and duplicates dropped, then each one's compiler is asked how it would read the unit.
 */
#include "base/intern.h"
#include "base/map.h"
#include "base/text.h"
#include "discover/compiler.h"
#include "discover/database.h"
#include "discover/parse.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

/* A unit on its way. */
struct candidate {
    struct unit unit;
    struct command command;
};

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

/* What is wrong with the source itself. */
static void check_source(struct unit *unit, const char *dialect, struct arena *arena)
{
    struct stat status;
    unit->trouble_kind = "unit-failed";
    if (stat(unit->directory, &status) != 0)
        unit->trouble = arena_format(arena, "no such directory: %s", unit->directory);
    else if (stat(unit->file, &status) != 0)
        unit->trouble =
            errno == ENOENT || errno == ENOTDIR ? "no such file" : arena_text(strerror(errno), arena);
    else if (!S_ISREG(status.st_mode))
        unit->trouble = "not a regular file";
    else if (!dialect && unit->language != LANGUAGE_ASSEMBLER)
        unit->trouble = "it is neither C nor C++ nor assembler";
    if (!unit->trouble && unit->language == LANGUAGE_ASSEMBLER) {
        unit->trouble = "assembler is not parsed; what it calls is seen in its object only";
        unit->trouble_kind = "assembler-unit";
    }
    if (!unit->trouble)
        unit->trouble_kind = NULL;
}

/* The candidate that an entry is, unless its command compiles nothing. */
static void add_candidate(struct candidates *candidates, const struct entry *entry, struct arena *arena)
{
    struct candidate *candidate = arena_alloc(sizeof *candidate, arena);
    struct unit *unit = &candidate->unit;
    struct command *command = &candidate->command;
    unit->file = entry->file;
    unit->directory = entry->directory;
    if (entry->trouble) {
        unit->trouble = entry->trouble;
        unit->trouble_kind = "unit-failed";
        unit->arguments = words_list(&command->arguments, arena);
    } else {
        command_read(&entry->words, entry->file, entry->directory, entry->output, command, arena);
        if (!command->compiles)
            return;
        unit->arguments = words_list(&command->arguments, arena);
        unit->language = command->language;
        unit->object = command->object;
        check_source(unit, command->dialect, arena);
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

static uint64_t hash_command(const struct unit *unit)
{
    uint64_t key = XXH3_64bits(unit->directory, strlen(unit->directory));
    for (const char *const *word = unit->arguments; *word; word++)
        key = XXH3_64bits_withSeed(*word, strlen(*word) + 1, key);
    return key;
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
        struct unit *unit = array_push(&units->items, arena);
        *unit = candidate->unit;
        if (unit->trouble) {
            unit->command_key = hash_command(unit);
        } else {
            const struct answer *answer = compiler_ask(compilers, &candidate->command, unit->directory);
            parse_compose(unit, &candidate->command, answer, arena);
        }
    }
    return units;
}
