/* SPDX-License-Identifier: Apache-2.0
 *
 * Variables: takes a declaration, gives one number for all declarations of the same thing, with what names
 * its slot. A compound literal is a variable without a name. A file-scope one that is met for the first time
 * is queued, for its initialiser is then wanted.
 */
#include "facts/source/unit.h"

static uint32_t parameter_position(CXCursor function, CXCursor parameter)
{
    int count = clang_Cursor_getNumArguments(function);
    for (int i = 0; i < count; i++)
        if (clang_Cursor_getArgument(function, (unsigned)i).data[0] == parameter.data[0])
            return (uint32_t)i;
    return NONE;
}

static bool is_constant(CXCursor cursor)
{
    CXType type = clang_getCanonicalType(clang_getCursorType(cursor));
    for (; type.kind != CXType_Invalid; type = clang_getArrayElementType(type))
        if (clang_isConstQualifiedType(type)) /* clang moves it between the array and its elements */
            return true;
    return false;
}

static bool describe_parameter(struct unit *unit, CXCursor cursor, struct variable *variable)
{
    CXCursor owner = clang_getCursorSemanticParent(cursor);
    variable->kind = SLOT_PARAMETER;
    variable->automatic = true;
    variable->local = true;
    variable->index = parameter_position(owner, cursor);
    if (variable->index == NONE || clang_isInvalid(owner.kind))
        return false;
    variable->function = function_of(unit, owner);
    return variable->function != NONE;
}

static bool has_frame(CXCursor cursor)
{
    if (clang_getCursorLinkage(cursor) != CXLinkage_NoLinkage)
        return false;
    return clang_Cursor_getStorageClass(cursor) != CX_SC_Static;
}

static void describe_variable(struct unit *unit, CXCursor cursor, struct variable *variable)
{
    enum CXLinkageKind linkage = clang_getCursorLinkage(cursor);
    variable->kind = SLOT_VARIABLE;
    if (linkage == CXLinkage_NoLinkage) {
        struct place place = place_of(unit, cursor);
        name_id name = take_string(unit, clang_getCursorSpelling(cursor));
        variable->name =
            intern_format(unit->names, "%s@%u:%u", intern_get(unit->names, name), place.line, place.column);
        variable->function = unit->function;
        variable->local = true;
        variable->automatic = has_frame(cursor);
        return;
    }
    variable->local = linkage == CXLinkage_Internal;
    variable->name = linker_name(unit, cursor, take_string(unit, clang_getCursorSpelling(cursor)));
    *array_push(&unit->variable_queue, unit->scratch) = cursor;
}

/* NONE for what is no object of its own: a parameter in a function type. */
uint32_t variable_of(struct unit *unit, CXCursor declaration)
{
    uint64_t key = (uint64_t)(uintptr_t)declaration.data[0];
    uint32_t known = map_get(unit->variable_index, key);
    if (known != MAP_NONE)
        return known;
    CXCursor canonical = clang_getCanonicalCursor(declaration);
    if (declaration.kind == CXCursor_VarDecl && canonical.data[0] != declaration.data[0]) {
        uint32_t same = variable_of(unit, canonical);
        map_set(unit->variable_index, key, same);
        return same;
    }
    struct variable variable = {.cursor = declaration,
                                .function = NONE,
                                .last_definition = NONE,
                                .last_escape = NONE,
                                .kind = SLOT_VARIABLE};
    variable.type = type_of(unit, clang_getCursorType(declaration));
    variable.constant = variable.type->class == TYPE_ARRAY && is_constant(declaration);
    if (declaration.kind == CXCursor_ParmDecl) {
        if (!describe_parameter(unit, declaration, &variable))
            return NONE;
    } else {
        describe_variable(unit, declaration, &variable);
    }
    uint32_t made = unit->variables.count;
    map_set(unit->variable_index, key, made);
    *array_push(&unit->variables, unit->scratch) = variable;
    return made;
}

uint32_t variable_literal(struct unit *unit, uint32_t node)
{
    CXCursor cursor = node_cursor(unit, node);
    uint64_t key = (uint64_t)(uintptr_t)cursor.data[1];
    uint32_t known = map_get(unit->variable_index, key);
    if (known != MAP_NONE)
        return known;
    struct place place = place_of(unit, cursor);
    struct variable variable = {.cursor = cursor,
                                .type = node_type(unit, node),
                                .kind = SLOT_VARIABLE,
                                .function = unit->function,
                                .name =
                                    intern_format(unit->names, "(literal)@%u:%u", place.line, place.column),
                                .local = true,
                                .automatic = unit->function != NONE,
                                .last_definition = NONE,
                                .last_escape = NONE};
    uint32_t made = unit->variables.count;
    map_set(unit->variable_index, key, made);
    *array_push(&unit->variables, unit->scratch) = variable;
    return made;
}
