/* SPDX-License-Identifier: Apache-2.0
 *
 * unresolved-call: a handler reaches a call through a pointer of which no target is known, not even a guess.
 */
#include "judge/rule.h"
#include <string.h>

static bool has_edge_at(const struct graph *graph, const struct node *node, const struct place *place)
{
    for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
        const struct edge *edge = &graph->edges.items[e];
        if (edge->kind == CALL_POINTER && edge->place.file == place->file && edge->place.line == place->line &&
            edge->place.column == place->column)
            return true;
    }
    return false;
}

static void check_gap(struct inquest *inquest, uint32_t at, const struct node_gap *gap)
{
    extern const struct rule rule_unresolved_call;
    const struct graph *graph = inquest->graph;
    uint32_t id = inquest->reach->items.items[at].node;
    if (strcmp(intern_get(graph->names, gap->kind), "unresolved-call") != 0 ||
        has_edge_at(graph, &graph->nodes.items[id], &gap->place))
        return;
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    const char *slot = intern_get(graph->names, gap->subject);
    const char *message = arena_format(inquest->arena, "handler '%s' (%s) calls through '%s', whose target is not known",
                                       handler->name, handler->signals, slot);
    judge_find_at(inquest, &rule_unresolved_call, SEVERITY_WARNING, at, gap->place, slot, message,
                  "no function that could be stored there was seen");
}

static void check(struct inquest *inquest)
{
    const struct graph *graph = inquest->graph;
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        if (graph_is_end(graph, &inquest->reach->items.items[i]))
            continue;
        for (uint32_t g = node->first_gap; g < node->first_gap + node->gap_count; g++)
            check_gap(inquest, i, &graph->gaps.items[g]);
    }
}

const struct rule rule_unresolved_call = {
    .name = "unresolved-call",
    .summary = "a signal handler calls through a pointer whose target is not known",
    .explanation =
        "The handler runs whatever function the pointer holds, and sigvet saw no function that could be stored in it:\n"
        "it is never set, or it is set in code that was not read (a unit missing from the compilation database, a\n"
        "library, dlsym). The handler is unproven.\n"
        "\n"
        "To close the gap: have the unit that sets the pointer in the compilation database.\n",
    .check = check,
};
