/* SPDX-License-Identifier: Apache-2.0
 *
 * Judging: for each handler, what it reaches is shown to every rule; findings, gaps and axioms are put in order, and the
 * worst of them is the verdict.
 */
#include "judge/judge.h"
#include "judge/order.h"
#include "judge/proof.h"
#include "judge/seen.h"
#include <string.h>

const char *verdict_text(enum verdict verdict)
{
    static const char *const texts[] = {
        [VERDICT_PROVED] = "proved", [VERDICT_CLEAN] = "clean", [VERDICT_UNPROVEN] = "unproven", [VERDICT_UNSAFE] = "unsafe"};
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
                                   .policy = intern_get(graph->names, intern_text(graph->names, policy->name)),
                                   .signals = signals_text(graph, handler, arena),
                                   .registrar = registrations[0].registrar,
                                   .spot = registrations[0].spot,
                                   .defined = judge_spot(graph, node->place),
                                   .verdict = VERDICT_CLEAN,
                                   .registrations = registrations,
                                   .registration_count = handler->count};
}

/* A function that is called in several ways counts once. */
static bool is_first(const struct inquest *inquest, uint32_t item, struct map *counted)
{
    uint32_t *known = map_at(counted, graph_origin(inquest->graph, inquest->reach->items.items[item].node));
    bool first = *known == MAP_NONE;
    *known = 0;
    return first;
}

/* The gaps of every function that is reached are gaps of the handler. */
static void add_node_gaps(struct inquest *inquest, struct arena *arena)
{
    const struct graph *graph = inquest->graph;
    struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    struct map *counted = map_new(arena);
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        uint32_t id = inquest->reach->items.items[i].node;
        const struct node *node = &graph->nodes.items[id];
        if (map_get(inquest->reach->index, id) != i)
            continue; /* by another policy, it was reached before */
        handler->reached += graph_has_body(node) && is_first(inquest, i, counted);
        if (graph_is_end(graph, &inquest->reach->items.items[i]))
            continue;
        for (uint32_t g = node->first_gap; g < node->first_gap + node->gap_count; g++) {
            const struct node_gap *gap = &graph->gaps.items[g];
            judge_gap(inquest, intern_get(graph->names, gap->kind), intern_get(graph->names, gap->subject),
                      intern_get(graph->names, gap->why), judge_spot(graph, gap->place));
        }
    }
}

/* What tables say of a function without code here, which is called by that policy. */
static void add_listed(struct inquest *inquest, const struct policy *policy, const struct verdict_on_name *known)
{
    if (known->safety != SAFETY_SAFE)
        return;
    judge_axiom(inquest, policy->list == POLICY_NONE ? "nosplit" : "listed", known->name, known->authority);
    const struct declared *nosplit =
        policy->nosplit && policy->list != POLICY_NONE ? catalogue_nosplit(inquest->catalogue, known->name) : NULL;
    if (nosplit)
        judge_axiom(inquest, "nosplit", known->name, nosplit->why);
}

/* What was declared and made a difference. */
static void add_declared(struct inquest *inquest, const struct declaration *declaration)
{
    const struct graph *graph = inquest->graph;
    const char *kind = declaration->split ? "stack-check" : declared_kind_text(declaration->kind);
    const char *authority =
        declaration->kind == DECLARED_POLICY
            ? arena_format(inquest->arena, "%s: %s; %s", graph->policies.items[declaration->policy].name,
                           declaration->why, declaration->origin)
            : arena_format(inquest->arena, "%s; %s", declaration->why, declaration->origin);
    judge_axiom(inquest, kind, declaration->name, authority);
}

static void add_axioms_of_call(struct inquest *inquest, uint32_t at, const struct edge *edge)
{
    const struct graph *graph = inquest->graph;
    struct crossing crossing = graph_cross(graph, edge, inquest->reach->items.items[at].policy);
    if (crossing.by)
        add_declared(inquest, crossing.by);
    if (edge->contract && crossing.how != CROSS_NEVER) {
        const struct contract *contract = &graph->contracts.items[edge->contract - 1];
        judge_axiom(inquest, "targets", intern_get(graph->names, contract->slot),
                    arena_format(inquest->arena, "%s; SIGVET_TARGETS", intern_get(graph->names, contract->targets)));
    }
    if (crossing.how != CROSS_ENTERED || graph_has_body(&graph->nodes.items[edge->callee]))
        return;
    struct verdict_on_name known = judge_policy(inquest, at, edge);
    add_listed(inquest, judge_policy_of_call(inquest, at, edge), &known);
}

