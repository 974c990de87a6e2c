/* SPDX-License-Identifier: Apache-2.0
 *
 * Statements: walks a function body in the order of the source and keeps the tree of its branches and loops,
 * which is what reaching definitions need. What a constant condition cuts off is not walked, unless a label
 * leads into it.
 */
#include "facts/source/unit.h"

static bool has_entry(const struct unit *unit, uint32_t node)
{
    for (uint32_t at = node; at < unit->nodes.items[node].end; at++) {
        enum CXCursorKind kind = node_kind(unit, at);
        if (kind == CXCursor_LabelStmt || kind == CXCursor_CaseStmt || kind == CXCursor_DefaultStmt)
            return true;
    }
    return false;
}

static uint32_t branch(struct unit *unit, uint32_t node, uint32_t group, uint32_t chain)
{
    uint32_t saved = region_open(unit, REGION_ARM, group, chain);
    uint32_t region = unit->region;
    statement(unit, node);
    region_close(unit, saved);
    return region;
}

/* Control does not come out at the end of it. */
static bool leaves(const struct unit *unit, uint32_t node)
{
    switch (node_kind(unit, node)) {
    case CXCursor_BreakStmt:
    case CXCursor_ReturnStmt:
    case CXCursor_ContinueStmt:
    case CXCursor_GotoStmt:
        return true;
    case CXCursor_CompoundStmt: {
        uint32_t last = node_last(unit, node);
        return last != NONE && leaves(unit, last);
    }
    default:
        return false;
    }
}

static void if_statement(struct unit *unit, uint32_t node)
{
    uint32_t condition = node_child(unit, node, 0);
    while (condition != NONE &&
           !clang_isExpression(node_kind(unit, condition))) { /* C++: if (init; condition) */
        statement(unit, condition);
        condition = node_next(unit, node, condition);
    }
    if (condition == NONE)
        return;
    expression(unit, condition, NULL, false);
    int known = condition_value(unit, condition);
    uint32_t yes = node_next(unit, node, condition);
    uint32_t no = yes == NONE ? NONE : node_next(unit, node, yes);
    uint32_t group = ++unit->groups;
    struct branches branches = {.count = 0};
    uint32_t first = unit->definitions.count;
    uint32_t from = ++unit->sequence;
    if (yes != NONE && (known != 0 || has_entry(unit, yes))) {
        branches.leaves[branches.count] = leaves(unit, yes);
        branches.regions[branches.count++] = branch(unit, yes, group, 0);
    }
    if (no != NONE && (known != 1 || has_entry(unit, no))) {
        branches.leaves[branches.count] = leaves(unit, no);
        branches.regions[branches.count++] = branch(unit, no, group, 1);
    }
    if (branches.count == 2)
        reaching_join(unit, first, from, &branches);
}

struct sections {
    struct branches branches;
    uint32_t group;
    uint32_t chain;
    uint32_t saved; /* the region of the switch */
    bool has_default;
    bool left; /* the statement before does not fall through */
};

static void open_section(struct unit *unit, struct sections *sections)
{
    region_close(unit, sections->saved);
    sections->chain += sections->left;
    region_open(unit, REGION_ARM, sections->group, sections->chain);
    struct branches *branches = &sections->branches;
    if (branches->count < sizeof branches->regions / sizeof *branches->regions)
        branches->regions[branches->count] = unit->region;
    branches->count++;
}

/* Without its case labels; NONE when nothing is left. */
static uint32_t unlabelled(const struct unit *unit, uint32_t node, struct sections *sections)
{
    while (node != NONE &&
           (node_kind(unit, node) == CXCursor_CaseStmt || node_kind(unit, node) == CXCursor_DefaultStmt)) {
        sections->has_default |= node_kind(unit, node) == CXCursor_DefaultStmt;
        node = node_last(unit, node);
    }
    return node;
}

static uint32_t count_breaks(const struct unit *unit, uint32_t node)
{
    uint32_t count = 0;
    for (uint32_t at = node; at < unit->nodes.items[node].end; at++)
        count += node_kind(unit, at) == CXCursor_BreakStmt;
    return count;
}

