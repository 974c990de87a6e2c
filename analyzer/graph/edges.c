/* SPDX-License-Identifier: Apache-2.0
 *
 * Edges: every call with every function it may run, once flows are solved. A pointer call whose targets are not all
 * known gets candidates (address-taken functions of its type) and a gap, never silence.
 */
#include "base/text.h"
#include "graph/build.h"
#include <stdlib.h>
#include <string.h>

struct maker {
    struct build *build;
    struct map *by_type;         /* canonical function type -> first in candidates */
    ARRAY(uint32_t) candidates;  /* nodes */
    ARRAY(uint32_t) next;        /* of the same type; NONE */
    ARRAY(uint32_t) any_type;    /* nodes without a prototype */
};

static const char *name_text(const struct build *build, name_id name)
{
    return intern_get(build->graph->names, name);
}

/* "void (int) __attribute__((noreturn))" is as good as "void (int)". */
static name_id plain_type(struct build *build, name_id type)
{
    const char *text = name_text(build, type);
    const char *attribute = strstr(text, " __attribute__");
    return attribute ? intern_bytes(build->graph->names, text, (size_t)(attribute - text)) : type;
}

static name_id type_of_node(struct build *build, uint32_t node_id)
{
    const struct node *node = &build->graph->nodes.items[node_id];
    if (node->unit != NONE)
        return plain_type(build, build->graph->units[node->unit].facts->functions.items[node->function].type);
    return 0;
}

static void add_candidates(struct maker *maker)
{
    struct build *build = maker->build;
    maker->by_type = map_new(build->arena);
    for (uint32_t node = 0; node < build->node_room; node++) {
        if (!build->address_taken[node])
            continue;
        if (build->graph->nodes.items[node].flags & FUNCTION_NO_PROTOTYPE) {
            *array_push(&maker->any_type, build->arena) = node;
            continue;
        }
        name_id type = type_of_node(build, node);
        if (!type)
            continue;
        uint32_t *first = map_at(maker->by_type, type);
        *array_push(&maker->candidates, build->arena) = node;
        *array_push(&maker->next, build->arena) = *first == MAP_NONE ? NONE : *first;
        *first = maker->candidates.count - 1;
    }
}

static struct edge edge_of(const struct build *build, uint32_t unit, uint32_t index, uint32_t callee, uint32_t flags,
                           uint32_t through)
{
    const struct call *call = &build->graph->units[unit].facts->calls.items[index];
    return (struct edge){.caller = build->units[unit].caller_node[index],
                         .callee = callee,
                         .kind = call->kind,
                         .flags = flags,
                         .through = through,
                         .place = call->place,
                         .spelled = call->spelled,
                         .macro = call->macro,
                         .evidence = EVIDENCE_SOURCE,
                         .object = NONE,
                         .call = NONE,
                         .construct_unit = NONE,
                         .construct = NONE};
}

static void push_edge(struct build *build, struct edge edge)
{
    *array_push(&build->graph->edges, build->arena) = edge;
}

static void push_gap(struct build *build, uint32_t node, const char *kind, name_id subject, const char *why,
                     struct place place)
{
    struct intern *names = build->graph->names;
    *array_push(&build->graph->gaps, build->arena) = (struct node_gap){.node = node,
                                                                       .kind = intern_text(names, kind),
                                                                       .subject = subject,
                                                                       .why = intern_text(names, why),
                                                                       .place = place};
}

/* ---- pointer calls ---- */

/* How the source would name what is called through. */
static name_id slot_text(struct build *build, const struct slot *slot)
{
    struct intern *names = build->graph->names;
    const char *name = name_text(build, slot->name), *path = name_text(build, slot->path);
    size_t length = strcspn(name, "@");
    switch ((enum slot_kind)slot->kind) {
    case SLOT_VARIABLE:
        return intern_format(names, "%.*s%s%s", (int)length, name, *path ? "." : "", path);
    case SLOT_FIELD:
        if (name[0] == '*')
            return intern_text(names, "a pointer to a function pointer");
        return intern_format(names, "%s.%s", name, path);
    case SLOT_PARAMETER:
        return intern_format(names, "parameter %u", slot->index + 1);
    case SLOT_ANSWER:
        return intern_text(names, "the result of a call");
    default:
        return intern_text(names, "an expression");
    }
}

