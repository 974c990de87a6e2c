/* SPDX-License-Identifier: Apache-2.0
 *
 * A linked binary names the units that it was made of in its debug information; they are matched by their source's path.
 * That gives the programs, so that same-named functions of two programs do not mix; and where a unit's own object is not
 * there or does not ship, what was linked takes its place.
 */
#include "cli/linked.h"
#include "base/map.h"
#include "base/text.h"
#include "cli/libraries.h"
#include "facts/objects.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- whose code it is ---- */

/* Source path -> first of the units compiled from it, and the next. */
struct files {
    struct map *first;
    uint32_t *next;
};

static struct files files_of(struct run *run)
{
    uint32_t count = run->units->items.count;
    struct files files = {.first = map_new(run->arena), .next = arena_array(count, sizeof(uint32_t), run->arena)};
    for (uint32_t i = count; i-- > 0;) {
        char *real = realpath(run->units->items.items[i].file, NULL);
        name_id name = intern_text(run->names, real ? real : run->units->items.items[i].file);
        free(real);
        uint32_t *first = map_at(files.first, name);
        files.next[i] = *first;
        *first = i;
    }
    return files;
}

/* The first unit compiled from a file that debug information names. */
static uint32_t unit_named(struct run *run, const struct files *files, name_id file)
{
    uint32_t known = map_get(files->first, file);
    if (known != MAP_NONE)
        return known;
    char *real = realpath(intern_get(run->names, file), NULL);
    name_id name = real ? intern_text(run->names, real) : 0;
    free(real);
    return name ? map_get(files->first, name) : MAP_NONE;
}

static bool is_among(uint32_t unit, const uint32_t *units, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (units[i] == unit)
            return true;
    return false;
}

/* The one of `units` that is compiled from the file; NONE: none, or more than one. */
static uint32_t only_unit(struct run *run, const struct files *files, name_id file, const uint32_t *units,
                          uint32_t count)
{
    uint32_t only = NONE;
    for (uint32_t i = file ? unit_named(run, files, file) : MAP_NONE; i != MAP_NONE; i = files->next[i]) {
        if (!is_among(i, units, count))
            continue;
        if (only != NONE)
            return NONE;
        only = i;
    }
    return only;
}

static void refuse(struct run_unit *read, const char *why)
{
    if (read->object_gap && strcmp(read->object_gap, "lto-object") == 0)
        return; /* that is why the binary was asked */
    read->object_gap = "object-failed";
    read->object_why = why;
}

void linked_take(struct run *run, const struct object_facts *facts, const uint32_t *units, uint32_t count)
{
    struct collect_options how = run_collecting(run);
    struct object_debug debug = {.units.items = NULL};
    collect_debug(&facts, 1, &how, run->names, run->arena, &debug);
    struct files files = files_of(run);
    uint32_t *owners = arena_array(facts->functions.count, sizeof *owners, run->arena);
    for (uint32_t i = 0; i < facts->functions.count; i++)
        owners[i] = NONE;
    ARRAY(uint32_t) found = {0};
    for (uint32_t i = 0; i < debug.definitions.count; i++) {
        const struct object_definition *definition = &debug.definitions.items[i];
        uint32_t unit = only_unit(run, &files, debug.units.items[definition->unit].name, units, count);
        if (unit == NONE) /* link-time optimisation makes units of its own */
            unit = only_unit(run, &files, definition->place.file, units, count);
        owners[definition->function] = unit;
        if (unit != NONE && !is_among(unit, found.items, found.count))
            *array_push(&found, run->arena) = unit;
    }
    for (uint32_t i = 0; i < facts->functions.count; i++)
        if (facts->functions.items[i].body != i)
            owners[i] = owners[facts->functions.items[i].body];
    for (uint32_t i = 0; i < count; i++) {
        struct run_unit *read = &run->read[units[i]];
        if (is_among(units[i], found.items, found.count)) {
            read->object = run->objects.count;
            read->object_gap = NULL;
        } else {
            refuse(read, "its debug information does not say which code is the unit's; compile with -g");
        }
    }
    if (found.count)
        *array_push(&run->objects, run->arena) =
            (struct graph_object){.facts = facts, .unit = NONE, .units = owners};
}

/* ---- programs ---- */

struct binaries {
    ARRAY(const struct object_facts *) facts;
    struct map *known; /* by path */
};

