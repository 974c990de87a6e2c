/* SPDX-License-Identifier: Apache-2.0
 *
 * Linking: every definition is a node, and every function that a unit mentions means one node or more: the unit's own
 * definition, else a global one, else a weak one, else an external name. Two global definitions of one name (two
 * programs in one build folder) are both meant.
 */
#include "base/text.h"
#include "graph/build.h"

/* The definitions of one linker name. */
struct definition {
    uint32_t node;
    bool weak;
    uint32_t next;
};

struct linker {
    struct build *build;
    ARRAY(struct definition) definitions;
};

static uint32_t add_node(struct build *build, const struct function *function, uint32_t unit, uint32_t index)
{
    struct graph *graph = build->graph;
    *array_push(&graph->nodes, build->arena) = (struct node){.name = function->name,
                                                             .linker = function->linker,
                                                             .unit = unit,
                                                             .function = index,
                                                             .place = function->place,
                                                             .flags = function->flags};
    return graph->nodes.count - 1;
}

static void add_definitions(struct linker *linker, uint32_t unit)
{
    struct build *build = linker->build;
    const struct facts *facts = build->graph->units[unit].facts;
    struct linked_unit *linked = &build->units[unit];
    linked->node_of = arena_array(facts->functions.count, sizeof *linked->node_of, build->arena);
    for (uint32_t i = 0; i < facts->functions.count; i++) {
        const struct function *function = &facts->functions.items[i];
        linked->node_of[i] = NONE;
        if (!(function->flags & FUNCTION_DEFINED))
            continue;
        uint32_t node = add_node(build, function, unit, i);
        linked->node_of[i] = node;
        if (function->scope == SCOPE_LOCAL)
            continue;
        uint32_t *first = map_at(build->definitions, function->linker);
        *array_push(&linker->definitions, build->arena) =
            (struct definition){.node = node, .weak = function->scope == SCOPE_WEAK, .next = *first};
        *first = linker->definitions.count - 1;
    }
}

static uint32_t external_node(struct build *build, const struct function *function)
{
    uint32_t *node = map_at(build->externals, function->linker);
    if (*node == MAP_NONE)
        *node = add_node(build, function, NONE, NONE);
    else
        build->graph->nodes.items[*node].flags |= function->flags;
    return *node;
}

/* Appends the definitions of a linker name that are weak or not, as asked; how many there were. */
static uint32_t push_definitions(struct linker *linker, name_id name, bool weak)
{
    struct build *build = linker->build;
    uint32_t pushed = 0;
    for (uint32_t i = map_get(build->definitions, name); i != MAP_NONE; i = linker->definitions.items[i].next)
        if (linker->definitions.items[i].weak == weak) {
            *array_push(&build->targets, build->arena) = linker->definitions.items[i].node;
            pushed++;
        }
    return pushed;
}

/* The function of this unit with a linker name, or NONE. */
static uint32_t own_function(const struct facts *facts, name_id linker)
{
    for (uint32_t i = 0; i < facts->functions.count; i++)
        if (facts->functions.items[i].linker == linker && facts->functions.items[i].flags & FUNCTION_DEFINED)
            return i;
    return NONE;
}

static uint32_t push_targets(struct linker *linker, uint32_t unit, uint32_t index)
{
    struct build *build = linker->build;
    const struct facts *facts = build->graph->units[unit].facts;
    const struct function *function = &facts->functions.items[index];
    uint32_t own = build->units[unit].node_of[index];
    if (function->alias && own == NONE) {
        uint32_t target = own_function(facts, function->alias);
        if (target != NONE)
            own = build->units[unit].node_of[target];
    }
    if (own != NONE && function->scope != SCOPE_WEAK) {
        *array_push(&build->targets, build->arena) = own;
        return 1;
    }
    name_id name = function->linker;
    uint32_t pushed = push_definitions(linker, name, false);
    if (!pushed && own != NONE) {
        *array_push(&build->targets, build->arena) = own;
        return 1;
    }
    if (!pushed)
        pushed = push_definitions(linker, name, true);
    const char *text = intern_get(build->graph->names, name);
    if (!pushed && text_starts(text, "__builtin_")) {
        name_id plain = intern_find(build->graph->names, catalogue_canonical(build->catalogue, text));
        pushed = plain ? push_definitions(linker, plain, false) : 0;
    }
    if (!pushed) {
        *array_push(&build->targets, build->arena) = external_node(build, function);
        pushed = 1;
    }
    return pushed;
}

static void link_unit(struct linker *linker, uint32_t unit)
{
    struct build *build = linker->build;
    const struct facts *facts = build->graph->units[unit].facts;
    struct linked_unit *linked = &build->units[unit];
    linked->first_target = arena_array(facts->functions.count, sizeof(uint32_t), build->arena);
    linked->target_count = arena_array(facts->functions.count, sizeof(uint32_t), build->arena);
    for (uint32_t i = 0; i < facts->functions.count; i++) {
        linked->first_target[i] = build->targets.count;
        linked->target_count[i] = push_targets(linker, unit, i);
    }
    linked->caller_node = arena_array(facts->calls.count, sizeof(uint32_t), build->arena);
    for (uint32_t i = 0; i < facts->calls.count; i++) {
        uint32_t caller = facts->calls.items[i].caller;
        linked->caller_node[i] = caller == NONE ? NONE : linked->node_of[caller];
    }
}

void link_functions(struct build *build)
{
    struct linker linker = {.build = build};
    build->definitions = map_new(build->arena);
    build->externals = map_new(build->arena);
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++)
        add_definitions(&linker, unit);
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++)
        link_unit(&linker, unit);
}
