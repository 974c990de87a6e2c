/* SPDX-License-Identifier: Apache-2.0
 *
 * Slots: takes an access, gives the number of the slot that says the same; equal slots are one.
 */
#include "facts/source/unit.h"
#include <string.h>

static uint64_t hash_slot(const struct slot *slot)
{
    uint64_t hash = slot->kind;
    const uint32_t parts[] = {slot->function, slot->name, slot->path, slot->index, slot->call, slot->local};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        hash = (hash ^ parts[i]) * 0x9e3779b97f4a7c15U;
    return hash ^ (hash >> 29);
}

static bool same_slot(const struct slot *left, const struct slot *right)
{
    return left->kind == right->kind && left->function == right->function && left->name == right->name &&
           left->path == right->path && left->index == right->index && left->call == right->call &&
           left->local == right->local;
}

static uint32_t slot_intern(struct unit *unit, const struct slot *slot)
{
    struct facts *facts = unit->facts;
    uint64_t hash = hash_slot(slot);
    uint32_t first = map_get(unit->slot_index, hash);
    for (uint32_t at = first; at != MAP_NONE; at = unit->slot_next.items[at])
        if (same_slot(&facts->slots.items[at], slot))
            return at;
    uint32_t made = facts->slots.count;
    *array_push(&facts->slots, unit->arena) = *slot;
    *array_push(&unit->slot_next, unit->scratch) = first;
    map_set(unit->slot_index, hash, made);
    return made;
}

static struct slot blank_slot(uint32_t kind)
{
    return (struct slot){.kind = kind, .function = NONE, .call = NONE, .view = NONE};
}

uint32_t slot_function(struct unit *unit, uint32_t function)
{
    struct slot slot = blank_slot(SLOT_FUNCTION);
    slot.function = function;
    return slot_intern(unit, &slot);
}

uint32_t slot_unknown(struct unit *unit)
{
    struct slot slot = blank_slot(SLOT_UNKNOWN);
    return slot_intern(unit, &slot);
}

uint32_t slot_number(struct unit *unit, int64_t value)
{
    struct slot slot = blank_slot(SLOT_NUMBER);
    slot.index = (uint32_t)(int32_t)value;
    return slot_intern(unit, &slot);
}

static uint32_t field_slot(struct unit *unit, name_id tag, name_id path, name_id type)
{
    struct slot slot = blank_slot(SLOT_FIELD);
    slot.name = tag;
    slot.path = path;
    slot.type = type;
    return slot_intern(unit, &slot);
}

static name_id slot_type(struct unit *unit, const struct type *type)
{
    if (!type)
        return 0;
    type = type_without_arrays(type);
    return type->class == TYPE_FUNCTION || type_is_pointer(unit, type) ? type_spelling(unit, type) : 0;
}

/* The record that a field of this name holds, fields of elided unions included; NULL: it holds none. */
static const struct record *record_inside(struct unit *unit, const struct record *record, name_id name)
{
    for (uint32_t i = 0; i < record->fields.count; i++) {
        const struct field *field = &record->fields.items[i];
        const struct type *type = type_without_arrays(field->type);
        const struct record *inner = type->class == TYPE_RECORD ? record_of(unit, type) : NULL;
        if (field->elided && inner)
            inner = record_inside(unit, inner, name);
        else if (field->name != name)
            continue;
        if (inner || field->name == name)
            return inner;
    }
    return NULL;
}

static uint32_t pointed_slot(struct unit *unit, const struct record *record, name_id path, name_id type);

/* What a pointer to something of this type would see. */
static uint32_t pointee_slot(struct unit *unit, name_id type)
{
    return type ? field_slot(unit, intern_format(unit->names, "*%s", intern_get(unit->names, type)), 0, type) : NONE;
}

/*
 * What a pointer to the next record on the path would see: of "a.b.c", the path "b.c" in the record of a; of "c" alone,
 * what a pointer to c itself would see.
 */
static uint32_t inner_view(struct unit *unit, const struct record *record, name_id path, name_id type)
{
    const char *text = intern_get(unit->names, path);
    const char *dot = strchr(text, '.');
    if (!dot)
        return pointee_slot(unit, type);
    const struct record *inner =
        record_inside(unit, record, intern_bytes(unit->names, text, (size_t)(dot - text)));
    return inner ? pointed_slot(unit, inner, intern_text(unit->names, dot + 1), type) : NONE;
}

/* The field that a pointer to a record would see, and in its turn what a pointer further in would see of it.
 */
static uint32_t pointed_slot(struct unit *unit, const struct record *record, name_id path, name_id type)
{
    uint32_t before = unit->facts->slots.count;
    uint32_t slot = field_slot(unit, record->tag, path, type);
    if (slot == before) {
        uint32_t view = inner_view(unit, record, path, type);
        unit->facts->slots.items[slot].view = view;
        unit->facts->slots.items[slot].targets = contract_of_member(unit, record, path);
    }
    return slot;
}