/* The sections of a switch exclude each other, except where one falls through into the next. */
static void switch_sections(struct unit *unit, uint32_t body)
{
    struct sections sections = {.group = ++unit->groups, .saved = unit->region};
    uint32_t first = unit->definitions.count;
    uint32_t from = ++unit->sequence;
    uint32_t last_breaks = 0;
    region_open(unit, REGION_ARM, sections.group, 0);
    for (uint32_t at = node_child(unit, body, 0); at != NONE; at = node_next(unit, body, at)) {
        uint32_t inner = unlabelled(unit, at, &sections);
        if (inner != at)
            open_section(unit, &sections);
        if (inner == NONE)
            continue;
        statement(unit, inner);
        sections.left = leaves(unit, inner);
        uint32_t section = sections.branches.count - 1;
        bool breaks = node_kind(unit, inner) == CXCursor_BreakStmt;
        last_breaks += breaks;
        if (section < sizeof sections.branches.leaves) /* a break goes on behind the switch */
            sections.branches.leaves[section] = sections.left && !breaks;
    }
    region_close(unit, sections.saved);
    if (sections.has_default && sections.branches.count <= sizeof sections.branches.leaves &&
        count_breaks(unit, body) == last_breaks)
        reaching_join(unit, first, from, &sections.branches);
}

static void switch_statement(struct unit *unit, uint32_t node)
{
    uint32_t body = node_last(unit, node);
    for (uint32_t at = node_child(unit, node, 0); at != body; at = node_next(unit, node, at))
        statement(unit, at);
    if (body == NONE)
        return;
    if (node_kind(unit, body) == CXCursor_CompoundStmt) {
        switch_sections(unit, body);
        return;
    }
    unit->irregular = true;
    branch(unit, body, ++unit->groups, 0);
}

static void while_statement(struct unit *unit, uint32_t node)
{
    uint32_t body = node_last(unit, node);
    uint32_t condition = node_child(unit, node, 0);
    uint32_t saved = region_open(unit, REGION_LOOP, 0, 0);
    for (uint32_t at = condition; at != body; at = node_next(unit, node, at)) {
        statement(unit, at);
        condition = at;
    }
    if (body != NONE && (condition_value(unit, condition) != 0 || has_entry(unit, body)))
        statement(unit, body);
    region_close(unit, saved);
}

static void do_statement(struct unit *unit, uint32_t node)
{
    uint32_t body = node_child(unit, node, 0);
    uint32_t condition = node_last(unit, node);
    if (body == NONE)
        return;
    bool once = condition_value(unit, condition) == 0; /* the usual dress of a macro */
    uint32_t saved = unit->region;
    if (!once)
        region_open(unit, REGION_LOOP, 0, 0);
    statement(unit, body);
    expression(unit, condition, NULL, false);
    region_close(unit, saved);
}

static bool is_initialisation(struct unit *unit, uint32_t node)
{
    enum CXCursorKind kind = node_kind(unit, node);
    if (kind == CXCursor_DeclStmt)
        return true;
    if (kind != CXCursor_BinaryOperator)
        return false;
    enum CXBinaryOperatorKind operation = clang_getCursorBinaryOperatorKind(node_cursor(unit, node));
    return operation == CXBinaryOperator_Assign || operation == CXBinaryOperator_Comma;
}

static bool is_increment(struct unit *unit, uint32_t node)
{
    CXCursor cursor = node_cursor(unit, node_strip(unit, node));
    if (cursor.kind == CXCursor_CompoundAssignOperator || is_initialisation(unit, node))
        return true;
    if (cursor.kind != CXCursor_UnaryOperator)
        return false;
    enum CXUnaryOperatorKind operation = clang_getCursorUnaryOperatorKind(cursor);
    return operation <= CXUnaryOperator_PreDec;
}

/* libclang leaves out the parts that are not written, so a part is known by its form. */
static void for_statement(struct unit *unit, uint32_t node)
{
    uint32_t count = node_children(unit, node);
    uint32_t body = node_last(unit, node);
    uint32_t at = node_child(unit, node, 0);
    if (body == NONE)
        return;
    if (at != body && (count == 4 || is_initialisation(unit, at))) {
        statement(unit, at);
        at = node_next(unit, node, at);
    }
    uint32_t saved = region_open(unit, REGION_LOOP, 0, 0);
    uint32_t condition = NONE;
    if (at != body && (node_next(unit, node, at) != body || !is_increment(unit, at))) {
        condition = at;
        statement(unit, at);
        at = node_next(unit, node, at);
    }
    if (condition == NONE || condition_value(unit, condition) != 0 || has_entry(unit, body))
        statement(unit, body);
    if (at != body)
        statement(unit, at);
    region_close(unit, saved);
}

