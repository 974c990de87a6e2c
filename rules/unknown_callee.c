/* SPDX-License-Identifier: Apache-2.0
 *
 * unknown-callee: a handler reaches a function that has no body here and that no list names. Nothing can be said of it, so
 * the handler cannot be called clean.
 */
#include "rules/hidden.h"

/* A handler that is itself out of sight. */
static bool is_unknown(const struct inquest *inquest, const struct node *node)
{
    if (graph_has_body(node))
        return false;
    const char *name = intern_get(inquest->graph->names, node->linker);
    return catalogue_judge(inquest->catalogue, inquest->policy, name).safety == SAFETY_UNKNOWN;
}

static void check_edge(struct inquest *inquest, uint32_t at, uint32_t index)
{
    extern const struct rule rule_unknown_callee;
    const struct graph *graph = inquest->graph;
    const struct edge *edge = &graph->edges.items[index];
    if (graph_has_body(&graph->nodes.items[edge->callee]) || !judge_enters(inquest, at, edge) ||
        hidden_tells(inquest, at, edge) || judge_policy(inquest, at, edge).safety != SAFETY_UNKNOWN)
        return;
    const char *name = judge_name(graph, edge->callee);
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    const char *message = arena_format(inquest->arena, "handler '%s' (%s) reaches '%s', of which nothing is known",
                                       handler->name, handler->signals, name);
    const char *reason = "it has no body here and is on no list: add its unit, or a row in a table (--tables)";
    judge_find(inquest, &rule_unknown_callee, SEVERITY_WARNING, at, index, name, message, reason);
    judge_gap(inquest, "unknown-callee", name, reason, judge_spot(graph, edge->place));
}

static void check(struct inquest *inquest)
{
    const struct graph *graph = inquest->graph;
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        uint32_t id = inquest->reach->items.items[i].node;
        const struct node *node = &graph->nodes.items[id];
        if (inquest->reach->items.items[i].parent == NONE && is_unknown(inquest, node))
            judge_gap(inquest, "unknown-callee", judge_name(graph, id), "the handler itself has no body here",
                      inquest->judgement->handlers.items[inquest->handler].spot);
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++)
            check_edge(inquest, i, e);
    }
}

const struct rule rule_unknown_callee = {
    .name = "unknown-callee",
    .summary = "a signal handler reaches a function without a body that is on no list",
    .explanation =
        "sigvet read no definition of this function, and neither POSIX, glibc's manual nor a table of yours says\n"
        "whether it is async-signal-safe. So it is not known what the handler runs, and the handler is unproven.\n"
        "\n"
        "To close the gap: have the unit that defines it in the compilation database, or say what it is in a table\n"
        "of your own (--tables DIR, a line in libc_extra.tbl with the authority on which you say so).\n",
    .check = check,
};
