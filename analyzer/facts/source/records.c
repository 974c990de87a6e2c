/* SPDX-License-Identifier: Apache-2.0
 *
 * Records: takes a struct or union type, gives its tag, its fields, and its leaves: the members, however
 * deep, that can hold a function pointer, and the integers beside them (tables of signals and handlers). An
 * anonymous member and a union like glibc's __sigaction_handler are no part of a path, so that sa_handler is
 * "sa_handler" in every libc.
 */
#include "base/text.h"
#include "facts/source/unit.h"
#include <string.h>

enum { LEAVES = 64 };

name_id join_path(struct unit *unit, name_id left, name_id right)
{
    if (!left || !right)
        return left ? left : right;
    return intern_format(unit->names, "%s.%s", intern_get(unit->names, left), intern_get(unit->names, right));
}

static name_id tag_of(struct unit *unit, CXType type, CXCursor declaration)
{
    name_id name = 0;
    if (unit->cxx || clang_Cursor_isAnonymous(declaration)) {
        name = take_string(unit, clang_getTypeSpelling(clang_getUnqualifiedType(type)));
        const char *text = intern_get(unit->names, name);
        if (strchr(text, '(') || !*text) {
            struct place place = place_of(unit, declaration);
            return intern_format(unit->names, "%s:%u:%u", intern_get(unit->names, place.file), place.line,
                                 place.column);
        }
        return name;
    }
    return take_string(unit, clang_getCursorSpelling(declaration));
}

struct visit {
    struct unit *unit;
    struct record *record;
};

static bool is_unnamed(const char *name)
{
    return !*name || strchr(name, '(');
}

static bool is_hidden_union(struct unit *unit, name_id name, const struct type *type)
{
    if (type->class != TYPE_RECORD || !text_starts(intern_get(unit->names, name), "__"))
        return false;
    return clang_getTypeDeclaration(type->canonical).kind == CXCursor_UnionDecl;
}

static enum CXVisitorResult add_field(CXCursor cursor, CXClientData data)
{
    struct visit *visit = data;
    struct unit *unit = visit->unit;
    const struct type *type = type_of(unit, clang_getCursorType(cursor));
    name_id name = take_string(unit, clang_getCursorSpelling(cursor));
    bool unnamed = is_unnamed(intern_get(unit->names, name));
    if (unnamed && type->class != TYPE_RECORD)
        return CXVisit_Continue; /* padding: no initialiser reaches it */
    long long offset = clang_Cursor_getOffsetOfField(cursor);
    *array_push(&visit->record->fields, unit->scratch) = (struct field){
        .declaration = cursor.data[0],
        .name = unnamed ? 0 : name,
        .type = type,
        .offset = offset > 0 ? (uint64_t)offset : 0,
        .targets = type_without_arrays(type)->class == TYPE_FUNCTION_POINTER ? contract_of(unit, cursor) : 0,
        .elided = unnamed || is_hidden_union(unit, name, type),
    };
    return CXVisit_Continue;
}

static bool looks_like_handler(struct unit *unit, const struct type *type)
{
    if (type->class != TYPE_FUNCTION_POINTER)
        return false;
    CXType function = type->inner->canonical;
    if (clang_getCanonicalType(clang_getResultType(function)).kind != CXType_Void)
        return false;
    return clang_getNumArgTypes(function) > 0 &&
           type_of(unit, clang_getArgType(function, 0))->canonical.kind == CXType_Int;
}

/* What sigaltstack is given: followed like a handler's record, for the size in it. */
static bool is_stack_record(struct unit *unit, const struct record *record)
{
    const char *tag = intern_get(unit->names, record->tag);
    return strcmp(tag, "stack_t") == 0 || strcmp(tag, "sigaltstack") == 0;
}

static void sum_up(struct unit *unit, struct record *record)
{
    for (uint32_t i = 0; i < record->fields.count; i++) {
        const struct field *field = &record->fields.items[i];
        const struct type *type = type_without_arrays(field->type);
        const struct record *inner = record_of(unit, type);
        if (inner) {
            record->has_pointer |= inner->has_pointer && !is_stack_record(unit, inner);
            record->has_carrier |= inner->has_carrier;
            record->has_union |= inner->has_union;
            record->is_handler |= field->elided && inner->is_handler;
        }
        if (type->class == TYPE_FUNCTION_POINTER || type->class == TYPE_TO_POINTER)
            record->has_pointer = true;
        if (type_is_pointer_like(type))
            record->has_carrier = true;
        if (field->type->class != TYPE_ARRAY && looks_like_handler(unit, type))
            record->is_handler = true;
    }
    if (record->is_union && record->has_pointer && record->fields.count > 1)
        record->has_union = true;
}

