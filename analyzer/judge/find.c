/* SPDX-License-Identifier: Apache-2.0
 *
 * What rules use to speak: a finding with its chain, made from the parents that the search left behind, a gap and an axiom.
 */
#include "judge/rule.h"
#include <string.h>

/* ---- chains ---- */

/*
 * What one item of the search adds to every chain that goes through it: who was inlined around the call, and who is
 * called. Chains are many and long, and have most of their steps in common.
 */
struct way {
    const struct step *steps; /* NULL: not made yet */
    uint32_t count;
};

struct way *judge_ways(const struct reach *reach, struct arena *arena)
{
    return arena_array(reach->items.count, sizeof(struct way), arena);
}

static const char *how_text(const struct graph *graph, const struct edge *edge, struct arena *arena)
{
    if (edge->flags & EDGE_CALLBACK)
        return arena_format(arena, "run by %s", judge_name(graph, edge->through));
    if (edge->flags & EDGE_RUNS)
        return arena_format(arena, "run by %s", judge_name(graph, edge->caller));
    if (edge->flags & EDGE_CANDIDATE)
        return "by a guess at the pointer's target";
    if (edge->flags & EDGE_HIDDEN)
        return "added by the compiler";
    return edge->kind == CALL_POINTER ? "through a pointer" : "";
}

static const char *inlined_name(const struct graph *graph, const struct inlined *inlined)
{
    return inlined->node == NONE ? intern_get(graph->names, inlined->name) : judge_name(graph, inlined->node);
}

/* The functions that were inlined around a call, the outermost first, and who is called; from: items[from] calls, or NONE. */
static struct way way_of_edge(const struct inquest *inquest, const struct edge *edge, const char *callee,
                              uint32_t from)
{
    const struct graph *graph = inquest->graph;
    uint32_t inlined_count = edge->inlined_count;
    struct step *steps = arena_array(inlined_count + 1, sizeof *steps, inquest->arena);
    for (uint32_t i = 0; i < inlined_count; i++) {
        const struct inlined *inlined = &graph->inlines.items[edge->first_inlined + inlined_count - 1 - i];
        steps[i] = (struct step){.function = inlined_name(graph, inlined),
                                 .spot = judge_spot(graph, inlined->place),
                                 .spelled = {.file = ""},
                                 .macro = "",
                                 .how = "inlined"};
    }
    steps[inlined_count] = (struct step){.function = callee,
                                         .spot = judge_spot(graph, edge->place),
                                         .spelled = judge_spot(graph, edge->spelled),
                                         .macro = intern_get(graph->names, edge->macro),
                                         .how = how_text(graph, edge, inquest->arena)};
    if (from != NONE) {
        const struct policy *then = judge_policy_of_call(inquest, from, edge);
        if (!catalogue_policy_same(judge_policy_at(inquest, from), then))
            steps[inlined_count].policy = judge_policy_name(inquest, then);
    }
    return (struct way){steps, inlined_count + 1};
}

static struct way way_of_step(const struct inquest *inquest, struct step step)
{
    struct step *own = arena_alloc(sizeof *own, inquest->arena);
    *own = step;
    return (struct way){own, 1};
}

/* The steps that enter items[at]. */
static const struct way *way_to(const struct inquest *inquest, uint32_t at)
{
    struct way *way = &inquest->ways[at];
    if (way->steps)
        return way;
    const struct graph *graph = inquest->graph;
    const struct reached *reached = &inquest->reach->items.items[at];
    const char *name = judge_name(graph, reached->node);
    if (reached->edge != NONE)
        *way = way_of_edge(inquest, &graph->edges.items[reached->edge], name, reached->parent);
    else
        *way = way_of_step(inquest, (struct step){.function = name,
                                                  .spot = judge_spot(graph, graph->nodes.items[reached->node].place),
                                                  .spelled = {.file = ""},
                                                  .macro = "",
                                                  .how = ""});
    return way;
}

/* Lays a way before what stands from `end` on; gives where it begins. */
static uint32_t lay(const struct step **steps, uint32_t end, const struct way *way)
{
    for (uint32_t i = way->count; i-- > 0;)
        steps[--end] = &way->steps[i];
    return end;
}

