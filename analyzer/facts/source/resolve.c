/* SPDX-License-Identifier: Apache-2.0
 *
 * Reaching definitions, the answer: takes what calls are handed, gives flows from the writes that can be it
 * instead of from the variable. So one struct sigaction that is filled again for every signal does not mix
 * its handlers.
 */
#include "facts/source/unit.h"

enum { DEFINITIONS_SEEN = 256, CHAIN_DEPTH = 3, STEPS = 2000 };

struct resolving {
    uint32_t target;
    uint32_t row;
    struct place place;
    const struct use *pointer; /* of an argument that points to a handler record: where it is read */
    uint32_t steps;
    bool pointed;   /* an object was found that it points to */
    bool elsewhere; /* it may point to something else too */
};

static void resolve(struct unit *unit, const struct access *what, struct point read, struct resolving *into,
                    uint32_t depth);

static void resolve_use(struct unit *unit, const struct use *use)
{
    struct resolving into = {
        .target = use->target, .row = use->row, .place = use->place, .pointer = use->record ? use : NULL};
    struct point read = {use->sequence, use->region};
    resolve(unit, &use->source, read, &into, 0);
    if (into.pointed && into.elsewhere)
        hand_over(unit, use->call, use->index, NULL, use->record, use->place);
}

/* The members of the object that a pointer points to, as they are where the pointer is handed over. */
static void resolve_handed(struct unit *unit, const struct access *object, const struct use *pointer)
{
    struct record *record = pointer->record;
    record_list(unit, record);
    for (uint32_t i = 0; i < record->leaves.count; i++) {
        struct use use = *pointer;
        use.record = NULL;
        use.source = access_below(unit, object, &record->leaves.items[i]);
        use.target = handed_slot(unit, pointer->call, pointer->index, &record->leaves.items[i]);
        if (reaching_tracks(unit, &use.source) && use.source.exact)
            resolve_use(unit, &use);
        else
            flow_add(unit, slot_of(unit, &use.source), use.target, FLOW_COPY, use.row, use.place);
    }
}

static void resolve_value(struct unit *unit, const struct value *value, struct point at,
                          struct resolving *into, uint32_t depth)
{
    bool again = depth < CHAIN_DEPTH && ++into->steps < STEPS && value->mode == FLOW_COPY &&
                 reaching_tracks(unit, &value->access) && value->access.exact;
    if (again) {
        resolve(unit, &value->access, at, into, depth + 1);
        return;
    }
    bool address = value->mode == FLOW_ADDRESS;
    uint32_t source = address ? slot_of_object(unit, &value->access) : slot_of(unit, &value->access);
    flow_add(unit, source, into->target, value->mode, into->row, into->place);
    if (!into->pointer || value->access.kind == SLOT_NUMBER)
        return;
    bool object = address && record_of(unit, value->access.type) == into->pointer->record;
    if (object)
        resolve_handed(unit, &value->access, into->pointer);
    into->pointed |= object;
    into->elsewhere |= !object;
}

/* It is counted with, so that none of its other values need be what it has now. */
static bool is_modified(const struct unit *unit, const struct access *what, struct point read)
{
    uint32_t at = unit->variables.items[what->variable].last_definition;
    for (; at != NONE; at = unit->definitions.items[at].previous) {
        const struct definition *definition = &unit->definitions.items[at];
        struct point write = {definition->sequence, definition->region};
        if (definition->modifies && reaching_covers(unit, definition->path, what->path) &&
            reaching_reaches(unit, what, write, read))
            return true;
    }
    return false;
}

/* What reaches the read, from the definition at `at` on backwards. */
static void resolve(struct unit *unit, const struct access *what, struct point read, struct resolving *into,
                    uint32_t depth)
{
    const struct variable *variable = &unit->variables.items[what->variable];
    bool plain = !variable->automatic && !reaching_surely_writes(unit, what, read);
    plain |= reaching_has_escaped(unit, what, read);
    uint32_t seen = 0;
    uint32_t at = variable->last_definition;
    for (uint32_t i = at; i != NONE; i = unit->definitions.items[i].previous)
        seen++;
    if (is_modified(unit, what, read)) {
        flow_add(unit, slot_unknown(unit), into->target, FLOW_COPY, into->row, into->place);
        return;
    }
    if (seen > DEFINITIONS_SEEN) {
        flow_add(unit, slot_of(unit, what), into->target, FLOW_COPY, into->row, into->place);
        return;
    }
    for (; at != NONE; at = unit->definitions.items[at].previous) {
        const struct definition definition = unit->definitions.items[at];
        struct point write = {definition.sequence, definition.region};
        if (!reaching_covers(unit, definition.path, what->path) || !reaching_reaches(unit, what, write, read))
            continue;
        for (uint32_t i = 0; i < definition.count; i++)
            resolve_value(unit, &unit->kept.items[definition.first + i], write, into, depth);
    }
    struct point entry = {0, 0};
    if (what->kind == SLOT_PARAMETER && reaching_reaches(unit, what, entry, read))
        plain = true;
    if (plain)
        flow_add(unit, slot_of(unit, what), into->target, FLOW_COPY, into->row, into->place);
    into->elsewhere |= plain;
}

void reaching_end(struct unit *unit)
{
    for (uint32_t i = 0; i < unit->uses.count; i++) {
        const struct use use = unit->uses.items[i];
        resolve_use(unit, &use);
    }
}
