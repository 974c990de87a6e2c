/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls: takes a call expression, gives a call for each function or slot that it may go to, flows for what is handed
 * over, and its answer as a value. Arguments are evaluated first and handed over then, as they are at the call.
 */
#include "base/text.h"
#include "facts/source/unit.h"
#include <string.h>

enum { ARGUMENTS_SEEN = 128 };

struct calling {
    uint32_t node;
    struct values **lists; /* of the arguments */
    uint32_t listed;
    uint32_t function;    /* the only callee; NONE */
    uint32_t first;       /* the calls it became */
    uint32_t count;
    uint32_t argument;    /* node of the first argument */
    uint32_t arguments;
    const char *name;     /* linker name of the only callee, or "" */
    bool system;          /* a function of the system, that hands no integer on as a signal */
    bool modelled;        /* memory_call says all it does with the objects */
    bool meets_handlers;  /* a function pointer or a handler record is handed over with it */
};

static void fill_place(struct unit *unit, struct call *call, CXCursor cursor)
{
    CXSourceLocation location = clang_getCursorLocation(cursor);
    struct place spelled;
    name_id macro;
    call->place = place_of_location(unit, location);
    if (!spelled_elsewhere(unit, location, &spelled, &macro))
        return;
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
    struct call call = {.caller = unit->function, .callee = NONE, .slot = NONE, .arguments = calling->arguments};
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
                    "a virtual call may run the method of any derived class", place_of(unit, call), unit->function);
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

