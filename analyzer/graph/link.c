/* SPDX-License-Identifier: Apache-2.0
 *
 * Linking: every definition is a node, and every function that a unit mentions means one node or more: the unit's own
 * definition, else a global one, else a weak one, else an external name. Two global definitions of one name (two
 * programs in one build folder) are both meant, unless it is known that they are not linked together.
 */
#include "base/text.h"
#include "graph/build.h"

uint32_t link_add_node(struct build *build, struct node node)
{
    node.origin = NONE;
    *array_push(&build->graph->nodes, build->arena) = node;
    return build->graph->nodes.count - 1;
}

static struct node node_of(const struct function *function, uint32_t unit, uint32_t index)
{
    return (struct node){.name = function->name,
                         .linker = function->linker,
                         .unit = unit,
                         .function = index,
                         .place = function->place,
                         .flags = function->flags};
}

void link_define(struct build *build, uint32_t node, name_id linker, bool weak)
{
    uint32_t *first = map_at(build->definitions, linker);
    *array_push(&build->definition_list, build->arena) =
        (struct definition){.node = node, .weak = weak, .next = *first};
    *first = build->definition_list.count - 1;
}

static void add_definitions(struct build *build, uint32_t unit)
{
    const struct facts *facts = build->graph->units[unit].facts;
    struct linked_unit *linked = &build->units[unit];
    linked->node_of = arena_array(facts->functions.count, sizeof *linked->node_of, build->arena);
    linked->own = map_new(build->arena);
    linked->own_named = map_new(build->arena);
    for (uint32_t i = 0; i < facts->functions.count; i++) {
        const struct function *function = &facts->functions.items[i];
        linked->node_of[i] = NONE;
        if (!(function->flags & FUNCTION_DEFINED))
            continue;
        uint32_t node = link_add_node(build, node_of(function, unit, i));
        linked->node_of[i] = node;
        map_set(linked->own, function->linker, node);
        map_set(linked->own_named, function->name, node);
        if (function->scope != SCOPE_LOCAL)
            link_define(build, node, function->linker, function->scope == SCOPE_WEAK);
    }
}

/* Appends the definitions of a linker name that are weak or not, as asked; how many there were. */
static uint32_t push_definitions(struct build *build, uint32_t unit, name_id name, bool weak)
{
    uint32_t pushed = 0;
    for (uint32_t i = map_get(build->definitions, name); i != MAP_NONE; i = build->definition_list.items[i].next) {
        const struct definition *definition = &build->definition_list.items[i];
        if (definition->weak != weak ||
            !programs_share(build->graph, unit, build->graph->nodes.items[definition->node].unit))
            continue;
        *array_push(&build->targets, build->arena) = definition->node;
        pushed++;
    }
    return pushed;
}

/* Those that are not weak, else the weak ones. */
uint32_t link_definitions(struct build *build, uint32_t unit, name_id name)
{
    uint32_t pushed = push_definitions(build, unit, name, false);
    if (!pushed)
        pushed = push_definitions(build, unit, name, true);
    const char *text = intern_get(build->graph->names, name);
    if (!pushed && text_starts(text, "__builtin_")) {
        name_id plain = intern_find(build->graph->names, catalogue_canonical(build->catalogue, text));
        pushed = plain ? push_definitions(build, unit, plain, false) : 0;
    }
    return pushed;
}

/* What a name means that the unit does not define: functions of other units, else of libraries. None: 0. */
static uint32_t push_foreign(struct build *build, uint32_t unit, name_id name)
{
    uint32_t pushed = link_definitions(build, unit, name);
    return pushed ? pushed : libraries_push(build, unit, NONE, name);
}

static uint32_t external_node(struct build *build, struct node node)
{
    uint32_t *known = map_at(build->externals, node.linker);
    if (*known == MAP_NONE)
        *known = link_add_node(build, node);
    else
        build->graph->nodes.items[*known].flags |= node.flags;
    return *known;
}

uint32_t link_external(struct build *build, name_id linker)
{
    return external_node(build, (struct node){.name = linker, .linker = linker, .unit = NONE, .function = NONE});
}

struct targets link_name(struct build *build, uint32_t unit, name_id linker, uint32_t own)
{
    struct targets targets = {.first = build->targets.count};
    targets.count = own == NONE ? push_foreign(build, unit, linker) : push_definitions(build, unit, linker, false);
    if (!targets.count) {
        struct node node = {.name = linker, .linker = linker, .unit = NONE, .function = NONE};
        *array_push(&build->targets, build->arena) = own != NONE ? own : external_node(build, node);
        targets.count = 1;
    }
    return targets;
}

/* The function of this unit with a linker name, or NONE. */
static uint32_t own_function(const struct facts *facts, name_id linker)
{
    for (uint32_t i = 0; i < facts->functions.count; i++)
        if (facts->functions.items[i].linker == linker && facts->functions.items[i].flags & FUNCTION_DEFINED)
            return i;
    return NONE;
}

static uint32_t push_targets(struct build *build, uint32_t unit, uint32_t index)
{
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
    uint32_t pushed = own == NONE ? push_foreign(build, unit, function->linker)
                                  : push_definitions(build, unit, function->linker, false);
    if (pushed)
        return pushed;
    struct node node = node_of(function, NONE, NONE);
    *array_push(&build->targets, build->arena) = own != NONE ? own : external_node(build, node);
    return 1;
}

static void link_unit(struct build *build, uint32_t unit)
{
    const struct facts *facts = build->graph->units[unit].facts;
    struct linked_unit *linked = &build->units[unit];
    linked->first_target = arena_array(facts->functions.count, sizeof(uint32_t), build->arena);
    linked->target_count = arena_array(facts->functions.count, sizeof(uint32_t), build->arena);
    for (uint32_t i = 0; i < facts->functions.count; i++) {
        linked->first_target[i] = build->targets.count;
        linked->target_count[i] = push_targets(build, unit, i);
    }
    linked->caller_node = arena_array(facts->calls.count, sizeof(uint32_t), build->arena);
    for (uint32_t i = 0; i < facts->calls.count; i++) {
        uint32_t caller = facts->calls.items[i].caller;
        linked->caller_node[i] = caller == NONE ? NONE : linked->node_of[caller];
    }
}

void link_functions(struct build *build)
{
    build->definitions = map_new(build->arena);
    build->externals = map_new(build->arena);
    build->library_names = map_new(build->arena);
    programs_make(build);
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++)
        add_definitions(build, unit);
    link_objects(build);
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++)
        link_unit(build, unit);
}