static bool is_target(const struct point *point, uint32_t node)
{
    for (uint32_t i = 0; i < point->count; i++)
        if (point->tokens[i] == node)
            return true;
    return false;
}

static uint32_t push_candidates(struct maker *maker, uint32_t unit, uint32_t index, const struct point *point)
{
    struct build *build = maker->build;
    const struct call *call = &build->graph->units[unit].facts->calls.items[index];
    name_id type = plain_type(build, call->type);
    uint32_t pushed = 0;
    uint32_t first = type ? map_get(maker->by_type, type) : MAP_NONE;
    for (uint32_t i = first; i != MAP_NONE && i != NONE; i = maker->next.items[i]) {
        if (is_target(point, maker->candidates.items[i]))
            continue;
        push_edge(build, edge_of(build, unit, index, maker->candidates.items[i], EDGE_CANDIDATE, NONE));
        pushed++;
    }
    for (uint32_t i = 0; i < maker->any_type.count; i++)
        if (!is_target(point, maker->any_type.items[i])) {
            push_edge(build, edge_of(build, unit, index, maker->any_type.items[i], EDGE_CANDIDATE, NONE));
            pushed++;
        }
    return pushed;
}

/* A call of what was the handler before: any handler of the program, or one from outside. */
static uint32_t push_previous(struct build *build, uint32_t unit, uint32_t index, const struct point *point)
{
    uint32_t pushed = 0;
    for (uint32_t i = 0; i < build->graph->registrations.count; i++) {
        uint32_t node = build->graph->registrations.items[i].node;
        if (is_target(point, node))
            continue;
        push_edge(build, edge_of(build, unit, index, node, 0, NONE));
        pushed++;
    }
    return pushed;
}

static void count_resolution(struct build *build, uint32_t known, bool unknown, uint32_t candidates)
{
    struct resolution *resolution = &build->graph->resolution;
    uint32_t *counter = known ? unknown ? &resolution->partly : &resolution->by_flow
                              : candidates ? &resolution->by_type : &resolution->none;
    ++*counter;
}

static void make_pointer_call(struct maker *maker, uint32_t unit, uint32_t index)
{
    struct build *build = maker->build;
    const struct facts *facts = build->graph->units[unit].facts;
    const struct call *call = &facts->calls.items[index];
    const struct slot *slot = &facts->slots.items[call->slot];
    struct point point = build->points.items[build->units[unit].points[call->slot]];
    uint32_t known = 0;
    bool unknown = slot->kind == SLOT_UNKNOWN, previous = false;
    for (uint32_t i = 0; i < point.count; i++) {
        unknown |= point.tokens[i] == TOKEN_UNKNOWN;
        previous |= point.tokens[i] == TOKEN_PREVIOUS;
        if (!token_is_node(point.tokens[i]))
            continue;
        push_edge(build, edge_of(build, unit, index, point.tokens[i], 0, NONE));
        known++;
    }
    if (previous)
        known += push_previous(build, unit, index, &point);
    uint32_t candidates = unknown || (!known && !previous) ? push_candidates(maker, unit, index, &point) : 0;
    count_resolution(build, known, unknown || previous, candidates);
    uint32_t node = build->units[unit].caller_node[index];
    name_id subject = slot_text(build, slot);
    if (!known && !previous)
        push_gap(build, node, "unresolved-call", subject,
                 candidates ? "no flow into it was seen: only candidates of its type are known"
                            : "no function that it may call is known",
                 call->place);
    else if (previous)
        push_gap(build, node, "lost-flow", subject,
                 "it may also be a handler that code outside the program installed before", call->place);
    else if (unknown)
        push_gap(build, node, "lost-flow", subject, "it may also hold a value that sigvet cannot follow", call->place);
}

