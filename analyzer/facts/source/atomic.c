/* SPDX-License-Identifier: Apache-2.0
 *
 * Atomic built-in functions that libclang shows as nameless expressions: pointer, memory order, then the
 * values. Storing a function pointer atomically is an assignment to what the pointer points to.
 */
#include "facts/source/unit.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The first token of the expression, when it is such a function. */
static bool atomic_name(struct unit *unit, uint32_t node, char *name, size_t size)
{
    size_t length = 0;
    const char *text = text_at(unit, clang_getCursorLocation(node_cursor(unit, node)), &length);
    size_t end = 0;
    while (text && end < length && (isalnum((unsigned char)text[end]) || text[end] == '_'))
        end++;
    if (!text || end >= size)
        return false;
    snprintf(name, size, "%.*s", (int)end, text);
    return strstr(name, "_atomic_") != NULL;
}

static struct access pointee(struct unit *unit, uint32_t node)
{
    struct access access = access_pointee(unit, node_strip(unit, node));
    if (!access.type)
        access.type = node_type(unit, node_strip(unit, node))->inner;
    return access;
}

static void store_value(struct unit *unit, const struct access *target, uint32_t node, bool strong)
{
    struct place place = place_of(unit, node_cursor(unit, node));
    struct values *values = values_take(unit);
    expression_value(unit, node, values);
    if (!values->list.count && target->type->class == TYPE_INT)
        value_add_unknown(unit, values);
    if (type_is_followed(unit, target->type))
        assign_values(unit, target, values, NONE, place, strong);
    values_give(unit);
}

/* __atomic_store(&slot, &value, order) and its like: the values are behind pointers, either way. */
static void move_pointee(struct unit *unit, const struct access *target, uint32_t node, bool stores)
{
    struct access other = pointee(unit, node);
    access_effects(unit, node);
    if (other.kind == SLOT_UNKNOWN || !other.type || !type_is_followed(unit, other.type))
        return;
    struct place place = place_of(unit, node_cursor(unit, node));
    struct values *values = values_take(unit);
    value_add(unit, values, &other, FLOW_COPY);
    if (stores)
        assign_values(unit, target, values, NONE, place, false);
    values->list.count = 0;
    value_add(unit, values, target, FLOW_COPY);
    assign_values(unit, &other, values, NONE, place, false);
    values_give(unit);
}

/* False when node is something else. */
bool atomic_expression(struct unit *unit, uint32_t node, struct values *values)
{
    uint32_t first = node_child(unit, node, 0);
    if (first == NONE || node_next(unit, node, first) == NONE || !node_type(unit, first)->inner)
        return false;
    char name[64];
    if (!atomic_name(unit, node, name, sizeof name))
        return false;
    access_effects(unit, first);
    struct access target = pointee(unit, first);
    bool known = target.kind != SLOT_UNKNOWN && target.type && type_is_followed(unit, target.type);
    bool compares = strstr(name, "compare_exchange");
    bool stores = !strstr(name, "fetch");
    uint32_t position = 1;
    for (uint32_t at = node_next(unit, node, first); at != NONE; at = node_next(unit, node, at), position++) {
        const struct type *type = node_type(unit, at);
        bool is_order = compares ? position % 2 == 1 : position == 1 && node_children(unit, node) > 2;
        if (!known || is_order || !stores || strstr(name, "_load_n") || strstr(name, "c11_atomic_load"))
            expression(unit, at, NULL, true);
        else if (type->inner && type_of(unit, type->inner->canonical) == target.type)
            move_pointee(unit, &target, at, !compares);
        else if (type->class == target.type->class)
            store_value(unit, &target, at, !compares);
        else
            expression(unit, at, NULL, true);
    }
    if (known && !stores && target.type->class == TYPE_INT)
        assign_unknown(unit, &target, place_of(unit, node_cursor(unit, node)));
    if (known && values && type_is_followed(unit, node_type(unit, node)))
        value_add(unit, values, &target, FLOW_COPY);
    return true;
}
