/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers that stand in the source: takes an expression, gives its value when every leaf is a literal, an
 * enumeration constant or a sizeof; so a condition that a macro made constant is known, one that only an
 * optimiser can know is not.
 */
#include "facts/source/unit.h"
#include <string.h>

/* Real-time signals as numbers: SIGRTMIN + n and SIGRTMAX - n are not known before the program runs. */
enum { RTMIN = 1000, RTMAX = 2000 };

static bool is_enumerator(CXCursor cursor)
{
    return clang_getCursorReferenced(cursor).kind == CXCursor_EnumConstantDecl;
}

static bool only_literals(struct unit *unit, uint32_t node)
{
    switch (node_kind(unit, node)) {
    case CXCursor_IntegerLiteral:
    case CXCursor_CharacterLiteral:
    case CXCursor_UnaryExpr:
        return true;
    case CXCursor_DeclRefExpr:
        return is_enumerator(node_cursor(unit, node));
    case CXCursor_ParenExpr:
    case CXCursor_UnaryOperator:
    case CXCursor_BinaryOperator:
    case CXCursor_ConditionalOperator:
    case CXCursor_CStyleCastExpr:
    case CXCursor_UnexposedExpr:
        break;
    default:
        return false;
    }
    uint32_t child = node_child(unit, node, 0);
    bool any = child != NONE;
    for (; child != NONE; child = node_next(unit, node, child))
        if (!only_literals(unit, child))
            return false;
    return any;
}

static bool evaluate(CXCursor cursor, int64_t *value)
{
    CXEvalResult result = clang_Cursor_Evaluate(cursor);
    if (!result)
        return false;
    bool is_int = clang_EvalResult_getKind(result) == CXEval_Int;
    if (is_int)
        *value = clang_EvalResult_getAsLongLong(result);
    clang_EvalResult_dispose(result);
    return is_int;
}

/* An integer, or what is behind a pointer made of one: (void (*)(int))1. */
bool constant_value(struct unit *unit, uint32_t node, int64_t *value)
{
    node = node_strip(unit, node);
    while (node_kind(unit, node) == CXCursor_CStyleCastExpr)
        node = node_strip(unit, node_last(unit, node));
    CXCursor cursor = node_cursor(unit, node);
    if (cursor.kind == CXCursor_DeclRefExpr) {
        CXCursor target = clang_getCursorReferenced(cursor);
        if (target.kind != CXCursor_EnumConstantDecl)
            return false;
        *value = clang_getEnumConstantDeclValue(target);
        return true;
    }
    return only_literals(unit, node) && evaluate(cursor, value);
}

/* 0 or 1 when literals decide, whatever else is evaluated; -1 when they do not. */
int condition_value(struct unit *unit, uint32_t node)
{
    node = node_strip(unit, node);
    CXCursor cursor = node_cursor(unit, node);
    if (cursor.kind == CXCursor_UnaryOperator &&
        clang_getCursorUnaryOperatorKind(cursor) == CXUnaryOperator_LNot) {
        int inner = condition_value(unit, node_child(unit, node, 0));
        return inner < 0 ? inner : !inner;
    }
    if (cursor.kind == CXCursor_BinaryOperator) {
        enum CXBinaryOperatorKind operation = clang_getCursorBinaryOperatorKind(cursor);
        if (operation == CXBinaryOperator_LAnd || operation == CXBinaryOperator_LOr) {
            int decisive = operation == CXBinaryOperator_LOr;
            int left = condition_value(unit, node_child(unit, node, 0));
            int right = condition_value(unit, node_child(unit, node, 1));
            if (left == decisive || right == decisive)
                return decisive;
            return left < 0 || right < 0 ? -1 : !decisive;
        }
    }
    int64_t value = 0;
    return constant_value(unit, node, &value) ? value != 0 : -1;
}

static int64_t real_time_base(struct unit *unit, uint32_t node)
{
    node = node_strip(unit, node);
    if (node_kind(unit, node) != CXCursor_CallExpr)
        return 0;
    CXString name = clang_getCursorSpelling(node_cursor(unit, node));
    const char *text = clang_getCString(name);
    int64_t base = 0;
    if (strcmp(text, "__libc_current_sigrtmin") == 0)
        base = RTMIN;
    else if (strcmp(text, "__libc_current_sigrtmax") == 0)
        base = RTMAX;
    clang_disposeString(name);
    return base;
}

/* SIGRTMIN, SIGRTMIN + 2, SIGRTMAX - 1. */
bool signal_expression(struct unit *unit, uint32_t node, int64_t *value)
{
    node = node_strip(unit, node);
    *value = real_time_base(unit, node);
    if (*value)
        return true;
    if (node_kind(unit, node) != CXCursor_BinaryOperator)
        return false;
    enum CXBinaryOperatorKind operation = clang_getCursorBinaryOperatorKind(node_cursor(unit, node));
    if (operation != CXBinaryOperator_Add && operation != CXBinaryOperator_Sub)
        return false;
    int64_t base = real_time_base(unit, node_child(unit, node, 0));
    int64_t more = 0;
    if (!base || !constant_value(unit, node_child(unit, node, 1), &more))
        return false;
    *value = operation == CXBinaryOperator_Add ? base + more : base - more;
    return true;
}