static bool is_unevaluated(const char *name)
{
    static const char *const names[] = {"__builtin_constant_p", "__builtin_object_size",
                                        "__builtin_dynamic_object_size", "__builtin_classify_type"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* The functions that only say something about their first argument to the compiler. */
static bool is_transparent(const char *name)
{
    return strcmp(name, "__builtin_expect") == 0 || strcmp(name, "__builtin_expect_with_probability") == 0 ||
           strcmp(name, "__builtin_assume_aligned") == 0 || strcmp(name, "__builtin_launder") == 0;
}

static struct access access_argument(uint32_t call, uint32_t index, const struct type *type)
{
    struct access access = access_unknown();
    access.kind = SLOT_ARGUMENT;
    access.call = call;
    access.index = index;
    access.type = type;
    return access;
}

uint32_t handed_slot(struct unit *unit, uint32_t call, uint32_t index, const struct leaf *leaf)
{
    struct access target = access_unknown();
    target.kind = SLOT_HANDED;
    target.call = call;
    target.index = index;
    target.path = leaf->path;
    target.type = leaf->type;
    return slot_of(unit, &target);
}

void hand_over(struct unit *unit, uint32_t call, uint32_t index, const struct access *object, struct record *record,
               struct place place)
{
    struct access any = access_unknown();
    any.kind = SLOT_FIELD;
    any.name = record->tag;
    any.root = record;
    any.tag = record->tag;
    record_list(unit, record);
    for (uint32_t i = 0; i < record->leaves.count; i++) {
        const struct leaf *leaf = &record->leaves.items[i];
        struct use use = {.target = handed_slot(unit, call, index, leaf), .row = NONE, .place = place};
        use.source = object ? access_below(unit, object, leaf) : access_leaf(&any, leaf);
        reaching_use(unit, &use);
    }
}

/* The handler record that the pointer points to; NULL for other types. */
static struct record *handler_record(struct unit *unit, const struct type *pointer)
{
    struct record *record = pointer && pointer->class == TYPE_RECORD_POINTER ? record_of(unit, pointer->inner) : NULL;
    return record && record->is_handler ? record : NULL;
}

static void hand_address(struct unit *unit, const struct calling *calling, uint32_t call, uint32_t index,
                         const struct access *target, const struct value *value, struct place place)
{
    if (calling->modelled)
        return;
    uint32_t source = slot_of_object(unit, &value->access);
    if (value->access.kind == SLOT_PARAMETER)
        slot_show_parameter(unit, source);
    flow_add(unit, source, slot_of(unit, target), FLOW_ADDRESS, NONE, place);
    struct record *record = record_of(unit, value->access.type);
    if (record && record->is_handler)
        hand_over(unit, call, index, &value->access, record, place);
    if (target->type->to_const || memory_keeps_address(calling->name, index))
        return;
    if (calling->function == NONE || !effects_apply(unit, calling->function, index, &value->access, calling->lists,
                                                    calling->listed))
        reaching_escape(unit, &value->access);
}

static void hand_values(struct unit *unit, const struct calling *calling, uint32_t call, uint32_t index,
                        const struct type *type, const struct values *values, struct place place)
{
    struct access target = access_argument(call, index, type);
    uint32_t slot = slot_of(unit, &target);
    struct record *pointed = NULL;
    bool elsewhere = false;
    for (uint32_t i = 0; i < values->list.count; i++) {
        const struct value value = values->list.items[i];
        if (value.mode == FLOW_ADDRESS) {
            hand_address(unit, calling, call, index, &target, &value, place);
            struct record *record = record_of(unit, value.access.type);
            pointed = record && record->is_handler ? record : pointed;
            continue;
        }
        struct use use = {.source = value.access, .target = slot, .row = NONE, .place = place,
                          .record = handler_record(unit, value.access.type), .call = call, .index = index};
        reaching_use(unit, &use);
        elsewhere |= value.access.kind != SLOT_NUMBER;
    }
    if (pointed && elsewhere && !calling->modelled)
        hand_over(unit, call, index, NULL, pointed, place);
}

static bool is_silent(const struct calling *calling, const struct type *type, const struct values *values)
{
    if (!calling->system || calling->meets_handlers)
        return false;
    if (type->class == TYPE_INT)
        return true;
    for (uint32_t i = 0; i < values->list.count; i++)
        if (values->list.items[i].access.kind != SLOT_NUMBER)
            return false;
    return true;
}

static void hand_argument(struct unit *unit, const struct calling *calling, uint32_t node, uint32_t index,
                          struct values *values)
{
    const struct type *type = node_type(unit, node);
    if (is_silent(calling, type, values))
        return;
    if (!values->list.count) {
        if (type->class != TYPE_INT || !calling->meets_handlers)
            return;
        value_add_unknown(unit, values);
    }
    struct place place = place_of(unit, node_cursor(unit, node));
    for (uint32_t call = calling->first; call < calling->first + calling->count; call++)
        hand_values(unit, calling, call, index, type, values, place);
}

static bool is_about_handlers(struct unit *unit, uint32_t node)
{
    const struct type *type = node_type(unit, node);
    return type->class == TYPE_FUNCTION_POINTER || handler_record(unit, type);
}

static void hand_arguments(struct unit *unit, struct calling *calling, struct values *answer)
{
    struct values *lists[ARGUMENTS_SEEN];
    uint32_t saved = unit->lists_taken;
    uint32_t index = 0;
    bool unevaluated = is_unevaluated(calling->name);
    calling->modelled = memory_models(unit, calling->name, calling->argument, calling->node);
    for (uint32_t at = calling->argument; at != NONE; at = node_next(unit, calling->node, at), index++) {
        if (index >= ARGUMENTS_SEEN) {
            for (uint32_t call = calling->first; call < calling->first + calling->count; call++)
                unit->facts->calls.items[call].flags |= CALL_NOARGS;
            expression(unit, at, NULL, true);
            continue;
        }
        lists[index] = values_take(unit);
        if (unevaluated || node_type(unit, at)->class == TYPE_RECORD)
            continue;
        calling->meets_handlers |= is_about_handlers(unit, at);
        expression_value(unit, at, lists[index]);
        for (uint32_t i = 0; i < lists[index]->list.count; i++)
            calling->meets_handlers |= lists[index]->list.items[i].access.kind == SLOT_FUNCTION;
    }
    calling->lists = lists;
    calling->listed = index < ARGUMENTS_SEEN ? index : ARGUMENTS_SEEN;
    for (uint32_t i = 0; i < calling->listed && calling->modelled; i++)
        for (uint32_t j = 0; j < lists[i]->list.count; j++)
            effects_pointer_used(unit, &lists[i]->list.items[j].access, -1);
    index = 0;
    for (uint32_t at = calling->argument; at != NONE && index < ARGUMENTS_SEEN && !unevaluated;
         at = node_next(unit, calling->node, at), index++) {
        const struct type *type = node_type(unit, at);
        if (type->class == TYPE_RECORD && !calling->count) {
            expression(unit, at, NULL, true);
        } else if (type->class == TYPE_RECORD) {
            struct access target = access_argument(calling->first, index, type);
            copy_add(unit, COPY_PASS, type, at, node_cursor(unit, at));
            assign_record(unit, &target, at, NONE, node_cursor(unit, at));
        } else {
            hand_argument(unit, calling, at, index, lists[index]);
        }
    }
    if (answer && calling->arguments && is_transparent(calling->name))
        for (uint32_t i = 0; i < lists[0]->list.count; i++)
            value_add(unit, answer, &lists[0]->list.items[i].access, lists[0]->list.items[i].mode);
    unit->lists_taken = saved;
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

static void answer_values(struct unit *unit, uint32_t node, const struct made_call *made, struct values *values)
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
    hand_arguments(unit, &calling, values);
    memory_call(unit, calling.name, calling.argument, node);
    if (values && !is_transparent(calling.name))
        answer_values(unit, node, &made, values);
}

/* The function that runs when a local variable goes out of scope. */
void call_cleanup(struct unit *unit, uint32_t function, CXCursor variable)
{
    struct call call = {.caller = unit->function, .callee = function, .slot = NONE, .kind = CALL_DIRECT,
                        .flags = CALL_CLEANUP, .arguments = 1};
    CXSourceLocation location = clang_getCursorLocation(variable);
    call.place = place_of_location(unit, location);
    if (spelled_elsewhere(unit, location, &call.spelled, &call.macro))
        call.flags |= CALL_MACRO;
    *array_push(&unit->facts->calls, unit->arena) = call;
}
