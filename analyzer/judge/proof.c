/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a clean handler, gives it the verdict proved when what it reaches is closed: every member's machine code was
 * decoded whole, and every call in that code ends in a member or in an axiom. Else says what is missing. It looks at the
 * calls of the objects one by one, not at edges: a call that became no edge is an obstacle.
 */
#include "judge/proof.h"
#include <string.h>

/* ---- what units leave open ---- */

static const char *name_text(const struct graph *graph, name_id name)
{
    return intern_get(graph->names, name);
}

/* Where a unit was not read whole, a pointer may be given a function that nobody saw. */
static bool hides_assignments(const char *kind)
{
    static const char *const kinds[] = {"assembler-unit", "c++-partial",     "compiler-not-asked", "does-not-parse",
                                        "nested-function", "parsed-as-clang", "unit-failed"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kind, kinds[i]) == 0)
            return true;
    return false;
}

/* Is something of the file named otherwise than by a call, that is or may be a function? */
static bool takes_addresses(const struct object_facts *facts, struct arena *arena)
{
    struct map *data = map_new(arena);
    for (uint32_t i = 0; i < facts->data.count; i++)
        map_set(data, facts->data.items[i].name, i);
    for (uint32_t i = 0; i < facts->references.count; i++) {
        const struct object_reference *reference = &facts->references.items[i];
        bool address = reference->access != OBJECT_ACCESS_READ && reference->access != OBJECT_ACCESS_WRITE &&
                       reference->access != OBJECT_ACCESS_THREAD_LOCAL;
        bool datum = map_get(data, reference->name) != MAP_NONE;
        if (address && (reference->function != NONE || !datum))
            return true;
    }
    return false;
}

/* Assembler is not parsed, but its object is: one that takes the address of no function gives none to a pointer. */
static bool is_harmless_assembler(const struct proofs *proofs, uint32_t unit, const char *kind)
{
    const struct graph *graph = proofs->graph;
    if (strcmp(kind, "assembler-unit") != 0 || !proofs->has_code[unit])
        return false;
    for (uint32_t o = 0; o < graph->object_count; o++)
        if (graph->objects[o].units ||
            (graph->objects[o].unit == unit && takes_addresses(graph->objects[o].facts, proofs->arena)))
            return false;
    return true;
}

static void look_at_unit(struct proofs *proofs, uint32_t index)
{
    const struct graph *graph = proofs->graph;
    const struct graph_unit *unit = &graph->units[index];
    bool failed = !unit->parsed;
    for (uint32_t i = 0; i < unit->facts->gaps.count; i++) {
        const struct gap *gap = &unit->facts->gaps.items[i];
        const char *kind = name_text(graph, gap->kind);
        failed |= strcmp(kind, "unit-failed") == 0;
        if (!hides_assignments(kind) || is_harmless_assembler(proofs, index, kind))
            continue;
        *array_push(&proofs->gaps, proofs->arena) = (struct obstacle){.handler = index,
                                                                      .kind = "unit-not-read",
                                                                      .subject = unit->file,
                                                                      .why = kind,
                                                                      .spot = judge_spot(graph, gap->place)};
        break;
    }
    if (failed && !proofs->has_code[index])
        *array_push(&proofs->unread, proofs->arena) = index;
}

struct proofs *proofs_new(const struct graph *graph, struct judgement *judgement, const char *variant,
                          struct arena *arena)
{
    struct proofs *proofs = arena_alloc(sizeof *proofs, arena);
    *proofs = (struct proofs){.graph = graph,
                              .judgement = judgement,
                              .variant = variant,
                              .has_code = arena_array(graph->unit_count, sizeof *proofs->has_code, arena),
                              .objects = map_new(arena),
                              .functions = map_new(arena),
                              .arena = arena};
    for (uint32_t o = 0; o < graph->object_count; o++) {
        const struct graph_object *object = &graph->objects[o];
        if (object->unit != NONE)
            proofs->has_code[object->unit] = true;
        for (uint32_t f = 0; object->units && f < object->facts->functions.count; f++)
            if (object->units[f] != NONE)
                proofs->has_code[object->units[f]] = true;
    }
    for (uint32_t i = 0; i < graph->unit_count; i++)
        look_at_unit(proofs, i);
    return proofs;
}

/* ---- obstacles ---- */

static void obstruct(struct proving *proving, const char *kind, const char *subject, const char *why,
                     struct spot spot)
{
    struct proofs *proofs = proving->proofs;
    proving->obstacles++;
    *array_push(&proofs->judgement->proof.obstacles, proofs->arena) = (struct obstacle){
        .handler = proving->inquest->handler, .kind = kind, .subject = subject, .why = why, .spot = spot};
}

/* May the unit be in the program that the handler is judged in? */
static bool concerns(const struct proving *proving, uint32_t unit)
{
    const struct graph *graph = proving->proofs->graph;
    uint32_t program = graph->handlers.items[proving->inquest->handler].program;
    if (program == NONE)
        return true;
    uint64_t *programs = arena_array(graph->program_words, sizeof *programs, proving->scratch);
    programs[program / 64] |= 1ULL << program % 64;
    return graph_is_in(graph, programs, unit);
}

