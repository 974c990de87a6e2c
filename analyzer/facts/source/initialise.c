/* SPDX-License-Identifier: Apache-2.0
 *
 * Initialiser lists: takes the object and the list as it is written, gives every value to its member or
 * element: positional, designated, with ranges, with braces left out. The row of a table is its outermost
 * array element.
 */
#include "facts/source/unit.h"

enum { RANGE_ROWS = 64, LONGEST_NUMBERS = 256 };

struct filling {
    struct unit *unit;
    uint32_t list;
    uint32_t child; /* the next initialiser; NONE: all used */
    CXCursor where;
};

static bool is_designated(struct unit *unit, uint32_t node)
{
    return node_kind(unit, node) == CXCursor_UnexposedExpr && node_type(unit, node)->class == TYPE_VOID;
}

static struct access element_of(const struct access *array)
{
    struct access element = *array;
    element.type = array->type->inner;
    element.exact = false;
    return element;
}

static void fill(struct filling *filling, const struct access *target, uint32_t row);

/* One member or element takes the next initialiser, or several when its braces are left out. */
static void fill_part(struct filling *filling, const struct access *part, uint32_t row)
{
    struct unit *unit = filling->unit;
    uint32_t child = filling->child;
    uint32_t inner = node_strip(unit, child);
    enum CXCursorKind kind = node_kind(unit, inner);
    bool list = kind == CXCursor_InitListExpr;
    bool aggregate = part->type->class == TYPE_RECORD || part->type->class == TYPE_ARRAY;
    const struct type *given = node_type(unit, inner);
    if (aggregate && !list && given->class != part->type->class && kind != CXCursor_StringLiteral &&
        kind != CXCursor_CompoundLiteralExpr) {
        fill(filling, part, row);
        if (filling->child == child) /* a record without members takes nothing */
            filling->child = node_next(unit, filling->list, child);
        return;
    }
    filling->child = node_next(unit, filling->list, child);
    if (aggregate && (list || kind == CXCursor_CompoundLiteralExpr))
        initialise(unit, part, inner, row, filling->where);
    else
        assign(unit, part, child, row, node_cursor(unit, child));
}

static void fill_record(struct filling *filling, const struct access *target, uint32_t from, uint32_t row)
{
    struct unit *unit = filling->unit;
    struct record *record = record_of(unit, target->type);
    uint32_t count = record->is_union && record->fields.count ? 1 : record->fields.count;
    for (uint32_t i = from; i < count && filling->child != NONE; i++) {
        if (is_designated(unit, filling->child))
            return;
        struct access part = access_field(unit, target, record, &record->fields.items[i]);
        part.integers = record->has_pointer;
        fill_part(filling, &part, row);
    }
}

static void fill_array(struct filling *filling, const struct access *target, uint32_t from, uint32_t row)
{
    struct unit *unit = filling->unit;
    long long length = clang_getArraySize(target->type->canonical);
    struct access element = element_of(target);
    uint32_t index = from;
    while (filling->child != NONE && !is_designated(unit, filling->child)) {
        if (length >= 0 && index >= length)
            return;
        fill_part(filling, &element, row == NONE ? index : row);
        index++;
    }
}

static void fill(struct filling *filling, const struct access *target, uint32_t row)
{
    if (target->type->class == TYPE_RECORD)
        fill_record(filling, target, 0, row);
    else if (target->type->class == TYPE_ARRAY)
        fill_array(filling, target, 0, row);
}

/* Where a designator leads, and where the list goes on after it. */
struct designation {
    struct access target;
    uint32_t row;
    uint32_t first;    /* position of the first step in its aggregate */
    uint32_t last_row; /* of a range */
};

static uint32_t field_position(const struct record *record, CXCursor wanted)
{
    for (uint32_t i = 0; i < record->fields.count; i++)
        if (record->fields.items[i].declaration == wanted.data[0])
            return i;
    return NONE;
}

/* A member, which may be inside anonymous members. */
static bool find_field(struct unit *unit, struct access *target, CXCursor wanted, uint32_t *position)
{
    struct record *record = record_of(unit, target->type);
    if (!record || target->type->class != TYPE_RECORD)
        return false;
    *position = field_position(record, wanted);
    if (*position != NONE) {
        *target = access_field(unit, target, record, &record->fields.items[*position]);
        target->integers = record->has_pointer;
        return true;
    }
    for (uint32_t i = 0; i < record->fields.count; i++) {
        const struct field *field = &record->fields.items[i];
        if (field->name || field->type->class != TYPE_RECORD)
            continue;
        struct access inner = access_field(unit, target, record, field);
        uint32_t ignored;
        if (find_field(unit, &inner, wanted, &ignored)) {
            *target = inner;
            *position = i;
            return true;
        }
    }
    return false;
}

static bool follow_index(struct unit *unit, uint32_t designated, uint32_t *step, struct designation *at)
{
    int64_t index = 0;
    int64_t last = 0;
    if (at->target.type->class != TYPE_ARRAY || !constant_value(unit, *step, &index))
        return false;
    last = index;
    uint32_t next = node_next(unit, designated, *step);
    bool more = next != NONE && node_next(unit, designated, next) != NONE;
    if (more && node_kind(unit, next) != CXCursor_MemberRef &&
        at->target.type->inner->class != TYPE_ARRAY) { /* [a ... b] */
        constant_value(unit, next, &last);
        *step = next;
    }
    if (at->first == NONE)
        at->first = (uint32_t)last;
    if (at->row == NONE) {
        at->row = (uint32_t)index;
        at->last_row = (uint32_t)last;
    }
    at->target = element_of(&at->target);
    return true;
}

