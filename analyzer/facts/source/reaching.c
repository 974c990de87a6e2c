/* SPDX-License-Identifier: Apache-2.0
 *
 * Reaching definitions, the record: keeps the writes and reads of one body in the order of the source, and
 * the tree of its branches and loops. What reaches what is asked later (paths.c, resolve.c), when the whole
 * body is known.
 */
#include "facts/source/unit.h"

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
    unit->moved_of = NONE;
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

bool reaching_tracks(const struct unit *unit, const struct access *access)
{
    return unit->function != NONE && access->variable != NONE &&
           (access->kind == SLOT_VARIABLE || access->kind == SLOT_PARAMETER);
}

void reaching_define(struct unit *unit, const struct access *target, const struct values *values, bool strong)
{
    bool pointee = target->kind == SLOT_FIELD && target->variable != NONE && unit->function != NONE;
    if (!reaching_tracks(unit, target) && !pointee)
        return;
    struct variable *variable = &unit->variables.items[target->variable];
    if (variable->type->class == TYPE_ARRAY)
        return;
    variable->written = true;
    struct definition definition = {.variable = target->variable,
                                    .previous = variable->last_definition,
                                    .path = target->path,
                                    .sequence = ++unit->sequence,
                                    .region = unit->region,
                                    .strong = strong && target->exact,
                                    .first = unit->kept.count};
    definition.from = definition.sequence;
    if (values) {
        definition.count = values->list.count;
        for (uint32_t i = 0; i < values->list.count; i++)
            *array_push(&unit->kept, unit->scratch) = values->list.items[i];
    }
    variable->last_definition = unit->definitions.count;
    *array_push(&unit->definitions, unit->scratch) = definition;
}

static bool is_defined_in(const struct unit *unit, const struct definition *like, uint32_t first,
                          uint32_t last, uint32_t region)
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
    if (!reaching_tracks(unit, access))
        return;
    struct variable *variable = &unit->variables.items[access->variable];
    struct escape escape = {.variable = access->variable,
                            .previous = variable->last_escape,
                            .path = access->path,
                            .sequence = ++unit->sequence,
                            .region = unit->region};
    variable->last_escape = unit->escapes.count;
    *array_push(&unit->escapes, unit->scratch) = escape;
}

/* The value of use->source goes to use->target; resolved when the whole body is known. */
void reaching_use(struct unit *unit, const struct use *use)
{
    if (!reaching_tracks(unit, &use->source) || !use->source.exact) {
        flow_add(unit, slot_of(unit, &use->source), use->target, FLOW_COPY, use->row, use->place);
        return;
    }
    struct use *kept = array_push(&unit->uses, unit->scratch);
    *kept = *use;
    kept->sequence = ++unit->sequence;
    kept->region = unit->region;
}
