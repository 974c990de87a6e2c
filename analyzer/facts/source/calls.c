/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls: takes a call expression, gives a call for each function or slot that it may go to, flows for what is
 * handed over, and its answer as a value. Arguments are evaluated first and handed over then, as they are at
 * the call.
 */
#include "base/text.h"
#include "facts/source/calling.h"
#include <string.h>

static void fill_place(struct unit *unit, struct call *call, CXCursor cursor)
{
    CXSourceLocation location = clang_getCursorLocation(cursor);
    struct place spelled;
    name_id macro;
    call->place = place_of_location(unit, location);
    call->end_line = call->place.line;
    if (!spelled_elsewhere(unit, location, &spelled, &macro)) {
        struct place end = place_of_location(unit, clang_getRangeEnd(clang_getCursorExtent(cursor)));
        if (end.file == call->place.file && end.line > call->place.line)
            call->end_line = end.line;
        return;
    }
    call->macro = macro;
    bool argument = spelled.file == call->place.file &&
                    (spelled.line > call->place.line ||
                     (spelled.line == call->place.line && spelled.column > call->place.column));
    if (argument) /* a body stands before its use: this token was handed to the macro */
        return;
    call->spelled = spelled;
    call->flags |= CALL_MACRO;
}

static void call_add(struct unit *unit, const struct access *callee, const struct calling *calling)
{
    struct call call = {
        .caller = unit->function, .callee = NONE, .slot = NONE, .arguments = calling->arguments};
    if (callee->kind == SLOT_FUNCTION) {
        call.callee = callee->function;
        call.kind = CALL_DIRECT;
    } else {
        call.kind = CALL_POINTER;
        call.slot = slot_of(unit, callee);
        uint32_t expression = node_child(unit, calling->node, 0);
        const struct type *type = expression == NONE ? NULL : node_type(unit, expression);
        if (type && type->class == TYPE_FUNCTION_POINTER)
            call.type = type_spelling(unit, type->inner);
    }
    fill_place(unit, &call, node_cursor(unit, calling->node));
    *array_push(&unit->facts->calls, unit->arena) = call;
}

/* What C++ calls without naming a function: methods, constructors, operators. */
static uint32_t cxx_callee(struct unit *unit, uint32_t node, bool *has_callee_child)
{
    CXCursor call = node_cursor(unit, node);
    CXCursor target = clang_getCursorReferenced(call);
    *has_callee_child = true;
    uint32_t child = node_child(unit, node, 0);
    if (child != NONE && target.kind == CXCursor_FunctionDecl) {
        uint32_t inner = node_strip(unit, child);
        CXCursor named = clang_getCursorReferenced(node_cursor(unit, inner));
        if (node_kind(unit, inner) != CXCursor_DeclRefExpr || named.data[0] != target.data[0])
            return NONE;
    }
    switch (target.kind) {
    case CXCursor_Constructor:
        *has_callee_child = false;
        break;
    case CXCursor_CXXMethod:
        if (clang_CXXMethod_isVirtual(target))
            gap_add(unit, "virtual-call", take_string(unit, clang_getCursorSpelling(target)),
                    "a virtual call may run the method of any derived class", place_of(unit, call),
                    unit->function);
        break;
    case CXCursor_ConversionFunction:
    case CXCursor_Destructor:
    case CXCursor_FunctionDecl:
        break;
    default:
        return NONE;
    }
    return function_of(unit, target);
}

