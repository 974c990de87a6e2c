/* SPDX-License-Identifier: Apache-2.0
 *
 * Judging: for each handler, what it reaches is shown to every rule; findings, gaps and axioms are put in order, and the
 * worst of them is the verdict.
 */
#include "judge/judge.h"
#include <stdlib.h>
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

static int compare_spots(const struct spot *a, const struct spot *b)
{
    int order = strcmp(a->file, b->file);
    if (!order)
        order = a->line < b->line ? -1 : a->line > b->line;
    return order ? order : a->column < b->column ? -1 : a->column > b->column;
}

static int compare_findings(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    int order = compare_spots(&a->spot, &b->spot);
    if (!order)
        order = strcmp(a->rule, b->rule);
    if (!order)
        order = strcmp(a->callee, b->callee);
    if (!order)
        order = a->handler < b->handler ? -1 : a->handler > b->handler;
    return order ? order : strcmp(a->function, b->function);
}

static int compare_gaps(const void *left, const void *right)
{
    const struct judged_gap *a = left, *b = right;
    int order = a->handler < b->handler ? -1 : a->handler > b->handler;
    if (!order)
        order = compare_spots(&a->spot, &b->spot);
    if (!order)
        order = strcmp(a->kind, b->kind);
    return order ? order : strcmp(a->subject, b->subject);
}

static int compare_calls(const void *left, const void *right)
{
    const struct judged_call *a = left, *b = right;
    int order = compare_spots(&a->spot, &b->spot);
    if (!order)
        order = strcmp(a->caller, b->caller);
    if (!order)
        order = strcmp(a->callee, b->callee);
    return order ? order : strcmp(a->kind, b->kind);
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
                                      const struct policy *policy, struct arena *arena)
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
                                   .program = "",
                                   .variant = "as built",
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
        handler->reached += node->unit != NONE;
        for (uint32_t g = node->first_gap; g < node->first_gap + node->gap_count; g++) {
            const struct node_gap *gap = &graph->gaps.items[g];
            judge_gap(inquest, intern_get(graph->names, gap->kind), intern_get(graph->names, gap->subject),
                      intern_get(graph->names, gap->why), judge_spot(graph, gap->place));
        }
    }
}

/* What the policy calls safe was told, not checked. */
static void add_axioms(struct inquest *inquest)
{
    const struct graph *graph = inquest->graph;
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        if (node->unit != NONE)
            continue;
        struct verdict_on_name known =
            catalogue_judge(inquest->catalogue, inquest->policy, intern_get(graph->names, node->linker));
        if (known.safety == SAFETY_SAFE)
            *array_push(&inquest->judgement->axioms, inquest->arena) = (struct axiom){
                .handler = inquest->handler, .function = known.name, .authority = known.authority};
    }
}

static void judge_handler(struct inquest *inquest, const struct rule *const *rules)
{
    const struct handler *handler = &inquest->graph->handlers.items[inquest->handler];
    inquest->reach = graph_reach(inquest->graph, handler->nodes, handler->node_count, handler->program, inquest->arena);
    add_node_gaps(inquest);
    for (const struct rule *const *rule = rules; *rule; rule++)
        (*rule)->check(inquest);
    add_axioms(inquest);
}

/* ---- what is told besides ---- */

static const char *kind_text(uint32_t kind)
{
    return kind == CALL_TAIL ? "tail" : kind == CALL_POINTER ? "pointer" : "direct";
}

