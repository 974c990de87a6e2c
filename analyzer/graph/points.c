/* SPDX-License-Identifier: Apache-2.0
 *
 * The slots of all units as points of one program. A field of a record is two points: what its owners hold, seen by
 * reading through a pointer, and `wild`, what was written through a pointer; the first contains the second.
 */
#include "graph/build.h"
#include <string.h>

static uint32_t add_point(struct build *build, struct point point)
{
    uint32_t id = build->points.count;
    point.first_out = point.first_in = point.used_by = point.next = NONE;
    point.wild = point.held = NONE;
    if (point.root == NONE)
        point.root = id;
    *array_push(&build->points, build->arena) = point;
    return id;
}

static uint32_t root_in(struct build *build, struct map *map, uint64_t key, const struct point *fresh)
{
    uint32_t known = map_get(map, key);
    if (known != MAP_NONE)
        return known;
    uint32_t id = add_point(build, *fresh);
    map_set(map, key, id);
    return id;
}

/* Reading a field through a pointer sees all that was written through one. */
static void make_wild(struct build *build, uint32_t id)
{
    struct point wild = build->points.items[id];
    wild.root = NONE;
    uint32_t wild_id = add_point(build, wild);
    build->points.items[id].wild = wild_id;
    flows_link(build, wild_id, id, NONE);
}

uint32_t point_find_below(const struct build *build, uint32_t point, name_id path)
{
    if (!path)
        return point;
    return map_get(build->paths, map_pair(build->points.items[point].root, path));
}

uint32_t point_below(struct build *build, uint32_t point, name_id path)
{
    uint32_t known = point_find_below(build, point, path);
    if (known != MAP_NONE)
        return known;
    struct point below = build->points.items[point];
    below.root = build->points.items[point].root;
    below.path = path;
    below.tokens = NULL;
    below.count = below.capacity = 0;
    uint32_t id = add_point(build, below);
    map_set(build->paths, map_pair(below.root, path), id);
    if (below.kind == SLOT_FIELD)
        make_wild(build, id);
    return id;
}

uint32_t point_field(struct build *build, name_id tag, name_id field)
{
    struct point fresh = {.kind = SLOT_FIELD, .node = NONE, .unit = NONE, .function = NONE, .name = tag, .root = NONE};
    uint32_t known = map_get(build->fields, tag);
    uint32_t root = root_in(build, build->fields, tag, &fresh);
    if (known == MAP_NONE && intern_get(build->graph->names, tag)[0] == '*')
        make_wild(build, root);
    return field ? point_below(build, root, field) : root;
}

static uint32_t variable_root(struct build *build, uint32_t unit, const struct slot *slot)
{
    struct point fresh = {.kind = SLOT_VARIABLE, .node = NONE, .unit = NONE, .function = NONE, .name = slot->name,
                          .root = NONE};
    if (!slot->local)
        return root_in(build, build->variables, slot->name, &fresh);
    fresh.unit = unit;
    fresh.function = slot->function;
    struct linked_unit *linked = &build->units[unit];
    return root_in(build, linked->locals, map_pair(slot->function, slot->name), &fresh);
}

static uint32_t call_root(struct build *build, uint32_t unit, const struct slot *slot)
{
    struct linked_unit *linked = &build->units[unit];
    uint32_t *first = &linked->call_points[slot->call];
    bool callable = !slot->path && strchr(intern_get(build->graph->names, slot->type), '(');
    for (uint32_t i = *first; i != NONE; i = build->points.items[i].next) {
        struct point *point = &build->points.items[i];
        if (point->kind == slot->kind && point->index == slot->index && !point->path) {
            point->callable |= callable;
            return i;
        }
    }
    uint32_t id = add_point(build, (struct point){.kind = slot->kind, .node = NONE, .unit = unit, .function = NONE,
                                                  .index = slot->index, .call = slot->call, .root = NONE,
                                                  .callable = callable});
    build->points.items[id].next = *first;
    *first = id;
    return id;
}

static uint32_t function_node(const struct build *build, uint32_t unit, uint32_t function)
{
    const struct linked_unit *linked = &build->units[unit];
    return linked->node_of[function] != NONE ? linked->node_of[function]
                                              : build->targets.items[linked->first_target[function]];
}

uint32_t point_behind(struct build *build, uint32_t field, uint32_t node, uint32_t index)
{
    struct point fresh = {.kind = SLOT_PARAMETER, .unit = NONE, .function = NONE, .node = node, .index = index,
                          .root = NONE};
    uint32_t parameter = root_in(build, build->parameters, map_pair(node, index), &fresh);
    uint64_t key = map_pair(field, parameter);
    uint32_t known = map_get(build->behind, key);
    if (known != MAP_NONE)
        return known;
    struct point behind = {.kind = POINT_BEHIND, .unit = NONE, .function = NONE, .node = node, .index = index,
                           .name = build->points.items[field].name, .path = build->points.items[field].path,
                           .root = NONE};
    uint32_t id = add_point(build, behind);
    build->points.items[id].held = field;
    map_set(build->behind, key, id);
    flows_link(build, field, id, NONE);
    return id;
}

