/* SPDX-License-Identifier: Apache-2.0
 *
 * Expressions: walks each once in the order of evaluation, with all it does, and collects what its value can
 * be. The caller says what becomes of the value: it goes to a list, it is lost from sight, or it does not
 * matter (a condition, a comparison). What literals decide is not walked: code that no compiler keeps.
 */
#include "facts/source/unit.h"

static void unary(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    uint32_t child = node_child(unit, node, 0);
    if (child == NONE)
        return;
    switch (clang_getCursorUnaryOperatorKind(node_cursor(unit, node))) {
    case CXUnaryOperator_PostInc:
    case CXUnaryOperator_PostDec:
    case CXUnaryOperator_PreInc:
    case CXUnaryOperator_PreDec:
        expression_modify(unit, node);
        if (values && node_type(unit, child)->class != TYPE_INT)
            expression_read_memory(unit, child, values, lost);
        return;
    case CXUnaryOperator_AddrOf:
        expression_address_of(unit, node, values, lost);
        return;
    case CXUnaryOperator_Deref:
        expression_read_memory(unit, node, values, lost);
        return;
    case CXUnaryOperator_LNot:
        expression(unit, child, NULL, false);
        return;
    case CXUnaryOperator_Extension:
        expression(unit, child, values, lost);
        return;
    default:
        expression(unit, child, NULL, values || lost);
        return;
    }
}

static void arm(struct unit *unit, uint32_t node, uint32_t group, uint32_t chain, struct values *values,
                bool lost)
{
    uint32_t saved = region_open(unit, REGION_ARM, group, chain);
    if (values)
        expression_value(unit, node, values);
    else
        expression(unit, node, NULL, lost);
    region_close(unit, saved);
}

static void conditional(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    uint32_t condition = node_child(unit, node, 0);
    uint32_t yes = node_child(unit, node, 1);
    uint32_t no = node_child(unit, node, 2);
    if (no == NONE)
        return;
    expression(unit, condition, NULL, false);
    int known = condition_value(unit, condition);
    uint32_t group = ++unit->groups;
    if (known != 0)
        arm(unit, yes, group, 0, values, lost);
    if (known != 1)
        arm(unit, no, group, 1, values, lost);
}

static void logical(struct unit *unit, uint32_t left, uint32_t right, int stops)
{
    expression(unit, left, NULL, false);
    if (condition_value(unit, left) != stops)
        arm(unit, right, ++unit->groups, 0, NULL, false);
}

/* p + i points into what p points into; other arithmetic makes a value nobody follows. */
static void arithmetic(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    uint32_t left = node_child(unit, node, 0);
    uint32_t right = node_child(unit, node, 1);
    const struct type *type = node_type(unit, node);
    bool pointer = type->class != TYPE_INT && type->inner && values;
    for (uint32_t side = left; side != NONE; side = side == left ? right : NONE) {
        if (pointer && node_type(unit, side)->inner)
            expression_value(unit, side, values);
        else
            expression(unit, side, NULL, values || lost);
    }
}

static void binary(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    uint32_t left = node_child(unit, node, 0);
    uint32_t right = node_child(unit, node, 1);
    if (right == NONE)
        return;
    switch (clang_getCursorBinaryOperatorKind(node_cursor(unit, node))) {
    case CXBinaryOperator_Assign:
        expression_assign(unit, node, values);
        return;
    case CXBinaryOperator_Comma:
        expression(unit, left, NULL, false);
        expression(unit, right, values, lost);
        return;
    case CXBinaryOperator_LAnd:
        logical(unit, left, right, 0);
        return;
    case CXBinaryOperator_LOr:
        logical(unit, left, right, 1);
        return;
    case CXBinaryOperator_LT:
    case CXBinaryOperator_GT:
    case CXBinaryOperator_LE:
    case CXBinaryOperator_GE:
    case CXBinaryOperator_EQ:
    case CXBinaryOperator_NE:
        expression(unit, left, NULL, false);
        expression(unit, right, NULL, false);
        return;
    default:
        arithmetic(unit, node, values, lost);
        return;
    }
}

static void statement_expression(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    uint32_t body = node_child(unit, node, 0);
    if (body == NONE)
        return;
    uint32_t last = node_last(unit, body);
    for (uint32_t child = node_child(unit, body, 0); child != NONE; child = node_next(unit, body, child)) {
        if (child == last && clang_isExpression(node_kind(unit, child)))
            values ? expression_value(unit, child, values) : expression(unit, child, NULL, lost);
        else
            statement(unit, child);
    }
}

static void generic(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    uint32_t found[GENERIC_CHOICES];
    uint32_t count = generic_choices(unit, node, found);
    uint32_t group = ++unit->groups;
    for (uint32_t i = 0; i < count; i++)
        arm(unit, found[i], group, i, values, lost);
}

