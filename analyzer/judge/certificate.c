/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a handler that was found proved, writes down its certificate: the bodies of machine code that are its members with
 * all calls in them as the objects have them, how each was reached, where pointers lead, and every axiom by the symbol
 * that the code calls. Facts of a body are written once, however many certificates have it.
 */
#include "judge/proof.h"
#include <string.h>

static const char *const call_kinds[] = {[OBJECT_CALL_DIRECT] = "direct",
                                         [OBJECT_CALL_POINTER] = "pointer",
                                         [OBJECT_CALL_TAIL] = "tail",
                                         [OBJECT_CALL_POINTER_TAIL] = "pointer-tail",
                                         [OBJECT_CALL_FALL] = "fall",
                                         [OBJECT_CALL_SYSTEM] = "system",
                                         [OBJECT_CALL_TLSDESC] = "tlsdesc"};

const char *proof_call_kind(uint32_t kind)
{
    return kind < sizeof call_kinds / sizeof *call_kinds ? call_kinds[kind] : "";
}

static const struct object_facts *facts_of(const struct proofs *proofs, struct body body)
{
    return proofs->graph->objects[body.object].facts;
}

/* ---- facts ---- */

static uint32_t object_row(struct proofs *proofs, uint32_t object)
{
    const struct object_facts *facts = proofs->graph->objects[object].facts;
    struct proof *proof = &proofs->judgement->proof;
    uint32_t *row = map_at(proofs->objects, object);
    if (*row != MAP_NONE)
        return *row;
    *row = proof->objects.count;
    *array_push(&proof->objects, proofs->arena) =
        (struct proof_object){.path = intern_get(facts->names, facts->path),
                              .member = intern_get(facts->names, facts->member),
                              .machine = intern_get(facts->names, facts->machine),
                              .build_id = intern_get(facts->names, facts->build_id),
                              .variant = proofs->variant,
                              .size = facts->length,
                              .hash = facts->checksum};
    return *row;
}

static void add_symbols(struct proofs *proofs, const struct object_facts *facts, uint32_t body, uint32_t row)
{
    struct proof *proof = &proofs->judgement->proof;
    for (uint32_t i = 0; i < facts->functions.count; i++) {
        const struct object_function *function = &facts->functions.items[i];
        if (function->body != body || function->scope == SCOPE_LOCAL)
            continue;
        *array_push(&proof->symbols, proofs->arena) =
            (struct proof_symbol){.function = row,
                                  .name = intern_get(facts->names, function->name),
                                  .weak = function->scope == SCOPE_WEAK};
    }
}

static int64_t frame_of(const struct object_function *function)
{
    bool known = function->flags & OBJECT_FUNCTION_HAS_FRAME && !(function->flags & OBJECT_FUNCTION_DYNAMIC);
    return known ? (int64_t)function->frame : -1;
}

/* True: it is new, and its calls are to be written. */
static bool add_function(struct proofs *proofs, const struct node *node, struct body body, uint32_t *row)
{
    const struct object_facts *facts = facts_of(proofs, body);
    const struct object_function *function = &facts->functions.items[body.function];
    struct proof *proof = &proofs->judgement->proof;
    uint32_t object = object_row(proofs, body.object);
    uint32_t *known = map_at(proofs->functions, map_pair(body.object, body.function));
    if (*known != MAP_NONE) {
        *row = *known;
        return false;
    }
    *row = *known = proof->functions.count;
    uint32_t symbols = proof->symbols.count;
    add_symbols(proofs, facts, body.function, *row);
    *array_push(&proof->functions, proofs->arena) = (struct proof_function){
        .object = object,
        .name = intern_get(facts->names, function->name),
        .source = judge_name(proofs->graph, (uint32_t)(node - proofs->graph->nodes.items)),
        .defined = judge_spot(proofs->graph, node->place),
        .address = function->address,
        .size = function->size,
        .frame = frame_of(function),
        .flags = function->flags,
        .decoded = function->flags & OBJECT_FUNCTION_DECODED && !(function->flags & OBJECT_FUNCTION_UNKNOWN_JUMP),
        .splittable = (node->marks & NODE_SPLITTABLE) != 0,
        .first_symbol = symbols,
        .symbol_count = proof->symbols.count - symbols};
    return true;
}

/* The first edge of a call that is of this very callee says where it is written and what was inlined around it. */
static const struct edge *edge_at(const struct proving *proving, uint32_t object, uint32_t call)
{
    uint32_t first = proof_first_edge(proving, object, call);
    return first == NONE ? NULL : &proving->proofs->graph->edges.items[proving->edges.items[first]];
}

