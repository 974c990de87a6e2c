/* SPDX-License-Identifier: Apache-2.0
 *
 * Strongly connected components of what a handler reaches (Tarjan 1972, without recursion), and a cycle to show for those
 * that are recursive.
 */
#include "graph/stack_parts.h"

/* A member that is being entered. */
struct visit {
    uint32_t member;
    uint32_t edge; /* the next one to follow */
};

struct tarjan {
    struct stack *stack;
    uint32_t *order; /* member -> when it was entered, from 1; 0: not yet */
    uint32_t *low;
    bool *open;      /* on the list of members without a component */
    uint32_t *list;
    uint32_t listed;
    uint32_t entered;
    uint32_t components;
    ARRAY(struct visit) visits;
};

static void enter(struct tarjan *tarjan, uint32_t member)
{
    const struct graph *graph = tarjan->stack->query->graph;
    tarjan->order[member] = tarjan->low[member] = ++tarjan->entered;
    tarjan->open[member] = true;
    tarjan->list[tarjan->listed++] = member;
    *array_push(&tarjan->visits, tarjan->stack->arena) = (struct visit){
        .member = member, .edge = graph->nodes.items[tarjan->stack->members.items[member].node].first_edge};
}

/* The member that an edge leads to; NONE: it is not followed. */
static uint32_t target_of(const struct stack *stack, const struct edge *edge)
{
    uint32_t member = stack_follows(stack, edge) ? map_get(stack->index, edge->callee) : MAP_NONE;
    return member == MAP_NONE ? NONE : member;
}

static void leave(struct tarjan *tarjan, uint32_t member, stack_give *give, void *payload)
{
    struct stack *stack = tarjan->stack;
    if (tarjan->low[member] != tarjan->order[member])
        return;
    uint32_t first = tarjan->listed;
    do
        first--;
    while (tarjan->list[first] != member);
    uint32_t count = tarjan->listed - first;
    uint32_t *members = arena_array(count, sizeof *members, stack->arena);
    for (uint32_t i = 0; i < count; i++) {
        members[i] = tarjan->list[first + i];
        tarjan->open[members[i]] = false;
        stack->members.items[members[i]].component = tarjan->components;
    }
    tarjan->listed = first;
    tarjan->components++;
    give(payload, members, count);
}

static void search(struct tarjan *tarjan, uint32_t root, stack_give *give, void *payload)
{
    const struct graph *graph = tarjan->stack->query->graph;
    enter(tarjan, root);
    while (tarjan->visits.count) {
        struct visit *visit = array_last(&tarjan->visits);
        uint32_t member = visit->member;
        const struct node *node = &graph->nodes.items[tarjan->stack->members.items[member].node];
        if (visit->edge < node->first_edge + node->edge_count) {
            uint32_t target = target_of(tarjan->stack, &graph->edges.items[visit->edge++]);
            if (target == NONE)
                continue;
            if (!tarjan->order[target])
                enter(tarjan, target);
            else if (tarjan->open[target] && tarjan->order[target] < tarjan->low[member])
                tarjan->low[member] = tarjan->order[target];
            continue;
        }
        tarjan->visits.count--;
        leave(tarjan, member, give, payload);
        if (!tarjan->visits.count)
            break;
        uint32_t above = array_last(&tarjan->visits)->member;
        if (tarjan->low[member] < tarjan->low[above])
            tarjan->low[above] = tarjan->low[member];
    }
}

void stack_components(struct stack *stack, stack_give *give, void *payload)
{
    uint32_t count = stack->members.count;
    struct tarjan tarjan = {.stack = stack,
                            .order = arena_array(count, sizeof(uint32_t), stack->arena),
                            .low = arena_array(count, sizeof(uint32_t), stack->arena),
                            .open = arena_array(count, sizeof(bool), stack->arena),
                            .list = arena_array(count, sizeof(uint32_t), stack->arena)};
    for (uint32_t i = 0; i < count; i++)
        if (!tarjan.order[i])
            search(&tarjan, i, give, payload);
}

/* ---- a cycle to show ---- */

/* A call inside the component that keeps its caller's frame; NULL: there is none. */
static const struct edge *keeping_edge(const struct stack *stack, const uint32_t *members, uint32_t count)
{
    const struct graph *graph = stack->query->graph;
    for (uint32_t i = 0; i < count; i++) {
        const struct stack_member *member = &stack->members.items[members[i]];
        const struct node *node = &graph->nodes.items[member->node];
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
            const struct edge *edge = &graph->edges.items[e];
            uint32_t target = target_of(stack, edge);
            if (target != NONE && stack->members.items[target].component == member->component &&
                !stack_is_tail(graph, edge))
                return edge;
        }
    }
    return NULL;
}

/* Breadth first inside the component, from the callee of an edge back to its caller. */
uint32_t stack_cycle(struct stack *stack, const uint32_t *members, uint32_t count, const uint32_t **cycle)
{
    const struct graph *graph = stack->query->graph;
    const struct edge *kept = keeping_edge(stack, members, count);
    if (!kept)
        return 0;
    struct map *before = map_new(stack->arena); /* node -> the node it was reached from */
    uint32_t *queue = arena_array(count, sizeof *queue, stack->arena), head = 0, tail = 0;
    uint32_t component = stack_member(stack, kept->caller)->component;
    queue[tail++] = kept->callee;
    map_set(before, kept->callee, kept->callee);
    while (head < tail && map_get(before, kept->caller) == MAP_NONE) {
        uint32_t id = queue[head++];
        const struct node *node = &graph->nodes.items[id];
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
            uint32_t target = target_of(stack, &graph->edges.items[e]), callee = graph->edges.items[e].callee;
            if (target == NONE || stack->members.items[target].component != component ||
                map_get(before, callee) != MAP_NONE)
                continue;
            map_set(before, callee, id);
            queue[tail++] = callee;
        }
    }
    uint32_t *nodes = arena_array(count, sizeof *nodes, stack->arena), length = 0;
    for (uint32_t id = kept->caller;; id = map_get(before, id)) {
        nodes[length++] = id;
        if (id == kept->callee)
            break;
    }
    uint32_t *turned = arena_array(length, sizeof *turned, stack->arena), first = 0;
    for (uint32_t i = 1; i < length; i++) /* begins with the one that the handler reaches first */
        first = map_get(stack->index, nodes[i]) < map_get(stack->index, nodes[first]) ? i : first;
    for (uint32_t i = 0; i < length; i++) /* they were found backwards */
        turned[i] = nodes[(first + length - i) % length];
    *cycle = turned;
    return length;
}
