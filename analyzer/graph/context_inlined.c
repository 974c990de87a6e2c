/* SPDX-License-Identifier: Apache-2.0
 *
 * Contexts in compiled code: takes a call that stands in a function's code and the functions inlined around it, gives
 * what these were handed, walking inwards along the chain. The chain may be that of another call with which this one was
 * merged; so whatever the source can hand over must be handed over by some call that is seen, else every call has it all.
 */
#include "graph/contexts.h"
#include <string.h>

enum { MOST_TEXTS = 512, MOST_SITES = 32 };

static const struct node *node_at(const struct contexts *contexts, uint32_t node)
{
    return &contexts->build->graph->nodes.items[node];
}

static const struct call *call_at(const struct contexts *contexts, uint32_t unit, uint32_t call)
{
    return &contexts->build->graph->units[unit].facts->calls.items[call];
}

/* The calls that the source of a function makes, from *first on in calls_of; the end. */
static uint32_t calls_of(const struct contexts *contexts, uint32_t node, uint32_t *first)
{
    const struct node *known = node_at(contexts, node);
    *first = 0;
    if (known->unit == NONE || known->function == NONE)
        return 0;
    site_index(contexts->build, known->unit);
    return site_calls_of(contexts->build, known->unit, known->function, first);
}

static struct values pointer_values(struct contexts *contexts, uint32_t unit, uint32_t call, uint32_t node,
                                    struct bounds bounds)
{
    uint32_t slot = call_at(contexts, unit, call)->slot;
    uint32_t point = slot == NONE ? NONE : point_read(contexts->build, unit, slot);
    return point == NONE ? (struct values){.vague = true} : context_values(contexts, point, node, bounds);
}

static bool calls_directly(const struct contexts *contexts, uint32_t unit, uint32_t call, uint32_t callee)
{
    const struct linked_unit *linked = &contexts->build->units[unit];
    uint32_t function = call_at(contexts, unit, call)->callee;
    for (uint32_t t = 0; function != NONE && t < linked->target_count[function]; t++)
        if (contexts->build->targets.items[linked->first_target[function] + t] == callee)
            return true;
    return function != NONE && linked->node_of[function] == callee;
}

/* May the call run the function, when its own function is called like that? */
static bool may_run(struct contexts *contexts, uint32_t unit, uint32_t call, const struct text *text, uint32_t callee)
{
    if (call_at(contexts, unit, call)->callee != NONE)
        return calls_directly(contexts, unit, call, callee);
    struct values values = pointer_values(contexts, unit, call, text->node, text->bounds);
    return values.vague || values_contain(values, callee) || values_contain(values, TOKEN_UNKNOWN) ||
           values_contain(values, TOKEN_PREVIOUS);
}

/* ---- along the chain ---- */

/* How the calls at the place, by line or also by column, call a function that was inlined there; false: none does. */
static bool enter_at(struct contexts *contexts, const struct text *text, uint32_t inner, struct place place,
                     bool column, struct bounds *entered)
{
    uint32_t unit = node_at(contexts, text->node)->unit, first, end = calls_of(contexts, text->node, &first);
    bool any = false;
    for (uint32_t i = first; i < end; i++) {
        uint32_t index = contexts->build->units[unit].calls_of[i];
        const struct call *call = call_at(contexts, unit, index);
        if (!site_at(call, place.line) || (column && call->place.column != place.column) ||
            !may_run(contexts, unit, index, text, inner))
            continue;
        struct bounds bounds = context_bind(contexts, unit, index, text->node, text->bounds, inner);
        *entered = any ? bounds_join(contexts, *entered, bounds) : bounds;
        any = true;
    }
    return any;
}

/* Can a function be there only because a pointer was known to hold it, and not when it is called like that? */
static bool is_dead(const struct contexts *contexts, const struct text *text, uint32_t inner, struct place place)
{
    const struct build *build = contexts->build;
    uint32_t unit = node_at(contexts, text->node)->unit, first, end = calls_of(contexts, text->node, &first);
    bool pointer = false;
    for (uint32_t i = first; i < end; i++) {
        uint32_t index = build->units[unit].calls_of[i];
        if (calls_directly(contexts, unit, index, inner))
            return false;
        const struct call *call = call_at(contexts, unit, index);
        pointer |= call->callee == NONE && site_at(call, place.line) && resolve_holds(build, unit, index, inner);
    }
    return pointer;
}

