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

/* An external function is in every program. */
static bool is_in(const struct graph *graph, uint32_t program, uint32_t node)
{
    uint32_t unit = graph->nodes.items[node].unit;
    if (program == NONE || unit == NONE)
        return true;
    const struct graph_program *known = &graph->programs[program];
    uint32_t low = 0, high = known->unit_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (known->units[middle] < unit)
            low = middle + 1;
        else
            high = middle;
    }
    return low < known->unit_count && known->units[low] == unit;
}

/* Follows the edges of all items; all edges, or those that are no guess. */
static void expand(const struct graph *graph, struct reach *reach, uint32_t program, bool candidates,
                   struct arena *arena)
{
    for (uint32_t i = 0; i < reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[reach->items.items[i].node];
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
            bool guessed = graph->edges.items[e].flags & EDGE_CANDIDATE;
            if ((guessed && !candidates) || !is_in(graph, program, graph->edges.items[e].callee))
                continue;
            add(reach, graph->edges.items[e].callee, e, i, guessed || reach->items.items[i].candidate, arena);
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
    expand(graph, reach, program, false, arena);
    expand(graph, reach, program, true, arena);
    return reach;
}
