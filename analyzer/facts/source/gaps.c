/* SPDX-License-Identifier: Apache-2.0
 *
 * Gaps: takes what clang complains about, gives a gap for every place where something may be missing. Clang
 * drops a statement with an unknown name silently, so an error in a body means that its calls are not all
 * there. What clang merely dislikes (an unknown option, an attribute, a warning made an error) leaves the
 * tree whole.
 */
#include "base/text.h"
#include "facts/source/unit.h"
#include <ctype.h>
#include <string.h>

void gap_add(struct unit *unit, const char *kind, name_id subject, const char *why, struct place place,
             uint32_t function)
{
    *array_push(&unit->facts->gaps, unit->arena) = (struct gap){.kind = intern_text(unit->names, kind),
                                                                .subject = subject,
                                                                .why = intern_text(unit->names, why),
                                                                .place = place,
                                                                .function = function};
}

static const char nested[] = "function definition is not allowed here";

/* The name in front of the parameters of a nested function, whose body begins at the location. */
static name_id nested_name(struct unit *unit, CXSourceLocation location)
{
    CXFile file = NULL;
    unsigned offset = 0;
    size_t size = 0;
    clang_getExpansionLocation(location, &file, NULL, NULL, &offset);
    const char *text = file ? clang_getFileContents(unit->handle, file, &size) : NULL;
    if (!text || offset > size)
        return 0;
    while (offset && text[offset - 1] != ')' && text[offset - 1] != ';')
        offset--;
    int depth = 0;
    for (; offset && text[offset - 1] != ';'; offset--) {
        depth += text[offset - 1] == ')';
        if (text[offset - 1] == '(' && --depth == 0)
            break;
    }
    while (offset && (text[offset - 1] == '(' || isspace((unsigned char)text[offset - 1])))
        offset--;
    size_t end = offset;
    while (offset && (isalnum((unsigned char)text[offset - 1]) || text[offset - 1] == '_'))
        offset--;
    return intern_bytes(unit->names, text + offset, end - offset);
}

/*
 * Clang drops a nested function, and takes a call of it for one of an unknown function outside. The gap says
 * it all; such a call must not be believed.
 */
void gaps_find_nested(struct unit *unit)
{
    unsigned count = clang_getNumDiagnostics(unit->handle);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(unit->handle, i);
        CXString string = clang_getDiagnosticSpelling(diagnostic);
        name_id name = 0;
        if (strstr(clang_getCString(string), nested))
            name = nested_name(unit, clang_getDiagnosticLocation(diagnostic));
        if (name)
            *array_push(&unit->nested, unit->scratch) = name;
        clang_disposeString(string);
        clang_disposeDiagnostic(diagnostic);
    }
}

bool is_nested_function(const struct unit *unit, uint32_t function)
{
    const struct function *known = &unit->facts->functions.items[function];
    if (known->flags & FUNCTION_DEFINED || !(known->flags & FUNCTION_NO_PROTOTYPE))
        return false;
    for (uint32_t i = 0; i < unit->nested.count; i++)
        if (unit->nested.items[i] == known->name)
            return true;
    return false;
}

/* True when something may be missing because of it. */
bool diagnostic_counts(CXDiagnostic diagnostic)
{
    if (clang_getDiagnosticSeverity(diagnostic) < CXDiagnostic_Error)
        return false;
    CXString category = clang_getDiagnosticCategoryText(diagnostic);
    CXString option = clang_getDiagnosticOption(diagnostic, NULL);
    CXString text = clang_getDiagnosticSpelling(diagnostic);
    const char *said = clang_getCString(text);
    bool of_options = !*clang_getCString(category) && !strstr(said, "too many errors");
    bool of_warning = text_starts(clang_getCString(option), "-W");
    bool of_attribute = strstr(said, "attribute") && !strstr(said, "expected");
    clang_disposeString(category);
    clang_disposeString(option);
    clang_disposeString(text);
    return !of_options && !of_warning && !of_attribute;
}

struct enclosing {
    struct unit *unit;
    struct place place;
    CXCursor found;
};

static enum CXChildVisitResult match_body(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct enclosing *enclosing = data;
    (void)parent;
    if (cursor.kind == CXCursor_Namespace || cursor.kind == CXCursor_LinkageSpec ||
        cursor.kind == CXCursor_ClassDecl)
        return CXChildVisit_Recurse;
    if (cursor.kind != CXCursor_FunctionDecl && cursor.kind != CXCursor_CXXMethod &&
        cursor.kind != CXCursor_Constructor && cursor.kind != CXCursor_Destructor)
        return CXChildVisit_Continue;
    if (!clang_isCursorDefinition(cursor))
        return CXChildVisit_Continue;
    CXSourceRange range = clang_getCursorExtent(cursor);
    struct place first = place_of_location(enclosing->unit, clang_getRangeStart(range));
    struct place last = place_of_location(enclosing->unit, clang_getRangeEnd(range));
    if (first.file != enclosing->place.file || first.line > enclosing->place.line ||
        last.line < enclosing->place.line)
        return CXChildVisit_Continue;
    enclosing->found = cursor;
    return CXChildVisit_Break;
}

static void missing_header(struct unit *unit, const char *said, struct place place)
{
    const char *name = strchr(said, '\'');
    size_t length = name ? strcspn(name + 1, "'") : 0;
    gap_add(unit, "does-not-parse", name ? intern_bytes(unit->names, name + 1, length) : 0,
            "a header is not found: add its folder to the compile command", place, NONE);
}

static bool same_gap(const struct unit *unit, const struct gap *gap, const char *why, struct place place)
{
    return gap->place.line == place.line && gap->place.file == place.file &&
           strcmp(intern_get(unit->names, gap->why), why) == 0;
}

static void gap_of(struct unit *unit, CXDiagnostic diagnostic)
{
    CXString string = clang_getDiagnosticSpelling(diagnostic);
    const char *said = clang_getCString(string);
    struct place place = place_of_location(unit, clang_getDiagnosticLocation(diagnostic));
    if (strstr(said, "file not found")) {
        missing_header(unit, said, place);
        clang_disposeString(string);
        return;
    }
    struct enclosing enclosing = {unit, place, clang_getNullCursor()};
    clang_visitChildren(clang_getTranslationUnitCursor(unit->handle), match_body, &enclosing);
    uint32_t function = NONE;
    bool wanted = true;
    if (!clang_Cursor_isNull(enclosing.found)) {
        CXCursor canonical = clang_getCanonicalCursor(enclosing.found);
        function = map_get(unit->function_index, (uint64_t)(uintptr_t)canonical.data[0]);
        wanted = function != MAP_NONE; /* a body that nobody needs */
    }
    if (wanted) {
        bool is_nested = strstr(said, nested);
        name_id subject = function == NONE ? place.file : unit->facts->functions.items[function].name;
        if (unit->facts->gaps.count && same_gap(unit, array_last(&unit->facts->gaps), said, place)) {
            clang_disposeString(string);
            return;
        }
        gap_add(unit, is_nested ? "nested-function" : "does-not-parse", subject, said, place, function);
        if (function != NONE)
            unit->facts->functions.items[function].flags |= FUNCTION_INCOMPLETE;
    }
    clang_disposeString(string);
}

void gaps_of_diagnostics(struct unit *unit)
{
    unsigned count = clang_getNumDiagnostics(unit->handle);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(unit->handle, i);
        if (diagnostic_counts(diagnostic))
            gap_of(unit, diagnostic);
        clang_disposeDiagnostic(diagnostic);
    }
}
