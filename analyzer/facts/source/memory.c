/* SPDX-License-Identifier: Apache-2.0
 *
 * The C library's functions that move or clear memory: takes a call of one, gives the flows and definitions
 * that the assignment of the same bytes would give. Also which functions do not keep the address they are
 * given.
 */
#include "base/text.h"
#include "facts/source/unit.h"
#include <string.h>

enum memory_kind { MEMORY_NONE, MEMORY_COPY, MEMORY_CLEAR, MEMORY_ZERO, MEMORY_EXCHANGE };

static enum memory_kind kind_of(const char *name)
{
    static const struct {
        const char *name;
        enum memory_kind kind;
    } known[] = {
        {"bzero", MEMORY_ZERO},         {"explicit_bzero", MEMORY_ZERO}, {"memcpy", MEMORY_COPY},
        {"memmove", MEMORY_COPY},       {"mempcpy", MEMORY_COPY},        {"__memcpy_chk", MEMORY_COPY},
        {"__memmove_chk", MEMORY_COPY}, {"__memset_chk", MEMORY_CLEAR},  {"__mempcpy", MEMORY_COPY},
        {"memset", MEMORY_CLEAR},
    };
    if (text_starts(name, "__builtin___"))
        name += strlen("__builtin_");
    else if (text_starts(name, "__builtin_"))
        name += strlen("__builtin_");
    else if (text_starts(name, "__sync_"))
        return MEMORY_EXCHANGE;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].kind;
    return MEMORY_NONE;
}

bool memory_keeps_address(const char *name, uint32_t argument)
{
    static const char *const blind[] = {"sigaddset", "sigdelset", "sigemptyset", "sigfillset", "sigismember"};
    enum memory_kind kind = kind_of(name);
    if (kind != MEMORY_NONE && kind != MEMORY_EXCHANGE)
        return true;
    if (strcmp(name, "sigaction") == 0 || strcmp(name, "__sigaction") == 0)
        return argument >= 1;
    for (size_t i = 0; i < sizeof blind / sizeof *blind; i++)
        if (strcmp(blind[i], name) == 0)
            return true;
    return false;
}

/* The pointer without any cast, for what it points to says which members move. */
static uint32_t bare_pointer(struct unit *unit, uint32_t node)
{
    for (;;) {
        node = node_strip(unit, node);
        if (node_kind(unit, node) != CXCursor_CStyleCastExpr)
            return node;
        node = node_last(unit, node);
    }
}

static struct access pointee_of(struct unit *unit, uint32_t node)
{
    uint32_t pointer = bare_pointer(unit, node);
    const struct type *type = node_type(unit, pointer);
    if (!type->inner || type->class == TYPE_VOID_POINTER)
        return access_unknown();
    if (type->class == TYPE_ARRAY) {
        struct access access = access_of(unit, pointer);
        access.type = type->inner;
        access.exact = false;
        return access;
    }
    struct access access = access_pointee(unit, pointer);
    access.type = type->inner;
    return access;
}

static bool whole_object(struct unit *unit, uint32_t size, const struct access *target)
{
    int64_t bytes = 0;
    return size != NONE && constant_value(unit, size, &bytes) && target->type &&
           bytes >= clang_Type_getSizeOf(target->type->canonical);
}

static void unknown_leaves(struct unit *unit, const struct access *target, struct place place)
{
    struct access unknown = access_unknown();
    if (record_of(unit, target->type)) {
        assign_leaves(unit, target, &unknown, NONE, place);
        return;
    }
    assign_unknown(unit, target, place);
}

static bool is_copied(struct unit *unit, const struct access *access)
{
    return access->kind != SLOT_UNKNOWN && access->type && type_carries(unit, access->type) &&
           type_without_arrays(access->type)->class != TYPE_INT;
}

/* The same type but for const and volatile. */
static bool same_type(struct unit *unit, const struct type *left, const struct type *right)
{
    left = type_without_arrays(left);
    right = type_without_arrays(right);
    const struct record *record = left->class == TYPE_RECORD ? record_of(unit, left) : NULL;
    if (left == right || (record && right->class == TYPE_RECORD && record == record_of(unit, right)))
        return true;
    return clang_equalTypes(clang_getUnqualifiedType(left->canonical),
                            clang_getUnqualifiedType(right->canonical));
}

static void copy_memory(struct unit *unit, uint32_t to, uint32_t from, uint32_t size, struct place place)
{
    struct access target = pointee_of(unit, to);
    if (!is_copied(unit, &target))
        return;
    struct access source = pointee_of(unit, from);
    const struct record *record = record_of(unit, target.type);
    target.exact &= whole_object(unit, size, &target);
    bool same = source.kind != SLOT_UNKNOWN && source.type && same_type(unit, source.type, target.type);
    if (!same)
        unknown_leaves(unit, &target, place);
    else if (record)
        assign_leaves(unit, &target, &source, NONE, place);
    else {
        struct values *values = values_take(unit);
        value_add(unit, values, &source, FLOW_COPY);
        assign_values(unit, &target, values, NONE, place, false);
        values_give(unit);
    }
}

/* True when memory_call tells all of a call, so that no address need be said to go out of sight. */
bool memory_models(struct unit *unit, const char *name, uint32_t first, uint32_t call)
{
    enum memory_kind kind = kind_of(name);
    if (kind == MEMORY_CLEAR || kind == MEMORY_ZERO)
        return true;
    if (kind != MEMORY_COPY || first == NONE || node_next(unit, call, first) == NONE)
        return false;
    struct access target = pointee_of(unit, first);
    return is_copied(unit, &target);
}

static void clear_memory(struct unit *unit, uint32_t to, uint32_t byte, uint32_t size, struct place place)
{
    struct access target = pointee_of(unit, to);
    int64_t value = 0;
    if (target.kind == SLOT_UNKNOWN || !type_carries(unit, target.type))
        return;
    if (byte == NONE || (constant_value(unit, byte, &value) && value == 0))
        assign_zero(unit, &target, &place, whole_object(unit, size, &target));
    else
        unknown_leaves(unit, &target, place);
}

/* __sync_lock_test_and_set(&slot, value) and __sync_*_compare_and_swap(&slot, old, value) */
static void exchange(struct unit *unit, const char *name, uint32_t call, uint32_t to, struct place place)
{
    bool compares = strstr(name, "compare_and_swap");
    if (!compares && !strstr(name, "test_and_set"))
        return;
    struct access target = pointee_of(unit, to);
    uint32_t value = node_next(unit, call, to);
    if (compares && value != NONE)
        value = node_next(unit, call, value);
    if (value == NONE || target.kind == SLOT_UNKNOWN || !type_carries(unit, target.type))
        return;
    struct values *values = values_take(unit);
    expression_value(unit, value, values);
    assign_values(unit, &target, values, NONE, place, !compares);
    values_give(unit);
}

void memory_call(struct unit *unit, const char *name, uint32_t first, uint32_t call)
{
    enum memory_kind kind = kind_of(name);
    uint32_t second = first == NONE ? NONE : node_next(unit, call, first);
    uint32_t third = second == NONE ? NONE : node_next(unit, call, second);
    if (kind == MEMORY_NONE || second == NONE)
        return;
    struct place place = place_of(unit, node_cursor(unit, call));
    switch (kind) {
    case MEMORY_COPY:
        copy_memory(unit, first, second, third, place);
        break;
    case MEMORY_CLEAR:
        clear_memory(unit, first, second, third, place);
        break;
    case MEMORY_ZERO:
        clear_memory(unit, first, NONE, second, place);
        break;
    default:
        exchange(unit, name, call, first, place);
        break;
    }
}
