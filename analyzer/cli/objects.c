/* SPDX-License-Identifier: Apache-2.0
 *
 * The compiled code of a run: of each unit the build's own object when that is current and holds what ships, else what a
 * linked binary has of it; else a gap that says how to close it.
 */
#include "cli/run.h"
#include "cli/binary.h"
#include "cli/linked.h"
#include "base/map.h"
#include "base/text.h"
#include "facts/objects.h"
#include <string.h>

#define CURE "; build it, or use --compile"

static void refuse(struct run_unit *read, const char *gap, const char *why)
{
    read->object_gap = gap;
    read->object_why = why;
}

/* ---- what is in a file ---- */

static const char *why_of(const struct run *run, const struct gap *gap)
{
    return intern_get(run->names, gap->why);
}

/* Why compiled code cannot be used; NULL: it can. */
static const char *trouble_of(const struct run *run, const struct object_list *list, const char **why)
{
    const struct object_facts *facts = list->objects.count == 1 ? list->objects.items[0] : NULL;
    if (!facts) {
        *why = list->objects.count ? "it is an archive" : list->gaps.count ? why_of(run, &list->gaps.items[0]) : "it is empty";
        return "object-failed";
    }
    if (facts->flags & OBJECT_LTO) {
        *why = "it was compiled for link-time optimisation and does not ship; give the linked binary with --link, or use "
               "--compile";
        return "lto-object";
    }
    if (facts->kind != OBJECT_OTHER)
        return NULL;
    *why = facts->gaps.count ? why_of(run, &facts->gaps.items[0]) : "it holds no code";
    bool foreign = strstr(*why, "machine") || strstr(*why, "big-endian") || strstr(*why, "32-bit");
    return foreign ? "foreign-object" : "object-failed";
}

static void take_object(struct run *run, uint32_t unit, const struct object_facts *facts)
{
    run->read[unit].object = run->objects.count;
    run->read[unit].object_gap = NULL;
    *array_push(&run->objects, run->arena) = (struct graph_object){.facts = facts, .unit = unit};
}

/* ---- the build's own objects ---- */