/* ---- direct calls ---- */

/* Function pointers handed to a function without a body are run by it, unless a table says that it only stores them. */
static void make_callbacks(struct build *build, uint32_t unit, uint32_t index, uint32_t external)
{
    const char *name = name_text(build, build->graph->nodes.items[external].linker);
    if (catalogue_registrar(build->catalogue, name))
        return;
    for (uint32_t i = build->units[unit].call_points[index]; i != NONE; i = build->points.items[i].next) {
        const struct point *point = &build->points.items[i];
        if (point->kind != SLOT_ARGUMENT || point->path ||
            catalogue_callback(build->catalogue, name, point->index) != CALLBACK_CALLED)
            continue;
        for (uint32_t t = 0; t < point->count; t++)
            if (token_is_node(point->tokens[t]))
                push_edge(build, edge_of(build, unit, index, point->tokens[t], EDGE_CALLBACK, external));
    }
}

static void make_target(struct build *build, uint32_t unit, uint32_t index, uint32_t target)
{
    const struct node *node = &build->graph->nodes.items[target];
    if (node->unit == NONE && catalogue_is_expanded(build->catalogue, name_text(build, node->linker)))
        return;
    push_edge(build, edge_of(build, unit, index, target, 0, NONE));
    if (node->unit == NONE)
        make_callbacks(build, unit, index, target);
}

/*
 * Does a gap of a whole unit keep every function of it from being clean? Errors outside functions (a missing header) may
 * have cost calls anywhere, and C++ makes calls that libclang does not show.
 */
static bool concerns_every_function(const char *kind)
{
    return strcmp(kind, "does-not-parse") == 0 || strcmp(kind, "c++-partial") == 0;
}

static void push_unit_gap(struct build *build, uint32_t unit, const struct gap *gap)
{
    const struct linked_unit *linked = &build->units[unit];
    const char *kind = name_text(build, gap->kind), *why = name_text(build, gap->why);
    uint32_t node = gap->function == NONE ? NONE : linked->node_of[gap->function];
    push_gap(build, node, kind, gap->subject, why, gap->place);
    if (gap->function != NONE || !concerns_every_function(kind))
        return;
    for (uint32_t i = 0; i < build->graph->units[unit].facts->functions.count; i++)
        if (linked->node_of[i] != NONE)
            push_gap(build, linked->node_of[i], kind, gap->subject, why, gap->place);
}

static void make_unit(struct maker *maker, uint32_t unit)
{
    struct build *build = maker->build;
    const struct facts *facts = build->graph->units[unit].facts;
    const struct linked_unit *linked = &build->units[unit];
    for (uint32_t i = 0; i < facts->calls.count; i++) {
        const struct call *call = &facts->calls.items[i];
        if (linked->caller_node[i] == NONE)
            continue;
        if (call->callee == NONE && call->slot != NONE)
            make_pointer_call(maker, unit, i);
        for (uint32_t t = 0; call->callee != NONE && t < linked->target_count[call->callee]; t++)
            make_target(build, unit, i, build->targets.items[linked->first_target[call->callee] + t]);
    }
    for (uint32_t i = 0; i < facts->assemblies.count; i++) {
        const struct assembly *assembly = &facts->assemblies.items[i];
        if (assembly->may_call && assembly->function != NONE && linked->node_of[assembly->function] != NONE)
            push_gap(build, linked->node_of[assembly->function], "inline-asm", assembly->text,
                     "assembler text may call: sigvet does not read it", assembly->place);
    }
    for (uint32_t i = 0; i < facts->gaps.count; i++)
        push_unit_gap(build, unit, &facts->gaps.items[i]);
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
                struct edge edge = edge_of(build, caller->unit, caller->call, token, EDGE_RUNS, NONE);
                edge.caller = from;
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

static void sort_by_node(struct graph *graph)
{
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
    struct maker maker = {.build = build};
    add_candidates(&maker);
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++)
        make_unit(&maker, unit);
    make_runs(build);
    sort_by_node(build->graph);
}
