/* SPDX-License-Identifier: Apache-2.0
 *
 * broken-contract: a handler calls through a pointer that is declared to hold only some functions (SIGVET_TARGETS), and
 * somewhere in the program another one is stored in it.
 */
#include "judge/rule.h"

static void tell(struct inquest *inquest, uint32_t at, const struct contract *contract, const struct breach *breach)
{
    extern const struct rule rule_broken_contract;
    const struct graph *graph = inquest->graph;
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    const char *name = judge_name(graph, breach->node), *slot = intern_get(graph->names, contract->slot);
    const char *message =
        arena_format(inquest->arena, "'%s' is stored in '%s', which is declared not to hold it; handler '%s' (%s) calls through it",
                     name, slot, handler->name, handler->signals);
    judge_find_at(inquest, &rule_broken_contract, SEVERITY_ERROR, at, breach->place, name, message,
                  arena_format(inquest->arena, "SIGVET_TARGETS(%s)", intern_get(graph->names, contract->targets)));
}

static void check(struct inquest *inquest)
{
    const struct graph *graph = inquest->graph;
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
            const struct edge *edge = &graph->edges.items[e];
            if (!edge->contract || graph_is_end(graph, &inquest->reach->items.items[i]) ||
                graph_cross(graph, edge, inquest->reach->items.items[i].policy).how == CROSS_NEVER)
                continue;
            const struct contract *contract = &graph->contracts.items[edge->contract - 1];
            for (uint32_t b = 0; b < contract->breaches.count; b++)
                tell(inquest, i, contract, &contract->breaches.items[b]);
        }
    }
}

const struct rule rule_broken_contract = {
    .name = "broken-contract",
    .summary = "a function is stored in a pointer that is declared not to hold it, and a signal handler calls through it",
    .explanation =
        "SIGVET_TARGETS(f, g) at a pointer says that it holds only these functions: a call through it is judged as a\n"
        "call of each of them, and of nothing else. This assignment, initialiser or argument stores another function\n"
        "there, so the handler may run it.\n"
        "\n"
        "To mend it: name the function in the declaration too, or store it elsewhere. What sigvet cannot follow into\n"
        "the pointer (a library's value, memory from outside) is believed not to break the contract.\n",
    .check = check,
};
