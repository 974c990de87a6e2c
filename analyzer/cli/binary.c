/* SPDX-License-Identifier: Apache-2.0
 *
 * --binary: a program, library, object or archive that is judged by its code alone. No function of it is of
 * any unit; what debug information says of it are places, and without it, the file is the place.
 */
#include "cli/binary.h"
#include "cli/libraries.h"
#include "facts/objects.h"
#include <string.h>

static void add_gap(struct run *run, const char *kind, const char *subject, const char *why)
{
    *array_push(&run->gaps, run->arena) = (struct judged_gap){
        .kind = kind, .subject = subject, .why = why, .spot = {.file = ""}, .handler = NONE_HANDLER};
}

static const char *name_of(struct run *run, const struct object_facts *facts)
{
    const char *path = intern_get(run->names, facts->path);
    return facts->member ? arena_format(run->arena, "%s(%s)", path, intern_get(run->names, facts->member))
                         : path;
}

/* What the file as a whole does not tell. */
static void add_object_gaps(struct run *run, const struct object_facts *facts)
{
    const char *name = name_of(run, facts);
    for (uint32_t i = 0; i < facts->gaps.count; i++)
        if (facts->gaps.items[i].function == NONE)
            add_gap(run, intern_get(run->names, facts->gaps.items[i].kind), name,
                    intern_get(run->names, facts->gaps.items[i].why));
    if (facts->kind != OBJECT_OTHER && !(facts->flags & OBJECT_DEBUG))
        add_gap(run, "no-line-table", name,
                "compiled without -g: where calls and functions are written is not known");
}

static bool take(struct run *run, const struct object_facts *facts)
{
    if (facts->flags & OBJECT_LTO)
        add_gap(run, "lto-object", name_of(run, facts),
                "it was compiled for link-time optimisation and does not ship; give the linked program");
    else
        add_object_gaps(run, facts);
    if (facts->kind == OBJECT_OTHER || facts->flags & OBJECT_LTO)
        return false;
    *array_push(&run->objects, run->arena) = (struct graph_object){.facts = facts, .unit = NONE};
    return true;
}

/* Where the functions are defined. */
static void read_debug(struct run *run, const struct collect_options *how)
{
    uint32_t count = run->objects.count;
    const struct object_facts **objects = arena_array(count, sizeof *objects, run->arena);
    struct object_debug *debug = arena_array(count, sizeof *debug, run->arena);
    for (uint32_t i = 0; i < count; i++)
        objects[i] = run->objects.items[i].facts;
    collect_debug(objects, count, how, run->names, run->arena, debug);
    for (uint32_t i = 0; i < count; i++)
        if (objects[i]->flags & OBJECT_DEBUG)
            run->objects.items[i].debug = &debug[i];
}

void binary_read(struct run *run, const char *path)
{
    struct collect_options how = run_collecting(run);
    struct object_list list = {.objects.items = NULL};
    const char *why = "it holds no code";
    collect_objects(&path, 1, &how, run->names, run->arena, &list);
    for (uint32_t i = 0; i < list.gaps.count; i++) {
        why = intern_get(run->names, list.gaps.items[i].why);
        add_gap(run, intern_get(run->names, list.gaps.items[i].kind), path, why);
    }
    for (uint32_t i = 0; i < list.objects.count; i++)
        run->objects_read += take(run, list.objects.items[i]);
    if (!run->objects.count && run->gaps.count)
        why = run->gaps.items[run->gaps.count - 1].why;
    if (!run->objects.count)
        fatal("%s: %s", path, why);
    read_debug(run, &how);
    const struct object_dynamic *dynamic = libraries_of_binary(run, path);
    for (uint32_t i = 0; i < run->objects.count; i++) {
        run->objects.items[i].dynamic = dynamic;
        run->objects.items[i].started = true;
    }
}
