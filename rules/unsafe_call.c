/* SPDX-License-Identifier: Apache-2.0
 *
 * unsafe-call: a handler reaches a call of a function that the policy knows not to be async-signal-safe. Only functions
 * without a body here are looked up: of those with a body, the body is judged, and they are looked up among the bans of
 * the project's own table. A call is judged by the symbol in the
 * object, where there is one, and told by the name in the source; calls that the compiler makes are hidden-call's.
 */
#include "rules/ban.h"
#include "rules/hidden.h"
#include <string.h>

static const char *reason_of(const struct inquest *inquest, const struct verdict_on_name *known)
{
    return arena_format(inquest->arena, "%s: %s (%s)", known->name, known->why, known->authority);
}

/* A compiler may call another function than the source names: puts for printf. */
static const char *reason_of_call(const struct inquest *inquest, const struct edge *edge,
                                  const struct verdict_on_name *known)
{
    const struct graph *graph = inquest->graph;
    const char *symbol = judge_symbol(graph, edge), *reason = reason_of(inquest, known);
    const char *named = intern_get(graph->names, graph->nodes.items[edge->callee].linker);
    bool same = strcmp(catalogue_canonical(inquest->catalogue, symbol),
                       catalogue_canonical(inquest->catalogue, named)) == 0;
    return same ? reason : arena_format(inquest->arena, "the compiler calls '%s' for it; %s", symbol, reason);
}

/* A function that the project forbids, and that has a body here. */
static const char *reason_of_ban(const struct inquest *inquest, const struct verdict_on_name *known)
{
    return arena_format(inquest->arena, "%s: %s (%s); forbidden by a table of the project", known->name, known->why,
                        known->authority);
}

static const char *message_of(const struct inquest *inquest, const char *name)
{
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    return arena_format(inquest->arena, "'%s' is not async-signal-safe; handler '%s' (%s) reaches it", name,
                        handler->name, handler->signals);
}

/* Functions that were inlined around a call: nothing calls them, and they run. */
static void check_inlined(struct inquest *inquest, uint32_t at, const struct edge *edge)
{
    extern const struct rule rule_unsafe_call;
    const struct graph *graph = inquest->graph;
    for (uint32_t i = edge->first_inlined; i < edge->first_inlined + edge->inlined_count; i++) {
        const struct inlined *inlined = &graph->inlines.items[i];
        name_id linker = inlined->node == NONE ? inlined->name : graph->nodes.items[inlined->node].linker;
        struct verdict_on_name known = catalogue_ban(inquest->catalogue, intern_get(graph->names, linker));
        if (known.safety != SAFETY_UNSAFE)
            continue;
        const char *name = intern_get(graph->names, inlined->name);
        judge_find_at(inquest, &rule_unsafe_call, SEVERITY_ERROR, at, inlined->place, name, message_of(inquest, name),
                      reason_of_ban(inquest, &known));
    }
}

static void check_edge(struct inquest *inquest, uint32_t at, uint32_t index)
{
    extern const struct rule rule_unsafe_call;
    const struct graph *graph = inquest->graph;
    const struct edge *edge = &graph->edges.items[index];
    if (!judge_enters(inquest, at, edge))
        return;
    check_inlined(inquest, at, edge);
    if (hidden_tells(inquest, at, edge))
        return;
    const struct node *callee = &graph->nodes.items[edge->callee];
    bool defined = graph_has_body(callee);
    struct verdict_on_name known =
        defined ? catalogue_ban(inquest->catalogue, intern_get(graph->names, callee->linker))
                : judge_policy(inquest, at, edge);
    if (known.safety != SAFETY_UNSAFE)
        return;
    const char *name = judge_name(graph, edge->callee);
    judge_find(inquest, &rule_unsafe_call, SEVERITY_ERROR, at, index, name, message_of(inquest, name),
               defined ? reason_of_ban(inquest, &known) : reason_of_call(inquest, edge, &known));
}

/* signal(SIGINT, exit): the handler is a library function. */
static void check_handler(struct inquest *inquest, const struct node *node)
{
    extern const struct rule rule_unsafe_call;
    const char *linker = intern_get(inquest->graph->names, node->linker);
    bool defined = graph_has_body(node);
    struct verdict_on_name known = defined ? catalogue_ban(inquest->catalogue, linker)
                                           : catalogue_judge(inquest->catalogue, inquest->policy, linker);
    if (known.safety != SAFETY_UNSAFE)
        return;
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    const char *message = arena_format(inquest->arena, "'%s' is not async-signal-safe and is itself the handler of %s",
                                       handler->name, handler->signals);
    judge_find_handler(inquest, &rule_unsafe_call, SEVERITY_ERROR, message,
                       defined ? reason_of_ban(inquest, &known) : reason_of(inquest, &known));
}

static void check(struct inquest *inquest)
{
    extern const struct rule rule_unsafe_call;
    const struct graph *graph = inquest->graph;
    check_handler(inquest, &graph->nodes.items[inquest->reach->items.items[0].node]);
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++)
            check_edge(inquest, i, e);
    }
    if (catalogue_has_bans(inquest->catalogue))
        ban_check_vanished(inquest, &rule_unsafe_call);
}

const struct rule rule_unsafe_call = {
    .name = "unsafe-call",
    .summary = "a signal handler reaches a function that is not async-signal-safe",
    .explanation =
        "A signal handler runs between any two instructions of the program, also in the middle of malloc or printf.\n"
        "A function that takes a lock there may wait for ever for the code that was interrupted; one that changes\n"
        "shared data may find it half changed. POSIX lists the functions that are safe to call; this one is not\n"
        "among them (or, under --policy glibc, the GNU C library's manual marks it AS-Unsafe).\n"
        "\n"
        "The chain says how the handler gets there. To mend it: set a volatile sig_atomic_t flag, or write a byte\n"
        "into a pipe, and do the work in the main loop; or use a function that is on the list (write, _exit).\n",
    .check = check,
};
