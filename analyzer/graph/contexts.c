/* SPDX-License-Identifier: Apache-2.0
 *
 * Pointer calls per caller: from the handlers on, each function is entered as it is called; where that decides a pointer
 * call, its edges and gaps are made anew for a clone of the node, and the caller's edge leads there. A clone looks like
 * its function to everybody. Too many clones: the function as all callers together call it, which is always right.
 */
#include "graph/contexts.h"
#include <string.h>

enum {
    MOST_CONTEXTS = 16,      /* of one function */
    MOST_CLONED = 1 << 21,   /* edges of all clones */
};

#define STAYS 0xfffffffdU
#define GONE 0xfffffffcU /* it cannot run here */

/* What a pointer call is narrowed to. */
struct narrowed {
    struct values values;
    bool made; /* its edges are there */
};

/* One function in one context, while its edges are made. */
struct visit {
    struct contexts *contexts;
    struct context context;
    struct inside inside;
    struct map *narrowed;    /* resolved call -> index in sets, STAYS or GONE */
    ARRAY(struct narrowed) sets;
    bool changed;
};

/* ---- contexts ---- */

static uint32_t add_context(struct contexts *contexts, uint32_t origin, struct bounds bounds)
{
    struct graph *graph = contexts->build->graph;
    uint32_t node = origin;
    if (bounds.count) {
        struct node clone = graph->nodes.items[origin];
        clone.origin = origin;
        clone.edge_count = clone.gap_count = 0;
        node = graph->nodes.count;
        *array_push(&graph->nodes, contexts->build->arena) = clone;
    }
    *array_push(&contexts->items, contexts->arena) =
        (struct context){origin, node, bounds, contexts->first_context[origin]};
    contexts->first_context[origin] = contexts->items.count - 1;
    return node;
}

/* The node for a function that is called like this; it will be visited. */
static uint32_t enter(struct contexts *contexts, uint32_t origin, struct bounds bounds)
{
    uint32_t count = 0;
    for (uint32_t i = contexts->first_context[origin]; i != NONE; i = contexts->items.items[i].next) {
        if (bounds_equal(contexts->items.items[i].bounds, bounds))
            return contexts->items.items[i].node;
        count += contexts->items.items[i].bounds.count > 0;
    }
    bool full = count >= MOST_CONTEXTS || contexts->build->graph->edges.count - contexts->edge_count > MOST_CLONED;
    if (bounds.count && full)
        return enter(contexts, origin, (struct bounds){0});
    return add_context(contexts, origin, bounds);
}

/* ---- edges ---- */

static const struct call *source_call(const struct contexts *contexts, const struct edge *edge)
{
    const struct resolved_call *resolved = &contexts->build->resolved.items[edge->resolved];
    return &contexts->build->graph->units[resolved->unit].facts->calls.items[resolved->call];
}

/* Gives the edge to this context, and leads it to its callee as it is called here. */
static void pass_on(struct visit *visit, struct edge edge)
{
    struct contexts *contexts = visit->contexts;
    struct bounds bounds = {0};
    uint32_t callee = edge.callee;
    bool called = !(edge.flags & (EDGE_CANDIDATE | EDGE_CALLBACK | EDGE_RUNS));
    if (edge.resolved != NONE && called && contexts->first_parameter[callee] != NONE)
        bounds = inside_bind(contexts, &visit->inside, &edge, callee);
    edge.caller = visit->context.node;
    edge.callee = enter(contexts, callee, bounds);
    visit->changed |= edge.callee != callee;
    push_edge(contexts->build, edge);
}

/* What is called through is known better here: its edges and gaps are made anew. */
static void pass_on_narrowed(struct visit *visit, struct edge form, struct values values)
{
    struct contexts *contexts = visit->contexts;
    struct graph *graph = contexts->build->graph;
    uint32_t first = graph->edges.count;
    visit->changed = true;
    form.caller = visit->context.origin;
    form.flags &= ~(uint32_t)(EDGE_CANDIDATE | EDGE_DECLARED);
    if (!values.count)
        return; /* a null pointer: nothing is called */
    uint32_t first_gap = graph->gaps.count;
    resolve_values(&contexts->resolver, values.tokens, values.count, form);
    for (uint32_t i = first_gap; i < graph->gaps.count; i++)
        graph->gaps.items[i].node = visit->context.node;
    uint32_t count = graph->edges.count - first;
    struct edge *edges = arena_array(count, sizeof *edges, contexts->arena);
    memcpy(edges, graph->edges.items + first, count * sizeof *edges);
    graph->edges.count = first;
    for (uint32_t i = 0; i < count; i++) {
        edges[i].flags |= declare_touches(graph, &edges[i]) ? EDGE_DECLARED : 0;
        pass_on(visit, edges[i]);
    }
}