/* Casts, `a ?: b`, __builtin_choose_expr, va_arg and atomic operations all look alike. */
static void unexposed(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    if (node_is_implicit_cast(unit, node)) {
        expression(unit, node_child(unit, node, 0), values, lost);
        return;
    }
    if (atomic_expression(unit, node, values))
        return;
    uint32_t count = node_children(unit, node);
    if (count == 4) { /* a ?: b, with a three times */
        uint32_t left = node_child(unit, node, 0);
        values ? expression_value(unit, left, values) : expression(unit, left, NULL, lost);
        arm(unit, node_child(unit, node, 3), ++unit->groups, 1, values, lost);
        return;
    }
    if (count == 3) { /* __builtin_choose_expr */
        int known = condition_value(unit, node_child(unit, node, 0));
        for (uint32_t i = 1; i <= 2; i++)
            if (known < 0 || known == (i == 1))
                arm(unit, node_child(unit, node, i), unit->groups + 1, i, values, lost);
        unit->groups++;
        return;
    }
    if (count == 2 && node_type(unit, node)->class == TYPE_INT)
        return; /* __builtin_types_compatible_p: types only */
    for (uint32_t child = node_child(unit, node, 0); child != NONE; child = node_next(unit, node, child))
        if (count > 1 || node_kind(unit, child) != CXCursor_ParenExpr || node_type(unit, child)->va_list)
            expression(unit, child, NULL, true);
    if (values && type_is_pointer_like(node_type(unit, node)))
        value_add_unknown(unit, values); /* va_arg */
}

static void cast(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    uint32_t operand = node_last(unit, node);
    if (operand == NONE)
        return;
    if (node_type(unit, node)->class == TYPE_VOID) {
        expression(unit, operand, NULL, false);
        return;
    }
    pun_records(unit, node_type(unit, node_strip(unit, operand)), node_type(unit, node), node_cursor(unit, node));
    if (values)
        expression_value(unit, operand, values);
    else
        expression(unit, operand, NULL, lost);
}

static void literal(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    struct access access = access_of(unit, node);
    uint32_t list = node_last(unit, node);
    if (list != NONE)
        initialise(unit, &access, list, NONE, node_cursor(unit, node));
    expression_read(unit, &access, node, values, lost);
}

void expression(struct unit *unit, uint32_t node, struct values *values, bool lost)
{
    if (node == NONE)
        return;
    switch (node_kind(unit, node)) {
    case CXCursor_IntegerLiteral:
    case CXCursor_FloatingLiteral:
    case CXCursor_StringLiteral:
    case CXCursor_CharacterLiteral:
    case CXCursor_UnaryExpr:
        return;
    case CXCursor_AddrLabelExpr: /* somebody can jump there from anywhere */
        unit->irregular = true;
        return;
    case CXCursor_ParenExpr:
        if (node_child(unit, node, 0) != NONE)
            expression(unit, node_child(unit, node, 0), values, lost);
        return;
    case CXCursor_UnexposedExpr:
        unexposed(unit, node, values, lost);
        return;
    case CXCursor_DeclRefExpr:
        expression_reference(unit, node, values, lost);
        return;
    case CXCursor_MemberRefExpr:
    case CXCursor_ArraySubscriptExpr:
        expression_read_memory(unit, node, values, lost);
        return;
    case CXCursor_UnaryOperator:
        unary(unit, node, values, lost);
        return;
    case CXCursor_BinaryOperator:
        binary(unit, node, values, lost);
        return;
    case CXCursor_CompoundAssignOperator:
        expression_modify(unit, node);
        return;
    case CXCursor_ConditionalOperator:
        conditional(unit, node, values, lost);
        return;
    case CXCursor_CallExpr:
        call_expression(unit, node, values);
        return;
    case CXCursor_CStyleCastExpr:
    case CXCursor_CXXStaticCastExpr:
    case CXCursor_CXXReinterpretCastExpr:
    case CXCursor_CXXConstCastExpr:
    case CXCursor_CXXFunctionalCastExpr:
        cast(unit, node, values, lost);
        return;
    case CXCursor_CompoundLiteralExpr:
        literal(unit, node, values, lost);
        return;
    case CXCursor_StmtExpr:
        statement_expression(unit, node, values, lost);
        return;
    case CXCursor_GenericSelectionExpr:
        generic(unit, node, values, lost);
        return;
    default:
        for (uint32_t child = node_child(unit, node, 0); child != NONE; child = node_next(unit, node, child))
            clang_isExpression(node_kind(unit, child)) ? expression(unit, child, NULL, lost)
                                                       : statement(unit, child);
        return;
    }
}

static bool number_value(struct unit *unit, uint32_t node, const struct type *type, struct values *values)
{
    enum CXCursorKind kind = node_kind(unit, node);
    int64_t number = 0;
    if (type->class == TYPE_INT && signal_expression(unit, node, &number)) {
        expression(unit, node, NULL, false);
        value_add_number(unit, values, number);
        return true;
    }
    if (kind == CXCursor_CallExpr || kind == CXCursor_MemberRefExpr || kind == CXCursor_ArraySubscriptExpr ||
        !constant_value(unit, node, &number))
        return false;
    if (type->class == TYPE_INT || (number >= -1 && number <= 3))
        value_add_number(unit, values, number);
    else
        value_add_unknown(unit, values);
    return true;
}

void expression_value(struct unit *unit, uint32_t node, struct values *values)
{
    uint32_t inner = node_strip(unit, node);
    const struct type *target = node_type(unit, node);
    const struct type *source = node_type(unit, inner);
    bool to_function = target->class == TYPE_FUNCTION_POINTER || target->class == TYPE_FUNCTION;
    bool followed = to_function || type_is_followed(unit, target) || type_is_followed(unit, source);
    if (!followed) {
        expression(unit, inner, NULL, true);
        return;
    }
    uint32_t before = values->list.count;
    if (!number_value(unit, inner, target->class == TYPE_INT ? target : source, values))
        expression(unit, inner, values, false);
    bool to_record = target->class == TYPE_RECORD_POINTER && type_is_followed(unit, target);
    if ((to_function || to_record) && values->list.count == before)
        value_add_unknown(unit, values);
}
