/* SPDX-License-Identifier: Apache-2.0
 *
 * What rules use to speak: a finding with its chain, made from the parents that the search left behind, and a gap.
 */
#include "judge/rule.h"
#include <string.h>

struct spot judge_spot(const struct graph *graph, struct place place)
{
    return (struct spot){
        .file = intern_get(graph->names, place.file), .line = place.line, .column = place.column};
}

const char *judge_name(const struct graph *graph, uint32_t node)
{
    const char *name = intern_get(graph->names, graph->nodes.items[node].name);
    return *name ? name : intern_get(graph->names, graph->nodes.items[node].linker);
}

static const char *how_text(const struct graph *graph, const struct edge *edge, struct arena *arena)
{
    if (edge->flags & EDGE_CALLBACK)
        return arena_format(arena, "run by %s", judge_name(graph, edge->through));
    if (edge->flags & EDGE_RUNS)
        return arena_format(arena, "run by %s", judge_name(graph, edge->caller));
    if (edge->flags & EDGE_CANDIDATE)
        return "by a guess at the pointer's target";
    return edge->kind == CALL_POINTER ? "through a pointer" : "";
}

static struct step step_of(const struct inquest *inquest, uint32_t edge_index, const char *function)
{
    const struct graph *graph = inquest->graph;
    const struct edge *edge = &graph->edges.items[edge_index];
    return (struct step){.function = function,
                         .spot = judge_spot(graph, edge->place),
                         .spelled = judge_spot(graph, edge->spelled),
                         .macro = intern_get(graph->names, edge->macro),
                         .how = how_text(graph, edge, inquest->arena)};
}

/* The chain from the handler to items[at], and one step more: the call itself. */
static void make_steps(const struct inquest *inquest, struct finding *finding, uint32_t at, struct step last)
{
    const struct graph *graph = inquest->graph;
    const struct reach *reach = inquest->reach;
    uint32_t count = 1;
    for (uint32_t i = at; i != NONE; i = reach->items.items[i].parent)
        count++;
    struct step *steps = arena_array(count, sizeof *steps, inquest->arena);
    steps[count - 1] = last;
    uint32_t number = count - 1;
    for (uint32_t i = at; i != NONE; i = reach->items.items[i].parent) {
        const struct reached *reached = &reach->items.items[i];
        const char *name = judge_name(graph, reached->node);
        number--;
        if (reached->edge != NONE)
            steps[number] = step_of(inquest, reached->edge, name);
        else
            steps[number] = (struct step){.function = name,
                                          .spot = judge_spot(graph, graph->nodes.items[reached->node].place),
                                          .spelled = {.file = ""},
                                          .macro = "",
                                          .how = ""};
    }
    finding->steps = steps;
    finding->step_count = count;
    const char *chain = "";
    for (uint32_t i = 0; i < count; i++)
        chain = arena_format(inquest->arena, "%s%s%s", chain, i ? " > " : "", steps[i].function);
    finding->chain = chain;
}

static bool is_known(const struct inquest *inquest, const struct finding *finding)
{
    for (uint32_t i = inquest->judgement->findings.count; i-- > 0;) {
        const struct finding *known = &inquest->judgement->findings.items[i];
        if (known->handler != finding->handler)
            return false; /* the findings of one handler stand together while it is judged */
        if (known->spot.line == finding->spot.line && strcmp(known->rule, finding->rule) == 0 &&
            strcmp(known->callee, finding->callee) == 0 && strcmp(known->function, finding->function) == 0 &&
            strcmp(known->spot.file, finding->spot.file) == 0)
            return true;
    }
    return false;
}

static void add_finding(struct inquest *inquest, const struct rule *rule, enum severity severity, uint32_t at,
                        struct step last, const char *message, const char *reason)
{
    const struct reached *reached = &inquest->reach->items.items[at == NONE ? 0 : at];
    struct finding finding = {.rule = rule->name,
                              .severity = severity,
                              .handler = inquest->handler,
                              .function = judge_name(inquest->graph, reached->node),
                              .callee = last.function,
                              .spot = last.spot,
                              .spelled = last.spelled,
                              .macro = last.macro,
                              .evidence = "source",
                              .emitted = "",
                              .cause = "",
                              .message = message,
                              .reason = reason};
    if (is_known(inquest, &finding))
        return;
    make_steps(inquest, &finding, at, last);
    *array_push(&inquest->judgement->findings, inquest->arena) = finding;
    enum verdict verdict = severity == SEVERITY_ERROR     ? VERDICT_UNSAFE
                           : severity == SEVERITY_WARNING ? VERDICT_UNPROVEN
                                                          : VERDICT_CLEAN;
    struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    if (handler->verdict < verdict)
        handler->verdict = verdict;
}

void judge_find(struct inquest *inquest, const struct rule *rule, enum severity severity, uint32_t at, uint32_t edge,
                const char *callee, const char *message, const char *reason)
{
    bool guessed = inquest->reach->items.items[at].candidate ||
                   inquest->graph->edges.items[edge].flags & EDGE_CANDIDATE;
    if (guessed && severity == SEVERITY_ERROR)
        severity = SEVERITY_WARNING;
    add_finding(inquest, rule, severity, at, step_of(inquest, edge, callee), message, reason);
}

void judge_find_at(struct inquest *inquest, const struct rule *rule, enum severity severity, uint32_t at,
                   struct place place, const char *callee, const char *message, const char *reason)
{
    struct step last = {.function = callee,
                        .spot = judge_spot(inquest->graph, place),
                        .spelled = {.file = ""},
                        .macro = "",
                        .how = "through a pointer"};
    add_finding(inquest, rule, severity, at, last, message, reason);
}

void judge_find_handler(struct inquest *inquest, const struct rule *rule, enum severity severity, const char *message,
                        const char *reason)
{
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    struct step last = {
        .function = handler->name, .spot = handler->spot, .spelled = {.file = ""}, .macro = "", .how = ""};
    add_finding(inquest, rule, severity, NONE, last, message, reason);
}

void judge_gap(struct inquest *inquest, const char *kind, const char *subject, const char *why, struct spot spot)
{
    *array_push(&inquest->judgement->gaps, inquest->arena) = (struct judged_gap){
        .kind = kind, .subject = subject, .why = why, .spot = spot, .handler = inquest->handler};
    struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    if (handler->verdict < VERDICT_UNPROVEN)
        handler->verdict = VERDICT_UNPROVEN;
}