static const char *chain_text(const struct finding *finding, struct arena *arena)
{
    static const char arrow[] = " > ";
    size_t length = 0;
    for (uint32_t i = 0; i < finding->step_count; i++)
        length += strlen(finding->steps[i]->function) + strlen(arrow);
    char *text = arena_alloc(length + 1, arena), *at = text;
    for (uint32_t i = 0; i < finding->step_count; i++) {
        if (i)
            at = stpcpy(at, arrow);
        at = stpcpy(at, finding->steps[i]->function);
    }
    return text;
}

/* The chain is that to items[at], NONE: of no step, and `last` behind it. */
static void make_chain(const struct inquest *inquest, struct finding *finding, uint32_t at, const struct way *last)
{
    const struct reached *items = inquest->reach->items.items;
    uint32_t count = last->count;
    for (uint32_t i = at; i != NONE; i = items[i].parent)
        count += way_to(inquest, i)->count;
    const struct step **steps = arena_array(count, sizeof *steps, inquest->arena);
    uint32_t end = lay(steps, count, last);
    for (uint32_t i = at; i != NONE; i = items[i].parent)
        end = lay(steps, end, way_to(inquest, i));
    finding->steps = steps;
    finding->step_count = count;
    finding->chain = chain_text(finding, inquest->arena);
}

/* ---- one finding of each kind ---- */

static uint64_t mix(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3U;
    return (hash ^ 0xff) * 0x100000001b3U;
}

static bool is_same(const struct finding *a, const struct finding *b)
{
    return a->spot.line == b->spot.line && strcmp(a->rule, b->rule) == 0 && strcmp(a->callee, b->callee) == 0 &&
           strcmp(a->function, b->function) == 0 && strcmp(a->cause, b->cause) == 0 &&
           strcmp(a->spot.file, b->spot.file) == 0;
}

/* The place for the index of a finding like this one: MAP_NONE, or that of the finding there is. */
static uint32_t *place_of_finding(struct inquest *inquest, const struct finding *finding)
{
    uint64_t hash = mix(0xcbf29ce484222325U ^ finding->spot.line, finding->rule);
    hash = mix(mix(mix(mix(hash, finding->callee), finding->function), finding->cause), finding->spot.file);
    for (;; hash++) {
        uint32_t *index = map_at(inquest->findings, hash);
        if (*index == MAP_NONE || is_same(&inquest->judgement->findings.items[*index], finding))
            return index;
    }
}

static void lower_verdict(struct inquest *inquest, enum severity severity)
{
    enum verdict verdict = severity == SEVERITY_ERROR     ? VERDICT_UNSAFE
                           : severity == SEVERITY_WARNING ? VERDICT_UNPROVEN
                                                          : VERDICT_CLEAN;
    struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    if (handler->verdict < verdict)
        handler->verdict = verdict;
}

/* How many steps that chain has. */
static uint32_t chain_length(const struct inquest *inquest, uint32_t at, const struct edge *edge)
{
    uint32_t length = edge ? edge->inlined_count + 1 : 0;
    for (uint32_t i = at; i != NONE; i = inquest->reach->items.items[i].parent)
        length += way_to(inquest, i)->count;
    return length;
}

/* One call may be inlined in several places: the worse finding counts, of two alike the one with the shorter chain. */
static bool is_better(const struct inquest *inquest, const struct finding *finding, uint32_t at,
                      const struct edge *edge, const struct finding *known)
{
    if (finding->severity != known->severity)
        return finding->severity > known->severity;
    return edge && chain_length(inquest, at, edge) < known->step_count;
}

