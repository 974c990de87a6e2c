/* SPDX-License-Identifier: Apache-2.0
 *
 * Judging: for each handler, what it reaches is shown to every rule; findings, gaps and axioms are put in order, and the
 * worst of them is the verdict.
 */
#include "judge/judge.h"
#include "judge/order.h"
#include "judge/seen.h"
#include <string.h>

const char *verdict_text(enum verdict verdict)
{
    static const char *const texts[] = {
        [VERDICT_CLEAN] = "clean", [VERDICT_UNPROVEN] = "unproven", [VERDICT_UNSAFE] = "unsafe"};
    return texts[verdict];
}

const char *severity_text(enum severity severity)
{
    static const char *const texts[] = {
        [SEVERITY_NOTE] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    return texts[severity];
}

/* ---- one handler ---- */

/* "SIGINT,SIGTERM" of registrations that are sorted by place: by number, each once. */
static const char *signals_text(const struct graph *graph, const struct handler *handler, struct arena *arena)
{
    ARRAY(int32_t) numbers = {0};
    bool unknown = false;
    for (uint32_t i = 0; i < handler->count; i++) {
        int32_t signal = graph->registrations.items[handler->first + i].signal;
        unknown |= signal == SIGNAL_UNKNOWN;
        uint32_t at = 0;
        while (at < numbers.count && numbers.items[at] < signal)
            at++;
        if (signal == SIGNAL_UNKNOWN || (at < numbers.count && numbers.items[at] == signal))
            continue;
        *array_push(&numbers, arena) = 0;
        memmove(numbers.items + at + 1, numbers.items + at, (numbers.count - 1 - at) * sizeof *numbers.items);
        numbers.items[at] = signal;
    }
    const char *text = "";
    for (uint32_t i = 0; i < numbers.count; i++)
        text = arena_format(arena, "%s%s%s", text, i ? "," : "", catalogue_signal(numbers.items[i], arena));
    return unknown ? arena_format(arena, "%s%sunknown", text, *text ? "," : "") : text;
}

static struct judged_handler describe(const struct graph *graph, const struct handler *handler,
                                      const struct policy *policy, const char *variant, struct arena *arena)
{
    const struct registration *first = &graph->registrations.items[handler->first];
    const struct node *node = &graph->nodes.items[handler->nodes[0]];
    struct judged_registration *registrations = arena_array(handler->count, sizeof *registrations, arena);
    for (uint32_t i = 0; i < handler->count; i++) {
        const struct registration *registration = &first[i];
        registrations[i] = (struct judged_registration){
            .signal = registration->signal == SIGNAL_UNKNOWN ? "unknown"
                                                             : catalogue_signal(registration->signal, arena),
            .registrar = intern_get(graph->names, registration->registrar),
            .spot = judge_spot(graph, registration->place)};
    }
    return (struct judged_handler){.name = intern_get(graph->names, node->name),
                                   .program = handler->program == NONE ? "" : graph->programs[handler->program].name,
                                   .variant = variant,
                                   .policy = policy->name,
                                   .signals = signals_text(graph, handler, arena),
                                   .registrar = registrations[0].registrar,
                                   .spot = registrations[0].spot,
                                   .defined = judge_spot(graph, node->place),
                                   .registrations = registrations,
                                   .registration_count = handler->count};
}

/* The gaps of every function that is reached are gaps of the handler. */
static void add_node_gaps(struct inquest *inquest)
{
    const struct graph *graph = inquest->graph;
    struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        handler->reached += graph_has_body(node);
        for (uint32_t g = node->first_gap; g < node->first_gap + node->gap_count; g++) {
            const struct node_gap *gap = &graph->gaps.items[g];
            judge_gap(inquest, intern_get(graph->names, gap->kind), intern_get(graph->names, gap->subject),
                      intern_get(graph->names, gap->why), judge_spot(graph, gap->place));
        }
    }
}

/* What the policy calls safe was told, not checked: the handler itself, and whatever is called. */
static void add_axioms(struct inquest *inquest)
{
    const struct graph *graph = inquest->graph;
    const struct node *root = &graph->nodes.items[inquest->reach->items.items[0].node];
    if (!graph_has_body(root)) {
        struct verdict_on_name known =
            catalogue_judge(inquest->catalogue, inquest->policy, intern_get(graph->names, root->linker));
        if (known.safety == SAFETY_SAFE)
            judge_axiom(inquest, known.name, known.authority);
    }
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
            const struct edge *edge = &graph->edges.items[e];
            if (graph_has_body(&graph->nodes.items[edge->callee]))
                continue;
            struct verdict_on_name known = judge_policy(inquest, edge);
            if (known.safety == SAFETY_SAFE)
                judge_axiom(inquest, known.name, known.authority);
        }
    }
}

/* Marks what the handler reaches. */
static void judge_handler(struct inquest *inquest, const struct rule *const *rules, bool *reached)
{
    struct arena *arena = arena_new();
    const struct handler *handler = &inquest->graph->handlers.items[inquest->handler];
    inquest->reach = graph_reach(inquest->graph, handler->nodes, handler->node_count, handler->program, arena);
    inquest->ways = judge_ways(inquest->reach, arena);
    inquest->findings = map_new(arena);
    inquest->axioms = map_new(arena);
    add_node_gaps(inquest);
    for (const struct rule *const *rule = rules; *rule; rule++)
        (*rule)->check(inquest);
    add_axioms(inquest);
    for (uint32_t i = 0; i < inquest->reach->items.count; i++)
        reached[inquest->reach->items.items[i].node] = true;
    arena_free(arena);
}

static void count_program(struct judgement *judgement, const struct graph *graph)
{
    for (uint32_t i = 0; i < graph->nodes.count; i++)
        judgement->functions += graph_has_body(&graph->nodes.items[i]);
    judgement->pointer_calls[0] = graph->resolution.by_flow;
    judgement->pointer_calls[1] = graph->resolution.partly;
    judgement->pointer_calls[2] = graph->resolution.by_type;
    judgement->pointer_calls[3] = graph->resolution.none;
}

struct judgement *judge_program(const struct graph *graph, const struct catalogue *catalogue,
                                const struct policy *policy, const struct rule *const *rules, const char *variant,
                                struct arena *arena)
{
    struct judgement *judgement = arena_alloc(sizeof *judgement, arena);
    judgement->policy = policy->name;
    bool *reached = arena_array(graph->nodes.count, sizeof *reached, arena);
    struct marks *marks = marks_index(graph, arena);
    for (uint32_t i = 0; i < graph->handlers.count; i++) {
        *array_push(&judgement->handlers, arena) = describe(graph, &graph->handlers.items[i], policy, variant, arena);
        struct inquest inquest = {.graph = graph, .catalogue = catalogue, .policy = policy, .marks = marks,
                                  .handler = i, .judgement = judgement, .arena = arena};
        judge_handler(&inquest, rules, reached);
    }
    struct seen seen = {.graph = graph, .catalogue = catalogue, .marks = marks, .reached = reached,
                        .variant = variant, .judgement = judgement, .arena = arena};
    seen_add(&seen);
    count_program(judgement, graph);
    judgement_sort(judgement);
    return judgement;
}