/* An output that several units claim: of a linked one each has its part; of another nobody knows whose it is. */
static void take_shared(struct run *run, const uint32_t *units, uint32_t count, const struct object_facts *facts)
{
    if (facts->kind != OBJECT_RELOCATABLE) {
        linked_take(run, facts, units, count);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        refuse(&run->read[units[i]], "object-doubtful",
               "several units are compiled to this object; give each its own output");
}

/* The units that are compiled to one file: a list through `next`. */
struct output {
    const char *path;
    ARRAY(uint32_t) units;
};

struct outputs {
    ARRAY(struct output) items;
    struct map *index; /* path -> index in items */
};

static void add_output(struct run *run, struct outputs *outputs, uint32_t unit)
{
    const char *path = run->read[unit].object_path;
    uint32_t *index = map_at(outputs->index, intern_text(run->names, path));
    if (*index == MAP_NONE) {
        *index = outputs->items.count;
        array_push(&outputs->items, run->arena)->path = path;
    }
    *array_push(&outputs->items.items[*index].units, run->arena) = unit;
}

static void read_outputs(struct run *run, const struct outputs *outputs)
{
    uint32_t count = outputs->items.count;
    const char **paths = arena_array(count, sizeof *paths, run->arena);
    struct object_list *lists = arena_array(count, sizeof *lists, run->arena);
    for (uint32_t i = 0; i < count; i++)
        paths[i] = outputs->items.items[i].path;
    struct collect_options how = run_collecting(run);
    collect_objects(paths, count, &how, run->names, run->arena, lists);
    for (uint32_t i = 0; i < count; i++) {
        const struct output *output = &outputs->items.items[i];
        const char *why = NULL, *trouble = trouble_of(run, &lists[i], &why);
        run->objects_read += !trouble;
        for (uint32_t u = 0; trouble && u < output->units.count; u++)
            refuse(&run->read[output->units.items[u]], trouble, why);
        if (trouble)
            continue;
        const struct object_facts *facts = lists[i].objects.items[0];
        if (output->units.count == 1 && facts->kind == OBJECT_RELOCATABLE)
            take_object(run, output->units.items[0], facts);
        else
            take_shared(run, output->units.items, output->units.count, facts);
    }
}

/* Doubtful objects are read only when their units have been. */
static bool stands(struct run *run, uint32_t unit, const struct object_standing *standing)
{
    struct run_unit *read = &run->read[unit];
    switch (standing->state) {
    case OBJECT_UNKNOWN:
        refuse(read, "object-absent", "its compile command does not say where the object goes; use --compile");
        return false;
    case OBJECT_ABSENT:
        refuse(read, "object-absent", "there is no such file" CURE);
        return false;
    case OBJECT_STALE:
        refuse(read, "object-stale", arena_format(run->arena, "%s" CURE, standing->why));
        return false;
    case OBJECT_DOUBTFUL:
        read->doubtful = true;
        refuse(read, "object-doubtful", arena_format(run->arena, "%s" CURE, standing->why));
        return false;
    case OBJECT_CURRENT:
        return true;
    }
    return false;
}

void objects_read(struct run *run)
{
    if (run->options->binary) {
        binary_read(run, run->options->binary);
        return;
    }
    const struct object_standing *standings = discover_standings(run->units, run->sources, run->arena);
    struct outputs outputs = {.index = map_new(run->arena)};
    for (uint32_t i = 0; i < run->units->items.count; i++)
        if (stands(run, i, &standings[i]))
            add_output(run, &outputs, i);
    read_outputs(run, &outputs);
    linked_find(run);
}

void objects_settle(struct run *run)
{
    struct outputs outputs = {.index = map_new(run->arena)};
    for (uint32_t i = 0; i < run->units->items.count; i++) {
        struct run_unit *read = &run->read[i];
        if (!read->doubtful || !read->facts)
            continue;
        read->doubtful = false;
        if (read->object != NONE)
            continue;
        uint32_t count = read->facts->inputs.count;
        const char **inputs = arena_array(count, sizeof *inputs, run->arena);
        for (uint32_t f = 0; f < count; f++)
            inputs[f] = intern_get(run->names, read->facts->inputs.items[f].file);
        struct object_standing standing = object_standing_of(read->object_path, inputs, count, run->arena);
        if (stands(run, i, &standing))
            add_output(run, &outputs, i);
        read->doubtful = false;
    }
    read_outputs(run, &outputs);
}

/* ---- objects of a variant ---- */

void objects_borrow(struct run *run)
{
    const struct run *base = run->base;
    ARRAY(uint32_t) reached = {0};
    for (uint32_t i = 0; i < base->programs.count; i++)
        *array_push(&run->programs, run->arena) = base->programs.items[i];
    for (uint32_t i = 0; i < run->units->items.count; i++) {
        const struct run_unit *built = &base->read[i];
        const struct graph_object *object = built->object == NONE ? NULL : &base->objects.items[built->object];
        if (object && !object->units) /* code of a linked program cannot be taken out of it unit by unit */
            take_object(run, i, object->facts);
        if (built->reached)
            *array_push(&reached, run->arena) = i;
    }
    if (reached.count)
        objects_compile(run, reached.items, reached.count);
}

/* What was built does not stand for the unit any more. Its place is kept, for others are known by theirs. */
static void give_back(struct run *run, uint32_t unit)
{
    struct run_unit *read = &run->read[unit];
    if (read->object == NONE)
        return;
    struct object_facts *nothing = arena_alloc(sizeof *nothing, run->arena);
    nothing->names = run->names;
    nothing->kind = OBJECT_OTHER;
    run->objects.items[read->object] = (struct graph_object){.facts = nothing, .unit = NONE};
    read->object = NONE;
}

static void refuse_variant(struct run *run, uint32_t unit, const char *why)
{
    struct run_unit *read = &run->read[unit];
    read->object_path = read->judged.file;
    refuse(read, "variant-failed", why);
}

/* ---- objects of our own ---- */

/* Units that are compiled alike go together. */
static struct compiled *compile_chosen(struct run *run, const uint32_t *chosen, uint32_t count)
{
    struct compiled *made = arena_array(count, sizeof *made, run->arena);
    if (!run->compile_of) {
        compile_units(run->units, chosen, count, run->compile, made, run->arena);
        return made;
    }
    for (uint32_t i = 0; i < count; i++)
        made[i].why = "its compiler has no such variant; another one may have it: --cc";
    for (uint32_t o = 0; o < run->compile_count; o++) {
        ARRAY(uint32_t) units = {0};
        for (uint32_t i = 0; i < count; i++)
            if (run->compile_of[chosen[i]] == o)
                *array_push(&units, run->arena) = chosen[i];
        struct compiled *some = arena_array(units.count, sizeof *some, run->arena);
        compile_units(run->units, units.items, units.count, &run->compile[o], some, run->arena);
        for (uint32_t i = 0, at = 0; i < count; i++)
            if (run->compile_of[chosen[i]] == o)
                made[i] = some[at++];
    }
    return made;
}

bool objects_compile(struct run *run, const uint32_t *units, uint32_t count)
{
    ARRAY(uint32_t) chosen = {0};
    for (uint32_t i = 0; i < count; i++) {
        struct run_unit *read = &run->read[units[i]];
        bool known = run->base || run->units->items.items[units[i]].parse;
        if (read->compiled || !known)
            continue;
        read->compiled = true;
        *array_push(&chosen, run->arena) = units[i];
    }
    if (!chosen.count)
        return false;
    const struct compiled *made = compile_chosen(run, chosen.items, chosen.count);
    struct outputs outputs = {.index = map_new(run->arena)};
    for (uint32_t i = 0; i < chosen.count; i++) {
        struct run_unit *read = &run->read[chosen.items[i]];
        if (run->base)
            give_back(run, chosen.items[i]);
        if (!made[i].object && run->base) {
            refuse_variant(run, chosen.items[i], made[i].why);
            continue;
        }
        if (!made[i].object) {
            refuse(read, "object-failed", arena_format(run->arena, "it does not compile: %s", made[i].why));
            continue;
        }
        read->object_path = made[i].object;
        read->judged.object = made[i].object;
        struct output *output = array_push(&outputs.items, run->arena); /* what is compiled alike is each unit's own */
        output->path = made[i].object;
        *array_push(&output->units, run->arena) = chosen.items[i];
    }
    read_outputs(run, &outputs);
    return outputs.items.count || run->base;
}