static bool is_pointer_call(const struct contexts *contexts, const struct edge *edge)
{
    const struct call *call = source_call(contexts, edge);
    return call->callee == NONE && call->slot != NONE && !(edge->flags & (EDGE_CALLBACK | EDGE_RUNS));
}

/* What a pointer call is narrowed to; its index in sets, or NONE: it stays as it is. */
static uint32_t narrow(struct visit *visit, const struct edge *edge)
{
    struct contexts *contexts = visit->contexts;
    uint32_t known = map_get(visit->narrowed, edge->resolved);
    if (known != MAP_NONE)
        return known == STAYS || known == GONE ? NONE : known;
    const struct resolved_call *resolved = &contexts->build->resolved.items[edge->resolved];
    uint32_t point = point_read(contexts->build, resolved->unit, source_call(contexts, edge)->slot);
    known = STAYS;
    if (contexts->relevant[point]) {
        struct values values = inside_values(contexts, &visit->inside, edge);
        if (values_narrow(values, context_held(contexts, point))) {
            known = visit->sets.count;
            *array_push(&visit->sets, contexts->arena) = (struct narrowed){.values = values};
        }
    }
    map_set(visit->narrowed, edge->resolved, known);
    return known == STAYS ? NONE : known;
}

/* A pointer call that the compiler made a direct one, of a function that the pointer cannot hold here: code for others. */
static bool is_for_others(struct visit *visit, const struct edge *edge)
{
    const struct contexts *contexts = visit->contexts;
    const struct build *build = contexts->build;
    const struct resolved_call *resolved = &build->resolved.items[edge->resolved];
    uint32_t set = narrow(visit, edge);
    if (set == NONE)
        return false;
    const struct values values = visit->sets.items[set].values;
    const struct hidden *row;
    const struct node *callee = &build->graph->nodes.items[edge->callee];
    if (values_contain(values, edge->callee) || values_contain(values, TOKEN_UNKNOWN) ||
        values_contain(values, TOKEN_PREVIOUS) ||
        catalogue_hidden(build->catalogue, intern_get(build->graph->names, callee->linker),
                         build->graph->units[resolved->unit].compiler, &row, 1))
        return false;
    return !context_calls(contexts, build->units[resolved->unit].caller_node[resolved->call], edge->callee);
}

/* Is the function among those that code outside is handed here? */
static bool is_handed(struct visit *visit, const struct edge *edge)
{
    struct contexts *contexts = visit->contexts;
    const struct build *build = contexts->build;
    const struct resolved_call *resolved = &build->resolved.items[edge->resolved];
    uint32_t point = build->units[resolved->unit].call_points[resolved->call];
    for (; point != NONE; point = build->points.items[point].next) {
        if (!context_may_run(contexts, edge->through, point))
            continue;
        struct values values = inside_argument(contexts, &visit->inside, edge, point);
        if (values_contain(values, edge->callee) || (!values.count && values.vague))
            return true;
    }
    return false;
}

static void pass_edge(struct visit *visit, const struct edge edge)
{
    struct contexts *contexts = visit->contexts;
    bool dead = false;
    if (edge.inlined_count)
        inside_bounds(contexts, &visit->inside, &edge, &dead);
    if (edge.resolved != NONE && !dead) {
        bool pointer = is_pointer_call(contexts, &edge);
        uint32_t set = pointer && edge.kind == CALL_POINTER ? narrow(visit, &edge) : NONE;
        if (set != NONE) {
            bool made = visit->sets.items[set].made;
            visit->sets.items[set].made = true;
            if (!made)
                pass_on_narrowed(visit, edge, visit->sets.items[set].values);
            return;
        }
        bool sure = !(edge.flags & EDGE_DOUBTFUL);
        dead = sure && ((pointer && edge.kind != CALL_POINTER && is_for_others(visit, &edge)) ||
                        (edge.flags & EDGE_CALLBACK && !is_handed(visit, &edge)));
    }
    visit->changed |= dead;
    if (!dead)
        pass_on(visit, edge);
    else if (edge.resolved != NONE && map_get(visit->narrowed, edge.resolved) == MAP_NONE)
        map_set(visit->narrowed, edge.resolved, GONE);
}

