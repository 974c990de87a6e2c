/* SPDX-License-Identifier: Apache-2.0
 *
 * Assignments of every kind (=, initialisers, arguments, returns): takes the access that is written and the
 * node of the value, gives flows and definitions. A record moves member by member.
 */
#include "facts/source/unit.h"
#include <string.h>

/* What else is at the same bytes of a union: the same pointer, or something nobody can know. */
static void assign_rivals(struct unit *unit, const struct access *target, const struct values *values,
                          uint32_t row, struct place place, bool strong);

static void write_values(struct unit *unit, const struct access *target, const struct values *values,
                         uint32_t row, struct place place, bool strong)
{
    uint32_t slot = slot_of(unit, target);
    for (uint32_t i = 0; i < values->list.count; i++) {
        const struct value *value = &values->list.items[i];
        bool address = value->mode == FLOW_ADDRESS;
        uint32_t source = address ? slot_of_object(unit, &value->access) : slot_of(unit, &value->access);
        if (address && value->access.kind == SLOT_PARAMETER)
            slot_show_parameter(unit, source);
        flow_add(unit, source, slot, value->mode, row, place);
    }
    reaching_define(unit, target, values, strong);
}

static bool same_width(const struct access *target, const struct leaf *rival)
{
    return target->type && target->type->class != TYPE_INT && rival->type->class != TYPE_INT;
}

static void assign_rivals(struct unit *unit, const struct access *target, const struct values *values,
                          uint32_t row, struct place place, bool strong)
{
    struct record *root = target->root;
    if (!root || !root->has_union || !target->path)
        return;
    record_list(unit, root);
    const struct leaf *written = NULL;
    for (uint32_t i = 0; i < root->leaves.count && !written; i++)
        if (root->leaves.items[i].path == target->path)
            written = &root->leaves.items[i];
    if (!written || !written->in_union)
        return;
    struct values *unknown = values_take(unit);
    value_add_unknown(unit, unknown);
    for (uint32_t i = 0; i < root->leaves.count; i++) {
        const struct leaf *rival = &root->leaves.items[i];
        if (rival == written || !rival->in_union || rival->offset != written->offset ||
            rival->type->class == TYPE_INT)
            continue;
        struct access access = *target;
        access.path = rival->path;
        access.tag = rival->tag;
        access.last = rival->last;
        access.type = rival->type;
        write_values(unit, &access, same_width(target, rival) ? values : unknown, row, place, strong);
    }
    values_give(unit);
}

void assign_values(struct unit *unit, const struct access *target, const struct values *values, uint32_t row,
                   struct place place, bool strong)
{
    if (target->kind == SLOT_UNKNOWN && !target->type)
        return;
    for (uint32_t i = 0; i < values->list.count; i++)
        if (values->list.items[i].mode == FLOW_ADDRESS)
            reaching_escape(unit, &values->list.items[i].access);
    write_values(unit, target, values, row, place, strong);
    assign_rivals(unit, target, values, row, place, strong);
}

void assign_unknown(struct unit *unit, const struct access *target, struct place place)
{
    struct values *values = values_take(unit);
    value_add_unknown(unit, values);
    assign_values(unit, target, values, NONE, place, false);
    values_give(unit);
}

void assign_leaves(struct unit *unit, const struct access *target, const struct access *source, uint32_t row,
                   struct place place)
{
    struct record *record = record_of(unit, target->type);
    if (!record || !record->has_carrier)
        return;
    record_list(unit, record);
    if (record->cut)
        gap_add(unit, "lost-flow", record->tag, "a record with more than 64 pointers is copied", place,
                unit->function);
    struct values *values = values_take(unit);
    for (uint32_t i = 0; i < record->leaves.count; i++) {
        const struct leaf *leaf = &record->leaves.items[i];
        struct access to = access_below(unit, target, leaf);
        struct access from = source->kind == SLOT_UNKNOWN ? *source : access_below(unit, source, leaf);
        values->list.count = 0;
        value_add(unit, values, &from, FLOW_COPY);
        if (from.kind != SLOT_UNKNOWN || leaf->type->class != TYPE_VOID_POINTER)
            write_values(unit, &to, values, row, place, true);
    }
    values_give(unit);
}

