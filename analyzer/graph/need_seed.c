/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the demand begins: what is handed to registrars, and in the functions that handlers reach the pointers that are
 * called and those that code outside is handed. A function that is reached must have been read, unless its object shows
 * that it calls nothing.
 */
#include "graph/need.h"

static const char *linker_text(const struct needer *needer, const struct node *node)
{
    return intern_get(needer->build->graph->names, node->linker);
}

static uint32_t argument_of(const struct needer *needer, const struct caller *caller, uint32_t index)
{
    return point_of_call(needer->build, caller->unit, caller->call, SLOT_ARGUMENT, index, 0);
}

/* ---- registrars ---- */

/* Is it certain that this call of `syscall` is none of those that register? */
static bool never_applies(struct needer *needer, const struct registrar *registrar, const struct caller *caller)
{
    const struct build *build = needer->build;
    uint32_t point = registrar->when < 0 ? NONE : argument_of(needer, caller, (uint32_t)registrar->when);
    if (point == NONE)
        return registrar->when >= 0;
    for (uint32_t l = build->points.items[point].first_in; l != NONE; l = build->links.items[l].next_in) {
        const struct point *source = &build->points.items[build->links.items[l].source];
        bool one = source->kind != SLOT_NUMBER;
        for (uint32_t v = 0; v < registrar->when_count; v++)
            one |= (int32_t)source->index == registrar->when_values[v];
        if (one)
            return false;
    }
    return true;
}

static void seed_registrar(struct needer *needer, uint32_t node, const struct registrar *registrar)
{
    const struct build *build = needer->build;
    need_callers(needer, node);
    for (uint32_t i = build->first_caller[node]; i != NONE; i = build->callers.items[i].next) {
        const struct caller *caller = &build->callers.items[i];
        if (never_applies(needer, registrar, caller))
            continue;
        if (registrar->when >= 0)
            need_point(needer, argument_of(needer, caller, (uint32_t)registrar->when), HANDLER_VALUE);
        need_point(needer, argument_of(needer, caller, registrar->signal), HANDLER_VALUE);
        need_point(needer, argument_of(needer, caller, registrar->handler), registrar->form);
    }
}

static void seed_registrars(struct needer *needer)
{
    const struct build *build = needer->build;
    for (uint32_t node = 0; node < build->node_room; node++) {
        const struct registrar *registrar =
            catalogue_registrar(build->catalogue, linker_text(needer, &build->graph->nodes.items[node]));
        if (!registrar)
            continue;
        bool known = registrar->form != HANDLER_STRUCT;
        for (uint32_t i = 0; i < needer->registrars.count; i++)
            known |= needer->registrars.items[i] == registrar;
        if (!known)
            *array_push(&needer->registrars, needer->arena) = registrar;
    }
    for (uint32_t node = 0; node < build->node_room; node++) {
        const struct registrar *registrar =
            catalogue_registrar(build->catalogue, linker_text(needer, &build->graph->nodes.items[node]));
        if (registrar)
            seed_registrar(needer, node, registrar);
    }
}

/* ---- what handlers reach ---- */

/* exit runs what atexit was given. */
static void seed_runs(struct needer *needer, name_id runner)
{
    const struct build *build = needer->build;
    for (uint32_t r = 0; r < catalogue_runs_count(build->catalogue); r++) {
        const struct runs *runs = catalogue_runs(build->catalogue, r);
        if (intern_find(build->graph->names, runs->name) != runner)
            continue;
        name_id keeper = intern_text(build->graph->names, runs->argument_of);
        uint32_t node = map_get(build->externals, keeper);
        need_symbol(needer, keeper);
        if (node == MAP_NONE)
            continue;
        need_callers(needer, node);
        for (uint32_t i = build->first_caller[node]; i != NONE; i = build->callers.items[i].next)
            need_point(needer, argument_of(needer, &build->callers.items[i], runs->argument), HANDLER_VALUE);
    }
}

/* A function that was not read shows all that matters when nothing is called in it and nothing was added to it, unless
 * its source has to say that it must not check the stack. */
static bool says_enough(const struct graph *graph, const struct node *node)
{
    for (uint32_t i = 0; i < graph->policies.count; i++)
        if (graph->policies.items[i].strict)
            return false;
    if (!(node->marks & NODE_DECODED) || node->marks & (NODE_INSTRUMENTED | NODE_SPLITTABLE))
        return false;
    for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++) {
        const struct body *body = &graph->bodies.items[b];
        if (graph->objects[body->object].facts->functions.items[body->function].call_count)
            return false;
    }
    return true;
}

