/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions: takes declarations, gives each function of the unit one number, and decides which bodies are
 * read. Those are the ones the object will have, and from there whatever they name: the inline functions of a
 * header that nobody uses cost nothing.
 */
#include "base/text.h"
#include "facts/source/unit.h"
#include <string.h>

static bool is_function(enum CXCursorKind kind)
{
    return kind == CXCursor_FunctionDecl || kind == CXCursor_CXXMethod || kind == CXCursor_Constructor ||
           kind == CXCursor_Destructor || kind == CXCursor_ConversionFunction;
}

static uint32_t scope_of(struct unit *unit, CXCursor cursor, const struct function *function)
{
    enum CXLinkageKind linkage = clang_getCursorLinkage(cursor);
    if (linkage == CXLinkage_Internal || linkage == CXLinkage_UniqueExternal)
        return SCOPE_LOCAL;
    bool shared = function->flags & FUNCTION_INLINE && function->flags & FUNCTION_DEFINED;
    if (shared && !unit->cxx && clang_Cursor_getStorageClass(cursor) == CX_SC_Extern)
        shared = false; /* this unit emits it for all */
    return shared ? SCOPE_WEAK : SCOPE_GLOBAL;
}

static bool is_builtin(const struct unit *unit, name_id linker)
{
    const char *name = intern_get(unit->names, linker);
    return text_starts(name, "__builtin_") || text_starts(name, "__sync_") || text_starts(name, "__atomic_");
}

static void describe(struct unit *unit, struct function *function, CXCursor canonical, CXCursor definition)
{
    bool defined = !clang_Cursor_isNull(definition);
    CXCursor shown = defined ? definition : canonical;
    function->name = take_string(unit, clang_getCursorSpelling(canonical));
    function->linker = linker_name(unit, canonical, function->name);
    const struct type *spelled = type_of(unit, clang_getCursorType(shown));
    function->type = type_spelling(unit, spelled);
    CXSourceLocation location = clang_getCursorLocation(shown);
    function->place = place_of_location(unit, location);
    int parameters = clang_Cursor_getNumArguments(shown);
    function->parameters = parameters > 0 ? (uint32_t)parameters : 0;
    CXType type = clang_getCursorType(shown);
    if (spelled->noreturn)
        function->flags |= FUNCTION_NORETURN;
    if (clang_Location_isInSystemHeader(location) || !function->place.file ||
        is_builtin(unit, function->linker))
        function->flags |= FUNCTION_SYSTEM;
    if (clang_isFunctionTypeVariadic(type) && clang_getCanonicalType(type).kind == CXType_FunctionProto)
        function->flags |= FUNCTION_VARIADIC;
    if (clang_getCanonicalType(type).kind == CXType_FunctionNoProto)
        function->flags |= FUNCTION_NO_PROTOTYPE;
    if (clang_Cursor_isFunctionInlined(shown) || clang_Cursor_isFunctionInlined(canonical))
        function->flags |= FUNCTION_INLINE;
    if (defined) {
        CXSourceLocation end = clang_getRangeEnd(clang_getCursorExtent(definition));
        function->end_line = place_of_location(unit, end).line;
        function->flags |= FUNCTION_DEFINED;
    }
    function->scope = scope_of(unit, shown, function);
}

static bool is_spelled(CXCursor cursor, const char *name)
{
    CXString spelling = clang_getCursorSpelling(cursor);
    bool same = strcmp(clang_getCString(spelling), name) == 0;
    clang_disposeString(spelling);
    return same;
}

static enum CXChildVisitResult find_call_operator(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    if (cursor.kind != CXCursor_CXXMethod || !is_spelled(cursor, "operation()"))
        return CXChildVisit_Continue;
    *(CXCursor *)data = cursor;
    return CXChildVisit_Break;
}

/* A lambda that became a function pointer is a function without a body that runs the lambda's operation. */
static CXCursor behind_lambda(CXCursor declaration)
{
    CXCursor found = declaration;
    if (declaration.kind == CXCursor_CXXMethod && is_spelled(declaration, "__invoke"))
        clang_visitChildren(clang_getCursorSemanticParent(declaration), find_call_operator, &found);
    return found;
}

uint32_t function_of(struct unit *unit, CXCursor declaration)
{
    if (!is_function(declaration.kind))
        return NONE;
    if (unit->cxx)
        declaration = behind_lambda(declaration);
    uint64_t key = (uint64_t)(uintptr_t)declaration.data[0];
    uint32_t known = map_get(unit->function_index, key);
    if (known != MAP_NONE)
        return known;
    CXCursor canonical = clang_getCanonicalCursor(declaration);
    attributes_note_local(unit, declaration, canonical);
    if (canonical.data[0] != declaration.data[0]) {
        uint32_t same = function_of(unit, canonical);
        map_set(unit->function_index, key, same);
        return same;
    }
    uint32_t made = unit->facts->functions.count;
    map_set(unit->function_index, key, made);
    struct function function = {0};
    CXCursor definition = clang_getCursorDefinition(canonical);
    describe(unit, &function, canonical, definition);
    *array_push(&unit->facts->functions, unit->arena) = function;
    *array_push(&unit->functions, unit->scratch) =
        (struct known_function){.cursor = canonical, .definition = definition};
    attributes_read(unit, made, canonical);
    if (!clang_Cursor_isNull(definition))
        *array_push(&unit->function_queue, unit->scratch) = made;
    return made;
}