static void add_inlines(struct proofs *proofs, uint32_t row, const struct edge *edge)
{
    const struct graph *graph = proofs->graph;
    struct proof *proof = &proofs->judgement->proof;
    uint32_t first = proof->functions.items[row].first_inline;
    for (uint32_t i = edge->first_inlined; i < edge->first_inlined + edge->inlined_count; i++) {
        const struct inlined *inlined = &graph->inlines.items[i];
        const char *name =
            inlined->node == NONE ? intern_get(graph->names, inlined->name) : judge_name(graph, inlined->node);
        bool known = false;
        for (uint32_t k = first; k < proof->inlines.count && !known; k++)
            known = strcmp(proof->inlines.items[k].name, name) == 0;
        if (!known)
            *array_push(&proof->inlines, proofs->arena) = (struct proof_inline){.function = row, .name = name};
    }
    proof->functions.items[row].inline_count = proof->inlines.count - first;
}

static void add_call(struct proving *proving, struct body body, uint32_t row, uint32_t index)
{
    struct proofs *proofs = proving->proofs;
    const struct object_facts *facts = facts_of(proofs, body);
    const struct object_call *call = &facts->calls.items[index];
    struct proof *proof = &proofs->judgement->proof;
    uint32_t callee = proof_callee_of(facts, call);
    uint32_t known = callee == NONE ? MAP_NONE : map_get(proofs->functions, map_pair(body.object, callee));
    const struct edge *edge = edge_at(proving, body.object, index);
    *array_push(&proof->calls, proofs->arena) =
        (struct proof_call){.function = row,
                            .address = call->address,
                            .kind = proof_call_kind(call->kind),
                            .flags = call->flags,
                            .dead = proof_is_dead(call),
                            .callee = known == MAP_NONE ? NO_ROW : known,
                            .name = proof_symbol_of(facts, call, proofs->arena),
                            .slot = intern_get(facts->names, call->slot),
                            .spot = edge ? judge_spot(proofs->graph, edge->place) : (struct spot){.file = ""}};
    if (edge)
        add_inlines(proofs, row, edge);
}

/* An ifunc runs what its resolver chose when the program was loaded, not the resolver. */
static void add_choice(struct proofs *proofs, uint32_t row)
{
    struct proof *proof = &proofs->judgement->proof;
    *array_push(&proof->calls, proofs->arena) =
        (struct proof_call){.function = row,
                            .address = proof->functions.items[row].address,
                            .kind = "choice",
                            .callee = NO_ROW,
                            .name = "",
                            .slot = "",
                            .spot = {.file = ""}};
}

static void add_calls(struct proving *proving, struct body body, uint32_t row)
{
    struct proofs *proofs = proving->proofs;
    const struct object_function *function = &facts_of(proofs, body)->functions.items[body.function];
    struct proof *proof = &proofs->judgement->proof;
    uint32_t first = proof->calls.count;
    proof->functions.items[row].first_call = first;
    proof->functions.items[row].first_inline = proof->inlines.count;
    if (function->flags & OBJECT_FUNCTION_IFUNC)
        add_choice(proofs, row);
    else
        for (uint32_t i = function->first_call; i < function->first_call + function->call_count; i++)
            add_call(proving, body, row, i);
    proof->functions.items[row].call_count = proof->calls.count - first;
}

/* ---- what belongs to the certificate ---- */

static void add_axiom(struct proving *proving, uint32_t certificate, const struct proof_axiom *found)
{
    struct proof *proof = &proving->proofs->judgement->proof;
    for (uint32_t i = proof->axioms.count; i-- > 0 && proof->axioms.items[i].certificate == certificate;)
        if (strcmp(proof->axioms.items[i].symbol, found->symbol) == 0)
            return;
    struct proof_axiom *axiom = array_push(&proof->axioms, proving->proofs->arena);
    *axiom = *found;
    axiom->certificate = certificate;
}

/* The body that a target's node is told by: the first of its own. */
static uint32_t row_of_node(const struct proofs *proofs, uint32_t node)
{
    const struct node *known = &proofs->graph->nodes.items[node];
    if (!known->body_count)
        return NO_ROW;
    struct body body = proofs->graph->bodies.items[known->first_body];
    uint32_t row = map_get(proofs->functions, map_pair(body.object, body.function));
    return row == MAP_NONE ? NO_ROW : row;
}

static void add_target(struct proving *proving, uint32_t certificate, uint32_t call, const struct edge *edge,
                       const char *how)
{
    struct proof *proof = &proving->proofs->judgement->proof;
    struct proof_target target = {.certificate = certificate,
                                  .call = call,
                                  .function = proof_is_member(proving, edge->callee)
                                              ? row_of_node(proving->proofs, edge->callee)
                                              : NO_ROW,
                                  .symbol = judge_symbol(proving->proofs->graph, edge),
                                  .how = how};
    for (uint32_t i = proof->targets.count; i-- > 0;) {
        const struct proof_target *known = &proof->targets.items[i];
        if (known->certificate != certificate || known->call != call)
            break;
        if (known->function == target.function && strcmp(known->symbol, target.symbol) == 0)
            return;
    }
    *array_push(&proof->targets, proving->proofs->arena) = target;
}

