/* SPDX-License-Identifier: Apache-2.0
 *
 * Records behind parameters: which parameter a field is reached through, and which object an argument points to, where
 * both are plain to see. A parameter that is assigned to, or whose address is taken, is none: it may point elsewhere.
 */
#include "facts/source/calling.h"

/* Is this the name of a parameter that points to a record? Its variable, or NONE. */
static uint32_t pointer_parameter(struct unit *unit, uint32_t node)
{
    if (node == NONE)
        return NONE;
    node = node_strip(unit, node);
    if (node_kind(unit, node) != CXCursor_DeclRefExpr)
        return NONE;
    CXCursor target = clang_getCursorReferenced(node_cursor(unit, node));
    uint32_t variable = target.kind == CXCursor_ParmDecl ? variable_of(unit, target) : NONE;
    if (variable == NONE || unit->variables.items[variable].type->class != TYPE_RECORD_POINTER)
        return NONE;
    return variable;
}

static void set_moved(struct unit *unit, uint32_t variable)
{
    if (variable != NONE)
        unit->variables.items[variable].moved = true;
}

static void find_moved_at(struct unit *unit, uint32_t node)
{
    switch (node_kind(unit, node)) {
    case CXCursor_CompoundAssignOperator:
        set_moved(unit, pointer_parameter(unit, node_child(unit, node, 0)));
        return;
    case CXCursor_BinaryOperator: {
        uint32_t left = pointer_parameter(unit, node_child(unit, node, 0));
        if (left != NONE && clang_getCursorBinaryOperatorKind(node_cursor(unit, node)) == CXBinaryOperator_Assign)
            set_moved(unit, left);
        return;
    }
    case CXCursor_UnaryOperator: {
        uint32_t operand = pointer_parameter(unit, node_child(unit, node, 0));
        if (operand != NONE && clang_getCursorUnaryOperatorKind(node_cursor(unit, node)) != CXUnaryOperator_Deref)
            set_moved(unit, operand);
        return;
    }
    case CXCursor_GCCAsmStmt:
        for (uint32_t at = node + 1; at < unit->nodes.items[node].end; at++)
            set_moved(unit, pointer_parameter(unit, at));
        return;
    default:
        return;
    }
}

uint32_t handed_base(struct unit *unit, uint32_t node)
{
    uint32_t variable = unit->cxx || unit->function == NONE ? NONE : pointer_parameter(unit, node);
    if (variable == NONE || unit->variables.items[variable].function != unit->function)
        return NONE;
    if (unit->moved_of != unit->function)
        for (uint32_t at = 0; at < unit->nodes.count; at++)
            find_moved_at(unit, at);
    unit->moved_of = unit->function;
    return unit->variables.items[variable].moved ? NONE : variable;
}

void handed_object(struct unit *unit, const struct calling *calling, uint32_t node, uint32_t index,
                   struct place place)
{
    uint32_t inner = node_strip(unit, node);
    const struct type *type = node_type(unit, inner);
    const struct record *record = type->inner ? record_of(unit, type->inner) : NULL;
    if (calling->system || unit->cxx || unit->function == NONE || !record || !record->has_pointer)
        return;
    struct access object = access_pointee(unit, inner);
    bool known = object.kind == SLOT_VARIABLE || object.kind == SLOT_PARAMETER ||
                 (object.kind == SLOT_FIELD && object.base != NONE);
    if (!known || record_of(unit, object.type) != record)
        return;
    uint32_t source = slot_of_object(unit, &object);
    for (uint32_t call = calling->first; call < calling->first + calling->count; call++) {
        struct access argument = access_unknown();
        argument.kind = SLOT_ARGUMENT;
        argument.call = call;
        argument.index = index;
        argument.type = type;
        *array_push(&unit->facts->flows, unit->arena) = (struct flow){.source = source,
                                                                      .target = slot_of(unit, &argument),
                                                                      .mode = FLOW_OBJECT,
                                                                      .function = unit->function,
                                                                      .row = NONE,
                                                                      .place = place};
    }
}