/* In C++, code that depends on template arguments is no code yet. */
static bool is_template(CXCursor cursor)
{
    for (CXCursor at = cursor; !clang_isInvalid(at.kind) && at.kind != CXCursor_TranslationUnit;
         at = clang_getCursorSemanticParent(at))
        if (at.kind == CXCursor_ClassTemplate || at.kind == CXCursor_ClassTemplatePartialSpecialization ||
            at.kind == CXCursor_FunctionTemplate)
            return true;
    return false;
}

/* What other units can call is in the object even when nobody here does, and so is what runs before main or behind it; the
 * main file is always read. */
static bool is_root(struct unit *unit, CXCursor cursor)
{
    if (unit->cxx && is_template(cursor))
        return false;
    bool is_inline = clang_Cursor_isFunctionInlined(cursor);
    if (clang_Cursor_getStorageClass(cursor) != CX_SC_Static && !is_inline)
        return true;
    return in_main_file(unit, cursor) ||
           (!is_inline && clang_Cursor_hasAttrs(cursor) && attributes_run(unit, cursor));
}

static enum CXChildVisitResult visit_top(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct unit *unit = data;
    (void)parent;
    switch (cursor.kind) {
    case CXCursor_FunctionDecl:
    case CXCursor_CXXMethod:
    case CXCursor_Constructor:
    case CXCursor_Destructor:
    case CXCursor_ConversionFunction:
        attributes_note(unit, cursor);
        if (clang_isCursorDefinition(cursor) || (clang_Cursor_hasAttrs(cursor) && in_main_file(unit, cursor)))
            *array_push(&unit->roots, unit->scratch) = cursor;
        return CXChildVisit_Continue;
    case CXCursor_VarDecl:
        attributes_note(unit, cursor);
        *array_push(&unit->roots, unit->scratch) = cursor;
        return CXChildVisit_Continue;
    case CXCursor_UnexposedDecl: /* file-scope asm, static assertions; extern "C" of older releases */
        *array_push(&unit->roots, unit->scratch) = cursor;
        return unit->cxx ? CXChildVisit_Recurse : CXChildVisit_Continue;
    case CXCursor_Namespace:
    case CXCursor_LinkageSpec:
        return CXChildVisit_Recurse;
    case CXCursor_ClassDecl:
    case CXCursor_StructDecl:
        return unit->cxx ? CXChildVisit_Recurse : CXChildVisit_Continue;
    default:
        return CXChildVisit_Continue;
    }
}

static bool starts_assembly(struct unit *unit, CXCursor cursor)
{
    size_t length = 0;
    const char *text = text_at(unit, clang_getCursorLocation(cursor), &length);
    return text && length > 8 && (strncmp(text, "asm", 3) == 0 || strncmp(text, "__asm", 5) == 0);
}

static void add_root(struct unit *unit, CXCursor cursor)
{
    if (cursor.kind == CXCursor_UnexposedDecl) {
        if (in_main_file(unit, cursor) && starts_assembly(unit, cursor))
            assembly_add(unit, cursor);
        return;
    }
    if (cursor.kind != CXCursor_VarDecl) {
        bool defined = clang_isCursorDefinition(cursor);
        if (defined ? is_root(unit, cursor) : attributes_define(unit, cursor))
            function_of(unit, cursor);
        return;
    }
    CXCursor found = clang_Cursor_getVarDeclInitializer(cursor);
    if (clang_Cursor_isNull(found) || clang_isInvalid(found.kind))
        return;
    if (unit->cxx && !in_main_file(unit, cursor))
        return; /* constants of the library; the others are read when something names them */
    if (clang_Cursor_getStorageClass(cursor) != CX_SC_Static || in_main_file(unit, cursor))
        variable_of(unit, cursor);
}

static void work_off(struct unit *unit, uint32_t *functions, uint32_t *variables)
{
    while (*functions < unit->function_queue.count || *variables < unit->variable_queue.count) {
        if (*variables < unit->variable_queue.count) {
            CXCursor cursor = unit->variable_queue.items[(*variables)++];
            variable_read(unit, cursor);
        } else {
            uint32_t function = unit->function_queue.items[(*functions)++];
            function_read(unit, function);
        }
    }
}

void unit_visit(struct unit *unit)
{
    uint32_t functions = 0;
    uint32_t variables = 0;
    unit->function = NONE;
    clang_visitChildren(clang_getTranslationUnitCursor(unit->handle), visit_top, unit);
    for (uint32_t i = 0; i < unit->roots.count; i++) {
        add_root(unit, unit->roots.items[i]);
        work_off(unit, &functions, &variables);
    }
    slots_fill_elements(unit);
}

struct search {
    const char *name;
    CXCursor found;
};

static enum CXChildVisitResult match_name(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct search *search = data;
    (void)parent;
    if (cursor.kind == CXCursor_LinkageSpec || cursor.kind == CXCursor_Namespace)
        return CXChildVisit_Recurse;
    if (cursor.kind != CXCursor_FunctionDecl)
        return CXChildVisit_Continue;
    CXString string = clang_getCursorSpelling(cursor);
    bool same = strcmp(clang_getCString(string), search->name) == 0;
    clang_disposeString(string);
    if (!same)
        return CXChildVisit_Continue;
    search->found = cursor;
    return CXChildVisit_Break;
}

/* A file-scope function by its name; the null cursor when there is none. */
CXCursor function_named(struct unit *unit, const char *name)
{
    struct search search = {name, clang_getNullCursor()};
    clang_visitChildren(clang_getTranslationUnitCursor(unit->handle), match_name, &search);
    return search.found;
}
