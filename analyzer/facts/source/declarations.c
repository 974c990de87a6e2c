/* SPDX-License-Identifier: Apache-2.0
 *
 * Local declarations and the two things that are read whole: a function with a body, a file-scope variable
 * with an initialiser.
 */
#include "facts/source/unit.h"

/* The initialiser among the children of a declaration, which are array bounds and operands of typeof too. */
static uint32_t initialiser_of(struct unit *unit, uint32_t node)
{
    uint32_t last = node_last(unit, node);
    if (last == NONE || !clang_isExpression(node_kind(unit, last)))
        return NONE;
    CXCursor found = clang_Cursor_getVarDeclInitializer(node_cursor(unit, node));
    return found.data[1] == node_cursor(unit, last).data[1] ? last : NONE;
}

static void array_bounds(struct unit *unit, uint32_t node, uint32_t initialiser)
{
    if (clang_getCanonicalType(clang_getCursorType(node_cursor(unit, node))).kind != CXType_VariableArray)
        return;
    for (uint32_t at = node_child(unit, node, 0); at != NONE && at != initialiser;
         at = node_next(unit, node, at))
        if (clang_isExpression(node_kind(unit, at)))
            expression(unit, at, NULL, false);
}

static void variable_initialise(struct unit *unit, uint32_t variable, uint32_t initialiser, CXCursor cursor)
{
    struct access target = access_of_variable(unit, variable);
    uint32_t inner = node_strip(unit, initialiser);
    enum CXCursorKind kind = node_kind(unit, inner);
    if (unit->function != NONE)
        copy_add(unit, COPY_INIT, target.type, initialiser, cursor);
    if (kind == CXCursor_InitListExpr ||
        (kind == CXCursor_CompoundLiteralExpr && target.type->class != TYPE_RECORD_POINTER &&
         !type_is_followed(unit, target.type)))
        initialise(unit, &target, inner, NONE, cursor);
    else
        assign(unit, &target, initialiser, NONE, cursor);
}

void variable_declaration(struct unit *unit, uint32_t node)
{
    CXCursor cursor = node_cursor(unit, node);
    uint32_t initialiser = initialiser_of(unit, node);
    uint32_t variable = variable_of(unit, cursor);
    array_bounds(unit, node, initialiser);
    bool automatic = unit->variables.items[variable].automatic;
    if (automatic && clang_Cursor_hasAttrs(cursor)) {
        CXCursor cleaner = cleanup_of(unit, cursor);
        uint32_t function = clang_Cursor_isNull(cleaner) ? NONE : function_of(unit, cleaner);
        if (function != NONE)
            call_cleanup(unit, function, cursor);
    }
    if (initialiser == NONE) {
        struct access target = access_of_variable(unit, variable);
        target.exact = true;
        if (automatic)
            reaching_define(unit, &target, NULL, true);
        return;
    }
    uint32_t function = unit->function;
    if (!automatic)
        unit->function = NONE; /* it has its value before anything runs */
    variable_initialise(unit, variable, initialiser, cursor);
    unit->function = function;
}

static void too_deep(struct unit *unit, CXCursor cursor)
{
    struct place place = place_of(unit, cursor);
    name_id subject = take_string(unit, clang_getCursorSpelling(cursor));
    gap_add(unit, "does-not-parse", subject, "nested too deep", place, unit->function);
    if (unit->function != NONE)
        unit->facts->functions.items[unit->function].flags |= FUNCTION_INCOMPLETE;
}

void variable_read(struct unit *unit, CXCursor cursor)
{
    CXCursor definition = clang_getCursorDefinition(cursor);
    if (clang_Cursor_isNull(definition) || clang_isInvalid(definition.kind))
        return;
    CXCursor found = clang_Cursor_getVarDeclInitializer(definition);
    if (clang_Cursor_isNull(found) || clang_isInvalid(found.kind))
        return;
    unit->function = NONE;
    reaching_begin(unit);
    if (!tree_read(unit, definition)) {
        too_deep(unit, definition);
        return;
    }
    uint32_t initialiser = initialiser_of(unit, 0);
    if (initialiser != NONE)
        variable_initialise(unit, variable_of(unit, definition), initialiser, definition);
}

void function_read(struct unit *unit, uint32_t function)
{
    CXCursor definition = unit->functions.items[function].definition;
    unit->function = function;
    unit->first_flow = unit->facts->flows.count;
    unit->first_call = unit->facts->calls.count;
    reaching_begin(unit);
    if (!tree_read(unit, definition)) {
        too_deep(unit, definition);
        unit->function = NONE;
        return;
    }
    for (uint32_t at = node_child(unit, 0, 0); at != NONE; at = node_next(unit, 0, at)) {
        enum CXCursorKind kind = node_kind(unit, at);
        if (kind == CXCursor_CompoundStmt || (unit->cxx && kind == CXCursor_CXXTryStmt))
            statement(unit, at);
        else if (definition.kind == CXCursor_Constructor && clang_isExpression(kind))
            expression(unit, at, NULL, true);
    }
    reaching_resolve_jumps(unit);
    effects_summarise(unit);
    reaching_end(unit);
    flow_pending_end(unit);
    unit->function = NONE;
}