/* The chain is that to items[at], NONE: of no step, with the step behind it that `edge` or `last` make. */
static void add_finding(struct inquest *inquest, struct finding *finding, uint32_t at, const struct edge *edge,
                        const struct step *last)
{
    uint32_t *index = place_of_finding(inquest, finding);
    if (*index != MAP_NONE &&
        !is_better(inquest, finding, at, edge, &inquest->judgement->findings.items[*index]))
        return;
    struct way way = edge   ? way_of_edge(inquest, edge, finding->callee, at)
                     : last ? way_of_step(inquest, *last)
                            : (struct way){0};
    make_chain(inquest, finding, at, &way);
    if (*index != MAP_NONE) {
        inquest->judgement->findings.items[*index] = *finding;
        return;
    }
    *index = inquest->judgement->findings.count;
    *array_push(&inquest->judgement->findings, inquest->arena) = *finding;
}

/* ---- for rules ---- */

/* Whose code makes a call: as the source has it, the function that was inlined there. */
static const char *calling_function(const struct graph *graph, const struct edge *edge)
{
    return edge->inlined_count ? inlined_name(graph, &graph->inlines.items[edge->first_inlined])
                               : judge_name(graph, edge->caller);
}

static enum severity lowered(const struct inquest *inquest, enum severity severity, uint32_t at,
                             const struct edge *edge)
{
    bool guessed = inquest->reach->items.items[at].candidate || (edge && edge->flags & EDGE_CANDIDATE);
    return guessed && severity == SEVERITY_ERROR ? SEVERITY_WARNING : severity;
}

void judge_charge(struct inquest *inquest, const struct charge *charge)
{
    const struct graph *graph = inquest->graph;
    const struct edge *edge = charge->edge == NONE ? NULL : &graph->edges.items[charge->edge];
    uint32_t node = inquest->reach->items.items[charge->at].node;
    const char *itself = judge_name(graph, node);
    struct finding finding = {.rule = charge->rule->name,
                              .severity = lowered(inquest, charge->severity, charge->at, edge),
                              .handler = inquest->handler,
                              .function = edge ? calling_function(graph, edge) : itself,
                              .callee = charge->callee ? charge->callee : itself,
                              .spot = judge_spot(graph, edge ? edge->place : graph->nodes.items[node].place),
                              .spelled = {.file = ""},
                              .macro = "",
                              .evidence = edge ? judge_evidence(edge) : "object",
                              .emitted = "",
                              .cause = charge->cause ? charge->cause : "",
                              .message = charge->message,
                              .policy = judge_policy_name(inquest, edge ? judge_policy_of_call(inquest, charge->at, edge)
                                                                        : judge_policy_at(inquest, charge->at)),
                              .reason = charge->reason};
    if (edge) {
        finding.spelled = judge_spot(graph, edge->spelled);
        finding.macro = intern_get(graph->names, edge->macro);
        if (!(edge->flags & (EDGE_CALLBACK | EDGE_RUNS)))
            finding.emitted = intern_get(graph->names, edge->emitted);
    }
    if (charge->emitted)
        finding.emitted = charge->emitted;
    add_finding(inquest, &finding, charge->at, edge, NULL);
    if (!charge->believed)
        lower_verdict(inquest, finding.severity);
}

void judge_find(struct inquest *inquest, const struct rule *rule, enum severity severity, uint32_t at, uint32_t edge,
                const char *callee, const char *message, const char *reason)
{
    judge_charge(inquest, &(struct charge){.rule = rule,
                                           .severity = severity,
                                           .at = at,
                                           .edge = edge,
                                           .callee = callee,
                                           .message = message,
                                           .reason = reason});
}

static void find_at_step(struct inquest *inquest, const struct rule *rule, enum severity severity, uint32_t at,
                         const struct step *last, const char *message, const char *reason)
{
    uint32_t id = inquest->reach->items.items[at == NONE ? 0 : at].node;
    const struct node *node = &inquest->graph->nodes.items[id];
    struct finding finding = {.rule = rule->name,
                              .severity = severity,
                              .handler = inquest->handler,
                              .function = judge_name(inquest->graph, id),
                              .callee = last->function,
                              .spot = last->spot,
                              .spelled = last->spelled,
                              .macro = last->macro,
                              .evidence = node->body_count && node->unit == NONE ? "object" : "source",
                              .emitted = "",
                              .cause = "",
                              .message = message,
                              .policy = judge_policy_name(inquest, judge_policy_at(inquest, at == NONE ? 0 : at)),
                              .reason = reason};
    add_finding(inquest, &finding, at, NULL, last);
    lower_verdict(inquest, severity);
}