static void return_statement(struct unit *unit, uint32_t node)
{
    uint32_t value = node_child(unit, node, 0);
    if (value == NONE) {
        *array_push(&unit->exits, unit->scratch) = (struct point){++unit->sequence, unit->region};
        return;
    }
    struct access target = access_unknown();
    target.kind = SLOT_RESULT;
    target.function = unit->function;
    target.type = node_type(unit, value);
    target.root = record_of(unit, target.type);
    if (target.type->class == TYPE_RECORD)
        copy_add(unit, COPY_RETURN, target.type, value, node_cursor(unit, node));
    assign(unit, &target, value, NONE, node_cursor(unit, node));
    *array_push(&unit->exits, unit->scratch) = (struct point){++unit->sequence, unit->region};
}

static void label_statement(struct unit *unit, uint32_t node)
{
    *array_push(&unit->labels, unit->scratch) =
        (struct label){node_cursor(unit, node), ++unit->sequence, unit->region};
    uint32_t inner = node_last(unit, node);
    if (inner != NONE)
        statement(unit, inner);
}

static void goto_statement(struct unit *unit, uint32_t node)
{
    uint32_t label = node_child(unit, node, 0);
    if (label == NONE) {
        unit->irregular = true;
        return;
    }
    CXCursor target = clang_getCursorReferenced(node_cursor(unit, label));
    *array_push(&unit->jumps, unit->scratch) =
        (struct jump){.label = target, .sequence = ++unit->sequence, .region = unit->region};
}

static void continue_statement(struct unit *unit)
{
    uint32_t at = unit->region;
    while (at != NONE && unit->regions.items[at].kind != REGION_LOOP)
        at = unit->regions.items[at].parent;
    if (at != NONE)
        unit->regions.items[at].continues = true;
}

static void asm_statement(struct unit *unit, uint32_t node)
{
    assembly_add(unit, node_cursor(unit, node));
    for (uint32_t at = node_child(unit, node, 0); at != NONE; at = node_next(unit, node, at)) {
        if (!clang_isExpression(node_kind(unit, at)))
            continue;
        expression(unit, at, NULL, true);
        if (node_kind(unit, at) == CXCursor_UnexposedExpr || !type_is_followed(unit, node_type(unit, at)))
            continue;
        struct access written = access_of(unit, at); /* an output: no cast reads it */
        if (written.kind != SLOT_UNKNOWN && (written.type->class != TYPE_INT || !written.path))
            assign_unknown(unit, &written, place_of(unit, node_cursor(unit, at)));
    }
}

static void all_children(struct unit *unit, uint32_t node)
{
    for (uint32_t at = node_child(unit, node, 0); at != NONE; at = node_next(unit, node, at))
        statement(unit, at);
}

void statement(struct unit *unit, uint32_t node)
{
    if (node == NONE)
        return;
    enum CXCursorKind kind = node_kind(unit, node);
    if (clang_isExpression(kind)) {
        expression(unit, node, NULL, false);
        return;
    }
    uint32_t saved;
    switch (kind) {
    case CXCursor_VarDecl:
        variable_declaration(unit, node);
        return;
    case CXCursor_IfStmt:
        if_statement(unit, node);
        return;
    case CXCursor_SwitchStmt:
        switch_statement(unit, node);
        return;
    case CXCursor_WhileStmt:
        while_statement(unit, node);
        return;
    case CXCursor_DoStmt:
        do_statement(unit, node);
        return;
    case CXCursor_ForStmt:
        for_statement(unit, node);
        return;
    case CXCursor_CXXForRangeStmt:
        saved = region_open(unit, REGION_LOOP, 0, 0);
        all_children(unit, node);
        region_close(unit, saved);
        return;
    case CXCursor_ReturnStmt:
        return_statement(unit, node);
        return;
    case CXCursor_LabelStmt:
        label_statement(unit, node);
        return;
    case CXCursor_GotoStmt:
        goto_statement(unit, node);
        return;
    case CXCursor_IndirectGotoStmt:
    case CXCursor_CXXTryStmt:
    case CXCursor_CaseStmt: /* not directly in its switch */
    case CXCursor_DefaultStmt:
        unit->irregular = true;
        all_children(unit, node);
        return;
    case CXCursor_ContinueStmt:
        continue_statement(unit);
        return;
    case CXCursor_GCCAsmStmt:
        asm_statement(unit, node);
        return;
    case CXCursor_CompoundStmt:
    case CXCursor_DeclStmt:
    default:
        if (clang_isStatement(kind))
            all_children(unit, node);
        return;
    }
}
