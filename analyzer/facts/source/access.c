/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes an expression that names a place in memory, gives the access: the variable, parameter or field of a
 * record that it is, and the path below it. What is reached through a pointer is a field of any such record.
 */
#include "facts/source/unit.h"

struct access access_unknown(void)
{
    return (struct access){
        .kind = SLOT_UNKNOWN, .variable = NONE, .base = NONE, .function = NONE, .call = NONE, .row = NONE};
}

struct access access_of_variable(struct unit *unit, uint32_t variable)
{
    const struct variable *known = &unit->variables.items[variable];
    struct access access = access_unknown();
    access.kind = known->kind;
    access.variable = variable;
    access.type = known->type;
    access.exact = known->type->class != TYPE_ARRAY;
    access.root = record_of(unit, known->type);
    return access;
}

/* Any object that a pointer to this type points to. */
struct access access_through(struct unit *unit, const struct type *pointee)
{
    struct access access = access_unknown();
    access.type = pointee;
    struct record *record = record_of(unit, pointee);
    if (record) {
        access.kind = SLOT_FIELD;
        access.name = record->tag;
        access.root = record;
    } else if (type_is_pointer(unit, type_without_arrays(pointee))) {
        access.kind = SLOT_FIELD;
        access.name = intern_format(
            unit->names, "*%s", intern_get(unit->names, type_spelling(unit, type_without_arrays(pointee))));
    }
    return access;
}

/* &x behind parentheses and casts: the node of x, or NONE. */
static uint32_t address_operand(struct unit *unit, uint32_t node)
{
    node = node_strip(unit, node);
    while (node_kind(unit, node) == CXCursor_CStyleCastExpr)
        node = node_strip(unit, node_last(unit, node));
    if (node_kind(unit, node) != CXCursor_UnaryOperator ||
        clang_getCursorUnaryOperatorKind(node_cursor(unit, node)) != CXUnaryOperator_AddrOf)
        return NONE;
    return node_child(unit, node, 0);
}

static bool fits(struct unit *unit, const struct access *access, const struct type *pointee)
{
    const struct type *type = access->type ? type_without_arrays(access->type) : NULL;
    pointee = type_without_arrays(pointee);
    if (!type)
        return false;
    if (type->class == TYPE_RECORD || pointee->class == TYPE_RECORD)
        return record_of(unit, type) == record_of(unit, pointee);
    return true;
}

/* The pointer that is moved within its array: p of p + i; NONE when node is nothing like it. */
static uint32_t moved_pointer(struct unit *unit, uint32_t node)
{
    if (node_kind(unit, node) != CXCursor_BinaryOperator || !node_type(unit, node)->inner)
        return NONE;
    enum CXBinaryOperatorKind operation = clang_getCursorBinaryOperatorKind(node_cursor(unit, node));
    if (operation != CXBinaryOperator_Add && operation != CXBinaryOperator_Sub)
        return NONE;
    uint32_t left = node_child(unit, node, 0);
    uint32_t pointer = node_type(unit, left)->inner ? left : node_child(unit, node, 1);
    return node_kind(unit, node_strip(unit, pointer)) == CXCursor_CStyleCastExpr ? NONE : pointer;
}

