/* SPDX-License-Identifier: Apache-2.0
 *
 * instrumented: a handler reaches a function into whose code a sanitizer, profiler or tracer put its own, as the object
 * shows it, with or without a call. Two traps of inlining are named, in which every attribute looks right in the source.
 */
#include "rules/protection.h"
#include "base/text.h"
#include <string.h>

/* One kind of instrumentation of one reached function. */
struct instrumentation {
    struct inquest *inquest;
    uint32_t at;
    uint32_t node;
    const char *kind;
    const char *symbol;
    const char *cause;
    const struct instrument *row; /* NULL: no table has this kind */
};

/* ---- traps ---- */

/* Is it this instrumentation that makes the call? */
static bool is_hook(const struct instrumentation *found, const struct edge *edge)
{
    const struct graph *graph = found->inquest->graph;
    const struct marks *marks = found->inquest->marks;
    const struct node *node = &graph->nodes.items[found->node];
    const char *symbol = judge_symbol(graph, edge);
    for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++)
        for (uint32_t m = marks_first(marks, graph, graph->bodies.items[b]); m != NONE; m = marks_next(marks, m))
            if (strcmp(marks_kind(marks, m), found->kind) == 0 && strcmp(marks_symbol(marks, m), symbol) == 0)
                return true;
    return false;
}

/* The first unprotected function around a hook of a protected one into which it was inlined; NULL: none is known. */
static const struct inlined *inlined_helper(const struct instrumentation *found)
{
    const struct graph *graph = found->inquest->graph;
    const struct node *node = &graph->nodes.items[found->node];
    for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
        const struct edge *edge = &graph->edges.items[e];
        if (!edge->inlined_count || edge->evidence == EVIDENCE_SOURCE || !is_hook(found, edge))
            continue;
        for (uint32_t i = 0; i < edge->inlined_count; i++) {
            const struct inlined *inlined = &graph->inlines.items[edge->first_inlined + i];
            if (inlined->node == NONE || !protection_of(graph, inlined->node, found->kind))
                return inlined;
        }
    }
    return NULL;
}

static void tell_caller_trap(const struct instrumentation *found, const char *attribute, struct text *text)
{
    const struct graph *graph = found->inquest->graph;
    const struct inlined *helper = inlined_helper(found);
    const char *name = judge_name(graph, found->node);
    if (helper) {
        const char *helper_name = helper->node == NONE ? intern_get(graph->names, helper->name)
                                                       : judge_name(graph, helper->node);
        text_format(text, ": '%s' says %s, but '%s', inlined into it at line %u, is not protected and brings its hooks"
                          " along", name, attribute, helper_name, helper->place.line);
    } else if (found->row && found->row->inlining && strcmp(found->row->inlining, "callee") != 0) {
        text_format(text, ": '%s' says %s, but a function inlined into it is not protected and brings its hooks"
                          " along", name, attribute);
    } else {
        text_format(text, ", although it says %s", attribute);
    }
}

static void tell_traps(const struct instrumentation *found, struct text *text)
{
    const struct graph *graph = found->inquest->graph;
    const char *attribute = protection_of(graph, found->node, found->kind);
    if (attribute) {
        tell_caller_trap(found, attribute, text);
        return;
    }
    uint32_t caller = protection_of_caller(found->inquest, found->at, found->kind, &attribute);
    if (caller != NONE)
        text_format(text, ": '%s' is protected by %s, but '%s', which it calls, is not, and was not inlined",
                    judge_name(graph, caller), attribute, judge_name(graph, found->node));
}

/* ---- the finding ---- */

static const char *message_of(const struct instrumentation *found)
{
    struct inquest *inquest = found->inquest;
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    struct text text = {.arena = inquest->arena};
    text_format(&text, "'%s' is instrumented (%s)", judge_name(inquest->graph, found->node), found->cause);
    tell_traps(found, &text);
    text_format(&text, "; handler '%s' (%s) reaches it", handler->name, handler->signals);
    return text_get(&text);
}

static const char *reason_of(const struct instrumentation *found)
{
    const struct instrument *row = found->row;
    struct arena *arena = found->inquest->arena;
    if (!row)
        return arena_format(arena, "no row of instruments.tbl has '%s', which '%s' shows", found->kind, found->symbol);
    return arena_format(arena, "%s: %s (%s)%s%s", found->symbol, row->why, row->authority,
                        row->suppress ? "; to keep the function free of it: "
                                      : "; nothing keeps the function free of it",
                        row->suppress ? row->suppress : "");
}