/* What a function without code runs of the program's: exit, what atexit was given. */
static void add_runs(struct proving *proving, uint32_t certificate, uint32_t call, uint32_t runner)
{
    const struct graph *graph = proving->proofs->graph;
    const struct node *node = &graph->nodes.items[runner];
    for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++)
        add_target(proving, certificate, call, &graph->edges.items[e], "runs");
}

/* One call of a member, and what it became: axioms for what has no code, targets for what the call does not name. */
static void answer_call(struct proving *proving, uint32_t certificate, uint32_t row, uint32_t first_edge)
{
    struct proofs *proofs = proving->proofs;
    const struct graph *graph = proofs->graph;
    const struct proof_call *call = &proofs->judgement->proof.calls.items[row];
    bool pointer = !*call->name;
    struct proof_axiom axiom;
    for (uint32_t i = first_edge; i != NONE; i = proving->next.items[i]) {
        const struct edge *edge = &graph->edges.items[proving->edges.items[i]];
        bool handed = edge->flags & EDGE_CALLBACK;
        bool body = graph_has_body(&graph->nodes.items[edge->callee]) && proof_is_entered(proving, i);
        if (body && !proof_is_member(proving, edge->callee))
            continue; /* of another program */
        if (pointer || handed)
            add_target(proving, certificate, row, edge,
                       handed ? "callback" : strcmp(call->kind, "choice") == 0 ? "choice" : "flow");
        if (!body && proof_axiom_of(proving, i, &axiom)) {
            if (!pointer && !handed)
                axiom.symbol = call->name;
            add_axiom(proving, certificate, &axiom);
            if (!graph_has_body(&graph->nodes.items[edge->callee]))
                add_runs(proving, certificate, row, edge->callee);
        }
    }
}

static void answer_calls(struct proving *proving, uint32_t certificate, struct body body)
{
    struct proofs *proofs = proving->proofs;
    const struct object_function *function = &facts_of(proofs, body)->functions.items[body.function];
    uint32_t row = map_get(proofs->functions, map_pair(body.object, body.function));
    struct proof *proof = &proofs->judgement->proof;
    if (function->flags & OBJECT_FUNCTION_IFUNC) {
        answer_call(proving, certificate, proof->functions.items[row].first_call,
                    proof_first_edge(proving, body.object, NONE));
        return;
    }
    for (uint32_t i = 0; i < function->call_count; i++) {
        uint32_t call = proof->functions.items[row].first_call + i;
        answer_call(proving, certificate, call,
                    proof_first_edge(proving, body.object, function->first_call + i));
    }
}

/* The member by which an item of the search was reached: not an external function that ran it. */
static uint32_t parent_row(const struct proving *proving, const struct reached *item, const struct edge **by)
{
    const struct graph *graph = proving->proofs->graph;
    const struct reached *items = proving->inquest->reach->items.items;
    *by = NULL;
    while (item->parent != NONE) {
        *by = &graph->edges.items[item->edge];
        item = &items[item->parent];
        if (graph_has_body(&graph->nodes.items[item->node]))
            return row_of_node(proving->proofs, item->node);
    }
    return NO_ROW;
}

static void add_member(struct proving *proving, uint32_t certificate, const struct reached *item, uint32_t row,
                       struct map *known)
{
    const struct graph *graph = proving->proofs->graph;
    if (map_get(known, row) != MAP_NONE)
        return;
    map_set(known, row, 0);
    const struct edge *by;
    uint32_t parent = parent_row(proving, item, &by);
    *array_push(&proving->proofs->judgement->proof.members, proving->proofs->arena) =
        (struct proof_member){.certificate = certificate,
                              .function = row,
                              .parent = parent,
                              .spot = by ? judge_spot(graph, by->place) : (struct spot){.file = ""}};
}

