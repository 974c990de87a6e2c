/* SPDX-License-Identifier: Apache-2.0
 *
 * Values: what an expression can be, as a list of accesses. Lists are taken and given back like a stack,
 * because an arena never gives memory back and every argument of every call needs one.
 */
#include "facts/source/unit.h"

struct values *values_take(struct unit *unit)
{
    if (unit->lists_taken == unit->lists.count)
        *array_push(&unit->lists, unit->scratch) = arena_alloc(sizeof(struct values), unit->scratch);
    struct values *values = unit->lists.items[unit->lists_taken++];
    values->list.count = 0;
    return values;
}

void values_give(struct unit *unit)
{
    unit->lists_taken--;
}

void value_add(struct unit *unit, struct values *values, const struct access *access, uint32_t mode)
{
    *array_push(&values->list, unit->scratch) = (struct value){*access, mode};
}

void value_add_unknown(struct unit *unit, struct values *values)
{
    struct access access = access_unknown();
    value_add(unit, values, &access, FLOW_COPY);
}

void value_add_number(struct unit *unit, struct values *values, int64_t number)
{
    const int64_t highest = 0xf0000000; /* above SA_RESETHAND and the flags that may stand beside it */
    struct access access = access_unknown();
    if (number < INT32_MIN || number >= highest)
        number = INT32_MAX; /* no signal either */
    access.kind = SLOT_NUMBER;
    access.index = (uint32_t)number;
    value_add(unit, values, &access, FLOW_COPY);
}

void value_add_function(struct unit *unit, struct values *values, uint32_t function)
{
    struct access access = access_unknown();
    access.kind = SLOT_FUNCTION;
    access.function = function;
    value_add(unit, values, &access, FLOW_COPY);
}
