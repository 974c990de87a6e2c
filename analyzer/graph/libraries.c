/* SPDX-License-Identifier: Apache-2.0
 *
 * Names that libraries define. Their functions are nodes that belong to no unit and that no other code finds by name alone:
 * which library a name means, in which program, is asked of the finder, who searches as the dynamic linker does.
 */
#include "graph/build.h"

enum { MOST_SYMBOLS = 16 };

void libraries_define(struct build *build, uint32_t object, uint32_t function)
{
    const struct graph_object *known = &build->graph->objects[object];
    name_id name = known->facts->functions.items[function].name;
    uint32_t *first = map_at(build->library_names, map_pair(known->library, name));
    *array_push(&build->library_functions, build->arena) =
        (struct library_function){.object = object, .function = function, .next = *first == MAP_NONE ? NONE : *first};
    *first = build->library_functions.count - 1;
}

/* The function at the symbol's address; without an address, any of the name. */
static uint32_t node_of(const struct build *build, const struct library_symbol *symbol, name_id name)
{
    uint32_t other = NONE, first = map_get(build->library_names, map_pair(symbol->library, name));
    for (uint32_t i = first == MAP_NONE ? NONE : first; i != NONE; i = build->library_functions.items[i].next) {
        const struct library_function *known = &build->library_functions.items[i];
        const struct object_function *function =
            &build->graph->objects[known->object].facts->functions.items[known->function];
        uint32_t node = build->objects[known->object].node_of[known->function];
        if (symbol->address && function->address == symbol->address)
            return node;
        if (other == NONE && function->scope != SCOPE_LOCAL)
            other = node;
    }
    return other;
}

static uint32_t push_symbol(struct build *build, uint32_t unit, const struct library_symbol *symbol, name_id name)
{
    uint32_t pushed = symbol->in_program ? link_definitions(build, unit, name) : 0;
    if (pushed)
        return pushed;
    uint32_t node = symbol->library ? node_of(build, symbol, name) : NONE;
    if (node == NONE && !symbol->trouble)
        return 0;
    if (node == NONE) {
        node = link_external(build, name);
        *array_push(&build->library_troubles, build->arena) =
            (struct library_trouble){.node = node, .file = symbol->file, .why = symbol->trouble};
    }
    *array_push(&build->targets, build->arena) = node;
    return 1;
}

uint32_t libraries_push(struct build *build, uint32_t unit, uint32_t object, name_id name)
{
    const struct library_finder *finder = build->input->libraries;
    struct library_symbol found[MOST_SYMBOLS];
    if (!finder)
        return 0;
    const char *text = intern_get(build->graph->names, name);
    uint32_t count = finder->find(finder->payload, unit, object, text, found, MOST_SYMBOLS), pushed = 0;
    for (uint32_t i = 0; i < count; i++)
        pushed += push_symbol(build, unit, &found[i], name);
    return pushed;
}

/*
 * A call of a name that the library itself defines goes where the dynamic linker says, when it goes through a slot that is
 * filled by name; else it stays inside. In an archive's member, a weak one gives way.
 */
static bool may_leave(const struct graph_object *object, const struct object_call *call)
{
    if (call->callee == NONE)
        return true;
    const struct object_function *function = &object->facts->functions.items[call->callee];
    if (object->facts->kind == OBJECT_RELOCATABLE)
        return function->scope == SCOPE_WEAK;
    return call->flags & (OBJECT_CALL_PLT | OBJECT_CALL_GOT) && function->flags & OBJECT_FUNCTION_DYNAMIC_NAME;
}

uint32_t libraries_push_call(struct build *build, uint32_t object, const struct object_call *call)
{
    const struct graph_object *known = &build->graph->objects[object];
    uint32_t pushed = 0;
    if (may_leave(known, call))
        pushed = libraries_push(build, NONE, object, graph_plain_name(build->graph->names, call->name));
    if (pushed)
        return pushed;
    *array_push(&build->targets, build->arena) = call->callee != NONE ? build->objects[object].node_of[call->callee]
                                                                      : link_external(build, call->name);
    return 1;
}

void libraries_make_gaps(struct build *build)
{
    struct map *told = map_new(build->arena);
    for (uint32_t i = 0; i < build->library_troubles.count; i++) {
        const struct library_trouble *trouble = &build->library_troubles.items[i];
        uint32_t *known = map_at(told, trouble->node);
        if (*known == MAP_NONE)
            push_gap(build, trouble->node, "library-not-read", intern_text(build->graph->names, trouble->file),
                     trouble->why, build->graph->nodes.items[trouble->node].place);
        *known = 0;
    }
}

bool libraries_bind_lazily(const struct build *build, uint32_t node)
{
    const struct graph *graph = build->graph;
    const char *name = intern_get(graph->names, graph->nodes.items[node].linker);
    bool lazy = false;
    if (!(graph->nodes.items[node].marks & NODE_LIBRARY))
        return false;
    for (uint32_t i = 0; i < graph->program_count && !lazy; i++)
        lazy = graph->programs[i].dynamic && dynamic_is_lazy(graph->programs[i].dynamic, name);
    for (uint32_t i = 0; i < graph->object_count && !lazy; i++)
        lazy = graph->objects[i].dynamic && dynamic_is_lazy(graph->objects[i].dynamic, name);
    return lazy;
}