/* What the policy calls safe was told, not checked: the handler itself, and whatever is called. */
static void add_axioms(struct inquest *inquest)
{
    const struct graph *graph = inquest->graph;
    uint32_t first = inquest->reach->items.items[0].node;
    const struct node *root = &graph->nodes.items[first];
    const struct declaration *declared = graph_declared(graph, first, DECLARED_POLICY);
    if (declared && declared->policy == graph->handlers.items[inquest->handler].policy)
        add_declared(inquest, declared);
    if (!graph_has_body(root)) {
        struct verdict_on_name known =
            catalogue_judge(inquest->catalogue, inquest->policy, intern_get(graph->names, root->linker));
        add_listed(inquest, inquest->policy, &known);
    }
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        if (graph_is_end(graph, &inquest->reach->items.items[i]))
            continue;
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++)
            add_axioms_of_call(inquest, i, &graph->edges.items[e]);
    }
}

/* Marks what the handler reaches. */
static void judge_handler(struct inquest *inquest, const struct rule *const *rules, struct proofs *proofs,
                          bool *reached)
{
    uint32_t first_axiom = inquest->judgement->axioms.count;
    struct arena *arena = arena_new();
    const struct handler *handler = &inquest->graph->handlers.items[inquest->handler];
    inquest->reach = graph_reach_handler(inquest->graph, handler, arena);
    inquest->ways = judge_ways(inquest->reach, arena);
    inquest->findings = map_new(arena);
    inquest->axioms = map_new(arena);
    add_node_gaps(inquest, arena);
    for (const struct rule *const *rule = rules; *rule; rule++)
        (*rule)->check(inquest);
    add_axioms(inquest);
    proof_judge(proofs, inquest, first_axiom);
    for (uint32_t i = 0; i < inquest->reach->items.count; i++)
        reached[inquest->reach->items.items[i].node] = true;
    arena_free(arena);
}

static struct judged_pointers pointers_of(const struct pointer_counts *counts)
{
    return (struct judged_pointers){.by_flow = counts->calls.by_flow,
                                    .partly = counts->calls.partly,
                                    .by_type = counts->calls.by_type,
                                    .none = counts->calls.none,
                                    .targets = counts->targets};
}

static void count_program(struct judgement *judgement, const struct graph *graph)
{
    for (uint32_t i = 0; i < graph->nodes.count; i++)
        judgement->functions += !graph_is_foreign(&graph->nodes.items[i]) && graph_origin(graph, i) == i;
    judgement->merged = pointers_of(&graph->merged);
    judgement->per_caller = pointers_of(&graph->per_caller);
}

struct judgement *judge_program(const struct graph *graph, const struct catalogue *catalogue,
                                const struct policy *policy, const struct rule *const *rules, const char *variant,
                                struct arena *arena)
{
    struct judgement *judgement = arena_alloc(sizeof *judgement, arena);
    judgement->policy = policy->name;
    bool *reached = arena_array(graph->nodes.count, sizeof *reached, arena);
    struct marks *marks = marks_index(graph, arena);
    struct proofs *proofs = proofs_new(graph, judgement, variant, arena);
    for (uint32_t i = 0; i < graph->handlers.count; i++) {
        const struct handler *handler = &graph->handlers.items[i];
        const struct policy *own = handler->policy ? &graph->policies.items[handler->policy] : policy;
        *array_push(&judgement->handlers, arena) = describe(graph, handler, own, variant, arena);
        struct inquest inquest = {.graph = graph, .catalogue = catalogue, .asked = policy, .policy = own, .marks = marks,
                                  .handler = i, .judgement = judgement, .arena = arena};
        judge_handler(&inquest, rules, proofs, reached);
    }
    struct seen seen = {.graph = graph, .catalogue = catalogue, .marks = marks, .reached = reached,
                        .variant = variant, .judgement = judgement, .arena = arena};
    seen_add(&seen);
    count_program(judgement, graph);
    judgement_sort(judgement);
    return judgement;
}