static void pass_gaps(struct visit *visit)
{
    struct contexts *contexts = visit->contexts;
    struct graph *graph = contexts->build->graph;
    const struct node *node = &graph->nodes.items[visit->context.origin];
    for (uint32_t g = node->first_gap; g < node->first_gap + node->gap_count; g++) {
        struct node_gap gap = graph->gaps.items[g];
        uint32_t known = gap.resolved == NONE ? MAP_NONE : map_get(visit->narrowed, gap.resolved);
        if (known != MAP_NONE && known != STAYS)
            continue;
        gap.node = visit->context.node;
        *array_push(&graph->gaps, contexts->build->arena) = gap;
    }
}

/* ---- the walk ---- */

static void visit_context(struct contexts *contexts, struct context context)
{
    struct graph *graph = contexts->build->graph;
    struct visit visit = {.contexts = contexts, .context = context, .narrowed = map_new(contexts->arena),
                          .inside = {.node = context.origin, .bounds = context.bounds}};
    uint32_t first_edge = graph->edges.count, first_gap = graph->gaps.count;
    uint32_t from = graph->nodes.items[context.origin].first_edge;
    uint32_t count = graph->nodes.items[context.origin].edge_count;
    inside_prepare(contexts, &visit.inside);
    for (uint32_t e = from; e < from + count; e++)
        pass_edge(&visit, graph->edges.items[e]);
    pass_gaps(&visit);
    if (context.node != context.origin)
        return;
    if (visit.changed) {
        contexts->replaced[context.origin] = true;
    } else { /* nothing is better known: what there is stays */
        graph->edges.count = first_edge;
        graph->gaps.count = first_gap;
    }
}

/* Drops what was made anew. */
static void drop_replaced(const struct contexts *contexts)
{
    struct graph *graph = contexts->build->graph;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < graph->edges.count; i++)
        if (i >= contexts->edge_count || !contexts->replaced[graph->edges.items[i].caller])
            graph->edges.items[kept++] = graph->edges.items[i];
    graph->edges.count = kept;
    kept = 0;
    for (uint32_t i = 0; i < graph->gaps.count; i++)
        if (i >= contexts->gap_count || graph->gaps.items[i].node == NONE ||
            !contexts->replaced[graph->gaps.items[i].node])
            graph->gaps.items[kept++] = graph->gaps.items[i];
    graph->gaps.count = kept;
}

static void walk(struct contexts *contexts)
{
    const struct graph *graph = contexts->build->graph;
    uint32_t nodes = graph->nodes.count;
    contexts->edge_count = graph->edges.count;
    contexts->gap_count = graph->gaps.count;
    contexts->leads = arena_array(nodes, sizeof *contexts->leads, contexts->arena);
    contexts->leads_known = arena_array(graph->unit_count, sizeof *contexts->leads_known, contexts->arena);
    contexts->replaced = arena_array(nodes, sizeof *contexts->replaced, contexts->arena);
    contexts->first_context = arena_array(nodes, sizeof *contexts->first_context, contexts->arena);
    memset(contexts->first_context, 0xff, nodes * sizeof *contexts->first_context);
    for (uint32_t h = 0; h < graph->handlers.count; h++)
        for (uint32_t n = 0; n < graph->handlers.items[h].node_count; n++)
            enter(contexts, graph->handlers.items[h].nodes[n], (struct bounds){0});
    for (uint32_t i = 0; i < contexts->items.count; i++)
        visit_context(contexts, contexts->items.items[i]);
    drop_replaced(contexts);
    edges_sort(contexts->build->graph);
}

void contexts_make(struct build *build)
{
    struct contexts contexts = {.build = build, .arena = arena_new()};
    pointer_calls_count(build, &build->graph->merged);
    context_values_prepare(&contexts);
    resolver_make(&contexts.resolver, build);
    walk(&contexts);
    pointer_calls_count(build, &build->graph->per_caller);
    arena_free(contexts.arena);
}
