/* SPDX-License-Identifier: Apache-2.0
 *
 * Reaching definitions: takes the writes and reads of one body in the order of the source, and the tree of its branches
 * and loops, gives for each value that is handed to a call the writes that can be it. So one struct sigaction that is
 * filled again for every signal does not mix its handlers. Jumps by goto make fewer writes certain, never more.
 */
#include "facts/source/unit.h"
#include <string.h>

enum { DEFINITIONS_SEEN = 256, CHAIN_DEPTH = 3, STEPS = 2000 };

void reaching_begin(struct unit *unit)
{
    for (uint32_t i = 0; i < unit->definitions.count; i++)
        unit->variables.items[unit->definitions.items[i].variable].last_definition = NONE;
    for (uint32_t i = 0; i < unit->escapes.count; i++)
        unit->variables.items[unit->escapes.items[i].variable].last_escape = NONE;
    unit->regions.count = 0;
    unit->definitions.count = 0;
    unit->escapes.count = 0;
    unit->uses.count = 0;
    unit->jumps.count = 0;
    unit->labels.count = 0;
    unit->exits.count = 0;
    unit->kept.count = 0;
    unit->sequence = 0;
    unit->groups = 0;
    unit->irregular = false;
    *array_push(&unit->regions, unit->scratch) = (struct region){.parent = NONE, .kind = REGION_ROOT};
    unit->region = 0;
}

/* Gives the region to close it with. */
uint32_t region_open(struct unit *unit, enum region_kind kind, uint32_t group, uint32_t chain)
{
    uint32_t saved = unit->region;
    unit->region = unit->regions.count;
    *array_push(&unit->regions, unit->scratch) =
        (struct region){.parent = saved, .kind = kind, .group = group, .chain = chain};
    return saved;
}

void region_close(struct unit *unit, uint32_t saved)
{
    unit->region = saved;
}

static bool is_tracked(const struct unit *unit, const struct access *access)
{
    return unit->function != NONE && access->variable != NONE &&
           (access->kind == SLOT_VARIABLE || access->kind == SLOT_PARAMETER);
}

void reaching_define(struct unit *unit, const struct access *target, const struct values *values, bool strong)
{
    bool pointee = target->kind == SLOT_FIELD && target->variable != NONE && unit->function != NONE;
    if (!is_tracked(unit, target) && !pointee)
        return;
    struct variable *variable = &unit->variables.items[target->variable];
    if (variable->type->class == TYPE_ARRAY)
        return;
    variable->written = true;
    struct definition definition = {.variable = target->variable, .previous = variable->last_definition,
                                    .path = target->path, .sequence = ++unit->sequence, .region = unit->region,
                                    .strong = strong && target->exact, .first = unit->kept.count};
    definition.from = definition.sequence;
    if (values) {
        definition.count = values->list.count;
        for (uint32_t i = 0; i < values->list.count; i++)
            *array_push(&unit->kept, unit->scratch) = values->list.items[i];
    }
    variable->last_definition = unit->definitions.count;
    *array_push(&unit->definitions, unit->scratch) = definition;
}

static bool is_defined_in(const struct unit *unit, const struct definition *like, uint32_t first, uint32_t last,
                          uint32_t region)
{
    for (uint32_t i = first; i < last; i++) {
        const struct definition *definition = &unit->definitions.items[i];
        if (definition->strong && definition->region == region && definition->variable == like->variable &&
            definition->path == like->path)
            return true;
    }
    return false;
}

/* Where every arm overwrites the same thing, nothing from before them gets past the statement. */
void reaching_join(struct unit *unit, uint32_t first, uint32_t from, const struct branches *branches)
{
    uint32_t last = unit->definitions.count;
    uint32_t falls = 0;
    if (unit->labels.count && array_last(&unit->labels)->sequence > from)
        return; /* a jump inside an arm may leave out what the arm does */
    while (falls < branches->count && branches->leaves[falls])
        falls++;
    if (falls == branches->count)
        return;
    for (uint32_t i = first; i < last; i++) {
        struct definition join = unit->definitions.items[i];
        bool all = join.strong && join.region == branches->regions[falls] &&
                   !is_defined_in(unit, &join, first, i, join.region);
        for (uint32_t arm = falls + 1; all && arm < branches->count; arm++)
            all = branches->leaves[arm] || is_defined_in(unit, &join, first, last, branches->regions[arm]);
        if (!all)
            continue;
        struct variable *variable = &unit->variables.items[join.variable];
        join.previous = variable->last_definition;
        join.sequence = ++unit->sequence;
        join.from = from;
        join.region = unit->region;
        join.count = 0;
        variable->last_definition = unit->definitions.count;
        *array_push(&unit->definitions, unit->scratch) = join;
    }
}

void reaching_escape(struct unit *unit, const struct access *access)
{
    if (!is_tracked(unit, access))
        return;
    struct variable *variable = &unit->variables.items[access->variable];
    struct escape escape = {.variable = access->variable, .previous = variable->last_escape, .path = access->path,
                            .sequence = ++unit->sequence, .region = unit->region};
    variable->last_escape = unit->escapes.count;
    *array_push(&unit->escapes, unit->scratch) = escape;
}

