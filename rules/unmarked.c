/* SPDX-License-Identifier: Apache-2.0
 *
 * unmarked: under nosplit-strict, a handler reaches a function that does not carry the project's mark, whatever this build
 * made of it: another compiler, or other flags, may give it a stack check. Functions that were inlined count too.
 */
#include "judge/rule.h"
#include <string.h>

/* Does the source, a table or the command line say it of the function? */
static bool is_marked(const struct graph *graph, uint32_t id)
{
    const struct node *node = &graph->nodes.items[id];
    if (node->flags & FUNCTION_NO_SPLIT || graph_declared(graph, id, DECLARED_NOSPLIT))
        return true;
    if (node->unit == NONE || node->function == NONE)
        return false;
    const struct function *function = &graph->units[node->unit].facts->functions.items[node->function];
    return strstr(intern_get(graph->names, function->annotations), "nosplit") ||
           strstr(intern_get(graph->names, function->attributes), "nosplit");
}

static void tell(struct inquest *inquest, uint32_t at, uint32_t id)
{
    extern const struct rule rule_unmarked;
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    const char *name = judge_name(inquest->graph, id);
    uint32_t around = inquest->reach->items.items[at].node;
    const char *inlined =
        around == id ? "" : arena_format(inquest->arena, ", inlined into '%s',", judge_name(inquest->graph, around));
    judge_charge(inquest,
                 &(struct charge){.rule = &rule_unmarked,
                                  .severity = SEVERITY_ERROR,
                                  .at = at,
                                  .edge = NONE,
                                  .callee = name,
                                  .message = arena_format(inquest->arena,
                                                          "'%s'%s does not carry the nosplit mark; handler '%s' (%s) "
                                                          "reaches it",
                                                          name, inlined, handler->name, handler->signals),
                                  .reason = "mark it: SIGVET_NOSPLIT or no_split_stack in the source, or a row in "
                                            "declared.tbl (--tables)"});
}

static void check_item(struct inquest *inquest, uint32_t at)
{
    const struct graph *graph = inquest->graph;
    uint32_t id = inquest->reach->items.items[at].node;
    if (judge_policy_at(inquest, at)->strict && graph_has_body(&graph->nodes.items[id]) && !is_marked(graph, id))
        tell(inquest, at, id);
}

/* Functions whose code stands in that of the caller: those that the system's headers define are not the project's. */
static void check_inlined(struct inquest *inquest, uint32_t at, const struct edge *edge)
{
    const struct graph *graph = inquest->graph;
    if (!edge->inlined_count || !judge_policy_at(inquest, at)->strict || !judge_enters(inquest, at, edge))
        return;
    for (uint32_t i = 0; i < edge->inlined_count; i++) {
        uint32_t id = graph->inlines.items[edge->first_inlined + i].node;
        if (id != NONE && !(graph->nodes.items[id].flags & FUNCTION_SYSTEM) && !is_marked(graph, id))
            tell(inquest, at, id);
    }
}

static void check(struct inquest *inquest)
{
    const struct graph *graph = inquest->graph;
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        check_item(inquest, i);
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++)
            check_inlined(inquest, i, &graph->edges.items[e]);
    }
}

const struct rule rule_unmarked = {
    .name = "unmarked",
    .summary = "under nosplit-strict, a signal handler reaches a function without the project's nosplit mark",
    .explanation =
        "Whether a prologue checks the stack is the compiler's choice, by flags and by the size of the frame: the next\n"
        "build may choose otherwise. Under --policy nosplit-strict each function that a handler reaches must therefore\n"
        "say that it must not: by the attribute no_split_stack, by SIGVET_NOSPLIT of include/sigvet.h or another\n"
        "annotation with 'nosplit' in it, or by a row of declared.tbl (--tables), which may name functions (NAME*) or\n"
        "the sections that they are in (section:NAME*).\n",
    .check = check,
};