/* The innermost text around an edge's call, and how it is called. */
static struct text walk_inwards(struct contexts *contexts, const struct inside *inside, const struct edge *edge,
                                bool *dead)
{
    const struct inlined *chain = contexts->build->graph->inlines.items + edge->first_inlined;
    struct text text = {inside->node, inside->bounds};
    for (uint32_t i = edge->inlined_count; i-- > 0;) {
        struct text inner = {chain[i].node, {0}};
        bool known = text.node != NONE && inner.node != NONE && chain[i].place.line;
        if (known && !enter_at(contexts, &text, inner.node, chain[i].place, true, &inner.bounds) &&
            !enter_at(contexts, &text, inner.node, chain[i].place, false, &inner.bounds))
            *dead |= is_dead(contexts, &text, inner.node, chain[i].place);
        text = inner;
    }
    return text;
}

/* ---- all texts that may be in the code ---- */

static bool call_leads(const struct contexts *contexts, uint32_t unit, uint32_t index)
{
    const struct build *build = contexts->build;
    const struct call *call = call_at(contexts, unit, index);
    if (call->callee != NONE) {
        uint32_t node = build->units[unit].node_of[call->callee];
        return node != NONE && contexts->leads[node];
    }
    const struct point *point =
        call->slot == NONE ? NULL : &build->points.items[build->units[unit].points[call->slot]];
    for (uint32_t t = 0; point && t < point->count && token_is_node(point->tokens[t]); t++)
        if (contexts->leads[point->tokens[t]])
            return true;
    return false;
}

static void find_leads(struct contexts *contexts, uint32_t unit)
{
    const struct build *build = contexts->build;
    const struct facts *facts = build->graph->units[unit].facts;
    const struct linked_unit *linked = &build->units[unit];
    if (contexts->leads_known[unit])
        return;
    contexts->leads_known[unit] = true;
    for (uint32_t i = 0; i < facts->functions.count; i++)
        if (linked->node_of[i] != NONE)
            contexts->leads[linked->node_of[i]] = contexts->first_parameter[linked->node_of[i]] != NONE;
    for (bool again = true; again;) {
        again = false;
        for (uint32_t i = 0; i < facts->calls.count; i++) {
            uint32_t caller = linked->caller_node[i];
            if (caller == NONE || contexts->leads[caller] || !call_leads(contexts, unit, i))
                continue;
            contexts->leads[caller] = again = true;
        }
    }
}

static void add_text(struct contexts *contexts, struct inside *inside, uint32_t node, struct bounds bounds)
{
    struct texts *texts = &inside->texts;
    for (uint32_t i = 0; i < texts->items.count; i++)
        if (texts->items.items[i].node == node && bounds_equal(texts->items.items[i].bounds, bounds))
            return;
    if (texts->items.count == MOST_TEXTS) {
        texts->open = true;
        return;
    }
    *array_push(&texts->items, contexts->arena) = (struct text){node, bounds};
}

/* What a call of a text may put into the code. */
static void add_callees(struct contexts *contexts, struct inside *inside, const struct text *text, uint32_t index)
{
    const struct build *build = contexts->build;
    uint32_t unit = node_at(contexts, text->node)->unit;
    const struct call *call = call_at(contexts, unit, index);
    if (call->callee != NONE) {
        uint32_t node = build->units[unit].node_of[call->callee];
        if (node != NONE && contexts->leads[node])
            add_text(contexts, inside, node,
                     context_bind(contexts, unit, index, text->node, text->bounds, node));
        return;
    }
    struct values values = pointer_values(contexts, unit, index, text->node, text->bounds);
    for (uint32_t i = 0; i < values.count; i++) {
        uint32_t node = values.tokens[i];
        if (token_is_node(node) && node_at(contexts, node)->unit == unit && contexts->leads[node])
            add_text(contexts, inside, node,
                     context_bind(contexts, unit, index, text->node, text->bounds, node));
    }
}

static const struct texts *texts_of(struct contexts *contexts, struct inside *inside)
{
    struct texts *texts = &inside->texts;
    if (inside->have_texts)
        return texts;
    inside->have_texts = true;
    find_leads(contexts, node_at(contexts, inside->node)->unit);
    add_text(contexts, inside, inside->node, inside->bounds);
    for (uint32_t t = 0; t < texts->items.count && !texts->open; t++) {
        const struct text text = texts->items.items[t];
        uint32_t unit = node_at(contexts, text.node)->unit, first, end = calls_of(contexts, text.node, &first);
        for (uint32_t i = first; i < end; i++)
            add_callees(contexts, inside, &text, contexts->build->units[unit].calls_of[i]);
    }
    return texts;
}

