/* SPDX-License-Identifier: Apache-2.0
 *
 * SIGVET_TARGETS: takes the declaration of a pointer, or a record and the path of a member, gives the functions that it is
 * declared to hold as "f,g".
 */
#include "base/text.h"
#include "facts/source/unit.h"
#include <string.h>

struct looking {
    struct unit *unit;
    name_id found;
};

static enum CXChildVisitResult look(CXCursor cursor, CXCursor parent, CXClientData data)
{
    static const char begin[] = "sigvet:targets:";
    struct looking *looking = data;
    (void)parent;
    if (clang_getCursorKind(cursor) != CXCursor_AnnotateAttr)
        return CXChildVisit_Continue;
    CXString string = clang_getCursorSpelling(cursor);
    const char *text = clang_getCString(string);
    if (text && text_starts(text, begin)) {
        struct text names = {.arena = looking->unit->scratch};
        for (text += strlen(begin); *text; text++)
            if (*text != ' ' && *text != '\n' && *text != '\t')
                text_add_bytes(&names, text, 1);
        looking->found = intern_text(looking->unit->names, text_get(&names));
    }
    clang_disposeString(string);
    return looking->found ? CXChildVisit_Break : CXChildVisit_Continue;
}

/* Of a declaration, else of the typedef that is its type. */
name_id contract_of(struct unit *unit, CXCursor declaration)
{
    struct looking looking = {.unit = unit};
    for (int step = 0; step < 4 && !looking.found; step++) {
        if (clang_Cursor_hasAttrs(declaration))
            clang_visitChildren(declaration, look, &looking);
        CXType type = step ? clang_getTypedefDeclUnderlyingType(declaration) : clang_getCursorType(declaration);
        while (type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray)
            type = clang_getArrayElementType(type);
        if (type.kind == CXType_Elaborated)
            type = clang_Type_getNamedType(type);
        if (type.kind != CXType_Typedef)
            break;
        declaration = clang_getTypeDeclaration(type);
    }
    return looking.found;
}

static const struct field *field_named(struct unit *unit, const struct record *record, name_id name)
{
    for (uint32_t i = 0; i < record->fields.count; i++) {
        const struct field *field = &record->fields.items[i];
        const struct record *inner = field->elided ? record_of(unit, type_without_arrays(field->type)) : NULL;
        const struct field *found = inner ? field_named(unit, inner, name) : field->name == name ? field : NULL;
        if (found)
            return found;
    }
    return NULL;
}

name_id contract_of_member(struct unit *unit, const struct record *record, name_id path)
{
    const char *text = intern_get(unit->names, path);
    while (record && *text) {
        size_t length = strcspn(text, ".");
        const struct field *field = field_named(unit, record, intern_bytes(unit->names, text, length));
        if (!field)
            return 0;
        if (!text[length])
            return field->targets;
        record = record_of(unit, type_without_arrays(field->type));
        text += length + 1;
    }
    return 0;
}
