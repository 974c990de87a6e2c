/* SPDX-License-Identifier: Apache-2.0
 *
 * The source around a call of an object: which function's text it comes from, and whether a call that the source makes
 * may be that one, after aliases, clones and what compilers put in place of a name.
 */
#include "base/text.h"
#include "graph/build.h"
#include <string.h>

/* The calls of each function together, made once a unit. */
void site_index(struct build *build, uint32_t unit)
{
    struct linked_unit *linked = &build->units[unit];
    const struct facts *facts = build->graph->units[unit].facts;
    if (linked->first_call)
        return;
    linked->first_call = arena_array((size_t)facts->functions.count + 2, sizeof(uint32_t), build->arena);
    linked->calls_of = arena_array(facts->calls.count, sizeof(uint32_t), build->arena);
    linked->told = arena_array(facts->calls.count, sizeof(uint8_t), build->arena);
    linked->covered = arena_array(facts->functions.count, sizeof(bool), build->arena);
    uint32_t *first = linked->first_call;
    for (uint32_t i = 0; i < facts->calls.count; i++)
        if (facts->calls.items[i].caller != NONE)
            first[facts->calls.items[i].caller + 2]++;
    for (uint32_t i = 0; i < facts->functions.count; i++)
        first[i + 2] += first[i + 1];
    for (uint32_t i = 0; i < facts->calls.count; i++)
        if (facts->calls.items[i].caller != NONE)
            linked->calls_of[first[facts->calls.items[i].caller + 1]++] = i;
}

uint32_t site_calls_of(const struct build *build, uint32_t unit, uint32_t function, uint32_t *first)
{
    const struct linked_unit *linked = &build->units[unit];
    *first = linked->first_call[function];
    return linked->first_call[function + 1];
}

uint32_t match_inlined(const struct build *build, uint32_t unit, const struct object_inline *inlined)
{
    if (unit == NONE)
        return NONE;
    const struct linked_unit *linked = &build->units[unit];
    uint32_t node = inlined->linker ? map_get(linked->own, inlined->linker) : MAP_NONE;
    if (node == MAP_NONE)
        node = map_get(linked->own_named, inlined->name);
    return node == MAP_NONE ? NONE : node;
}

/* The function of the unit whose text holds a line; of several (nested ranges do not occur in C) the first. */
static uint32_t function_around(const struct build *build, uint32_t unit, struct place place)
{
    const struct facts *facts = build->graph->units[unit].facts;
    const char *base = text_basename(intern_get(build->graph->names, place.file));
    for (uint32_t i = 0; i < facts->functions.count; i++) {
        const struct function *function = &facts->functions.items[i];
        if (function->flags & FUNCTION_DEFINED && function->place.line <= place.line &&
            place.line <= function->end_line && strcmp(text_basename(intern_get(build->graph->names, function->place.file)), base) == 0)
            return i;
    }
    return NONE;
}

uint32_t site_function(const struct build *build, const struct object_site *site)
{
    const struct graph *graph = build->graph;
    if (site->unit == NONE)
        return NONE;
    uint32_t node = site->chain_count ? match_inlined(build, site->unit, &site->chain[0]) : site->node;
    uint32_t function = node == NONE || graph->nodes.items[node].unit != site->unit ? NONE
                                                                                  : graph->nodes.items[node].function;
    if (function == NONE && site->place.line)
        function = function_around(build, site->unit, site->place);
    return function;
}

name_id site_symbol(const struct build *build, const struct object_site *site)
{
    const struct object_facts *facts = build->graph->objects[site->object].facts;
    const struct object_call *call = &facts->calls.items[site->call];
    if (call->kind == OBJECT_CALL_TLSDESC)
        return intern_text(build->graph->names, "TLSDESC");
    if (call->callee == NONE)
        return graph_plain_name(build->graph->names, call->name);
    const struct node *node = &build->graph->nodes.items[build->objects[site->object].node_of[call->callee]];
    if (!graph_has_body(node)) /* of a C library that was linked in */
        return node->linker;
    const struct object_function *callee = &facts->functions.items[call->callee];
    return graph_plain_name(build->graph->names,
                            callee->flags & OBJECT_FUNCTION_CHILD ? callee->parent_name : callee->name);
}

