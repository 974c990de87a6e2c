/* SPDX-License-Identifier: Apache-2.0
 *
 * Precision: of the pointer calls that handlers reach, how many are resolved by what flows into them, by type, not at all,
 * and how many functions they may run, counted on the edges and gaps that are there.
 */
#include "graph/build.h"

/* One pointer call of one node. */
struct tally {
    uint32_t known;
    uint32_t candidates;
    bool gap;
};

struct counting {
    const struct build *build;
    struct arena *arena;
    struct map *index; /* resolved call -> its tally in the node that is counted */
    ARRAY(struct tally) tallies;
    bool *seen;
    ARRAY(uint32_t) queue;
};

static void push(struct counting *counting, uint32_t node)
{
    if (counting->seen[node])
        return;
    counting->seen[node] = true;
    *array_push(&counting->queue, counting->arena) = node;
}

static struct tally *tally_of(struct counting *counting, uint32_t resolved)
{
    uint32_t *at = map_at(counting->index, resolved);
    if (*at == MAP_NONE) {
        *at = counting->tallies.count;
        *array_push(&counting->tallies, counting->arena) = (struct tally){0};
    }
    return &counting->tallies.items[*at];
}

static bool is_pointer_call(const struct counting *counting, const struct edge *edge)
{
    if (edge->resolved == NONE || edge->kind != CALL_POINTER || edge->flags & (EDGE_CALLBACK | EDGE_RUNS))
        return false;
    const struct resolved_call *resolved = &counting->build->resolved.items[edge->resolved];
    return counting->build->graph->units[resolved->unit].facts->calls.items[resolved->call].callee == NONE;
}

static void count_node(struct counting *counting, const struct node *node)
{
    const struct graph *graph = counting->build->graph;
    for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
        const struct edge *edge = &graph->edges.items[e];
        push(counting, edge->callee);
        if (!is_pointer_call(counting, edge))
            continue;
        struct tally *tally = tally_of(counting, edge->resolved);
        tally->known += !(edge->flags & EDGE_CANDIDATE);
        tally->candidates += edge->flags & EDGE_CANDIDATE ? 1 : 0;
    }
    for (uint32_t g = node->first_gap; g < node->first_gap + node->gap_count; g++)
        if (graph->gaps.items[g].resolved != NONE)
            tally_of(counting, graph->gaps.items[g].resolved)->gap = true;
}

static void add(struct pointer_counts *counts, const struct tally *tally)
{
    uint32_t *counter = tally->known ? tally->gap ? &counts->calls.partly : &counts->calls.by_flow
                                     : tally->candidates ? &counts->calls.by_type : &counts->calls.none;
    ++*counter;
    counts->targets += (uint64_t)tally->known + tally->candidates;
}

void pointer_calls_count(const struct build *build, struct pointer_counts *counts)
{
    const struct graph *graph = build->graph;
    struct arena *arena = arena_new();
    struct counting counting = {.build = build, .arena = arena};
    counting.seen = arena_array(graph->nodes.count, sizeof *counting.seen, arena);
    for (uint32_t h = 0; h < graph->handlers.count; h++)
        for (uint32_t n = 0; n < graph->handlers.items[h].node_count; n++)
            push(&counting, graph->handlers.items[h].nodes[n]);
    while (counting.queue.count) {
        counting.index = map_new(arena);
        counting.tallies.count = 0;
        count_node(&counting, &graph->nodes.items[counting.queue.items[--counting.queue.count]]);
        for (uint32_t i = 0; i < counting.tallies.count; i++)
            add(counts, &counting.tallies.items[i]);
    }
    arena_free(arena);
}