static void check_units(struct proving *proving)
{
    struct proofs *proofs = proving->proofs;
    for (uint32_t i = 0; i < proofs->unread.count; i++) {
        uint32_t unit = proofs->unread.items[i];
        if (concerns(proving, unit))
            obstruct(proving, "unit-not-read", proofs->graph->units[unit].file,
                     "neither its source nor its object could be read: it may define what is called by name",
                     (struct spot){.file = proofs->graph->units[unit].file});
    }
    for (uint32_t i = 0; proving->through_pointers && i < proofs->gaps.count; i++) {
        const struct obstacle *gap = &proofs->gaps.items[i];
        if (concerns(proving, gap->handler))
            obstruct(proving, gap->kind, gap->subject,
                     arena_format(proofs->arena, "it was not read whole (%s): it may set a pointer that is called",
                                  gap->why),
                     gap->spot);
    }
}

/* ---- calls ---- */

uint32_t proof_first_edge(const struct proving *proving, uint32_t object, uint32_t call)
{
    uint32_t first = map_get(proving->edges_of, map_pair(object, call));
    return first == MAP_NONE ? NONE : first;
}

static void index_edges(struct proving *proving)
{
    const struct graph *graph = proving->proofs->graph;
    const struct reach *reach = proving->inquest->reach;
    proving->edges_of = map_new(proving->scratch);
    proving->members = map_new(proving->scratch);
    for (uint32_t i = 0; i < reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[reach->items.items[i].node];
        if (graph_is_end(graph, &reach->items.items[i]))
            continue;
        if (graph_has_body(node))
            map_set(proving->members, reach->items.items[i].node, 0);
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
            const struct edge *edge = &graph->edges.items[e];
            if (edge->object == NONE)
                continue;
            uint32_t *first = map_at(proving->edges_of, map_pair(edge->object, edge->call));
            *array_push(&proving->edges, proving->scratch) = e;
            *array_push(&proving->next, proving->scratch) = *first == MAP_NONE ? NONE : *first;
            *array_push(&proving->items, proving->scratch) = i;
            *first = proving->edges.count - 1;
        }
    }
}

bool proof_is_member(const struct proving *proving, uint32_t node)
{
    return map_get(proving->members, node) != MAP_NONE;
}

static struct crossing crossing_of(const struct proving *proving, uint32_t index)
{
    const struct graph *graph = proving->proofs->graph;
    const struct reached *item = &proving->inquest->reach->items.items[proving->items.items[index]];
    return graph_cross(graph, &graph->edges.items[proving->edges.items[index]], item->policy);
}

bool proof_is_entered(const struct proving *proving, uint32_t index)
{
    return crossing_of(proving, index).how == CROSS_ENTERED;
}

/* Is what was told an axiom of this name? */
static bool is_about(const struct axiom *told, const char *name)
{
    return name && strcmp(told->function, name) == 0;
}

bool proof_axiom_of(const struct proving *proving, uint32_t index, struct proof_axiom *axiom)
{
    const struct graph *graph = proving->proofs->graph;
    const struct judgement *judgement = proving->inquest->judgement;
    const struct edge *edge = &graph->edges.items[proving->edges.items[index]];
    const char *symbol = judge_symbol(graph, edge), *linker = name_text(graph, graph->nodes.items[edge->callee].linker);
    struct crossing crossing = crossing_of(proving, index);
    bool declared = crossing.how != CROSS_ENTERED && crossing.by;
    struct verdict_on_name known = judge_policy(proving->inquest, proving->items.items[index], edge);
    axiom->symbol = symbol;
    for (uint32_t i = proving->first_axiom; i < judgement->axioms.count; i++) {
        const struct axiom *told = &judgement->axioms.items[i];
        bool same = declared ? is_about(told, crossing.by->name)
                             : is_about(told, symbol) || is_about(told, linker) ||
                                   (known.safety == SAFETY_SAFE && is_about(told, known.name));
        if (!same)
            continue;
        axiom->function = told->function;
        axiom->authority = told->authority;
        return true;
    }
    return false;
}

uint32_t proof_callee_of(const struct object_facts *facts, const struct object_call *call)
{
    if (call->callee == NONE)
        return NONE;
    const struct object_function *callee = &facts->functions.items[call->callee];
    bool replaceable = callee->scope == SCOPE_WEAK && facts->kind == OBJECT_RELOCATABLE;
    return replaceable ? NONE : callee->body;
}

bool proof_is_dead(const struct object_call *call)
{
    return call->kind == OBJECT_CALL_FALL && call->flags & OBJECT_CALL_AFTER_CALL;
}