/* The value of use->source goes to use->target; resolved when the whole body is known. */
void reaching_use(struct unit *unit, const struct use *use)
{
    if (!is_tracked(unit, &use->source) || !use->source.exact) {
        flow_add(unit, slot_of(unit, &use->source), use->target, FLOW_COPY, use->row, use->place);
        return;
    }
    struct use *kept = array_push(&unit->uses, unit->scratch);
    *kept = *use;
    kept->sequence = ++unit->sequence;
    kept->region = unit->region;
}

static bool is_within(const struct unit *unit, uint32_t region, uint32_t ancestor)
{
    for (; region != NONE; region = unit->regions.items[region].parent)
        if (region == ancestor)
            return true;
    return false;
}

/* The child of ancestor that region is in. */
static uint32_t branch_below(const struct unit *unit, uint32_t region, uint32_t ancestor)
{
    while (region != NONE && unit->regions.items[region].parent != ancestor)
        region = unit->regions.items[region].parent;
    return region;
}

static uint32_t common_region(const struct unit *unit, uint32_t left, uint32_t right)
{
    while (!is_within(unit, right, left))
        left = unit->regions.items[left].parent;
    return left;
}

/* By a jump from outside. */
static bool is_entered(const struct unit *unit, uint32_t region)
{
    for (uint32_t i = 0; i < unit->jumps.count; i++) {
        const struct jump *jump = &unit->jumps.items[i];
        if (is_within(unit, jump->target_region, region) && !is_within(unit, jump->region, region))
            return true;
    }
    return false;
}

/* In different arms of one statement, so that one pass does not run both. */
static bool are_exclusive(const struct unit *unit, uint32_t left, uint32_t right)
{
    uint32_t common = common_region(unit, left, right);
    uint32_t one = branch_below(unit, left, common);
    uint32_t other = branch_below(unit, right, common);
    if (one == NONE || other == NONE)
        return false;
    const struct region *a = &unit->regions.items[one];
    const struct region *b = &unit->regions.items[other];
    if (is_entered(unit, one) || is_entered(unit, other))
        return false;
    return a->kind == REGION_ARM && b->kind == REGION_ARM && a->group == b->group && a->chain != b->chain;
}

/* A jump to between the write and the read leaves the write out, unless the write was certain before the jump. */
static bool is_jumped_over(const struct unit *unit, const struct definition *write, uint32_t read)
{
    for (uint32_t i = 0; i < unit->jumps.count; i++) {
        const struct jump *jump = &unit->jumps.items[i];
        bool before = jump->sequence <= write->sequence || !is_within(unit, jump->region, write->region);
        if (before && jump->target > write->sequence && jump->target <= read)
            return true;
    }
    return false;
}

static bool covers(const struct unit *unit, name_id whole, name_id part)
{
    if (!whole || whole == part)
        return true;
    const char *short_path = intern_get(unit->names, whole);
    const char *long_path = intern_get(unit->names, part);
    size_t length = strlen(short_path);
    return strncmp(short_path, long_path, length) == 0 && long_path[length] == '.';
}

/* Something that certainly overwrites stands between, going forward from `from` to the read. */
static bool is_killed_forward(const struct unit *unit, const struct access *what, uint32_t from, struct point read)
{
    uint32_t at = unit->variables.items[what->variable].last_definition;
    for (; at != NONE; at = unit->definitions.items[at].previous) {
        const struct definition *kill = &unit->definitions.items[at];
        if (kill->sequence <= from)
            return false;
        if (kill->strong && kill->from > from && kill->sequence < read.sequence && covers(unit, kill->path, what->path) &&
            is_within(unit, read.region, kill->region) && !is_jumped_over(unit, kill, read.sequence))
            return true;
    }
    return false;
}

/* The ways back in a body: a loop, or from a goto up to its label. */
struct cycle {
    uint32_t region; /* NONE: not a loop */
    uint32_t first;  /* sequences, of a goto's */
    uint32_t last;
};

static bool is_in_cycle(const struct unit *unit, const struct cycle *cycle, uint32_t sequence, uint32_t region)
{
    if (cycle->region != NONE)
        return is_within(unit, region, cycle->region);
    return sequence >= cycle->first && sequence <= cycle->last;
}

/* The same, when the way goes round the cycle: before the read in the cycle, or behind the write. */
static bool is_killed_round(const struct unit *unit, const struct access *what, uint32_t from, struct point read,
                            const struct cycle *cycle)
{
    uint32_t at = unit->variables.items[what->variable].last_definition;
    for (; at != NONE; at = unit->definitions.items[at].previous) {
        const struct definition *kill = &unit->definitions.items[at];
        if (!kill->strong || !is_in_cycle(unit, cycle, kill->sequence, kill->region) ||
            !covers(unit, kill->path, what->path) || (kill->from <= from && kill->sequence > from))
            continue;
        if (kill->sequence < read.sequence && is_within(unit, read.region, kill->region) &&
            !is_jumped_over(unit, kill, read.sequence))
            return true;
        bool behind = kill->sequence > from && kill->region == cycle->region && !unit->jumps.count;
        if (behind && !unit->regions.items[cycle->region].continues)
            return true;
    }
    return false;
}

