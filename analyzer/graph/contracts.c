/* SPDX-License-Identifier: Apache-2.0
 *
 * Contracts: what a pointer was declared to hold (SIGVET_TARGETS). A call through it runs these functions and no others, and
 * whoever stores another function in it breaks the contract.
 */
#include "graph/build.h"
#include <string.h>

/* Is the name one of "f,g"? */
static bool is_among(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; *at; at += strcspn(at, ","), at += *at == ',')
        if (strcspn(at, ",") == length && strncmp(at, name, length) == 0)
            return true;
    return false;
}

static bool allows(const struct build *build, name_id targets, uint32_t id)
{
    const struct node *node = &build->graph->nodes.items[id];
    const char *names = intern_get(build->graph->names, targets);
    return is_among(names, intern_get(build->graph->names, node->name)) ||
           is_among(names, intern_get(build->graph->names, node->linker));
}

/* The contract of that pointer, made when it is met first. */
static uint32_t contract_at(struct build *build, name_id slot, name_id targets)
{
    struct graph *graph = build->graph;
    for (uint32_t i = 0; i < graph->contracts.count; i++)
        if (graph->contracts.items[i].slot == slot && graph->contracts.items[i].targets == targets)
            return i;
    *array_push(&graph->contracts, build->arena) = (struct contract){.slot = slot, .targets = targets};
    return graph->contracts.count - 1;
}

static void add_breach(struct build *build, const struct slot *slot, uint32_t node, struct place place)
{
    uint32_t at = contract_at(build, resolve_slot_text(build, slot), slot->targets);
    struct contract *contract = &build->graph->contracts.items[at];
    for (uint32_t i = 0; i < contract->breaches.count; i++) {
        const struct breach *known = &contract->breaches.items[i];
        if (known->node == node && known->place.file == place.file && known->place.line == place.line)
            return;
    }
    *array_push(&contract->breaches, build->arena) = (struct breach){.node = node, .place = place};
}

static bool is_told(const struct build *build, const struct slot *slot, uint32_t node)
{
    for (uint32_t i = 0; i < build->graph->contracts.count; i++) {
        const struct contract *contract = &build->graph->contracts.items[i];
        for (uint32_t b = 0; contract->targets == slot->targets && b < contract->breaches.count; b++)
            if (contract->breaches.items[b].node == node)
                return true;
    }
    return false;
}

static void check_token(struct build *build, const struct slot *slot, uint32_t token, struct place place)
{
    if (token_is_node(token) && !allows(build, slot->targets, token))
        add_breach(build, slot, token, place);
}

static void check_flow(struct build *build, uint32_t unit, const struct flow *flow)
{
    const struct linked_unit *linked = &build->units[unit];
    const struct facts *facts = build->graph->units[unit].facts;
    const struct slot *slot = &facts->slots.items[flow->target], *source = &facts->slots.items[flow->source];
    uint32_t at = linked->points[flow->source];
    if (!slot->targets || flow->mode != FLOW_COPY)
        return;
    for (uint32_t i = 0; source->kind == SLOT_FUNCTION && i < linked->target_count[source->function]; i++)
        check_token(build, slot, build->targets.items[linked->first_target[source->function] + i], flow->place);
    for (uint32_t i = 0; at != NONE && i < build->points.items[at].count; i++)
        check_token(build, slot, build->points.items[at].tokens[i], flow->place);
}

/* What gets there on a way that is no assignment, as an argument or through a pointer to the pointer: the place is that of the
 * function that gets a parameter, else of the one that is stored. */
static void check_slot(struct build *build, uint32_t unit, const struct slot *slot)
{
    uint32_t index = (uint32_t)(slot - build->graph->units[unit].facts->slots.items);
    uint32_t at = slot->targets ? build->units[unit].points[index] : NONE;
    for (uint32_t i = 0; at != NONE && i < build->points.items[at].count; i++) {
        const struct point *point = &build->points.items[at];
        uint32_t token = point->tokens[i];
        if (!token_is_node(token) || allows(build, slot->targets, token) || is_told(build, slot, token))
            continue;
        uint32_t node = point->kind == SLOT_PARAMETER && point->node != NONE ? point->node : token;
        add_breach(build, slot, token, build->graph->nodes.items[node].place);
    }
}

void contracts_check(struct build *build)
{
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++) {
        const struct facts *facts = build->graph->units[unit].facts;
        for (uint32_t i = 0; i < facts->flows.count; i++)
            check_flow(build, unit, &facts->flows.items[i]);
    }
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++) {
        const struct facts *facts = build->graph->units[unit].facts;
        for (uint32_t i = 0; i < facts->slots.count; i++)
            check_slot(build, unit, &facts->slots.items[i]);
    }
}

bool contracts_resolve(struct build *build, const struct slot *slot, struct edge form)
{
    struct graph *graph = build->graph;
    if (!slot->targets)
        return false;
    name_id subject = resolve_slot_text(build, slot);
    const char *names = intern_get(graph->names, slot->targets);
    form.contract = contract_at(build, subject, slot->targets) + 1;
    while (*names) {
        size_t length = strcspn(names, ",");
        name_id one = intern_bytes(graph->names, names, length);
        bool found = false;
        for (uint32_t i = 0; one && i < graph->nodes.count; i++) {
            if (graph->nodes.items[i].name != one && graph->nodes.items[i].linker != one)
                continue;
            form.callee = i;
            push_edge(build, form);
            found = true;
        }
        if (one && !found)
            push_gap(build, form.caller, "unresolved-call", subject, "it is declared to hold a function that was not seen",
                     form.place);
        names += length + (names[length] == ',');
    }
    graph->resolution.by_flow++;
    return true;
}