const char *proof_symbol_of(const struct object_facts *facts, const struct object_call *call, struct arena *arena)
{
    switch ((enum object_call_kind)call->kind) {
    case OBJECT_CALL_POINTER:
    case OBJECT_CALL_POINTER_TAIL:
        return "";
    case OBJECT_CALL_SYSTEM:
        return call->offset < 0 ? "system call" : arena_format(arena, "system call %lld", (long long)call->offset);
    case OBJECT_CALL_TLSDESC:
        return "TLSDESC";
    default:
        return intern_get(facts->names, call->name);
    }
}

/* Is the callee of an edge dealt with? A function of another program was not followed: it is not run. */
static bool is_answered(const struct proving *proving, uint32_t index)
{
    struct proof_axiom axiom;
    uint32_t callee = proving->proofs->graph->edges.items[proving->edges.items[index]].callee;
    if (proof_is_entered(proving, index) && graph_has_body(&proving->proofs->graph->nodes.items[callee]))
        return proof_is_member(proving, callee);
    return proof_axiom_of(proving, index, &axiom);
}

static struct spot spot_of(const struct graph *graph, const struct edge *edge, const struct node *node)
{
    return judge_spot(graph, edge ? edge->place : node->place);
}

/* Does the call go to a part of its own function, whose code is read with it? */
static bool is_inner(const struct graph *graph, const struct node *node, struct body body,
                     const struct object_call *call)
{
    uint32_t callee = proof_callee_of(graph->objects[body.object].facts, call);
    for (uint32_t b = node->first_body; callee != NONE && b < node->first_body + node->body_count; b++)
        if (graph->bodies.items[b].object == body.object && graph->bodies.items[b].function == callee)
            return true;
    return false;
}

static void check_call(struct proving *proving, const struct node *node, struct body body, uint32_t index)
{
    const struct graph *graph = proving->proofs->graph;
    const struct object_facts *facts = graph->objects[body.object].facts;
    const struct object_call *call = &facts->calls.items[index];
    const char *symbol = proof_symbol_of(facts, call, proving->proofs->arena);
    uint32_t answered = 0;
    const struct edge *open = NULL;
    for (uint32_t i = proof_first_edge(proving, body.object, index); i != NONE; i = proving->next.items[i]) {
        const struct edge *edge = &graph->edges.items[proving->edges.items[i]];
        bool fine = is_answered(proving, i) && !(edge->flags & EDGE_CANDIDATE);
        proving->through_pointers |= edge->kind == CALL_POINTER || edge->flags & (EDGE_CALLBACK | EDGE_RUNS);
        answered += fine;
        if (!fine && !graph_has_body(&graph->nodes.items[edge->callee]))
            open = edge;
    }
    bool harmless = proof_is_dead(call) || is_inner(graph, node, body, call);
    if (open || (!answered && !harmless))
        obstruct(proving, "open-call", *symbol ? symbol : "a pointer",
                 arena_format(proving->proofs->arena, "'%s' calls it, and neither its code nor an axiom is known",
                              intern_get(graph->names, node->name)),
                 spot_of(graph, open, node));
}

/* ---- members ---- */

static const char *why_unread(const struct graph *graph, const struct node *node)
{
    const struct graph_unit *unit = node->unit == NONE ? NULL : &graph->units[node->unit];
    return unit && unit->object_why ? unit->object_why
           : graph->object_count    ? "its unit's object has no code of it"
                                    : "no object was read: build the program first, or use --compile";
}

static void check_member(struct proving *proving, const struct node *node)
{
    const struct graph *graph = proving->proofs->graph;
    const char *name = intern_get(graph->names, node->name);
    if (!node->body_count) {
        obstruct(proving, "code-not-read", name, why_unread(graph, node), judge_spot(graph, node->place));
        return;
    }
    if (!(node->marks & NODE_DECODED)) {
        obstruct(proving, "not-decoded", name, "its machine code was not decoded to the last byte",
                 judge_spot(graph, node->place));
        return;
    }
    for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++) {
        struct body body = graph->bodies.items[b];
        const struct object_facts *facts = graph->objects[body.object].facts;
        const struct object_function *function = &facts->functions.items[body.function];
        if (function->flags & OBJECT_FUNCTION_IFUNC) {
            proving->through_pointers = true;
            continue; /* it is its resolver's choice that runs: an edge of its own */
        }
        for (uint32_t i = function->first_call; i < function->first_call + function->call_count; i++)
            check_call(proving, node, body, i);
    }
}

void proof_judge(struct proofs *proofs, struct inquest *inquest, uint32_t first_axiom)
{
    struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    if (handler->verdict != VERDICT_CLEAN)
        return;
    const struct graph *graph = proofs->graph;
    struct proving proving = {
        .proofs = proofs, .inquest = inquest, .first_axiom = first_axiom, .scratch = arena_new()};
    index_edges(&proving);
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        if (graph_has_body(node) && !graph_is_end(graph, &inquest->reach->items.items[i]))
            check_member(&proving, node);
    }
    check_units(&proving);
    if (!proving.obstacles) {
        handler->verdict = VERDICT_PROVED;
        certificate_add(&proving);
    }
    arena_free(proving.scratch);
}