/* What a pointer to the record around would see; for a plain pointer, what a pointer to it would see. */
static uint32_t view_of(struct unit *unit, const struct access *access, name_id type)
{
    if (access->kind == SLOT_ARGUMENT || access->kind == SLOT_HANDED)
        return NONE;
    if (access->path && access->root)
        return access->kind == SLOT_FIELD ? inner_view(unit, access->root, access->path, type)
                                          : pointed_slot(unit, access->root, access->path, type);
    if (access->path || !type || access->kind != SLOT_VARIABLE)
        return NONE;
    return pointee_slot(unit, type);
}

static void name_variable(struct unit *unit, const struct access *access, struct slot *slot)
{
    const struct variable *variable = &unit->variables.items[access->variable];
    slot->function = variable->automatic ? variable->function : NONE; /* a static one outlives the call */
    if (access->kind == SLOT_PARAMETER) {
        slot->index = variable->index;
    } else if (access->row != NONE) {
        slot->name =
            intern_format(unit->names, "%s[%u]", intern_get(unit->names, variable->name), access->row);
        slot->local = true;
    } else {
        slot->name = variable->name;
        slot->local = variable->local;
    }
}

static name_id declared_targets(struct unit *unit, const struct access *access)
{
    if (access->path)
        return access->root ? contract_of_member(unit, access->root, access->path) : 0;
    if (access->kind != SLOT_VARIABLE && access->kind != SLOT_PARAMETER)
        return 0;
    const struct variable *variable = &unit->variables.items[access->variable];
    return clang_isDeclaration(variable->cursor.kind) ? contract_of(unit, variable->cursor) : 0;
}

uint32_t slot_of_object(struct unit *unit, const struct access *access)
{
    struct access whole = *access;
    whole.row = NONE;
    return slot_of(unit, &whole);
}

uint32_t slot_of(struct unit *unit, const struct access *access)
{
    struct slot slot = blank_slot(access->kind);
    slot.path = access->path;
    switch (access->kind) {
    case SLOT_FUNCTION:
        return slot_function(unit, access->function);
    case SLOT_NUMBER:
        return slot_number(unit, (int32_t)access->index);
    case SLOT_UNKNOWN:
        return slot_unknown(unit);
    case SLOT_FIELD:
        slot.name = access->name;
        if (access->base != NONE) {
            slot.function = unit->variables.items[access->base].function;
            slot.index = unit->variables.items[access->base].index;
        }
        break;
    case SLOT_VARIABLE:
    case SLOT_PARAMETER:
        name_variable(unit, access, &slot);
        break;
    case SLOT_RESULT:
        slot.function = access->function;
        break;
    default:
        slot.index = access->index;
        slot.call = access->call;
        break;
    }
    uint32_t before = unit->facts->slots.count;
    uint32_t made = slot_intern(unit, &slot);
    if (made == before) {
        name_id type = slot_type(unit, access->type);
        bool element = access->kind == SLOT_VARIABLE && access->row != NONE;
        uint32_t view = element ? NONE : view_of(unit, access, type);
        if (element) {
            uint32_t array = slot_of_object(unit, access);
            *array_push(&unit->elements, unit->scratch) = (struct element){made, array, access->row};
        }
        unit->facts->slots.items[made].type = type;
        unit->facts->slots.items[made].view = view;
        unit->facts->slots.items[made].targets = declared_targets(unit, access);
    }
    return made;
}

/* A pointer to a parameter exists: from now on its slot has a view too. */
void slot_show_parameter(struct unit *unit, uint32_t parameter)
{
    name_id type = unit->facts->slots.items[parameter].type;
    if (!type || unit->facts->slots.items[parameter].view != NONE)
        return;
    uint32_t view = pointee_slot(unit, type);
    unit->facts->slots.items[parameter].view = view;
}

/* What the initialisers put into the elements that have slots of their own; without one here, all the array
 * has. */
void slots_fill_elements(struct unit *unit)
{
    struct facts *facts = unit->facts;
    uint32_t count = facts->flows.count;
    for (uint32_t i = 0; i < unit->elements.count; i++) {
        const struct element *element = &unit->elements.items[i];
        bool initialised = false;
        for (uint32_t j = 0; j < count; j++) {
            struct flow flow = facts->flows.items[j];
            if (flow.target != element->array)
                continue;
            initialised = true;
            if (flow.row != element->row && flow.row != NONE)
                continue;
            flow.target = element->slot;
            flow.row = NONE;
            *array_push(&facts->flows, unit->arena) = flow;
        }
        if (!initialised)
            *array_push(&facts->flows, unit->arena) = (struct flow){
                .source = element->array, .target = element->slot, .function = NONE, .row = NONE};
    }
}