void judge_find_at(struct inquest *inquest, const struct rule *rule, enum severity severity, uint32_t at,
                   struct place place, const char *callee, const char *message, const char *reason)
{
    struct step last = {.function = callee,
                        .spot = judge_spot(inquest->graph, place),
                        .spelled = {.file = ""},
                        .macro = "",
                        .how = "through a pointer"};
    find_at_step(inquest, rule, severity, at, &last, message, reason);
}

void judge_find_path(struct inquest *inquest, const struct rule *rule, enum severity severity,
                     const struct path_step *path, uint32_t count, const char *message, const char *reason,
                     const struct finding_note *notes, uint32_t note_count)
{
    const struct graph *graph = inquest->graph;
    struct place place = graph->nodes.items[path[0].node].place;
    ARRAY(const struct step *) steps = {0};
    for (uint32_t i = 0; i < count; i++) {
        const char *name = judge_name(graph, path[i].node);
        struct place entered = graph->nodes.items[path[i].node].place;
        struct way way = path[i].edge != NONE
                             ? way_of_edge(inquest, &graph->edges.items[path[i].edge], name, NONE)
                             : way_of_step(inquest, (struct step){.function = name,
                                                                  .spot = judge_spot(graph, entered),
                                                                  .spelled = {.file = ""},
                                                                  .macro = "",
                                                                  .how = ""});
        for (uint32_t s = 0; s < way.count; s++)
            *array_push(&steps, inquest->arena) = &way.steps[s];
    }
    struct finding finding = {.rule = rule->name,
                              .severity = severity,
                              .handler = inquest->handler,
                              .function = judge_name(graph, path[0].node),
                              .callee = judge_name(graph, path[count - 1].node),
                              .spot = judge_spot(graph, place),
                              .spelled = {.file = ""},
                              .macro = "",
                              .evidence = "object",
                              .emitted = "",
                              .cause = "",
                              .message = message,
                              .reason = reason,
                              .steps = steps.items,
                              .step_count = steps.count,
                              .notes = notes,
                              .note_count = note_count};
    finding.chain = chain_text(&finding, inquest->arena);
    uint32_t *index = place_of_finding(inquest, &finding);
    if (*index == MAP_NONE) {
        *index = inquest->judgement->findings.count;
        *array_push(&inquest->judgement->findings, inquest->arena) = finding;
    }
    lower_verdict(inquest, severity);
}

void judge_find_handler(struct inquest *inquest, const struct rule *rule, enum severity severity, const char *message,
                        const char *reason)
{
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    struct step last = {
        .function = handler->name, .spot = handler->spot, .spelled = {.file = ""}, .macro = "", .how = ""};
    find_at_step(inquest, rule, severity, NONE, &last, message, reason);
}

void judge_gap(struct inquest *inquest, const char *kind, const char *subject, const char *why, struct spot spot)
{
    *array_push(&inquest->judgement->gaps, inquest->arena) = (struct judged_gap){
        .kind = kind, .subject = subject, .why = why, .spot = spot, .handler = inquest->handler};
    lower_verdict(inquest, SEVERITY_WARNING);
}

void judge_axiom(struct inquest *inquest, const char *kind, const char *function, const char *authority)
{
    uint64_t hash = mix(mix(0xcbf29ce484222325U, kind), function);
    for (;; hash++) {
        uint32_t *index = map_at(inquest->axioms, hash);
        if (*index == MAP_NONE) {
            *index = inquest->judgement->axioms.count;
            break;
        }
        const struct axiom *known = &inquest->judgement->axioms.items[*index];
        if (strcmp(known->function, function) == 0 && strcmp(known->kind, kind) == 0)
            return;
    }
    *array_push(&inquest->judgement->axioms, inquest->arena) =
        (struct axiom){
            .handler = inquest->handler, .kind = kind, .function = function, .authority = authority};
}
