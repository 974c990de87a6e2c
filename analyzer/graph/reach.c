/* SPDX-License-Identifier: Apache-2.0
 *
 * Search with parents, nearest first, so that every witness is a shortest chain; an edge counts one for itself and one for
 * each function inlined around it, as a chain shows them. First everything that is reached without guessing, then what
 * candidates add.
 */
#include "graph/graph.h"

/* An edge to be followed at some distance. */
struct step_on {
    uint32_t edge;
    uint32_t parent; /* in reach->items */
    uint32_t policy;
    bool candidate;
    uint32_t next;   /* of the same distance; NONE */
};

struct search {
    const struct graph *graph;
    struct reach *reach;
    const uint64_t *programs; /* NULL: all */
    bool *known;              /* policy and node: it is in reach->items */
    struct arena *arena;      /* of what is found */
    struct arena *scratch;    /* of the search */
    ARRAY(uint32_t) distances; /* of reach->items */
    ARRAY(struct step_on) steps;
    ARRAY(uint32_t) first; /* distance -> the first step of it, or NONE */
    ARRAY(uint32_t) last;
};

static bool *known(const struct search *search, uint32_t policy, uint32_t node)
{
    return &search->known[(size_t)policy * search->graph->nodes.count + node];
}

static bool add(struct search *search, uint32_t node, uint32_t distance, struct step_on step)
{
    struct reach *reach = search->reach;
    if (*known(search, step.policy, node))
        return false;
    *known(search, step.policy, node) = true;
    uint32_t *first = map_at(reach->index, node);
    if (*first == MAP_NONE)
        *first = reach->items.count;
    *array_push(&search->distances, search->scratch) = distance;
    *array_push(&reach->items, search->arena) = (struct reached){.node = node,
                                                                 .edge = step.edge,
                                                                 .parent = step.parent,
                                                                 .policy = step.policy,
                                                                 .candidate = step.candidate};
    return true;
}

static void push(struct search *search, uint32_t distance, struct step_on step)
{
    while (search->first.count <= distance) {
        *array_push(&search->first, search->scratch) = NONE;
        *array_push(&search->last, search->scratch) = NONE;
    }
    uint32_t index = search->steps.count;
    *array_push(&search->steps, search->scratch) = step;
    if (search->first.items[distance] == NONE)
        search->first.items[distance] = index;
    else
        search->steps.items[search->last.items[distance]].next = index;
    search->last.items[distance] = index;
}

bool graph_is_end(const struct graph *graph, const struct reached *reached)
{
    const struct policy *policy = &graph->policies.items[reached->policy];
    return policy->nosplit && policy->list == POLICY_NONE && graph->nodes.items[reached->node].marks & NODE_SPLITTABLE;
}

/* What the edges of an item lead to; all edges, or those that are no guess. */
static void push_edges(struct search *search, uint32_t item, bool candidates)
{
    const struct graph *graph = search->graph;
    const struct reached reached = search->reach->items.items[item];
    const struct node *node = &graph->nodes.items[reached.node];
    if (graph_is_end(graph, &reached))
        return;
    for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
        const struct edge *edge = &graph->edges.items[e];
        bool guessed = edge->flags & EDGE_CANDIDATE;
        if (guessed && !candidates)
            continue;
        struct crossing crossing = graph_cross(graph, edge, reached.policy);
        if (crossing.how != CROSS_ENTERED || *known(search, crossing.policy, edge->callee) ||
            (search->programs && !graph_is_in(graph, search->programs, graph->nodes.items[edge->callee].unit)))
            continue;
        push(search, search->distances.items[item] + 1 + edge->inlined_count,
             (struct step_on){.edge = e,
                              .parent = item,
                              .policy = crossing.policy,
                              .candidate = guessed || reached.candidate,
                              .next = NONE});
    }
}

static void expand(struct search *search, bool candidates)
{
    search->steps.count = search->first.count = search->last.count = 0;
    for (uint32_t i = 0, known = search->reach->items.count; i < known; i++)
        push_edges(search, i, candidates);
    for (uint32_t distance = 0; distance < search->first.count; distance++)
        for (uint32_t s = search->first.items[distance]; s != NONE; s = search->steps.items[s].next) {
            struct step_on step = search->steps.items[s];
            if (add(search, search->graph->edges.items[step.edge].callee, distance, step))
                push_edges(search, search->reach->items.count - 1, candidates);
        }
}

static struct reach *search_from(const struct graph *graph, const uint32_t *roots, uint32_t root_count,
                                 uint32_t program, uint32_t policy, struct arena *arena)
{
    struct reach *reach = arena_alloc(sizeof *reach, arena);
    reach->index = map_new(arena);
    struct search search = {.graph = graph, .reach = reach, .arena = arena, .scratch = arena_new()};
    search.known =
        arena_array((size_t)graph->policies.count * graph->nodes.count, sizeof *search.known, search.scratch);
    for (uint32_t i = 0; i < root_count; i++)
        add(&search, roots[i], 0, (struct step_on){.edge = NONE, .parent = NONE, .policy = policy});
    if (program != NONE) {
        uint64_t *programs = arena_array(graph->program_words, sizeof *programs, search.scratch);
        programs[program / 64] |= 1ULL << program % 64;
        search.programs = programs;
    }
    expand(&search, false);
    expand(&search, true);
    arena_free(search.scratch);
    return reach;
}

struct reach *graph_reach(const struct graph *graph, const uint32_t *roots, uint32_t root_count, uint32_t program,
                          struct arena *arena)
{
    return search_from(graph, roots, root_count, program, 0, arena);
}

struct reach *graph_reach_handler(const struct graph *graph, const struct handler *handler, struct arena *arena)
{
    return search_from(graph, handler->nodes, handler->node_count, handler->program, handler->policy, arena);
}
