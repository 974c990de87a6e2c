/* SPDX-License-Identifier: Apache-2.0
 *
 * Banned functions that the object shows no call of. Edges are the object's calls where one was read, so what was inlined
 * and calls nothing is in none. The source has the call: from each function that the handler enters, the calls of its unit
 * are followed through functions that are not entered themselves, and hence were inlined or left out.
 */
#include "rules/ban.h"
#include "base/map.h"
#include <string.h>

struct search {
    struct inquest *inquest;
    const struct rule *rule;
    struct map *seen;    /* (unit, function) entered by the handler, or looked at */
    struct map *banning; /* unit -> does it name a banned function? */
    uint32_t at;         /* in reach->items: the function that is entered */
    ARRAY(uint32_t) open; /* functions of its unit whose calls are to be looked at */
};

static struct verdict_on_name ban_of(const struct search *search, const struct function *function)
{
    return catalogue_ban(search->inquest->catalogue, intern_get(search->inquest->graph->names, function->linker));
}

static bool names_banned(struct search *search, uint32_t unit)
{
    const struct facts *facts = search->inquest->graph->units[unit].facts;
    uint32_t *answer = map_at(search->banning, unit);
    if (*answer != MAP_NONE)
        return *answer;
    *answer = 0;
    for (uint32_t i = 0; i < facts->functions.count && !*answer; i++)
        *answer = ban_of(search, &facts->functions.items[i]).safety == SAFETY_UNSAFE;
    return *answer;
}

static void tell(const struct search *search, const struct call *call, const struct function *callee,
                 const struct verdict_on_name *known)
{
    struct inquest *inquest = search->inquest;
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    const char *name = intern_get(inquest->graph->names, callee->name);
    const char *message =
        arena_format(inquest->arena, "'%s' is not async-signal-safe; handler '%s' (%s) reaches a call of it that was "
                                     "inlined or left out", name, handler->name, handler->signals);
    const char *reason = arena_format(inquest->arena, "%s: %s (%s); forbidden by a table of the project", known->name,
                                      known->why, known->authority);
    judge_find_at(inquest, search->rule, SEVERITY_WARNING, search->at, call->place, name, message, reason);
}

/* What is declared never to be called, or safe, is nothing to follow. */
static bool is_declared(const struct search *search, const struct function *callee)
{
    const struct inquest *inquest = search->inquest;
    const char *said = intern_get(inquest->graph->names, callee->annotations);
    for (uint32_t i = 0; i < catalogue_declared_count(inquest->catalogue); i++) {
        const struct declared *row = catalogue_declared(inquest->catalogue, i);
        if ((row->kind == DECLARED_NEVER || row->kind == DECLARED_SAFE) &&
            declared_fits(row->pattern, intern_get(inquest->graph->names, callee->linker)))
            return true;
    }
    return strstr(said, "sigvet:never:") || strstr(said, "sigvet:safe:");
}

static void look_at(struct search *search, uint32_t unit, const struct call *call)
{
    const struct facts *facts = search->inquest->graph->units[unit].facts;
    const struct function *callee = &facts->functions.items[call->callee];
    uint32_t *seen = map_at(search->seen, map_pair(unit, call->callee));
    if (*seen != MAP_NONE || callee->flags & FUNCTION_NOINLINE || !callee->end_line ||
        is_declared(search, callee))
        return;
    struct verdict_on_name known = ban_of(search, callee);
    if (known.safety == SAFETY_UNSAFE) { /* once for each call */
        tell(search, call, callee, &known);
        return;
    }
    *seen = 1;
    *array_push(&search->open, search->inquest->arena) = call->callee;
}

void ban_check_vanished(struct inquest *inquest, const struct rule *rule)
{
    const struct graph *graph = inquest->graph;
    struct search search = {.inquest = inquest, .rule = rule, .seen = map_new(inquest->arena),
                            .banning = map_new(inquest->arena)};
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        if (node->unit != NONE && node->function != NONE)
            map_set(search.seen, map_pair(node->unit, node->function), 1);
    }
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        if (node->unit == NONE || node->function == NONE || !node->body_count ||
            graph_is_end(graph, &inquest->reach->items.items[i]) || !names_banned(&search, node->unit))
            continue;
        const struct facts *facts = graph->units[node->unit].facts;
        search.at = i;
        *array_push(&search.open, inquest->arena) = node->function;
        while (search.open.count) {
            uint32_t function = search.open.items[--search.open.count];
            for (uint32_t c = 0; c < facts->calls.count; c++)
                if (facts->calls.items[c].caller == function && facts->calls.items[c].callee != NONE)
                    look_at(&search, node->unit, &facts->calls.items[c]);
        }
    }
}
