/* SPDX-License-Identifier: Apache-2.0
 *
 * splittable: a handler reaches a function whose prologue may check or switch the stack. On a stack that the runtime did
 * not make, as a handler's may be, that check reads and changes what belongs to another stack.
 */
#include "rules/protection.h"
#include "base/text.h"
#include <string.h>

/* The symbol that the prologue calls: a mark has it, else a call. */
static const char *checker_of(const struct inquest *inquest, const struct node *node)
{
    const struct graph *graph = inquest->graph;
    const struct marks *marks = inquest->marks;
    const struct hidden *row;
    for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++)
        for (uint32_t m = marks_first(marks, graph, graph->bodies.items[b]); m != NONE; m = marks_next(marks, m))
            if (strcmp(marks_kind(marks, m), "split-stack") == 0)
                return marks_symbol(marks, m);
    for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
        const char *symbol = judge_symbol(graph, &graph->edges.items[e]);
        if (catalogue_hidden(inquest->catalogue, symbol, COMPILER_UNKNOWN, &row, 1) && row->kind == HIDDEN_STACK_CHECK)
            return symbol;
    }
    return "";
}

/* The kind of instrumentation that puts the check there: a hook at the start may be a check by a table of the project. */
static const char *kind_of(const struct inquest *inquest, const struct node *node, const char *symbol)
{
    const struct graph *graph = inquest->graph;
    const struct marks *marks = inquest->marks;
    for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++)
        for (uint32_t m = marks_first(marks, graph, graph->bodies.items[b]); m != NONE; m = marks_next(marks, m))
            if (strcmp(marks_symbol(marks, m), symbol) == 0)
                return marks_kind(marks, m);
    return "split-stack";
}

static const char *message_of(const struct inquest *inquest, uint32_t at, const char *symbol)
{
    const struct graph *graph = inquest->graph;
    uint32_t node = inquest->reach->items.items[at].node;
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    const char *kind = kind_of(inquest, &graph->nodes.items[node], symbol);
    const char *name = judge_name(graph, node), *attribute = protection_of(graph, node, kind);
    struct text text = {.arena = inquest->arena};
    text_format(&text, "the prologue of '%s' may check or switch the stack", name);
    if (*symbol)
        text_format(&text, " (%s)", symbol);
    uint32_t caller = NONE;
    if (attribute)
        text_format(&text, ", although it says %s", attribute);
    else
        caller = protection_of_caller(inquest, at, kind, &attribute);
    if (caller != NONE)
        text_format(&text, ": '%s' is protected by %s, but '%s', which it calls, is not, and was not inlined",
                    judge_name(graph, caller), attribute, name);
    text_format(&text, "; handler '%s' (%s) reaches it", handler->name, handler->signals);
    return text_get(&text);
}

static const char *reason_of(const struct inquest *inquest, const struct hidden *row, const char *symbol)
{
    if (!row)
        return "the stack of a handler need not be one that the check knows";
    return arena_format(inquest->arena, "%s: %s (%s)%s%s", symbol, row->why, row->authority,
                        row->suppress ? "; to keep the function free of it: " : "", row->suppress ? row->suppress : "");
}

static void tell(struct inquest *inquest, uint32_t at, const struct node *node)
{
    extern const struct rule rule_splittable;
    const struct hidden *row = NULL;
    const char *symbol = checker_of(inquest, node);
    catalogue_hidden(inquest->catalogue, symbol, judge_compiler(inquest->graph, node), &row, 1);
    judge_charge(inquest, &(struct charge){.rule = &rule_splittable,
                                           .severity = SEVERITY_ERROR,
                                           .at = at,
                                           .edge = NONE,
                                           .emitted = symbol,
                                           .cause = row ? row->cause : "",
                                           .message = message_of(inquest, at, symbol),
                                           .reason = reason_of(inquest, row, symbol)});
}

/* What prologues do stands in compiled code only; that a unit has none is a gap of its own where others have it. */
static void check_seen(struct inquest *inquest, uint32_t at, const struct node *node)
{
    const struct graph *graph = inquest->graph;
    if (!judge_policy_at(inquest, at)->nosplit || node->unit == NONE || node->body_count ||
        graph->units[node->unit].object_gap)
        return;
    judge_gap(inquest, "objects-not-read", judge_name(graph, inquest->reach->items.items[at].node),
              "what its prologue does is not seen in source", judge_spot(graph, node->place));
}

/* Do declarations answer the check: is every hook that the function calls for it safe under the policy that holds here? */
static bool is_answered(const struct inquest *inquest, uint32_t at, const struct node *node)
{
    const struct graph *graph = inquest->graph;
    const struct hidden *row;
    uint32_t answered = 0;
    for (uint32_t e = node->first_edge; judge_policy_at(inquest, at)->split && e < node->first_edge + node->edge_count;
         e++) {
        const struct edge *edge = &graph->edges.items[e];
        if (!catalogue_hidden(inquest->catalogue, judge_symbol(graph, edge), COMPILER_UNKNOWN, &row, 1) ||
            row->kind != HIDDEN_STACK_CHECK)
            continue;
        if (graph_cross(graph, edge, inquest->reach->items.items[at].policy).how != CROSS_SAFE)
            return false;
        answered++;
    }
    return answered > 0;
}

static void check(struct inquest *inquest)
{
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &inquest->graph->nodes.items[inquest->reach->items.items[i].node];
        if (node->marks & NODE_SPLITTABLE && !is_answered(inquest, i, node))
            tell(inquest, i, node);
        else if (!(node->marks & NODE_SPLITTABLE))
            check_seen(inquest, i, node);
    }
}

const struct rule rule_splittable = {
    .name = "splittable",
    .summary = "a signal handler reaches a function whose prologue may check or switch the stack",
    .explanation =
        "Compiled with -fsplit-stack, or by Go, a function begins by comparing the stack pointer with a limit of the\n"
        "current thread, and calls __morestack (runtime.morestack) when there seems to be too little stack. A handler\n"
        "may run on another stack than that limit belongs to, on an alternate one or on a thread that the runtime did\n"
        "not make: then the check is wrong, and what it calls allocates memory or switches to a stack that is in use.\n"
        "\n"
        "To mend it: no_split_stack on every function that the handler reaches (an attribute says nothing of what the\n"
        "function calls), or compile these files without -fsplit-stack.\n",
    .check = check,
};
