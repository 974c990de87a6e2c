/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a body or an initialiser, gives it as an array of nodes in the order of the source, copied out in one
 * visit. Operands that are never evaluated (sizeof, typeof, array bounds of a type) are left out here, once
 * for all.
 */
#include "facts/source/unit.h"

struct copying {
    struct unit *unit;
    ARRAY(uint32_t) open; /* nodes whose children are being read */
    bool too_deep;
};

static bool same_cursor(CXCursor left, CXCursor right)
{
    return left.kind == right.kind && left.data[0] == right.data[0] && left.data[1] == right.data[1];
}

static void close_nodes(struct copying *copying, CXCursor parent)
{
    struct unit *unit = copying->unit;
    while (copying->open.count > 1 &&
           !same_cursor(unit->nodes.items[*array_last(&copying->open)].cursor, parent)) {
        unit->nodes.items[*array_last(&copying->open)].end = unit->nodes.count;
        copying->open.count--;
    }
}

static bool is_type_noise(enum CXCursorKind kind)
{
    return kind == CXCursor_TypeRef || kind == CXCursor_ParmDecl || kind == CXCursor_NamespaceRef ||
           kind == CXCursor_TemplateRef || kind == CXCursor_OverloadedDeclRef ||
           (kind >= CXCursor_FirstAttr && kind <= CXCursor_LastAttr);
}

static enum CXChildVisitResult copy_node(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct copying *copying = data;
    struct unit *unit = copying->unit;
    if (is_type_noise(cursor.kind))
        return CXChildVisit_Continue;
    close_nodes(copying, parent);
    if (copying->open.count > unit->depth_limit) {
        copying->too_deep = true;
        return CXChildVisit_Break;
    }
    uint32_t node = unit->nodes.count;
    *array_push(&unit->nodes, unit->scratch) = (struct node){.cursor = cursor, .end = node + 1};
    switch (cursor.kind) {
    case CXCursor_UnaryExpr: /* sizeof, alignof */
    case CXCursor_LabelRef:
    case CXCursor_MemberRef:
    case CXCursor_StructDecl:
    case CXCursor_UnionDecl:
    case CXCursor_EnumDecl:
    case CXCursor_TypedefDecl:
    case CXCursor_FunctionDecl:
    case CXCursor_DeclRefExpr:
    case CXCursor_IntegerLiteral:
    case CXCursor_StringLiteral:
    case CXCursor_CharacterLiteral:
    case CXCursor_ClassDecl:
        return CXChildVisit_Continue;
    default:
        *array_push(&copying->open, unit->scratch) = node;
        return CXChildVisit_Recurse;
    }
}

/* False when it is nested too deep to be walked. */
bool tree_read(struct unit *unit, CXCursor root)
{
    struct copying copying = {.unit = unit};
    unit->nodes.count = 0;
    *array_push(&unit->nodes, unit->scratch) = (struct node){.cursor = root};
    *array_push(&copying.open, unit->scratch) = 0;
    clang_visitChildren(root, copy_node, &copying);
    for (uint32_t i = 0; i < copying.open.count; i++)
        unit->nodes.items[copying.open.items[i]].end = unit->nodes.count;
    return !copying.too_deep;
}

uint32_t node_child(const struct unit *unit, uint32_t node, uint32_t position)
{
    if (node == NONE)
        return NONE;
    uint32_t end = unit->nodes.items[node].end;
    uint32_t child = node + 1;
    while (position-- && child < end)
        child = unit->nodes.items[child].end;
    return child < end ? child : NONE;
}

uint32_t node_next(const struct unit *unit, uint32_t node, uint32_t child)
{
    uint32_t next = unit->nodes.items[child].end;
    return next < unit->nodes.items[node].end ? next : NONE;
}

uint32_t node_children(const struct unit *unit, uint32_t node)
{
    uint32_t count = 0;
    for (uint32_t child = node_child(unit, node, 0); child != NONE; child = node_next(unit, node, child))
        count++;
    return count;
}

uint32_t node_last(const struct unit *unit, uint32_t node)
{
    uint32_t last = NONE;
    for (uint32_t child = node_child(unit, node, 0); child != NONE; child = node_next(unit, node, child))
        last = child;
    return last;
}

const struct type *node_type(struct unit *unit, uint32_t node)
{
    if (node == NONE)
        return type_of(unit, (CXType){.kind = CXType_Invalid});
    if (!unit->nodes.items[node].type) {
        const struct type *type = type_of(unit, clang_getCursorType(unit->nodes.items[node].cursor));
        unit->nodes.items[node].type = type;
    }
    return unit->nodes.items[node].type;
}

/* libclang shows implicit casts and a dozen rarer things as one kind; a cast has one child that is no
 * va_list. */
bool node_is_implicit_cast(struct unit *unit, uint32_t node)
{
    if (node_kind(unit, node) != CXCursor_UnexposedExpr)
        return false;
    uint32_t child = node_child(unit, node, 0);
    if (child == NONE || node_next(unit, node, child) != NONE)
        return false;
    if (node_type(unit, child)->va_list && !node_type(unit, node)->va_list)
        return false;
    if (node_kind(unit, child) != CXCursor_ParenExpr)
        return true;
    /* the operand of a typeof in __builtin_types_compatible_p stands further right */
    return clang_equalLocations(clang_getCursorLocation(unit->nodes.items[node].cursor),
                                clang_getCursorLocation(unit->nodes.items[child].cursor));
}

uint32_t node_strip(struct unit *unit, uint32_t node)
{
    for (;;) {
        enum CXCursorKind kind = node_kind(unit, node);
        bool through = kind == CXCursor_ParenExpr || node_is_implicit_cast(unit, node);
        if (kind == CXCursor_UnaryOperator)
            through =
                clang_getCursorUnaryOperatorKind(unit->nodes.items[node].cursor) == CXUnaryOperator_Extension;
        uint32_t child = through ? node_child(unit, node, 0) : NONE;
        if (child == NONE)
            return node;
        node = child;
    }
}
