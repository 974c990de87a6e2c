/* SPDX-License-Identifier: Apache-2.0
 *
 * Flows: writes them down once, and only those that somebody can ask for: numbers that could be signals, and
 * what moves into a local integer or void pointer only when that variable moves on to somewhere else.
 */
#include "facts/source/unit.h"
#include <string.h>

enum { FIRST_SIGNAL = -1, LAST_SIGNAL = 2100, NUMBERS_A_SLOT = 64 };

/* A number that has SA_ONSTACK in it, or one for a member that says which stack a handler runs on. */
static bool is_about_stack(struct unit *unit, uint32_t number, uint32_t target)
{
    enum { ON_ALTERNATE = 0x08000000 };
    const char *path = intern_get(unit->names, unit->facts->slots.items[target].path);
    const char *dot = strrchr(path, '.'), *last = dot ? dot + 1 : path;
    return (number & ON_ALTERNATE && number < 0xf0000000U) || strcmp(last, "sa_flags") == 0 ||
           strcmp(last, "ss_size") == 0;
}

static bool is_worth(struct unit *unit, const struct slot *source, uint32_t target)
{
    if (source->kind != SLOT_NUMBER)
        return true;
    int32_t number = (int32_t)source->index;
    if ((number < FIRST_SIGNAL || number > LAST_SIGNAL) && !is_about_stack(unit, source->index, target))
        return false;
    uint32_t *count = map_at(unit->number_count, target);
    *count = *count == MAP_NONE ? 1 : *count + 1;
    return *count <= NUMBERS_A_SLOT + 1;
}

/* A local variable that says nothing by itself: nobody but this function can read it. */
static bool may_be_idle(const struct slot *target)
{
    return target->kind == SLOT_VARIABLE && target->function != NONE && !target->path && target->view == NONE;
}

void flow_add(struct unit *unit, uint32_t source, uint32_t target, uint32_t mode, uint32_t row,
              struct place place)
{
    struct facts *facts = unit->facts;
    if (source == target && mode == FLOW_COPY)
        return;
    if (!is_worth(unit, &facts->slots.items[source], target))
        return;
    if (map_get(unit->number_count, target) == NUMBERS_A_SLOT + 1 &&
        facts->slots.items[source].kind == SLOT_NUMBER)
        source = slot_unknown(unit), row = NONE;
    if (row == NONE) {
        uint32_t *known = map_at(unit->flow_index, map_pair(source << 1 | mode, target));
        if (*known == unit->function + 1)
            return;
        *known = unit->function + 1;
    }
    struct flow flow = {.source = source,
                        .target = target,
                        .mode = mode,
                        .function = unit->function,
                        .row = row,
                        .place = place};
    if (may_be_idle(&facts->slots.items[target]))
        *array_push(&unit->pending, unit->scratch) = flow;
    else
        *array_push(&facts->flows, unit->arena) = flow;
}

/* Moves the pending flows whose target is a source to the facts, and then those that these make wanted. */
void flow_pending_end(struct unit *unit)
{
    struct facts *facts = unit->facts;
    if (!unit->pending.count)
        return;
    struct arena *scratch = arena_new();
    struct map *wanted = map_new(scratch);
    for (uint32_t i = unit->first_flow; i < facts->flows.count; i++)
        map_set(wanted, facts->flows.items[i].source, 1);
    for (uint32_t i = unit->first_call; i < facts->calls.count; i++)
        if (facts->calls.items[i].slot != NONE)
            map_set(wanted, facts->calls.items[i].slot, 1);
    for (uint32_t i = 0; i < unit->elements.count; i++)
        map_set(wanted, unit->elements.items[i].array, 1);
    for (bool again = true; again;) {
        again = false;
        for (uint32_t i = 0; i < unit->pending.count; i++) {
            struct flow *flow = &unit->pending.items[i];
            if (flow->target == NONE || map_get(wanted, flow->target) == MAP_NONE)
                continue;
            again |= map_get(wanted, flow->source) == MAP_NONE;
            map_set(wanted, flow->source, 1);
            *array_push(&facts->flows, unit->arena) = *flow;
            flow->target = NONE;
        }
    }
    for (uint32_t i = 0; i < unit->pending.count;
         i++) { /* a pointer that nobody reads may still be written through */
        struct flow *flow = &unit->pending.items[i];
        if (flow->target != NONE && flow->mode == FLOW_ADDRESS)
            flow_add(unit, flow->source, slot_unknown(unit), FLOW_ADDRESS, NONE, flow->place);
    }
    unit->pending.count = 0;
    arena_free(scratch);
}

/* Whoever has the address may write the integer. */
static void integer_escape(struct unit *unit, const struct access *access, struct place place)
{
    if (access->kind == SLOT_UNKNOWN ||
        (access->variable != NONE && unit->variables.items[access->variable].constant))
        return;
    struct values *values = values_take(unit);
    value_add_unknown(unit, values);
    assign_values(unit, access, values, NONE, place, false);
    values_give(unit);
}

/* The address of an object goes out of sight. */
void flow_escape(struct unit *unit, const struct access *access, struct place place)
{
    if (access->kind == SLOT_UNKNOWN || !access->type)
        return;
    const struct type *type = type_without_arrays(access->type);
    if (type->class == TYPE_INT) {
        integer_escape(unit, access, place);
        return;
    }
    if (!type_carries(unit, access->type))
        return;
    uint32_t source = slot_of_object(unit, access);
    if (access->kind == SLOT_PARAMETER)
        slot_show_parameter(unit, source);
    flow_add(unit, source, slot_unknown(unit), FLOW_ADDRESS, NONE, place);
    reaching_escape(unit, access);
}
