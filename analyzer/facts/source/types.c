/* SPDX-License-Identifier: Apache-2.0
 *
 * Types: takes libclang's types, gives what matters of them: can a function pointer, a signal number or the
 * address of a handler record be in it? Each type is asked about once, by the address of clang's own object.
 */
#include "base/text.h"
#include "facts/source/unit.h"
#include <string.h>

static bool spelling_has(CXType type, const char *part)
{
    CXString string = clang_getTypeSpelling(type);
    const char *text = clang_getCString(string);
    bool has = text && strstr(text, part);
    clang_disposeString(string);
    return has;
}

static enum type_class pointer_class(const struct type *inner)
{
    switch (inner->class) {
    case TYPE_FUNCTION:
        return TYPE_FUNCTION_POINTER;
    case TYPE_FUNCTION_POINTER:
        return TYPE_TO_POINTER;
    case TYPE_VOID:
        return TYPE_VOID_POINTER;
    case TYPE_VOID_POINTER:
        return TYPE_TO_VOID_POINTER;
    case TYPE_RECORD:
        return TYPE_RECORD_POINTER;
    case TYPE_INT:
        return TYPE_INT_POINTER;
    default:
        return TYPE_OTHER_POINTER;
    }
}

static void classify_pointer(struct unit *unit, struct type *type)
{
    CXType pointee = clang_getPointeeType(type->canonical);
    type->inner = type_of(unit, pointee);
    type->to_const = clang_isConstQualifiedType(pointee);
    type->class = pointer_class(type->inner);
    type->va_list = type->inner->va_list;
}

static void classify(struct unit *unit, struct type *type)
{
    switch (type->canonical.kind) {
    case CXType_Void:
        type->class = TYPE_VOID;
        break;
    case CXType_UChar:
    case CXType_SChar:
    case CXType_UShort:
    case CXType_Short:
    case CXType_UInt:
    case CXType_Int:
    case CXType_ULong:
    case CXType_Long:
    case CXType_ULongLong:
    case CXType_LongLong:
    case CXType_Enum:
        type->class = TYPE_INT;
        break;
    case CXType_Pointer:
        classify_pointer(unit, type);
        break;
    case CXType_FunctionProto:
    case CXType_FunctionNoProto:
        type->class = TYPE_FUNCTION;
        break;
    case CXType_Record:
        type->class = TYPE_RECORD;
        type->va_list = spelling_has(type->canonical, "__va_list");
        break;
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
    case CXType_DependentSizedArray:
        type->class = TYPE_ARRAY;
        type->inner = type_of(unit, clang_getArrayElementType(type->canonical));
        type->va_list = type->inner->va_list;
        break;
    default:
        break;
    }
}

/* What an atomic or a reference is made of is what counts, without const and volatile. */
static CXType plain_type(CXType type)
{
    CXType canonical = clang_getCanonicalType(type);
    if (canonical.kind == CXType_Atomic)
        canonical = clang_getCanonicalType(clang_Type_getValueType(canonical));
    else if (canonical.kind == CXType_LValueReference || canonical.kind == CXType_RValueReference)
        canonical = clang_getCanonicalType(clang_getPointeeType(canonical));
    return canonical.kind == CXType_Invalid ? canonical : clang_getUnqualifiedType(canonical);
}

const struct type *type_of(struct unit *unit, CXType type)
{
    uint64_t key = (uint64_t)(uintptr_t)type.data[0];
    uint32_t known = map_get(unit->type_index, key);
    if (known != MAP_NONE)
        return unit->types.items[known];
    CXType plain = plain_type(type);
    if (plain.data[0] != type.data[0] && plain.data[0]) {
        const struct type *same = type_of(unit, plain);
        map_set(unit->type_index, key, map_get(unit->type_index, (uint64_t)(uintptr_t)plain.data[0]));
        return same;
    }
    struct type *made = arena_alloc(sizeof *made, unit->scratch);
    made->canonical = plain;
    map_set(unit->type_index, key, unit->types.count);
    *array_push(&unit->types, unit->scratch) = made;
    if (plain.data[0])
        classify(unit, made);
    return made;
}

const struct type *type_without_arrays(const struct type *type)
{
    while (type->class == TYPE_ARRAY)
        type = type->inner;
    return type;
}

/* Two functions of one type are callable the same way, whatever they promise besides. */
static name_id drop_promises(struct unit *unit, const char *text, bool *noreturn)
{
    static const char *const promises[] = {" __attribute__((noreturn))", " noexcept"};
    struct text kept = {.arena = unit->scratch};
    while (*text) {
        size_t length = 0;
        for (size_t i = 0; i < sizeof promises / sizeof *promises && !length; i++)
            if (text_starts(text, promises[i]))
                length = strlen(promises[i]);
        if (!length) {
            text_add_bytes(&kept, text++, 1);
            continue;
        }
        *noreturn |= text[1] == '_' && !text[length]; /* further left it is about a parameter */
        text += length;
    }
    return intern_text(unit->names, text_get(&kept));
}

name_id type_spelling(struct unit *unit, const struct type *type)
{
    struct type *known = (struct type *)type;
    if (known->spelled)
        return known->spelling;
    known->spelled = true;
    CXString string = clang_getTypeSpelling(type->canonical);
    const char *text = clang_getCString(string);
    bool promises = strstr(text, "noreturn") || strstr(text, "noexcept");
    known->spelling = promises ? drop_promises(unit, text, &known->noreturn) : intern_text(unit->names, text);
    clang_disposeString(string);
    return known->spelling;
}

bool type_is_pointer_like(const struct type *type)
{
    switch (type->class) {
    case TYPE_FUNCTION:
    case TYPE_FUNCTION_POINTER:
    case TYPE_TO_POINTER:
    case TYPE_VOID_POINTER:
    case TYPE_TO_VOID_POINTER:
        return true;
    default:
        return false;
    }
}

/* A followed value that is a pointer: what a pointer to it sees is a slot of its own. */
bool type_is_pointer(struct unit *unit, const struct type *type)
{
    return type->class != TYPE_FUNCTION && type->class != TYPE_INT && type_is_followed(unit, type);
}

bool type_is_followed(struct unit *unit, const struct type *type)
{
    if (type->class == TYPE_INT || type_is_pointer_like(type))
        return true;
    if (type->class != TYPE_RECORD_POINTER)
        return false;
    const struct record *record = record_of(unit, type->inner);
    return record && record->is_handler;
}

bool type_carries(struct unit *unit, const struct type *type)
{
    type = type_without_arrays(type);
    if (type->va_list)
        return false;
    const struct record *record = record_of(unit, type);
    return record ? record->has_carrier : type_is_followed(unit, type);
}

/* The record behind arrays, or NULL. */
struct record *record_of(struct unit *unit, const struct type *type)
{
    struct type *known = (struct type *)type_without_arrays(type);
    if (known->class != TYPE_RECORD)
        return NULL;
    if (!known->record)
        known->record = record_build(unit, known->canonical);
    return known->record;
}
