/* SPDX-License-Identifier: Apache-2.0
 *
 * Copies: aggregates that move or are cleared as a whole, because a compiler may make that a call of memcpy
 * or memset.
 */
#include "facts/source/unit.h"

enum { PARTLY_ZEROED = 32 }; /* bytes from which an incomplete initialiser is worth a note */

static bool is_number(struct unit *unit, uint32_t node)
{
    return node_kind(unit, node_strip(unit, node)) == CXCursor_IntegerLiteral;
}

static bool leaves_zeroes(struct unit *unit, const struct type *type, uint32_t list)
{
    uint32_t given = node_children(unit, list);
    if (given == 0 || (given == 1 && is_number(unit, node_child(unit, list, 0))))
        return true;
    if (clang_Type_getSizeOf(type->canonical) <= PARTLY_ZEROED)
        return false;
    if (type->class == TYPE_ARRAY)
        return given < clang_getArraySize(type->canonical);
    const struct record *record = record_of(unit, type);
    return record && !record->is_union && given < record->fields.count;
}

void copy_add(struct unit *unit, enum copy_kind kind, const struct type *type, uint32_t node, CXCursor where)
{
    if (unit->function == NONE || (type->class != TYPE_RECORD && type->class != TYPE_ARRAY))
        return;
    uint32_t inner = node_strip(unit, node);
    enum CXCursorKind form = node_kind(unit, inner);
    if (form == CXCursor_CompoundLiteralExpr && node_last(unit, inner) != NONE) {
        inner = node_last(unit, inner);
        form = node_kind(unit, inner);
    }
    if (form == CXCursor_InitListExpr) {
        bool large = clang_Type_getSizeOf(type->canonical) > PARTLY_ZEROED;
        if (!leaves_zeroes(unit, type, inner) && !large)
            return;
        kind = leaves_zeroes(unit, type, inner) ? COPY_ZERO : COPY_LIST;
    } else if (form == CXCursor_StringLiteral && clang_Type_getSizeOf(type->canonical) > PARTLY_ZEROED) {
        kind = COPY_LIST; /* the array gets a copy of the text, and zeroes behind it */
    } else if (type->class != TYPE_RECORD || (unit->cxx && form == CXCursor_CallExpr)) {
        return;
    }
    long long bytes = clang_Type_getSizeOf(type->canonical);
    *array_push(&unit->facts->copies, unit->arena) = (struct copy){.function = unit->function,
                                                                   .kind = kind,
                                                                   .bytes = bytes > 0 ? (uint64_t)bytes : 0,
                                                                   .type = type_spelling(unit, type),
                                                                   .place = place_of(unit, where)};
}
