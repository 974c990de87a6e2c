/* SPDX-License-Identifier: Apache-2.0
 *
 * Edges: every call with every function it may run. Of a function that was decoded from its object, the object's calls
 * decide (compiled.c); of any other, the source's calls are made edges here.
 */
#include "base/text.h"
#include "graph/build.h"
#include <stdlib.h>
#include <string.h>

static const char *name_text(const struct build *build, name_id name)
{
    return intern_get(build->graph->names, name);
}

/*
 * Does a gap of a whole unit keep every function of it from being clean? Errors outside functions (a missing header) may
 * have cost calls anywhere, and C++ makes calls that libclang does not show.
 */
static bool concerns_every_function(const char *kind)
{
    return strcmp(kind, "does-not-parse") == 0 || strcmp(kind, "c++-partial") == 0;
}

/* Do the source's calls of a node decide? Not of one whose compiled code was read whole. */
static bool source_decides(const struct build *build, uint32_t node)
{
    return node != NONE && !(build->graph->nodes.items[node].marks & NODE_DECODED);
}

/* A gap about calls that the source may have lost: of a function that was decoded, it is one of the run only. */
static void push_unit_gap(struct build *build, uint32_t unit, const struct gap *gap)
{
    const struct linked_unit *linked = &build->units[unit];
    const char *kind = name_text(build, gap->kind), *why = name_text(build, gap->why);
    uint32_t node = gap->function == NONE ? NONE : linked->node_of[gap->function];
    bool calls = concerns_every_function(kind);
    push_gap(build, calls && !source_decides(build, node) ? NONE : node, kind, gap->subject, why, gap->place);
    if (gap->function != NONE || !calls)
        return;
    for (uint32_t i = 0; i < build->graph->units[unit].facts->functions.count; i++)
        if (source_decides(build, linked->node_of[i]))
            push_gap(build, linked->node_of[i], kind, gap->subject, why, gap->place);
}

/* Without compiled code, hidden calls of a unit's functions cannot be seen. */
static void push_object_gap(struct build *build, uint32_t unit)
{
    const struct graph_unit *known = &build->graph->units[unit];
    if (!known->object_gap)
        return;
    name_id subject = intern_text(build->graph->names, known->object);
    for (uint32_t i = 0; i < known->facts->functions.count; i++) {
        uint32_t node = build->units[unit].node_of[i];
        if (node != NONE && !build->graph->nodes.items[node].body_count)
            push_gap(build, node, known->object_gap, subject, known->object_why,
                     (struct place){.file = intern_text(build->graph->names, known->file)});
    }
}

static void make_unit(struct resolver *resolver, uint32_t unit)
{
    struct build *build = resolver->build;
    const struct facts *facts = build->graph->units[unit].facts;
    const struct linked_unit *linked = &build->units[unit];
    for (uint32_t i = 0; i < facts->calls.count; i++) {
        const struct call *call = &facts->calls.items[i];
        if (!source_decides(build, linked->caller_node[i]))
            continue;
        struct edge form = edge_of_call(build, unit, i);
        if (call->callee == NONE && call->slot != NONE)
            resolve_pointer_call(resolver, unit, i, form);
        for (uint32_t t = 0; call->callee != NONE && t < linked->target_count[call->callee]; t++)
            resolve_target(resolver, unit, i, build->targets.items[linked->first_target[call->callee] + t], form);
    }
    for (uint32_t i = 0; i < facts->assemblies.count; i++) {
        const struct assembly *assembly = &facts->assemblies.items[i];
        if (!assembly->may_call || assembly->function == NONE)
            continue;
        uint32_t node = linked->node_of[assembly->function];
        if (source_decides(build, node))
            push_gap(build, node, "inline-asm", assembly->text, "assembler text may call: sigvet does not read it",
                     assembly->place);
    }
    for (uint32_t i = 0; i < facts->gaps.count; i++)
        push_unit_gap(build, unit, &facts->gaps.items[i]);
    push_object_gap(build, unit);
}

/* exit runs what atexit was given: edges out of the external node. */
static void make_runs(struct build *build)
{
    for (uint32_t r = 0; r < catalogue_runs_count(build->catalogue); r++) {
        const struct runs *runs = catalogue_runs(build->catalogue, r);
        name_id runner = intern_find(build->graph->names, runs->name);
        name_id keeper = intern_find(build->graph->names, runs->argument_of);
        uint32_t from = runner ? map_get(build->externals, runner) : MAP_NONE;
        uint32_t by = keeper ? map_get(build->externals, keeper) : MAP_NONE;
        if (from == MAP_NONE || by == MAP_NONE)
            continue;
        for (uint32_t i = build->first_caller[by]; i != NONE; i = build->callers.items[i].next) {
            const struct caller *caller = &build->callers.items[i];
            uint32_t point =
                point_of_call(build, caller->unit, caller->call, SLOT_ARGUMENT, runs->argument, 0);
            for (uint32_t t = 0; point != NONE && t < build->points.items[point].count; t++) {
                uint32_t token = build->points.items[point].tokens[t];
                struct edge edge = edge_of_call(build, caller->unit, caller->call);
                edge.caller = from;
                edge.callee = token;
                edge.flags = EDGE_RUNS;
                edge.kind = CALL_POINTER;
                if (token_is_node(token))
                    push_edge(build, edge);
            }
        }
    }
}

/* ---- order ---- */

static int compare_numbers(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_edges(const void *left, const void *right)
{
    const struct edge *a = left, *b = right;
    int order = compare_numbers(a->caller, b->caller);
    if (!order)
        order = compare_numbers(a->place.line, b->place.line);
    if (!order)
        order = compare_numbers(a->place.column, b->place.column);
    if (!order)
        order = compare_numbers(a->callee, b->callee);
    if (!order)
        order = compare_numbers(a->flags, b->flags);
    return order ? order : compare_numbers(a->spelled.line, b->spelled.line);
}

static int compare_gaps(const void *left, const void *right)
{
    const struct node_gap *a = left, *b = right;
    int order = compare_numbers(a->node, b->node);
    if (!order)
        order = compare_numbers(a->place.line, b->place.line);
    if (!order)
        order = compare_numbers(a->place.column, b->place.column);
    if (!order)
        order = compare_numbers(a->kind, b->kind);
    return order ? order : compare_numbers(a->subject, b->subject);
}

void edges_sort(struct graph *graph)
{
    for (uint32_t i = 0; i < graph->nodes.count; i++)
        graph->nodes.items[i].edge_count = graph->nodes.items[i].gap_count = 0;
    if (graph->edges.count)
        qsort(graph->edges.items, graph->edges.count, sizeof *graph->edges.items, compare_edges);
    if (graph->gaps.count)
        qsort(graph->gaps.items, graph->gaps.count, sizeof *graph->gaps.items, compare_gaps);
    for (uint32_t i = graph->edges.count; i-- > 0;) {
        struct node *node = &graph->nodes.items[graph->edges.items[i].caller];
        node->first_edge = i;
        node->edge_count++;
    }
    for (uint32_t i = graph->gaps.count; i-- > 0;) {
        if (graph->gaps.items[i].node == NONE)
            continue;
        struct node *node = &graph->nodes.items[graph->gaps.items[i].node];
        node->first_gap = i;
        node->gap_count++;
    }
}

void edges_make(struct build *build)
{
    struct resolver resolver;
    resolver_make(&resolver, build);
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++)
        make_unit(&resolver, unit);
    make_runs(build);
    libraries_make_gaps(build);
    edges_sort(build->graph);
    if (build->graph->object_count) {
        compiled_edges(&resolver);
        edges_sort(build->graph);
    }
}