/* Some way back that both are on, and that nothing certain blocks; with what NULL, any way back. */
static bool goes_round(const struct unit *unit, const struct access *what, struct point write, struct point read)
{
    uint32_t common = common_region(unit, write.region, read.region);
    for (; common != NONE; common = unit->regions.items[common].parent) {
        struct cycle cycle = {.region = common};
        if (unit->regions.items[common].kind == REGION_LOOP &&
            (!what || !is_killed_round(unit, what, write.sequence, read, &cycle)))
            return true;
    }
    for (uint32_t i = 0; i < unit->jumps.count; i++) {
        struct cycle cycle = {NONE, unit->jumps.items[i].target, unit->jumps.items[i].sequence};
        if (cycle.first <= cycle.last && is_in_cycle(unit, &cycle, write.sequence, write.region) &&
            is_in_cycle(unit, &cycle, read.sequence, read.region) &&
            (!what || !is_killed_round(unit, what, write.sequence, read, &cycle)))
            return true;
    }
    return false;
}

bool reaching_reaches(const struct unit *unit, const struct access *what, struct point write, struct point read)
{
    if (unit->irregular)
        return true;
    if (write.sequence < read.sequence && !are_exclusive(unit, write.region, read.region) &&
        !is_killed_forward(unit, what, write.sequence, read))
        return true;
    return goes_round(unit, what, write, read);
}

/* Some write of this body is certain to have happened, in a straight line before the read. */
static bool is_surely_written(const struct unit *unit, const struct access *what, struct point read)
{
    return !unit->irregular && is_killed_forward(unit, what, 0, read);
}

static bool has_escaped(const struct unit *unit, const struct access *what, struct point read)
{
    uint32_t at = unit->variables.items[what->variable].last_escape;
    for (; at != NONE; at = unit->escapes.items[at].previous) {
        const struct escape *escape = &unit->escapes.items[at];
        if (!covers(unit, escape->path, what->path))
            continue;
        struct point passed = {escape->sequence, escape->region};
        if (unit->irregular || escape->sequence < read.sequence || goes_round(unit, NULL, passed, read))
            return true;
    }
    return false;
}

struct resolving {
    uint32_t target;
    uint32_t row;
    struct place place;
    const struct use *pointer; /* of an argument that points to a handler record: where it is read */
    uint32_t steps;
    bool pointed;              /* an object was found that it points to */
    bool elsewhere;            /* it may point to something else too */
};

static void resolve(struct unit *unit, const struct access *what, struct point read, struct resolving *into,
                    uint32_t depth);

static void resolve_use(struct unit *unit, const struct use *use)
{
    struct resolving into = {.target = use->target, .row = use->row, .place = use->place,
                             .pointer = use->record ? use : NULL};
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
        if (is_tracked(unit, &use.source) && use.source.exact)
            resolve_use(unit, &use);
        else
            flow_add(unit, slot_of(unit, &use.source), use.target, FLOW_COPY, use.row, use.place);
    }
}

static void resolve_value(struct unit *unit, const struct value *value, struct point at, struct resolving *into,
                          uint32_t depth)
{
    bool again = depth < CHAIN_DEPTH && ++into->steps < STEPS && value->mode == FLOW_COPY &&
                 is_tracked(unit, &value->access) && value->access.exact;
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
        if (definition->modifies && covers(unit, definition->path, what->path) && reaching_reaches(unit, what, write, read))
            return true;
    }
    return false;
}

/* What reaches the read, from the definition at `at` on backwards. */
static void resolve(struct unit *unit, const struct access *what, struct point read, struct resolving *into,
                    uint32_t depth)
{
    const struct variable *variable = &unit->variables.items[what->variable];
    bool plain = !variable->automatic && !is_surely_written(unit, what, read);
    plain |= has_escaped(unit, what, read);
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
        if (!covers(unit, definition.path, what->path) || !reaching_reaches(unit, what, write, read))
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

void reaching_resolve_jumps(struct unit *unit)
{
    for (uint32_t i = 0; i < unit->jumps.count; i++) {
        struct jump *jump = &unit->jumps.items[i];
        const struct label *label = NULL;
        for (uint32_t j = 0; j < unit->labels.count && !label; j++)
            if (unit->labels.items[j].cursor.data[1] == jump->label.data[1])
                label = &unit->labels.items[j];
        jump->target = label ? label->sequence : NONE;
        jump->target_region = label ? label->region : 0;
        unit->irregular |= !label;
    }
}

void reaching_end(struct unit *unit)
{
    for (uint32_t i = 0; i < unit->uses.count; i++) {
        const struct use use = unit->uses.items[i];
        resolve_use(unit, &use);
    }
}