struct record *record_build(struct unit *unit, CXType type)
{
    CXCursor declaration = clang_getTypeDeclaration(type);
    uint64_t key = (uint64_t)(uintptr_t)declaration.data[0];
    uint32_t known = map_get(unit->record_index, key);
    if (known != MAP_NONE)
        return unit->records.items[known];
    struct record *record = arena_alloc(sizeof *record, unit->scratch);
    map_set(unit->record_index, key, unit->records.count);
    *array_push(&unit->records, unit->scratch) = record;
    record->tag = tag_of(unit, type, declaration);
    record->is_union = declaration.kind == CXCursor_UnionDecl;
    struct visit visit = {unit, record};
    clang_Type_visitFields(type, add_field, &visit);
    sum_up(unit, record);
    if (is_stack_record(unit, record))
        record->is_handler = record->has_pointer = true;
    return record;
}

struct listing {
    struct record *root;
    name_id prefix;
    name_id tag;
    uint64_t offset;
    bool in_union;
    bool in_array;
    bool integers; /* list these, else the pointers */
};

static void list_field(struct unit *unit, const struct listing *at, const struct record *record,
                       const struct field *field);

static void list_fields(struct unit *unit, const struct listing *at, const struct record *record)
{
    for (uint32_t i = 0; i < record->fields.count; i++)
        list_field(unit, at, record, &record->fields.items[i]);
}

static void list_field(struct unit *unit, const struct listing *at, const struct record *record,
                       const struct field *field)
{
    const struct type *type = type_without_arrays(field->type);
    struct record *inner = record_of(unit, type);
    struct listing below = *at;
    below.offset += field->offset;
    below.in_union |= record->is_union;
    below.in_array |= field->type->class == TYPE_ARRAY;
    if (!field->elided)
        below.prefix = join_path(unit, at->prefix, field->name);
    if (inner) {
        if (at->integers ? inner->has_pointer : inner->has_carrier) {
            below.tag = field->elided ? at->tag : inner->tag;
            list_fields(unit, &below, inner);
        }
        return;
    }
    bool wanted = at->integers ? type->class == TYPE_INT && at->root->has_pointer && record->has_pointer
                               : type->class != TYPE_INT && type_is_followed(unit, type);
    if (!wanted)
        return;
    if (at->root->leaves.count >= LEAVES) {
        at->root->cut |= !at->integers;
        return;
    }
    *array_push(&at->root->leaves, unit->scratch) = (struct leaf){.path = below.prefix,
                                                                  .tag = at->tag,
                                                                  .last = field->name,
                                                                  .type = type,
                                                                  .offset = below.offset,
                                                                  .in_union = below.in_union,
                                                                  .in_array = below.in_array};
}

void record_list(struct unit *unit, struct record *record)
{
    if (record->listed)
        return;
    record->listed = true;
    struct listing listing = {.root = record, .tag = record->tag};
    list_fields(unit, &listing, record);
    listing.integers = true;
    if (record->has_pointer)
        list_fields(unit, &listing, record);
}

const struct member *member_of(struct unit *unit, CXCursor field)
{
    uint64_t key = (uint64_t)(uintptr_t)field.data[0];
    uint32_t known = map_get(unit->member_index, key);
    if (known != MAP_NONE)
        return &unit->members.items[known];
    struct member member = {.name = take_string(unit, clang_getCursorSpelling(field))};
    const struct type *type = type_of(unit, clang_getCursorType(field));
    member.elided =
        is_unnamed(intern_get(unit->names, member.name)) || is_hidden_union(unit, member.name, type);
    CXCursor owner = clang_getCursorSemanticParent(field);
    member.in_union = owner.kind == CXCursor_UnionDecl;
    while (clang_Cursor_isAnonymousRecordDecl(owner))
        owner = clang_getCursorSemanticParent(owner);
    member.owner = record_of(unit, type_of(unit, clang_getCursorType(owner)));
    map_set(unit->member_index, key, unit->members.count);
    *array_push(&unit->members, unit->scratch) = member;
    return array_last(&unit->members);
}
