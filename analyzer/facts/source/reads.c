/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads: takes the expressions that name something (a function, a variable, a member, an element, *p, &x),
 * gives what their value can be. An array and &x give the address of the object; lost, it may be written from
 * anywhere.
 */
#include "facts/source/unit.h"

static struct place node_place(struct unit *unit, uint32_t node)
{
    return place_of(unit, node_cursor(unit, node));
}

/* The address of an object: kept when it is wanted, out of sight when it is lost. */
static void address_value(struct unit *unit, const struct access *access, uint32_t node,
                          struct values *values, bool lost)
{
    if (access->kind == SLOT_UNKNOWN || !type_carries(unit, access->type) || (!values && !lost))
        return;
    if (values && type_without_arrays(access->type)->class != TYPE_INT)
        value_add(unit, values, access, FLOW_ADDRESS);
    else
        flow_escape(unit, access, node_place(unit, node));
}

/* What is read from memory. */
void expression_read(struct unit *unit, const struct access *access, uint32_t node, struct values *values,
                     bool lost)
{
    const struct type *type = access->type;
    if (type && type->class == TYPE_ARRAY) {
        address_value(unit, access, node, values, lost);
        return;
    }
    if (!values)
        return;
    type = type ? type : node_type(unit, node);
    if (!type_is_followed(unit, type))
        return;
    if (access->kind != SLOT_UNKNOWN && (type->class != TYPE_INT || !access->path || access->integers))
        value_add(unit, values, access, FLOW_COPY);
    else if (type->class != TYPE_INT && access->kind == SLOT_UNKNOWN)
        value_add_unknown(unit, values);
}

static void function_value(struct unit *unit, CXCursor target, uint32_t node, struct values *values,
                           bool lost)
{
    if (!values && !lost)
        return;
    uint32_t function = function_of(unit, target);
    if (function == NONE)
        return;
    if (values)
        value_add_function(unit, values, function);
    else
        flow_add(unit, slot_function(unit, function), slot_unknown(unit), FLOW_COPY, NONE,
                 node_place(unit, node));
}

void expression_reference(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    if (!values && !lost)
        return;
    CXCursor target = clang_getCursorReferenced(node_cursor(unit, node));
    switch (target.kind) {
    case CXCursor_FunctionDecl:
    case CXCursor_CXXMethod:
        function_value(unit, target, node, values, lost);
        return;
    case CXCursor_EnumConstantDecl:
        if (values)
            value_add_number(unit, values, clang_getEnumConstantDeclValue(target));
        return;
    case CXCursor_VarDecl:
    case CXCursor_ParmDecl:
        break;
    default:
        return;
    }
    const struct type *type = node_type(unit, node);
    bool array = type->class == TYPE_ARRAY;
    if (array || type_is_followed(unit, type)) {
        struct access access = access_of(unit, node);
        access.type = type;
        effects_pointer_used(unit, &access, 1);
        expression_read(unit, &access, node, values, lost);
    }
}

/* *e, e[i], e.f, e->f */
void expression_read_memory(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    const struct type *type = node_type(unit, node);
    if (type->class == TYPE_FUNCTION) { /* *fp is fp */
        uint32_t child = node_child(unit, node, 0);
        if (child != NONE)
            expression(unit, child, values, lost);
        return;
    }
    access_effects(unit, node);
    bool array = type->class == TYPE_ARRAY;
    if (array && (values || lost) && !type_carries(unit, type))
        overwrite_rivals(unit, node);
    if ((!array || (!values && !lost)) && !(values && type_is_followed(unit, type)))
        return;
    struct access access = access_of(unit, node);
    access.type = type;
    expression_read(unit, &access, node, values, lost);
}

void expression_address_of(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    uint32_t operand = node_strip(unit, node_child(unit, node, 0));
    CXCursor cursor = node_cursor(unit, operand);
    if (node_type(unit, operand)->class == TYPE_FUNCTION) {
        expression(unit, operand, values, lost);
        return;
    }
    access_effects(unit, operand);
    if (!values && !lost)
        return;
    uint32_t base = node_child(unit, operand, 0);
    bool indirect = cursor.kind == CXCursor_ArraySubscriptExpr ||
                    (cursor.kind == CXCursor_UnaryOperator &&
                     clang_getCursorUnaryOperatorKind(cursor) == CXUnaryOperator_Deref);
    if (indirect && node_type(unit, node_strip(unit, base))->class != TYPE_ARRAY) {
        expression(unit, base, values, lost); /* &p[i] is p */
        return;
    }
    if (!type_carries(unit, node_type(unit, operand))) {
        overwrite_rivals(unit, operand); /* whoever has the address may write through it */
        return;
    }
    struct access access = access_of(unit, operand);
    access.type = node_type(unit, operand);
    effects_pointer_used(unit, &access, 1);
    address_value(unit, &access, node, values, lost);
}