uint32_t point_read(const struct build *build, uint32_t unit, uint32_t slot)
{
    const struct slot *known = &build->graph->units[unit].facts->slots.items[slot];
    uint32_t point = build->units[unit].points[slot];
    if (known->kind != SLOT_FIELD || known->function == NONE || point == NONE)
        return point;
    uint32_t parameter =
        map_get(build->parameters, map_pair(function_node(build, unit, known->function), known->index));
    uint32_t behind = parameter == MAP_NONE ? MAP_NONE : map_get(build->behind, map_pair(point, parameter));
    return behind == MAP_NONE ? point : behind;
}

/* The point with an empty path that a slot belongs to. */
static uint32_t root_of_slot(struct build *build, uint32_t unit, const struct slot *slot)
{
    struct point fresh = {.kind = slot->kind, .unit = NONE, .function = NONE, .node = NONE, .root = NONE};
    switch ((enum slot_kind)slot->kind) {
    case SLOT_FUNCTION:
        return NONE; /* may mean several nodes: flows.c */
    case SLOT_NUMBER:
        fresh.index = slot->index;
        return root_in(build, build->numbers, slot->index, &fresh);
    case SLOT_UNKNOWN:
        return build->unknown;
    case SLOT_VARIABLE:
        return variable_root(build, unit, slot);
    case SLOT_PARAMETER:
        fresh.node = function_node(build, unit, slot->function);
        fresh.index = slot->index;
        return root_in(build, build->parameters, map_pair(fresh.node, slot->index), &fresh);
    case SLOT_RESULT:
        fresh.node = function_node(build, unit, slot->function);
        return root_in(build, build->results, fresh.node, &fresh);
    case SLOT_FIELD:
        return point_field(build, slot->name, 0);
    case SLOT_ARGUMENT:
    case SLOT_ANSWER:
    case SLOT_HANDED:
        return call_root(build, unit, slot);
    }
    return NONE;
}

static uint32_t point_of_slot(struct build *build, uint32_t unit, const struct slot *slot)
{
    uint32_t root = root_of_slot(build, unit, slot);
    if (root == NONE || !slot->path)
        return root;
    uint32_t before = build->points.count;
    uint32_t id = point_below(build, root, slot->path);
    if (id >= before && slot->call != NONE) {
        uint32_t *first = &build->units[unit].call_points[slot->call];
        build->points.items[id].next = *first;
        *first = id;
    }
    return id;
}

uint32_t point_of_call(const struct build *build, uint32_t unit, uint32_t call, enum slot_kind kind, uint32_t index,
                       name_id path)
{
    for (uint32_t i = build->units[unit].call_points[call]; i != NONE; i = build->points.items[i].next) {
        const struct point *point = &build->points.items[i];
        if (point->kind == kind && point->index == index && point->path == path)
            return i;
    }
    return NONE;
}

static void make_maps(struct build *build)
{
    struct map **maps[] = {&build->variables, &build->fields,  &build->parameters, &build->results,
                           &build->functions, &build->numbers, &build->paths,      &build->links_known,
                           &build->behind,    &build->objects_handed};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        *maps[i] = map_new(build->arena);
}

void points_make(struct build *build)
{
    make_maps(build);
    struct point special = {.kind = SLOT_UNKNOWN, .node = NONE, .unit = NONE, .function = NONE, .root = NONE};
    build->unknown = add_point(build, special);
    build->lost = add_point(build, special);
    build->previous = add_point(build, special);
    flows_add(build, build->unknown, TOKEN_UNKNOWN);
    flows_add(build, build->previous, TOKEN_PREVIOUS);
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++) {
        const struct facts *facts = build->graph->units[unit].facts;
        struct linked_unit *linked = &build->units[unit];
        linked->locals = map_new(build->arena);
        linked->call_points = arena_array(facts->calls.count, sizeof(uint32_t), build->arena);
        memset(linked->call_points, 0xff, facts->calls.count * sizeof(uint32_t));
        linked->points = arena_array(facts->slots.count, sizeof(uint32_t), build->arena);
        for (uint32_t i = 0; i < facts->slots.count; i++)
            linked->points[i] = point_of_slot(build, unit, &facts->slots.items[i]);
        for (uint32_t i = 0; i < facts->slots.count; i++) {
            const struct slot *slot = &facts->slots.items[i];
            if (slot->kind == SLOT_FIELD && slot->function != NONE && slot->path)
                point_behind(build, linked->points[i], function_node(build, unit, slot->function), slot->index);
        }
    }
}
