/* SPDX-License-Identifier: Apache-2.0
 *
 * Breadth-first search with parents, so that every witness is a shortest chain. First everything that is reached without
 * guessing, then what candidates add.
 */
#include "graph/graph.h"

static void add(struct reach *reach, uint32_t node, uint32_t edge, uint32_t parent, bool candidate,
                struct arena *arena)
{
    uint32_t *index = map_at(reach->index, node);
    if (*index != MAP_NONE)
        return;
    *index = reach->items.count;
    *array_push(&reach->items, arena) =
        (struct reached){.node = node, .edge = edge, .parent = parent, .candidate = candidate};
}

/* Follows the edges of all items; all edges, or those that are no guess. */
static void expand(const struct graph *graph, struct reach *reach, const uint64_t *programs, bool candidates,
                   struct arena *arena)
{
    for (uint32_t i = 0; i < reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[reach->items.items[i].node];
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
            bool guessed = graph->edges.items[e].flags & EDGE_CANDIDATE;
            uint32_t callee = graph->edges.items[e].callee;
            if ((guessed && !candidates) || (programs && !graph_is_in(graph, programs, graph->nodes.items[callee].unit)))
                continue;
            add(reach, callee, e, i, guessed || reach->items.items[i].candidate, arena);
        }
    }
}

struct reach *graph_reach(const struct graph *graph, const uint32_t *roots, uint32_t root_count, uint32_t program,
                          struct arena *arena)
{
    struct reach *reach = arena_alloc(sizeof *reach, arena);
    reach->index = map_new(arena);
    for (uint32_t i = 0; i < root_count; i++)
        add(reach, roots[i], NONE, NONE, false, arena);
    uint64_t *programs = NULL;
    if (program != NONE) {
        programs = arena_array(graph->program_words, sizeof *programs, arena);
        programs[program / 64] |= 1ULL << program % 64;
    }
    expand(graph, reach, programs, false, arena);
    expand(graph, reach, programs, true, arena);
    return reach;
}