/* A jump into a part or clone of the function itself is no edge, but may be its call of itself. */
void inside_prepare(struct contexts *contexts, struct inside *inside)
{
    enum { MOST_ROUNDS = 8 };
    if (!node_at(contexts, inside->node)->body_count)
        return;
    for (uint32_t round = 0; inside->bounds.count; round++) {
        const struct texts *texts = texts_of(contexts, inside);
        struct bounds all = inside->bounds;
        for (uint32_t t = 0; t < texts->items.count; t++)
            if (texts->items.items[t].node == inside->node)
                all = bounds_join(contexts, all, texts->items.items[t].bounds);
        if (texts->open || round == MOST_ROUNDS)
            all.count = 0;
        if (bounds_equal(all, inside->bounds))
            return;
        *inside = (struct inside){.node = inside->node, .bounds = all};
    }
}

/* ---- one edge ---- */

static const struct resolved_call *resolved_of(const struct contexts *contexts, const struct edge *edge)
{
    return &contexts->build->resolved.items[edge->resolved];
}

static uint32_t source_caller(const struct contexts *contexts, const struct edge *edge)
{
    const struct resolved_call *resolved = resolved_of(contexts, edge);
    return contexts->build->units[resolved->unit].caller_node[resolved->call];
}

struct bounds inside_bounds(struct contexts *contexts, struct inside *inside, const struct edge *edge, bool *dead)
{
    *dead = false;
    if (edge->flags & EDGE_DOUBTFUL)
        return (struct bounds){0};
    struct text text = walk_inwards(contexts, inside, edge, dead);
    if (edge->resolved == NONE || text.node != source_caller(contexts, edge))
        return (struct bounds){0};
    return text.bounds;
}

/* The edges of the function that are the same call of the source, or call the same function from the same text: one for
 * each call of the object. */
struct sites {
    const struct edge *items[MOST_SITES];
    uint32_t count;
    bool more;
};

static bool has_site(const struct sites *sites, const struct edge *edge)
{
    for (uint32_t i = 0; i < sites->count; i++)
        if (sites->items[i]->resolved == edge->resolved)
            return true;
    return false;
}

static struct sites find_sites(const struct contexts *contexts, const struct inside *inside, const struct edge *edge,
                               uint32_t callee)
{
    const struct node *node = node_at(contexts, inside->node);
    uint32_t caller = source_caller(contexts, edge);
    struct sites sites = {.count = 0};
    for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
        const struct edge *other = &contexts->build->graph->edges.items[e];
        if (other->resolved == NONE || other->object == NONE || other->flags & (EDGE_CALLBACK | EDGE_RUNS | EDGE_DOUBTFUL) ||
            source_caller(contexts, other) != caller || has_site(&sites, other))
            continue;
        bool same = callee == NONE ? resolved_of(contexts, other)->call == resolved_of(contexts, edge)->call &&
                                         other->kind == CALL_POINTER
                                   : other->callee == callee;
        sites.more |= same && sites.count == MOST_SITES;
        if (same && sites.count < MOST_SITES)
            sites.items[sites.count++] = other;
    }
    return sites;
}

/* What the pointer call may run in all the texts that it may stand in. */
static struct values text_values(struct contexts *contexts, struct inside *inside, const struct edge *edge,
                                 struct values values)
{
    const struct resolved_call *resolved = resolved_of(contexts, edge);
    const struct texts *texts = texts_of(contexts, inside);
    uint32_t caller = source_caller(contexts, edge);
    for (uint32_t t = 0; t < texts->items.count; t++)
        if (texts->items.items[t].node == caller)
            values = values_join(contexts, values,
                                 pointer_values(contexts, resolved->unit, resolved->call, caller,
                                                texts->items.items[t].bounds));
    return values;
}

/* Is everything that the call may run in one of its texts run at one of the sites? */
static bool sites_cover(struct contexts *contexts, struct inside *inside, const struct edge *edge, struct values all)
{
    const struct resolved_call *resolved = resolved_of(contexts, edge);
    uint32_t caller = source_caller(contexts, edge);
    struct sites sites = find_sites(contexts, inside, edge, NONE);
    struct values given = {0};
    bool dead;
    for (uint32_t s = 0; s < sites.count; s++)
        given = values_join(contexts, given,
                            pointer_values(contexts, resolved->unit, resolved->call, caller,
                                           inside_bounds(contexts, inside, sites.items[s], &dead)));
    return !sites.more && values_join(contexts, given, all).count == given.count;
}

