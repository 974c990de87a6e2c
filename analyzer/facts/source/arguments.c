/* SPDX-License-Identifier: Apache-2.0
 *
 * Arguments: takes the arguments of a call, gives a flow for each value that somebody follows. All are
 * evaluated first and handed over then. Of a handler record whose address is handed over, its members are, as
 * they are at this call.
 */
#include "facts/source/calling.h"
#include <string.h>

enum { ARGUMENTS_SEEN = 128 };

static bool is_unevaluated(const char *name)
{
    static const char *const names[] = {"__builtin_constant_p", "__builtin_object_size",
                                        "__builtin_dynamic_object_size", "__builtin_classify_type"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

bool call_is_transparent(const char *name)
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

void hand_over(struct unit *unit, uint32_t call, uint32_t index, const struct access *object,
               struct record *record, struct place place)
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
    struct record *record =
        pointer && pointer->class == TYPE_RECORD_POINTER ? record_of(unit, pointer->inner) : NULL;
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
    if (calling->function == NONE ||
        !effects_apply(unit, calling->function, index, &value->access, calling->lists, calling->listed))
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
        struct use use = {.source = value.access,
                          .target = slot,
                          .row = NONE,
                          .place = place,
                          .record = handler_record(unit, value.access.type),
                          .call = call,
                          .index = index};
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
    if (type->inner)
        handed_object(unit, calling, node, index, place_of(unit, node_cursor(unit, node)));
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

void call_hand_arguments(struct unit *unit, struct calling *calling, struct values *answer)
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
    if (answer && calling->arguments && call_is_transparent(calling->name))
        for (uint32_t i = 0; i < lists[0]->list.count; i++)
            value_add(unit, answer, &lists[0]->list.items[i].access, lists[0]->list.items[i].mode);
    unit->lists_taken = saved;
}