/* What the pointer in node points to. */
struct access access_pointee(struct unit *unit, uint32_t node)
{
    const struct type *pointee = node_type(unit, node)->inner;
    if (!pointee)
        return access_unknown();
    uint32_t operand = address_operand(unit, node);
    if (operand != NONE) {
        struct access access = access_of(unit, operand);
        if (fits(unit, &access, pointee))
            return access;
        return access_through(unit, pointee);
    }
    uint32_t inner = node_strip(unit, node);
    uint32_t moved = moved_pointer(unit, inner);
    if (moved != NONE) {
        struct access access = access_pointee(unit, moved);
        access.exact = false;
        return access;
    }
    if (node_type(unit, inner)->class == TYPE_ARRAY) {
        struct access access = access_of(unit, inner);
        access.type = node_type(unit, inner)->inner;
        access.exact = false;
        return access;
    }
    struct access access = access_through(unit, pointee);
    if (access.kind == SLOT_FIELD && node_kind(unit, inner) == CXCursor_DeclRefExpr) {
        CXCursor target = clang_getCursorReferenced(node_cursor(unit, inner));
        uint32_t parameter = target.kind == CXCursor_ParmDecl ? variable_of(unit, target) : NONE;
        access.variable = parameter == NONE ? NONE : effects_pointee(unit, parameter);
        access.exact = access.variable != NONE;
        access.base = parameter == NONE ? NONE : handed_base(unit, inner);
    }
    return access;
}

struct access access_field(struct unit *unit, const struct access *access, const struct record *record,
                           const struct field *field)
{
    struct access below = *access;
    below.type = field->type;
    if (access->kind == SLOT_UNKNOWN)
        return below;
    if (!access->elided)
        below.tag = record->tag;
    below.elided = field->elided;
    if (!field->elided) {
        below.path = join_path(unit, access->path, field->name);
        below.last = field->name;
    }
    if (field->type->class == TYPE_ARRAY)
        below.exact = false;
    return below;
}

/* A leaf of the record that the access is, seen through a pointer. */
struct access access_leaf(const struct access *any, const struct leaf *leaf)
{
    struct access below = *any;
    below.path = leaf->path;
    below.tag = leaf->tag;
    below.last = leaf->last;
    below.type = leaf->type;
    below.integers = true;
    return below;
}

struct access access_below(struct unit *unit, const struct access *access, const struct leaf *leaf)
{
    struct access below = *access;
    const struct record *record = record_of(unit, access->type);
    bool direct = record && leaf->tag == record->tag;
    below.path = join_path(unit, access->path, leaf->path);
    below.tag = direct && access->elided ? access->tag : leaf->tag;
    below.last = leaf->last;
    below.type = leaf->type;
    below.exact &= !leaf->in_array;
    below.elided = false;
    below.integers = true;
    return below;
}

static struct access access_member(struct unit *unit, uint32_t node)
{
    CXCursor field = clang_getCursorReferenced(node_cursor(unit, node));
    if (field.kind != CXCursor_FieldDecl)
        return access_unknown();
    const struct member *member = member_of(unit, field);
    uint32_t base = node_child(unit, node, 0);
    struct access access;
    struct record *record = NULL;
    if (base == NONE) {
        access = access_unknown(); /* a member of *this */
        record = member->owner;
        if (record) {
            access.kind = SLOT_FIELD;
            access.name = record->tag;
            access.root = record;
        }
    } else if (node_type(unit, base)->class == TYPE_RECORD_POINTER) {
        record = record_of(unit, node_type(unit, base)->inner);
        access = access_pointee(unit, base);
    } else {
        record = record_of(unit, node_type(unit, base));
        access = access_of(unit, base);
    }
    access.type = node_type(unit, node);
    if (!record || access.kind == SLOT_UNKNOWN)
        return access_unknown();
    access.integers = member->owner && member->owner->has_pointer;
    const struct field step = {.name = member->name, .type = access.type, .elided = member->elided};
    return access_field(unit, &access, record, &step);
}

static struct access access_reference(struct unit *unit, uint32_t node)
{
    CXCursor target = clang_getCursorReferenced(node_cursor(unit, node));
    if (target.kind != CXCursor_VarDecl && target.kind != CXCursor_ParmDecl)
        return access_unknown();
    uint32_t variable = variable_of(unit, target);
    return variable == NONE ? access_unknown() : access_of_variable(unit, variable);
}