/* Follows all designators; false when one leads nowhere. */
static bool designate(struct unit *unit, uint32_t designated, struct designation *at)
{
    uint32_t value = node_last(unit, designated);
    for (uint32_t step = node_child(unit, designated, 0); step != value;
         step = node_next(unit, designated, step)) {
        if (node_kind(unit, step) != CXCursor_MemberRef) {
            if (!follow_index(unit, designated, &step, at))
                return false;
            continue;
        }
        CXCursor field = clang_getCursorReferenced(node_cursor(unit, step));
        uint32_t position = NONE;
        if (!find_field(unit, &at->target, field, &position))
            return false;
        if (at->first == NONE)
            at->first = position;
    }
    return true;
}

static uint32_t fill_designated(struct filling *filling, const struct access *target, uint32_t row)
{
    struct unit *unit = filling->unit;
    uint32_t designated = filling->child;
    uint32_t value = node_last(unit, designated);
    struct designation at = {.target = *target, .row = row, .first = NONE, .last_row = row};
    filling->child = node_next(unit, filling->list, designated);
    if (value == NONE)
        return 0;
    if (!designate(unit, designated, &at)) {
        expression(unit, value, NULL, true);
        return at.first == NONE ? 0 : at.first + 1;
    }
    uint32_t last = unit->function == NONE && at.last_row != NONE ? at.last_row : at.row;
    if (last != NONE && at.row != NONE && last - at.row > RANGE_ROWS)
        at.row = last = NONE; /* too many to name one by one: in any of them */
    for (uint32_t each = at.row;; each++) {
        struct filling inner = {
            .unit = unit, .list = designated, .child = value, .where = node_cursor(unit, value)};
        fill_part(&inner, &at.target, each);
        if (each == last)
            break;
    }
    return at.first == NONE ? 0 : at.first + 1;
}

static void fill_list(struct filling *filling, const struct access *target, uint32_t row)
{
    struct unit *unit = filling->unit;
    uint32_t position = 0;
    while (filling->child != NONE) {
        uint32_t before = filling->child;
        if (is_designated(unit, filling->child))
            position = fill_designated(filling, target, row);
        else if (target->type->class == TYPE_RECORD)
            fill_record(filling, target, position, row);
        else
            fill_array(filling, target, position, row);
        if (filling->child == before) { /* more initialisers than members */
            expression(unit, before, NULL, true);
            filling->child = node_next(unit, filling->list, before);
        }
    }
}

/* A long table of numbers says no more than its first ones and that there are others. */
static bool fill_numbers(struct filling *filling, const struct access *target)
{
    struct unit *unit = filling->unit;
    if (type_without_arrays(target->type)->class != TYPE_INT ||
        node_children(unit, filling->list) <= LONGEST_NUMBERS)
        return false;
    assign_unknown(unit, target, place_of(unit, filling->where));
    for (uint32_t child = filling->child; child != NONE; child = node_next(unit, filling->list, child))
        expression(unit, child, NULL, true);
    return true;
}

static bool is_defined(const struct unit *unit, const struct access *access, uint32_t first)
{
    for (uint32_t i = first; i < unit->definitions.count; i++) {
        const struct definition *definition = &unit->definitions.items[i];
        if (definition->variable == access->variable && definition->path == access->path)
            return true;
    }
    return false;
}

/* What the list of a record does not mention is zero. */
static void zero_rest(struct unit *unit, const struct access *target, uint32_t first)
{
    struct record *record = record_of(unit, target->type);
    if (!record || !record->has_carrier || !target->exact)
        return;
    record_list(unit, record);
    for (uint32_t i = 0; i < record->leaves.count; i++) {
        struct access rest = access_below(unit, target, &record->leaves.items[i]);
        if (!is_defined(unit, &rest, first))
            assign_zero(unit, &rest, NULL, true);
    }
}

void initialise(struct unit *unit, const struct access *target, uint32_t node, uint32_t row, CXCursor where)
{
    uint32_t list = node_strip(unit, node);
    if (node_kind(unit, list) == CXCursor_CompoundLiteralExpr)
        list = node_last(unit, list);
    if (list == NONE)
        return;
    if (node_kind(unit, list) != CXCursor_InitListExpr) {
        assign(unit, target, list, row, where);
        return;
    }
    struct filling filling = {.unit = unit, .list = list, .child = node_child(unit, list, 0), .where = where};
    const struct type *type = target->type;
    bool aggregate = type && (type->class == TYPE_RECORD || type->class == TYPE_ARRAY);
    if (!aggregate) {
        if (filling.child != NONE)
            assign(unit, target, filling.child, row, where);
        return;
    }
    uint32_t first = unit->definitions.count;
    if (!fill_numbers(&filling, target))
        fill_list(&filling, target, row);
    if (target->variable != NONE && unit->variables.items[target->variable].automatic)
        zero_rest(unit, target, first);
}