static void add_binary(struct run *run, struct binaries *binaries, const char *path, bool named)
{
    uint32_t *known = map_at(binaries->known, intern_text(run->names, path));
    if (*known != MAP_NONE)
        return;
    *known = 0;
    const struct object_facts *facts = object_glance(path, run->names, run->arena);
    if (facts) {
        *array_push(&binaries->facts, run->arena) = facts;
    } else if (named) {
        *array_push(&run->gaps, run->arena) = (struct judged_gap){.kind = "object-failed",
                                                                  .subject = path,
                                                                  .why = "it cannot be read as a linked program",
                                                                  .spot = {.file = ""},
                                                                  .handler = NONE_HANDLER};
    }
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* The units of ours that a binary was made of, ascending. */
static void units_in(struct run *run, const struct files *files, const struct object_debug *debug,
                     struct graph_program *program)
{
    ARRAY(uint32_t) units = {0};
    struct map *seen = map_new(run->arena);
    for (uint32_t i = 0; i < debug->units.count; i++)
        for (uint32_t unit = unit_named(run, files, debug->units.items[i].name); unit != MAP_NONE;
             unit = files->next[unit]) {
            if (map_get(seen, unit) != MAP_NONE)
                continue;
            map_set(seen, unit, 0);
            *array_push(&units, run->arena) = unit;
        }
    if (units.count)
        qsort(units.items, units.count, sizeof *units.items, compare_numbers);
    program->units = units.items;
    program->unit_count = units.count;
}

/* Two programs of one name are told apart by their folders. */
static void name_programs(struct run *run, const char *const *paths)
{
    for (uint32_t i = 0; i < run->programs.count; i++) {
        bool twice = false;
        for (uint32_t j = 0; j < run->programs.count; j++)
            twice |= i != j && strcmp(text_basename(paths[i]), text_basename(paths[j])) == 0;
        run->programs.items[i].name = twice ? paths[i] : text_basename(paths[i]);
    }
}

/* Is a binary at least as new as what the unit comes from? */
static bool is_current(struct run *run, const struct object_facts *facts, uint32_t unit)
{
    struct stat status;
    const char *newest;
    if (stat(intern_get(run->names, facts->path), &status) != 0)
        return false;
    int64_t made = (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
    return sources_newest(run->sources, unit, &newest) <= made;
}

/* Reads a binary whole when units without an object are in it. */
static void fill_in(struct run *run, const struct object_facts *binary, const struct graph_program *program)
{
    ARRAY(uint32_t) wanting = {0};
    for (uint32_t i = 0; i < program->unit_count; i++) {
        const struct run_unit *read = &run->read[program->units[i]];
        if (read->object == NONE && !read->doubtful && is_current(run, binary, program->units[i]))
            *array_push(&wanting, run->arena) = program->units[i];
    }
    if (!wanting.count)
        return;
    const char *path = intern_get(run->names, binary->path);
    struct collect_options how = run_collecting(run);
    struct object_list list = {.objects.items = NULL};
    collect_objects(&path, 1, &how, run->names, run->arena, &list);
    if (list.objects.count != 1 || list.objects.items[0]->kind == OBJECT_OTHER)
        return;
    run->objects_read++;
    linked_take(run, list.objects.items[0], wanting.items, wanting.count);
}

void linked_find(struct run *run)
{
    const struct options *options = run->options;
    struct binaries binaries = {.known = map_new(run->arena)};
    struct program_paths paths = {.stopped = false};
    if (options->build_directory)
        discover_programs(options->build_directory, &paths, run->arena);
    for (uint32_t i = 0; i < options->links.count; i++)
        add_binary(run, &binaries, options->links.items[i], true);
    for (uint32_t i = 0; i < paths.items.count; i++)
        add_binary(run, &binaries, paths.items.items[i], false);
    uint32_t count = binaries.facts.count;
    struct object_debug *debug = arena_array(count, sizeof *debug, run->arena);
    struct collect_options how = run_collecting(run);
    if (count)
        collect_debug(binaries.facts.items, count, &how, run->names, run->arena, debug);
    struct files files = files_of(run);
    ARRAY(const char *) names = {0};
    for (uint32_t i = 0; i < count; i++) {
        struct graph_program program = {.shared = binaries.facts.items[i]->kind == OBJECT_SHARED,
                                        .object_flags = binaries.facts.items[i]->flags};
        units_in(run, &files, &debug[i], &program);
        libraries_add_root(run, intern_get(run->names, binaries.facts.items[i]->path),
                           program.unit_count ? run->programs.count : NONE);
        if (!program.unit_count)
            continue;
        *array_push(&run->programs, run->arena) = program;
        *array_push(&names, run->arena) = intern_get(run->names, binaries.facts.items[i]->path);
        fill_in(run, binaries.facts.items[i], &program);
    }
    name_programs(run, names.items);
}