/* An element of a constant table by a constant index is known as exactly as a variable. */
static void name_row(struct unit *unit, struct access *access, uint32_t index)
{
    int64_t row = 0;
    if (access->kind != SLOT_VARIABLE || access->row != NONE ||
        !unit->variables.items[access->variable].constant)
        return;
    if (constant_value(unit, index, &row) && row >= 0 && row < NONE)
        access->row = (uint32_t)row;
}

struct access access_of(struct unit *unit, uint32_t node)
{
    node = node_strip(unit, node);
    CXCursor cursor = node_cursor(unit, node);
    uint32_t child = node_child(unit, node, 0);
    switch (cursor.kind) {
    case CXCursor_DeclRefExpr:
        return access_reference(unit, node);
    case CXCursor_MemberRefExpr:
        return access_member(unit, node);
    case CXCursor_ArraySubscriptExpr: {
        uint32_t pointer = node_type(unit, child)->inner ? child : node_last(unit, node); /* 2[array] */
        struct access access = access_pointee(unit, pointer);
        access.exact = false;
        access.type = node_type(unit, node);
        name_row(unit, &access, pointer == child ? node_last(unit, node) : child);
        return access;
    }
    case CXCursor_UnaryOperator:
        if (clang_getCursorUnaryOperatorKind(cursor) == CXUnaryOperator_Deref)
            return access_pointee(unit, child);
        return access_unknown();
    case CXCursor_CStyleCastExpr:
        return access_of(unit, node_last(unit, node));
    case CXCursor_CompoundLiteralExpr:
        return access_of_variable(unit, variable_literal(unit, node));
    case CXCursor_CallExpr:
        return access_answer(unit, node);
    case CXCursor_BinaryOperator: {
        enum CXBinaryOperatorKind operation = clang_getCursorBinaryOperatorKind(cursor);
        if (operation == CXBinaryOperator_Assign)
            return access_of(unit, child);
        return operation == CXBinaryOperator_Comma ? access_of(unit, node_last(unit, node))
                                                   : access_unknown();
    }
    case CXCursor_StmtExpr:
        return access_of(unit, node_last(unit, child));
    default:
        return access_unknown();
    }
}

/* A cast makes something else of &x: then its address goes out of sight. */
static void cast_effects(struct unit *unit, uint32_t node)
{
    uint32_t operand = address_operand(unit, node);
    const struct type *pointee = node_type(unit, node)->inner;
    if (operand == NONE || !pointee) {
        access_effects(unit, node_last(unit, node));
        return;
    }
    struct access access = access_of(unit, operand);
    if (fits(unit, &access, pointee))
        access_effects(unit, operand);
    else
        expression(unit, node_last(unit, node), NULL, true);
}

/* Walks what is evaluated on the way to the object, without reading the object. */
void access_effects(struct unit *unit, uint32_t node)
{
    node = node_strip(unit, node);
    uint32_t child = node_child(unit, node, 0);
    CXCursor cursor = node_cursor(unit, node);
    switch (cursor.kind) {
    case CXCursor_DeclRefExpr:
        return;
    case CXCursor_MemberRefExpr:
        if (child != NONE)
            access_effects(unit, child);
        return;
    case CXCursor_ArraySubscriptExpr:
        access_effects(unit, child);
        access_effects(unit, node_last(unit, node));
        return;
    case CXCursor_CStyleCastExpr:
        cast_effects(unit, node);
        return;
    case CXCursor_BinaryOperator: {
        uint32_t moved = moved_pointer(unit, node);
        if (moved == NONE)
            break;
        access_effects(unit, child);
        access_effects(unit, node_last(unit, node));
        return;
    }
    case CXCursor_UnaryOperator: {
        enum CXUnaryOperatorKind operation = clang_getCursorUnaryOperatorKind(cursor);
        if (operation == CXUnaryOperator_Deref || operation == CXUnaryOperator_AddrOf) {
            access_effects(unit, child);
            return;
        }
        break;
    }
    default:
        break;
    }
    expression(unit, node, NULL, node_type(unit, node)->inner != NULL);
}