static void zero_one(struct unit *unit, const struct access *target, const struct place *place, bool strong)
{
    struct values *values = values_take(unit);
    value_add_number(unit, values, 0);
    if (place)
        write_values(unit, target, values, NONE, *place, strong);
    else
        reaching_define(unit, target, values, strong);
    values_give(unit);
}

/* Every leaf becomes 0. Without a place it is what an initialiser leaves out: no flow, a definition only. */
void assign_zero(struct unit *unit, const struct access *target, const struct place *place, bool strong)
{
    struct record *record = record_of(unit, target->type);
    if (!record) {
        if (type_is_followed(unit, type_without_arrays(target->type)))
            zero_one(unit, target, place, strong);
    } else if (record->has_carrier) {
        record_list(unit, record);
        for (uint32_t i = 0; i < record->leaves.count; i++) {
            struct access to = access_below(unit, target, &record->leaves.items[i]);
            zero_one(unit, &to, place, strong);
        }
    }
}

static bool is_initialiser(struct unit *unit, uint32_t node)
{
    enum CXCursorKind kind = node_kind(unit, node);
    return kind == CXCursor_InitListExpr || kind == CXCursor_CompoundLiteralExpr;
}

void assign_record(struct unit *unit, const struct access *target, uint32_t node, uint32_t row,
                   CXCursor where)
{
    uint32_t inner = node_strip(unit, node);
    const struct record *record = record_of(unit, target->type);
    bool carries = record && record->has_carrier;
    if (is_initialiser(unit, inner)) {
        initialise(unit, target, inner, row, where);
        return;
    }
    if (node_kind(unit, inner) == CXCursor_ConditionalOperator && carries) {
        /* each arm is one of two values: neither overwrites for sure */
        struct access loose = *target;
        loose.exact = false;
        expression(unit, node_child(unit, inner, 0), NULL, false);
        assign_record(unit, &loose, node_child(unit, inner, 1), row, where);
        assign_record(unit, &loose, node_child(unit, inner, 2), row, where);
        return;
    }
    if (!carries || node_kind(unit, inner) == CXCursor_CallExpr ||
        node_kind(unit, inner) == CXCursor_StmtExpr)
        expression(unit, inner, NULL, true);
    else
        access_effects(unit, inner);
    if (carries) {
        struct access source = access_of(unit, inner);
        assign_leaves(unit, target, &source, row, place_of(unit, where));
    }
}

/* Integers are only followed in variables, parameters, and members of records that hold function pointers
 * too. */
static bool takes_values(struct unit *unit, const struct access *target)
{
    if (!target->type || target->kind == SLOT_UNKNOWN)
        return false;
    const struct type *type = type_without_arrays(target->type);
    if (type->class != TYPE_INT || !target->path)
        return type_is_followed(unit, type);
    return target->integers;
}

/* A flag or size that says which stack a handler runs on. */
static bool is_about_stack(struct unit *unit, const struct access *target)
{
    const char *last = intern_get(unit->names, target->last);
    return target->path && (strcmp(last, "sa_flags") == 0 || strcmp(last, "ss_size") == 0);
}

/* Most static integers are no signals at all: only what could be one is kept. */
static void drop_no_signals(struct values *values)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < values->list.count; i++) {
        const struct value *value = &values->list.items[i];
        int32_t number = (int32_t)value->access.index;
        if (value->access.kind != SLOT_NUMBER || (number >= 1 && number <= 64))
            values->list.items[kept++] = *value;
    }
    values->list.count = kept;
}