struct values inside_values(struct contexts *contexts, struct inside *inside, const struct edge *edge)
{
    const struct resolved_call *resolved = resolved_of(contexts, edge);
    uint32_t caller = source_caller(contexts, edge);
    bool dead, doubtful = edge->flags & EDGE_DOUBTFUL;
    struct bounds bounds = inside_bounds(contexts, inside, edge, &dead);
    struct values own = pointer_values(contexts, resolved->unit, resolved->call, caller, bounds);
    if (edge->object == NONE || (!bounds.count && !doubtful))
        return own;
    struct values all = text_values(contexts, inside, edge, doubtful ? (struct values){0} : own);
    if (inside->texts.open || (doubtful && !all.count))
        return pointer_values(contexts, resolved->unit, resolved->call, caller, (struct bounds){0});
    return !doubtful && sites_cover(contexts, inside, edge, all) ? own : all;
}

/* What calls of the function hand to it, gathered. */
struct handing {
    struct bounds all;
    bool any;
    bool covered; /* each of them is handed over at one of the sites too */
};

static void gather_text(struct contexts *contexts, struct inside *inside, const struct text *text,
                        const struct sites *sites, uint32_t callee, struct handing *handing)
{
    uint32_t unit = node_at(contexts, text->node)->unit, first, end = calls_of(contexts, text->node, &first);
    for (uint32_t i = first; i < end; i++) {
        uint32_t index = contexts->build->units[unit].calls_of[i];
        if (!may_run(contexts, unit, index, text, callee))
            continue;
        struct bounds needed = context_bind(contexts, unit, index, text->node, text->bounds, callee);
        bool seen = false, dead;
        for (uint32_t s = 0; s < sites->count && !seen; s++) {
            const struct resolved_call *site = resolved_of(contexts, sites->items[s]);
            struct bounds there = inside_bounds(contexts, inside, sites->items[s], &dead);
            seen = bounds_cover(context_bind(contexts, site->unit, site->call, text->node, there, callee), needed);
        }
        handing->covered &= seen;
        handing->all = handing->any ? bounds_join(contexts, handing->all, needed) : needed;
        handing->any = true;
    }
}

struct bounds inside_bind(struct contexts *contexts, struct inside *inside, const struct edge *edge, uint32_t callee)
{
    const struct resolved_call *resolved = resolved_of(contexts, edge);
    uint32_t caller = source_caller(contexts, edge);
    bool dead, doubtful = edge->flags & EDGE_DOUBTFUL;
    struct bounds bounds = inside_bounds(contexts, inside, edge, &dead);
    struct bounds own = {0};
    if (!doubtful)
        own = context_bind(contexts, resolved->unit, resolved->call, caller, bounds, callee);
    if (edge->object == NONE || (!own.count && !doubtful))
        return own;
    const struct texts *texts = texts_of(contexts, inside);
    struct sites sites = doubtful ? (struct sites){0} : find_sites(contexts, inside, edge, callee);
    struct handing handing = {.all = own, .any = !doubtful, .covered = !doubtful && !sites.more};
    for (uint32_t t = 0; t < texts->items.count && !texts->open; t++)
        if (doubtful || texts->items.items[t].node == caller)
            gather_text(contexts, inside, &texts->items.items[t], &sites, callee, &handing);
    if (texts->open)
        return (struct bounds){0};
    return handing.covered ? own : handing.all;
}

bool context_calls(const struct contexts *contexts, uint32_t caller, uint32_t callee)
{
    uint32_t unit = node_at(contexts, caller)->unit, first, end = calls_of(contexts, caller, &first);
    for (uint32_t i = first; i < end; i++)
        if (calls_directly(contexts, unit, contexts->build->units[unit].calls_of[i], callee))
            return true;
    return false;
}

struct values inside_argument(struct contexts *contexts, struct inside *inside, const struct edge *edge,
                              uint32_t argument)
{
    bool dead;
    uint32_t caller = source_caller(contexts, edge);
    struct bounds bounds = inside_bounds(contexts, inside, edge, &dead);
    const struct texts *texts = edge->object == NONE ? NULL : texts_of(contexts, inside);
    if ((texts && texts->open) || edge->flags & EDGE_DOUBTFUL)
        return context_held(contexts, argument);
    struct values all = context_values(contexts, argument, caller, bounds);
    for (uint32_t t = 0; texts && t < texts->items.count; t++)
        if (texts->items.items[t].node == caller)
            all = values_join(contexts, all,
                              context_values(contexts, argument, caller, texts->items.items[t].bounds));
    return all;
}