static bool among(const struct build *build, struct targets targets, uint32_t node)
{
    for (uint32_t i = 0; i < targets.count; i++)
        if (build->targets.items[targets.first + i] == node)
            return true;
    return false;
}

/* Two names of one body are one function: identical code that was folded. */
static bool same_body(const struct graph *graph, uint32_t one, uint32_t other)
{
    const struct node *a = &graph->nodes.items[one], *b = &graph->nodes.items[other];
    for (uint32_t i = 0; i < a->body_count; i++)
        for (uint32_t j = 0; j < b->body_count; j++) {
            const struct body *x = &graph->bodies.items[a->first_body + i], *y = &graph->bodies.items[b->first_body + j];
            if (x->object == y->object && x->function == y->function)
                return true;
        }
    return false;
}

/* A direct call of the source: does what it names become this symbol? */
static bool same_name(const struct build *build, const struct object_site *site, const struct function *callee)
{
    const struct catalogue *catalogue = build->catalogue;
    const char *symbol = intern_get(build->graph->names, site_symbol(build, site));
    const char *linker = catalogue_canonical(catalogue, intern_get(build->graph->names, callee->linker));
    const char *name = catalogue_canonical(catalogue, intern_get(build->graph->names, callee->name));
    const char *plain = catalogue_canonical(catalogue, symbol);
    return strcmp(plain, linker) == 0 || strcmp(plain, name) == 0 || catalogue_stands(catalogue, symbol, linker) ||
           catalogue_stands(catalogue, symbol, name) || catalogue_stands(catalogue, plain, linker) ||
           catalogue_stands(catalogue, plain, name);
}

bool site_calls(const struct build *build, const struct object_site *site, uint32_t index)
{
    const struct graph *graph = build->graph;
    const struct facts *facts = graph->units[site->unit].facts;
    const struct linked_unit *linked = &build->units[site->unit];
    const struct call *call = &facts->calls.items[index];
    if (call->callee == NONE) {
        for (uint32_t i = 0; call->slot != NONE && i < site->targets.count; i++)
            if (resolve_holds(build, site->unit, index, build->targets.items[site->targets.first + i]))
                return true;
        return false;
    }
    if (facts->functions.items[call->callee].linker == site_symbol(build, site))
        return true;
    for (uint32_t i = 0; i < linked->target_count[call->callee]; i++) {
        uint32_t node = build->targets.items[linked->first_target[call->callee] + i];
        if (among(build, site->targets, node))
            return true;
        for (uint32_t t = 0; t < site->targets.count; t++)
            if (same_body(graph, node, build->targets.items[site->targets.first + t]))
                return true;
    }
    return same_name(build, site, &facts->functions.items[call->callee]);
}

bool site_at(const struct call *call, uint32_t line)
{
    uint32_t last = call->end_line > call->place.line ? call->end_line : call->place.line;
    return (call->place.line <= line && line <= last) || (call->spelled.line && call->spelled.line == line);
}

bool site_size(const struct build *build, const struct object_site *site, uint64_t *bytes)
{
    const struct object_facts *facts = build->graph->objects[site->object].facts;
    uint32_t low = 0, high = facts->arguments.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (facts->arguments.items[middle].call < site->call)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < facts->arguments.count && facts->arguments.items[low].call == site->call; low++) {
        const struct object_argument *argument = &facts->arguments.items[low];
        if (argument->position == 2 && argument->kind == OBJECT_ARGUMENT_NUMBER) {
            *bytes = (uint64_t)argument->value;
            return true;
        }
    }
    return false;
}