/* The value of node moves into target. */
void assign(struct unit *unit, const struct access *target, uint32_t node, uint32_t row, CXCursor where)
{
    const struct type *type = target->type ? target->type : node_type(unit, node);
    if (type->class == TYPE_RECORD) {
        assign_record(unit, target, node, row, where);
        return;
    }
    if (!takes_values(unit, target)) {
        expression(unit, node, NULL, true);
        return;
    }
    struct values *values = values_take(unit);
    expression_value(unit, node, values);
    if (type->class == TYPE_INT && unit->function == NONE && !is_about_stack(unit, target))
        drop_no_signals(values);
    else if (!values->list.count && type->class == TYPE_INT)
        value_add_unknown(unit, values);
    if (values->list.count)
        assign_values(unit, target, values, row, place_of(unit, where), true);
    else
        reaching_define(unit, target, values, true);
    values_give(unit);
}

/* The union member that node names, which holds no pointer, may be written over one that does. */
void overwrite_rivals(struct unit *unit, uint32_t node)
{
    node = node_strip(unit, node);
    struct place place = {0};
    if (node_kind(unit, node) != CXCursor_MemberRefExpr)
        return;
    CXCursor field = clang_getCursorReferenced(node_cursor(unit, node));
    if (field.kind != CXCursor_FieldDecl || !member_of(unit, field)->in_union)
        return;
    struct access target = access_of(unit, node);
    if (target.kind == SLOT_UNKNOWN || !target.root || !target.root->has_union)
        return;
    record_list(unit, target.root);
    name_id written = target.path;
    size_t prefix = strlen(intern_get(unit->names, written)) - strlen(intern_get(unit->names, target.last));
    for (uint32_t i = 0; i < target.root->leaves.count; i++) {
        const struct leaf *leaf = &target.root->leaves.items[i];
        bool rival =
            leaf->in_union && leaf->path != written &&
            (leaf->type->class == TYPE_FUNCTION_POINTER || leaf->type->class == TYPE_TO_POINTER) &&
            strncmp(intern_get(unit->names, leaf->path), intern_get(unit->names, written), prefix) == 0;
        if (!rival)
            continue;
        if (!place.line)
            place = place_of(unit, node_cursor(unit, node));
        struct access access = target;
        access.path = leaf->path;
        access.tag = leaf->tag;
        access.last = leaf->last;
        access.type = leaf->type;
        assign_unknown(unit, &access, place);
    }
}

/* left = right; the value of the whole is that of the right side. */
void expression_assign(struct unit *unit, uint32_t node, struct values *values)
{
    uint32_t left = node_child(unit, node, 0);
    uint32_t right = node_child(unit, node, 1);
    CXCursor where = node_cursor(unit, node);
    access_effects(unit, left);
    const struct type *type = node_type(unit, left);
    const struct type *kind = type_without_arrays(type);
    bool interesting = type->class == TYPE_RECORD || type_is_followed(unit, kind);
    struct access target = interesting ? access_of(unit, left) : access_unknown();
    target.type = type;
    if (type->class == TYPE_RECORD)
        copy_add(unit, COPY_ASSIGN, type, right, where);
    assign(unit, &target, right, NONE, where);
    if (!interesting || type->class == TYPE_INT)
        overwrite_rivals(unit, left);
    if (values && target.kind != SLOT_UNKNOWN && takes_values(unit, &target))
        value_add(unit, values, &target, FLOW_COPY);
}

/* left += right, left++: an integer that nobody knows any more; a pointer into the same array. */
void expression_modify(struct unit *unit, uint32_t node)
{
    uint32_t left = node_child(unit, node, 0);
    uint32_t right = node_child(unit, node, 1);
    access_effects(unit, left);
    if (right != NONE)
        expression(unit, right, NULL, true);
    if (!type_is_followed(unit, node_type(unit, left)))
        return;
    struct access target = access_of(unit, left);
    effects_pointer_used(unit, &target, 1);
    if (node_type(unit, left)->class != TYPE_INT)
        return;
    target.type = node_type(unit, left);
    if (!takes_values(unit, &target))
        return;
    uint32_t before = unit->definitions.count;
    assign_unknown(unit, &target, place_of(unit, node_cursor(unit, node)));
    for (uint32_t i = before; i < unit->definitions.count; i++)
        unit->definitions.items[i].modifies = true;
}