static void seed_node(struct needer *needer, uint32_t id, bool handler)
{
    const struct graph *graph = needer->build->graph;
    const struct node *node = &graph->nodes.items[id];
    if (node->unit == NONE) {
        need_definition(needer, id);
        if (!node->body_count)
            seed_runs(needer, node->linker);
    } else if (handler || !says_enough(graph, node)) {
        need_unit(needer, node->unit);
    }
}

/*
 * Marks what handlers reach, and in the same unit what that calls by its source: it may have been inlined, and its pointer
 * calls with it.
 */
static void mark_inlined(const struct build *build, bool *active)
{
    bool more = true;
    while (more) {
        more = false;
        for (uint32_t unit = 0; unit < build->graph->unit_count; unit++) {
            const struct linked_unit *linked = &build->units[unit];
            const struct facts *facts = build->graph->units[unit].facts;
            for (uint32_t i = 0; i < facts->calls.count; i++) {
                uint32_t callee = facts->calls.items[i].callee, caller = linked->caller_node[i];
                uint32_t own = callee == NONE ? NONE : linked->node_of[callee];
                if (own == NONE || caller == NONE || !active[caller] || active[own])
                    continue;
                active[own] = more = true;
            }
        }
    }
}

/* What a call of code outside may run: the function pointers that it is handed. */
static void seed_callbacks(struct needer *needer, uint32_t unit, uint32_t index, uint32_t target)
{
    const struct build *build = needer->build;
    const struct node *node = &build->graph->nodes.items[target];
    const char *name = linker_text(needer, node);
    if (!graph_is_foreign(node) || catalogue_registrar(build->catalogue, name))
        return;
    for (uint32_t i = build->units[unit].call_points[index]; i != NONE; i = build->points.items[i].next) {
        const struct point *point = &build->points.items[i];
        if (point->kind == SLOT_ARGUMENT && !point->path &&
            catalogue_may_call(build->catalogue, name, point->index, point->callable))
            need_point(needer, i, HANDLER_VALUE);
    }
}

/* Is a pointer call's target a guess? Then every function whose address is taken counts. */
static bool is_guess(const struct point *point)
{
    bool known = false, unknown = point->kind == SLOT_UNKNOWN;
    for (uint32_t t = 0; t < point->count; t++) {
        known |= token_is_node(point->tokens[t]) || point->tokens[t] == TOKEN_PREVIOUS;
        unknown |= point->tokens[t] == TOKEN_UNKNOWN;
    }
    return unknown || !known;
}

static void seed_calls(struct needer *needer, const bool *active)
{
    const struct build *build = needer->build;
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++) {
        const struct linked_unit *linked = &build->units[unit];
        const struct facts *facts = build->graph->units[unit].facts;
        for (uint32_t i = 0; i < facts->calls.count; i++) {
            const struct call *call = &facts->calls.items[i];
            if (linked->caller_node[i] == NONE || !active[linked->caller_node[i]])
                continue;
            if (call->callee == NONE && call->slot != NONE) {
                uint32_t point = linked->points[call->slot];
                need_point(needer, point, HANDLER_VALUE);
                if (point == NONE || is_guess(&build->points.items[point]))
                    need_every_address(needer);
            }
            for (uint32_t t = 0; call->callee != NONE && t < linked->target_count[call->callee]; t++)
                seed_callbacks(needer, unit, i, build->targets.items[linked->first_target[call->callee] + t]);
        }
    }
}

void needs_seed(struct needer *needer)
{
    const struct graph *graph = needer->build->graph;
    bool *active = arena_array(graph->nodes.count, sizeof *active, needer->arena);
    seed_registrars(needer);
    for (uint32_t h = 0; h < graph->handlers.count; h++) {
        const struct handler *handler = &graph->handlers.items[h];
        struct arena *arena = arena_new();
        const struct reach *reach = graph_reach_handler(graph, handler, arena);
        for (uint32_t i = 0; i < reach->items.count; i++) {
            active[reach->items.items[i].node] = true;
            seed_node(needer, reach->items.items[i].node, reach->items.items[i].edge == NONE);
        }
        arena_free(arena);
    }
    mark_inlined(needer->build, active);
    seed_calls(needer, active);
}
