/* SPDX-License-Identifier: Apache-2.0
 *
 * What a call may run, once flows are solved. A pointer call whose targets are not all known gets candidates
 * (address-taken functions of its type) and a gap, never silence.
 */
#include "graph/build.h"
#include <string.h>

static const char *name_text(const struct build *build, name_id name)
{
    return intern_get(build->graph->names, name);
}

/* "void (int) __attribute__((noreturn))" is as good as "void (int)". */
static name_id plain_type(struct build *build, name_id type)
{
    const char *text = name_text(build, type);
    const char *attribute = strstr(text, " __attribute__");
    return attribute ? intern_bytes(build->graph->names, text, (size_t)(attribute - text)) : type;
}

static name_id type_of_node(struct build *build, uint32_t node_id)
{
    const struct node *node = &build->graph->nodes.items[node_id];
    if (node->function != NONE)
        return plain_type(build, build->graph->units[node->unit].facts->functions.items[node->function].type);
    return 0;
}

void resolver_make(struct resolver *resolver, struct build *build)
{
    *resolver = (struct resolver){.build = build};
    resolver->by_type = map_new(build->arena);
    for (uint32_t node = 0; node < build->node_room; node++) {
        if (!build->address_taken[node])
            continue;
        if (build->graph->nodes.items[node].flags & FUNCTION_NO_PROTOTYPE) {
            *array_push(&resolver->any_type, build->arena) = node;
            continue;
        }
        name_id type = type_of_node(build, node);
        if (!type)
            continue;
        uint32_t *first = map_at(resolver->by_type, type);
        *array_push(&resolver->candidates, build->arena) = node;
        *array_push(&resolver->next, build->arena) = *first == MAP_NONE ? NONE : *first;
        *first = resolver->candidates.count - 1;
    }
}

struct edge edge_of_call(const struct build *build, uint32_t unit, uint32_t index)
{
    const struct call *call = &build->graph->units[unit].facts->calls.items[index];
    return (struct edge){.caller = build->units[unit].caller_node[index],
                         .callee = NONE,
                         .kind = call->kind,
                         .through = NONE,
                         .place = call->place,
                         .spelled = call->spelled,
                         .macro = call->macro,
                         .evidence = EVIDENCE_SOURCE,
                         .object = NONE,
                         .call = NONE,
                         .construct_unit = NONE,
                         .construct = NONE,
                         .resolved = NONE};
}

void push_edge(struct build *build, struct edge edge)
{
    *array_push(&build->graph->edges, build->arena) = edge;
}

static void push_target(struct build *build, struct edge form, uint32_t callee, uint32_t flags, uint32_t through)
{
    form.callee = callee;
    form.flags |= flags;
    form.through = through;
    push_edge(build, form);
}

void push_gap(struct build *build, uint32_t node, const char *kind, name_id subject, const char *why,
              struct place place)
{
    struct intern *names = build->graph->names;
    *array_push(&build->graph->gaps, build->arena) = (struct node_gap){.node = node,
                                                                       .kind = intern_text(names, kind),
                                                                       .subject = subject,
                                                                       .why = intern_text(names, why),
                                                                       .place = place,
                                                                       .resolved = NONE};
}

/* ---- pointer calls ---- */

/* How the source would name what is called through. */
name_id resolve_slot_text(struct build *build, const struct slot *slot)
{
    struct intern *names = build->graph->names;
    const char *name = name_text(build, slot->name), *path = name_text(build, slot->path);
    size_t length = strcspn(name, "@");
    switch ((enum slot_kind)slot->kind) {
    case SLOT_VARIABLE:
        return intern_format(names, "%.*s%s%s", (int)length, name, *path ? "." : "", path);
    case SLOT_FIELD:
        if (name[0] == '*')
            return intern_text(names, "a pointer to a function pointer");
        return intern_format(names, "%s.%s", name, path);
    case SLOT_PARAMETER:
        return intern_format(names, "parameter %u", slot->index + 1);
    case SLOT_ANSWER:
        return intern_text(names, "the result of a call");
    default:
        return intern_text(names, "an expression");
    }
}

static bool is_target(const struct point *point, uint32_t node)
{
    for (uint32_t i = 0; i < point->count; i++)
        if (point->tokens[i] == node)
            return true;
    return false;
}

static uint32_t push_candidates(struct resolver *resolver, uint32_t unit, uint32_t index, const struct point *point,
                                struct edge form)
{
    struct build *build = resolver->build;
    const struct call *call = &build->graph->units[unit].facts->calls.items[index];
    name_id type = plain_type(build, call->type);
    uint32_t pushed = 0;
    uint32_t first = type ? map_get(resolver->by_type, type) : MAP_NONE;
    for (uint32_t i = first; i != MAP_NONE && i != NONE; i = resolver->next.items[i]) {
        if (is_target(point, resolver->candidates.items[i]))
            continue;
        push_target(build, form, resolver->candidates.items[i], EDGE_CANDIDATE, NONE);
        pushed++;
    }
    for (uint32_t i = 0; i < resolver->any_type.count; i++)
        if (!is_target(point, resolver->any_type.items[i])) {
            push_target(build, form, resolver->any_type.items[i], EDGE_CANDIDATE, NONE);
            pushed++;
        }
    return pushed;
}