/* Rows of all bodies first, for calls refer to them. */
static void add_members(struct proving *proving, uint32_t certificate)
{
    struct proofs *proofs = proving->proofs;
    const struct graph *graph = proofs->graph;
    const struct reach *reach = proving->inquest->reach;
    struct map *fresh = map_new(proving->scratch), *known = map_new(proving->scratch);
    uint32_t row;
    for (uint32_t i = 0; i < reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[reach->items.items[i].node];
        if (!proof_is_member(proving, reach->items.items[i].node))
            continue;
        for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++)
            if (add_function(proofs, node, graph->bodies.items[b], &row))
                map_set(fresh, row, 0);
    }
    for (uint32_t i = 0; i < reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[reach->items.items[i].node];
        if (!proof_is_member(proving, reach->items.items[i].node))
            continue;
        for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++) {
            struct body body = graph->bodies.items[b];
            row = map_get(proofs->functions, map_pair(body.object, body.function));
            if (map_get(fresh, row) == 0) {
                map_set(fresh, row, 1);
                add_calls(proving, body, row);
            }
            add_member(proving, certificate, &reach->items.items[i], row, known);
        }
    }
}

void certificate_add(struct proving *proving)
{
    struct proofs *proofs = proving->proofs;
    const struct graph *graph = proofs->graph;
    const struct reach *reach = proving->inquest->reach;
    struct proof *proof = &proofs->judgement->proof;
    uint32_t certificate = proof->certificates.count;
    *array_push(&proof->certificates, proofs->arena) = (struct certificate){.handler = proving->inquest->handler};
    add_members(proving, certificate);
    for (uint32_t i = 0; i < reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[reach->items.items[i].node];
        if (!proof_is_member(proving, reach->items.items[i].node))
            continue;
        for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++)
            answer_calls(proving, certificate, graph->bodies.items[b]);
    }
    const struct node *root = &graph->nodes.items[reach->items.items[0].node];
    const struct judgement *judgement = proofs->judgement;
    for (uint32_t i = proving->first_axiom; !graph_has_body(root) && i < judgement->axioms.count; i++) {
        struct proof_axiom axiom = {.symbol = judge_name(graph, reach->items.items[0].node),
                                    .function = judgement->axioms.items[i].function,
                                    .authority = judgement->axioms.items[i].authority};
        add_axiom(proving, certificate, &axiom);
    }
}

/* ---- one of two ---- */

static uint32_t shifted(uint32_t row, uint32_t by)
{
    return row == NO_ROW ? NO_ROW : row + by;
}

static void append_facts(struct proof *into, const struct proof *from, struct arena *arena)
{
    uint32_t objects = into->objects.count, functions = into->functions.count;
    uint32_t calls = into->calls.count, symbols = into->symbols.count, inlines = into->inlines.count;
    for (uint32_t i = 0; i < from->objects.count; i++)
        *array_push(&into->objects, arena) = from->objects.items[i];
    for (uint32_t i = 0; i < from->functions.count; i++) {
        struct proof_function *function = array_push(&into->functions, arena);
        *function = from->functions.items[i];
        function->object += objects;
        function->first_call += calls;
        function->first_symbol += symbols;
        function->first_inline += inlines;
    }
    for (uint32_t i = 0; i < from->symbols.count; i++) {
        struct proof_symbol *symbol = array_push(&into->symbols, arena);
        *symbol = from->symbols.items[i];
        symbol->function += functions;
    }
    for (uint32_t i = 0; i < from->inlines.count; i++) {
        struct proof_inline *inlined = array_push(&into->inlines, arena);
        *inlined = from->inlines.items[i];
        inlined->function += functions;
    }
    for (uint32_t i = 0; i < from->calls.count; i++) {
        struct proof_call *call = array_push(&into->calls, arena);
        *call = from->calls.items[i];
        call->function += functions;
        call->callee = shifted(call->callee, functions);
    }
}

void proof_append(struct proof *into, const struct proof *from, uint32_t by, struct arena *arena)
{
    uint32_t functions = into->functions.count, calls = into->calls.count, first = into->certificates.count;
    append_facts(into, from, arena);
    for (uint32_t i = 0; i < from->certificates.count; i++)
        array_push(&into->certificates, arena)->handler = from->certificates.items[i].handler + by;
    for (uint32_t i = 0; i < from->members.count; i++) {
        struct proof_member *member = array_push(&into->members, arena);
        *member = from->members.items[i];
        member->certificate += first;
        member->function += functions;
        member->parent = shifted(member->parent, functions);
    }
    for (uint32_t i = 0; i < from->targets.count; i++) {
        struct proof_target *target = array_push(&into->targets, arena);
        *target = from->targets.items[i];
        target->certificate += first;
        target->call += calls;
        target->function = shifted(target->function, functions);
    }
    for (uint32_t i = 0; i < from->axioms.count; i++) {
        struct proof_axiom *axiom = array_push(&into->axioms, arena);
        *axiom = from->axioms.items[i];
        axiom->certificate += first;
    }
    for (uint32_t i = 0; i < from->obstacles.count; i++) {
        struct obstacle *obstacle = array_push(&into->obstacles, arena);
        *obstacle = from->obstacles.items[i];
        obstacle->handler += by;
    }
}