static void make_calls(struct unit *unit, struct calling *calling)
{
    struct values *callees = values_take(unit);
    uint32_t function = NONE;
    bool has_callee = true;
    if (unit->cxx)
        function = cxx_callee(unit, calling->node, &has_callee);
    uint32_t callee = node_child(unit, calling->node, 0);
    if (function != NONE) {
        value_add_function(unit, callees, function);
        if (has_callee && callee != NONE)
            access_effects(unit, callee);
    } else if (callee != NONE) {
        expression_value(unit, callee, callees);
    }
    calling->argument = has_callee && callee != NONE ? node_next(unit, calling->node, callee) : callee;
    for (uint32_t at = calling->argument; at != NONE; at = node_next(unit, calling->node, at))
        calling->arguments++;
    if (!callees->list.count)
        value_add_unknown(unit, callees);
    calling->first = unit->facts->calls.count;
    for (uint32_t i = 0; i < callees->list.count; i++) {
        const struct value value = callees->list.items[i];
        struct access unknown = access_unknown();
        if (value.access.kind == SLOT_FUNCTION && is_nested_function(unit, value.access.function))
            continue;
        call_add(unit, value.mode == FLOW_COPY && value.access.kind != SLOT_NUMBER ? &value.access : &unknown,
                 calling);
    }
    calling->count = unit->facts->calls.count - calling->first;
    if (callees->list.count == 1 && callees->list.items[0].access.kind == SLOT_FUNCTION) {
        const struct function *known = &unit->facts->functions.items[callees->list.items[0].access.function];
        calling->name = intern_get(unit->names, known->linker);
        calling->function = callees->list.items[0].access.function;
        calling->system = known->flags & FUNCTION_SYSTEM || text_starts(calling->name, "__builtin_");
    }
    values_give(unit);
}

struct access access_answer(struct unit *unit, uint32_t node)
{
    struct access access = access_unknown();
    uint32_t made = map_get(unit->call_index, (uint64_t)(uintptr_t)node_cursor(unit, node).data[1]);
    access.type = node_type(unit, node);
    if (made == MAP_NONE || !unit->made_calls.items[made].count)
        return access;
    access.kind = SLOT_ANSWER;
    access.call = unit->made_calls.items[made].first;
    access.root = record_of(unit, access.type);
    return access;
}

static void answer_values(struct unit *unit, uint32_t node, const struct made_call *made,
                          struct values *values)
{
    struct access access = access_answer(unit, node);
    if (!type_is_followed(unit, access.type))
        return;
    for (uint32_t i = 0; i < made->count; i++) {
        access.call = made->first + i;
        value_add(unit, values, &access, FLOW_COPY);
    }
}

void call_expression(struct unit *unit, uint32_t node, struct values *values)
{
    uint64_t key = (uint64_t)(uintptr_t)node_cursor(unit, node).data[1];
    uint32_t known = map_get(unit->call_index, key);
    if (known != MAP_NONE) {
        if (values)
            answer_values(unit, node, &unit->made_calls.items[known], values);
        return;
    }
    if (unit->function == NONE) { /* C++ runs it before main; facts have no function for that */
        for (uint32_t at = node_child(unit, node, 0); at != NONE; at = node_next(unit, node, at))
            expression(unit, at, NULL, true);
        return;
    }
    struct calling calling = {.node = node, .name = "", .function = NONE};
    make_calls(unit, &calling);
    struct made_call made = {calling.first, calling.count};
    map_set(unit->call_index, key, unit->made_calls.count);
    *array_push(&unit->made_calls, unit->scratch) = made;
    call_hand_arguments(unit, &calling, values);
    memory_call(unit, calling.name, calling.argument, node);
    if (values && !call_is_transparent(calling.name))
        answer_values(unit, node, &made, values);
}

/* The function that runs when a local variable goes out of scope. */
void call_cleanup(struct unit *unit, uint32_t function, CXCursor variable)
{
    struct call call = {.caller = unit->function,
                        .callee = function,
                        .slot = NONE,
                        .kind = CALL_DIRECT,
                        .flags = CALL_CLEANUP,
                        .arguments = 1};
    CXSourceLocation location = clang_getCursorLocation(variable);
    call.place = place_of_location(unit, location);
    call.end_line = call.place.line;
    if (spelled_elsewhere(unit, location, &call.spelled, &call.macro))
        call.flags |= CALL_MACRO;
    *array_push(&unit->facts->calls, unit->arena) = call;
}