/* A call of what was the handler before: any handler of the program, or one from outside. */
static uint32_t push_previous(struct build *build, const struct point *point, struct edge form)
{
    uint32_t pushed = 0;
    for (uint32_t i = 0; i < build->graph->registrations.count; i++) {
        uint32_t node = build->graph->registrations.items[i].node;
        if (is_target(point, node))
            continue;
        push_target(build, form, node, 0, NONE);
        pushed++;
    }
    return pushed;
}

static void count_resolution(struct resolution *resolution, uint32_t known, bool unknown, uint32_t candidates)
{
    uint32_t *counter = known ? unknown ? &resolution->partly : &resolution->by_flow
                              : candidates ? &resolution->by_type : &resolution->none;
    ++*counter;
}

/* Notes which call of the source the edges of this form are made of. */
static struct edge note_call(struct build *build, uint32_t unit, uint32_t index, struct edge form)
{
    form.resolved = build->resolved.count;
    *array_push(&build->resolved, build->arena) = (struct resolved_call){.unit = unit, .call = index};
    return form;
}

static void push_pointer_gap(struct build *build, const struct edge *form, const char *kind, name_id subject,
                             const char *why)
{
    push_gap(build, form->caller, kind, subject, why, form->place);
    array_last(&build->graph->gaps)->resolved = form->resolved;
}

static void resolve_held(struct resolver *resolver, const struct point *point, struct edge form,
                         struct resolution *resolution)
{
    struct build *build = resolver->build;
    const struct resolved_call resolved = build->resolved.items[form.resolved];
    const struct facts *facts = build->graph->units[resolved.unit].facts;
    const struct slot *slot = &facts->slots.items[facts->calls.items[resolved.call].slot];
    uint32_t known = 0;
    bool unknown = slot->kind == SLOT_UNKNOWN, previous = false;
    for (uint32_t i = 0; i < point->count; i++) {
        unknown |= point->tokens[i] == TOKEN_UNKNOWN;
        previous |= point->tokens[i] == TOKEN_PREVIOUS;
        if (!token_is_node(point->tokens[i]))
            continue;
        push_target(build, form, point->tokens[i], 0, NONE);
        known++;
    }
    if (previous)
        known += push_previous(build, point, form);
    uint32_t candidates =
        unknown || (!known && !previous) ? push_candidates(resolver, resolved.unit, resolved.call, point, form) : 0;
    if (resolution)
        count_resolution(resolution, known, unknown || previous, candidates);
    name_id subject = resolve_slot_text(build, slot);
    if (!known && !previous)
        push_pointer_gap(build, &form, "unresolved-call", subject,
                         candidates ? "no flow into it was seen: only candidates of its type are known"
                                    : "no function that it may call is known");
    else if (previous)
        push_pointer_gap(build, &form, "lost-flow", subject,
                         "it may also be a handler that code outside the program installed before");
    else if (unknown)
        push_pointer_gap(build, &form, "lost-flow", subject, "it may also hold a value that sigvet cannot follow");
}

void resolve_pointer_call(struct resolver *resolver, uint32_t unit, uint32_t index, struct edge form)
{
    struct build *build = resolver->build;
    const struct facts *facts = build->graph->units[unit].facts;
    const struct slot *slot = &facts->slots.items[facts->calls.items[index].slot];
    if (contracts_resolve(build, slot, form))
        return;
    struct point point = build->points.items[build->units[unit].points[facts->calls.items[index].slot]];
    resolve_held(resolver, &point, note_call(build, unit, index, form), &build->graph->resolution);
}

void resolve_values(struct resolver *resolver, const uint32_t *tokens, uint32_t count, struct edge form)
{
    struct point point = {.tokens = (uint32_t *)tokens, .count = count};
    resolve_held(resolver, &point, form, NULL);
}

bool resolve_holds(const struct build *build, uint32_t unit, uint32_t index, uint32_t node)
{
    const struct call *call = &build->graph->units[unit].facts->calls.items[index];
    return call->slot != NONE && is_target(&build->points.items[build->units[unit].points[call->slot]], node);
}

/* ---- direct calls ---- */

/* Function pointers handed to a function without a body are run by it, unless a table says that it only stores them. */
static void push_callbacks(struct build *build, uint32_t unit, uint32_t index, uint32_t external, struct edge form)
{
    const char *name = name_text(build, build->graph->nodes.items[external].linker);
    if (catalogue_registrar(build->catalogue, name))
        return;
    for (uint32_t i = build->units[unit].call_points[index]; i != NONE; i = build->points.items[i].next) {
        const struct point *point = &build->points.items[i];
        if (point->kind != SLOT_ARGUMENT || point->path ||
            !catalogue_may_call(build->catalogue, name, point->index, point->callable))
            continue;
        for (uint32_t t = 0; t < point->count; t++)
            if (token_is_node(point->tokens[t]))
                push_target(build, form, point->tokens[t], EDGE_CALLBACK, external);
    }
}

void resolve_target(struct resolver *resolver, uint32_t unit, uint32_t index, uint32_t target, struct edge form)
{
    struct build *build = resolver->build;
    const struct node *node = &build->graph->nodes.items[target];
    bool external = graph_is_foreign(node);
    if (external && form.object == NONE && catalogue_is_expanded(build->catalogue, name_text(build, node->linker)))
        return;
    form = note_call(build, unit, index, form);
    push_target(build, form, target, 0, NONE);
    if (external)
        push_callbacks(build, unit, index, target, form);
}