static void tell(const struct instrumentation *found)
{
    extern const struct rule rule_instrumented;
    enum safety safety = found->row ? found->row->safety : SAFETY_UNKNOWN;
    bool forbidden = judge_policy_at(found->inquest, found->at)->nosplit;
    enum severity severity = forbidden || safety == SAFETY_UNSAFE ? SEVERITY_ERROR
                             : safety == SAFETY_SAFE ? SEVERITY_NOTE
                                                     : SEVERITY_WARNING;
    judge_charge(found->inquest, &(struct charge){.rule = &rule_instrumented,
                                                  .severity = severity,
                                                  .at = found->at,
                                                  .edge = NONE,
                                                  .emitted = found->symbol,
                                                  .cause = found->cause,
                                                  .message = message_of(found),
                                                  .reason = reason_of(found)});
}

/* Was this kind met at an earlier mark of the node? */
static bool is_told(const struct inquest *inquest, const struct node *node, uint32_t mark)
{
    const struct graph *graph = inquest->graph;
    const struct marks *marks = inquest->marks;
    for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++)
        for (uint32_t m = marks_first(marks, graph, graph->bodies.items[b]); m != NONE; m = marks_next(marks, m)) {
            if (m == mark)
                return false;
            if (strcmp(marks_kind(marks, m), marks_kind(marks, mark)) == 0)
                return true;
        }
    return false;
}

/* A stack check is splittable's: that of -fsplit-stack, and a hook that a table calls one. */
static bool is_stack_check(const struct inquest *inquest, const struct node *node, uint32_t mark)
{
    const struct hidden *row;
    return strcmp(marks_kind(inquest->marks, mark), "split-stack") == 0 ||
           (node->marks & NODE_SPLITTABLE &&
            catalogue_hidden(inquest->catalogue, marks_symbol(inquest->marks, mark), COMPILER_UNKNOWN, &row, 1) &&
            row->kind == HIDDEN_STACK_CHECK);
}

static void check_mark(struct inquest *inquest, uint32_t at, uint32_t mark)
{
    const struct graph *graph = inquest->graph;
    uint32_t id = inquest->reach->items.items[at].node;
    const struct node *node = &graph->nodes.items[id];
    const char *kind = marks_kind(inquest->marks, mark);
    if (is_stack_check(inquest, node, mark) || is_told(inquest, node, mark))
        return;
    enum compiler_family compiler = judge_compiler(graph, node);
    struct instrumentation found = {.inquest = inquest,
                                    .at = at,
                                    .node = id,
                                    .kind = kind,
                                    .symbol = marks_symbol(inquest->marks, mark),
                                    .row = catalogue_instrument(inquest->catalogue, kind, compiler)};
    found.cause = found.row ? found.row->cause : "unexplained";
    tell(&found);
}

static void check(struct inquest *inquest)
{
    const struct graph *graph = inquest->graph;
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++) {
            uint32_t mark = marks_first(inquest->marks, graph, graph->bodies.items[b]);
            for (; mark != NONE; mark = marks_next(inquest->marks, mark))
                check_mark(inquest, i, mark);
        }
    }
}

const struct rule rule_instrumented = {
    .name = "instrumented",
    .summary = "a signal handler reaches a function that a sanitizer, profiler or tracer instrumented",
    .explanation =
        "The object shows that the compiler put code of a tool into this function: calls of a runtime, counters, or\n"
        "places that are patched while the program runs and that no symbol gives away. In a handler that code runs\n"
        "between any two instructions of the program, also in the middle of the tool's own.\n"
        "\n"
        "Attributes protect a function, not what it calls. A helper that a protected function calls is instrumented\n"
        "when it is not inlined (sanitizers: it is not, since the attributes differ). The other way round, a helper\n"
        "without the attribute that is inlined into a protected function brings its hooks along\n"
        "(-finstrument-functions). Put the attribute on every function that the handler reaches, or compile these\n"
        "files without the flag. What an attribute keeps out differs from compiler to compiler: the reason says what\n"
        "is needed in this one.\n",
    .check = check,
};