/* Each call of a function that some handler reaches, once. */
static void add_calls(struct judgement *judgement, const struct graph *graph, const bool *reached, struct arena *arena)
{
    for (uint32_t i = 0; i < graph->edges.count; i++) {
        const struct edge *edge = &graph->edges.items[i];
        if (!reached[edge->caller])
            continue;
        *array_push(&judgement->calls, arena) = (struct judged_call){.caller = judge_name(graph, edge->caller),
                                                                     .callee = judge_name(graph, edge->callee),
                                                                     .kind = kind_text(edge->kind),
                                                                     .evidence = "source",
                                                                     .variant = "as built",
                                                                     .candidate = edge->flags & EDGE_CANDIDATE,
                                                                     .spot = judge_spot(graph, edge->place)};
    }
    if (judgement->calls.count)
        qsort(judgement->calls.items, judgement->calls.count, sizeof *judgement->calls.items, compare_calls);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < judgement->calls.count; i++)
        if (!kept || compare_calls(&judgement->calls.items[kept - 1], &judgement->calls.items[i]) != 0)
            judgement->calls.items[kept++] = judgement->calls.items[i];
    judgement->calls.count = kept;
}

/* Code that could not be read may register handlers or set pointers: where no handler reaches it, the run has the gap. */
static bool hides_code(const char *kind)
{
    return strcmp(kind, "does-not-parse") == 0 || strcmp(kind, "nested-function") == 0;
}

static void add_program_gaps(struct judgement *judgement, const struct graph *graph, const bool *reached,
                             struct arena *arena)
{
    for (uint32_t i = 0; i < graph->gaps.count; i++) {
        const struct node_gap *gap = &graph->gaps.items[i];
        if (gap->node == NONE || (!reached[gap->node] && hides_code(intern_get(graph->names, gap->kind))))
            *array_push(&judgement->gaps, arena) =
                (struct judged_gap){.kind = intern_get(graph->names, gap->kind),
                                    .subject = intern_get(graph->names, gap->subject),
                                    .why = intern_get(graph->names, gap->why),
                                    .spot = judge_spot(graph, gap->place),
                                    .handler = NONE_HANDLER};
    }
}

static void sort_all(struct judgement *judgement)
{
    if (judgement->findings.count)
        qsort(judgement->findings.items, judgement->findings.count, sizeof *judgement->findings.items,
              compare_findings);
    if (judgement->gaps.count)
        qsort(judgement->gaps.items, judgement->gaps.count, sizeof *judgement->gaps.items, compare_gaps);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < judgement->gaps.count; i++)
        if (!kept || compare_gaps(&judgement->gaps.items[kept - 1], &judgement->gaps.items[i]) != 0)
            judgement->gaps.items[kept++] = judgement->gaps.items[i];
    judgement->gaps.count = kept;
}

static void count_program(struct judgement *judgement, const struct graph *graph)
{
    for (uint32_t i = 0; i < graph->nodes.count; i++)
        judgement->functions += graph->nodes.items[i].unit != NONE;
    judgement->pointer_calls[0] = graph->resolution.by_flow;
    judgement->pointer_calls[1] = graph->resolution.partly;
    judgement->pointer_calls[2] = graph->resolution.by_type;
    judgement->pointer_calls[3] = graph->resolution.none;
}

struct judgement *judge_program(const struct graph *graph, const struct catalogue *catalogue,
                                const struct policy *policy, const struct rule *const *rules, struct arena *arena)
{
    struct judgement *judgement = arena_alloc(sizeof *judgement, arena);
    judgement->policy = policy->name;
    bool *reached = arena_array(graph->nodes.count, sizeof *reached, arena);
    for (uint32_t i = 0; i < graph->handlers.count; i++) {
        *array_push(&judgement->handlers, arena) = describe(graph, &graph->handlers.items[i], policy, arena);
        struct inquest inquest = {.graph = graph, .catalogue = catalogue, .policy = policy, .handler = i,
                                  .judgement = judgement, .arena = arena};
        judge_handler(&inquest, rules);
        for (uint32_t r = 0; r < inquest.reach->items.count; r++)
            reached[inquest.reach->items.items[r].node] = true;
    }
    add_calls(judgement, graph, reached, arena);
    add_program_gaps(judgement, graph, reached, arena);
    sort_all(judgement);
    count_program(judgement, graph);
    return judgement;
}
