/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a jump through a register or memory, says whether it is a switch (its targets become labels) or
 * leaves the function (a tail call). The same bytes serve both, so what counts is where the target comes
 * from: an address in this function plus an entry of a table, or a table whose entries lie in this function,
 * is a switch. Where that cannot be seen, a frame that is not yet torn down rules out a tail call. In doubt
 * it is a tail call: a gap, never a silence.
 */
#include "facts/object/walk.h"

enum { MOST_ENTRIES = 1 << 14, BOUND_SEARCH = 24 };

/* The number of entries that a comparison before the jump allows; 0: none seen. */
static uint64_t bound_before(const struct walk *walk, uint32_t at)
{
    bool branch = false;
    for (uint32_t i = at; i && at - i < BOUND_SEARCH; i--) {
        const struct step *step = &walk->points.items[i - 1].step;
        if (step->kind == STEP_BRANCH)
            branch = true;
        else if (step->operation == OPERATION_COMPARE && branch)
            return step->value >= 0 && step->value < MOST_ENTRIES ? (uint64_t)step->value + 1 : 0;
        else if (step->kind != STEP_PLAIN && step->kind != STEP_PADDING)
            return 0;
    }
    return 0;
}

/* Where the n-th entry leads. */
static bool entry_target(struct walk *walk, const struct value *value, uint64_t n, uint64_t *target)
{
    struct image *image = &walk->reader->image;
    uint64_t place = value->location.address + n * value->width, raw;
    bool absolute = value->kind == VALUE_ENTRY;
    const struct image_relocation *relocation = image_relocation_at(image, place);
    if (relocation) {
        enum relocation_use use = image->arch->use(relocation->type);
        struct location to = location_of(walk->reader, relocation, 0);
        *target = absolute ? to.address : (value->own ? place : value->base) + (to.address - place);
        return to.known &&
               (absolute ? use == RELOCATION_ABSOLUTE || use == RELOCATION_BASE : use == RELOCATION_RELATIVE);
    }
    if (!value->width || value->width > 8 || !image_number(image, place, value->width, &raw))
        return false;
    if (absolute) {
        *target = raw;
        return image->fixed && value->width == 8;
    }
    unsigned unused = 64 - value->width * 8U;
    int64_t offset = value->is_signed ? (int64_t)(raw << unused) >> unused : (int64_t)raw;
    *target = (value->own ? place : value->base) + ((uint64_t)offset << (value->scale & 31));
    return true;
}

/* Whether a jump table of this function may lead to an address outside it. */
static bool leads_out(const struct walk *walk, uint64_t target, bool bounded, bool absolute)
{
    const struct reader *reader = walk->reader;
    uint32_t other = function_within(reader, target);
    if (other == NONE || other == walk->function)
        return false;
    const struct object_function *function = &reader->facts->functions.items[other];
    if (function->flags & OBJECT_FUNCTION_CHILD && function->parent != NONE &&
        reader->facts->functions.items[function->parent].body == walk->function)
        return true;
    return bounded && !(absolute && function->address == target);
}

/* Reads the table that a value comes from: labels and ways out. Gives the number of entries. */
static uint64_t read_table(struct walk *walk, const struct value *value, uint32_t point)
{
    uint64_t bound = bound_before(walk, point), n = 0;
    walk->reader->entries -= walk->reader->entries > 0;
    bool absolute = value->kind == VALUE_ENTRY;
    for (; n < (bound ? bound : MOST_ENTRIES) && walk->reader->entries; n++, walk->reader->entries--) {
        uint64_t target;
        if (!entry_target(walk, value, n, &target))
            break;
        if (!n && value->own && target == value->location.address)
            continue; /* the first is not used and was left empty */
        if (target >= walk->start && target < walk->end && !(absolute && target == walk->start)) {
            unsigned char *mark = &walk->marks[target - walk->start];
            if (!(*mark & MARK_BOUNDARY))
                break;
            *mark |= MARK_LABEL;
        } else if (leads_out(walk, target, bound != 0, absolute)) {
            *array_push(&walk->exits, walk->reader->scratch) = (struct table_exit){point, target};
        } else {
            break;
        }
    }
    return n;
}

/* Whether data names addresses inside this function: a computed goto has such a table. */
static bool has_data_labels(const struct walk *walk)
{
    const struct reader *reader = walk->reader;
    uint32_t low = 0, high = reader->labels.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (reader->labels.items[middle] <= walk->start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < reader->labels.count && reader->labels.items[low] < walk->end;
}

/* Reads the tables that come out with every address that the register of the table, or any, holds in this
 * function. */
static uint64_t read_candidates(struct walk *walk, struct value value, uint32_t point, bool any)
{
    uint64_t count = 0;
    for (uint32_t t = 0; t < walk->candidates.count; t++) {
        const struct candidate *table = &walk->candidates.items[t];
        if (value.table_reg != NO_REGISTER) {
            if (!any && table->reg != value.table_reg)
                continue;
            value.location = location_at(table->address);
        }
        if (value.kind == VALUE_ENTRY || value.base_reg == NO_REGISTER) {
            count += read_table(walk, &value, point);
        } else if (value.base_reg == value.table_reg) {
            value.base = table->address;
            count += read_table(walk, &value, point);
        } else {
            for (uint32_t b = 0; b < walk->candidates.count; b++)
                if (any || walk->candidates.items[b].reg == value.base_reg) {
                    value.base = walk->candidates.items[b].address;
                    count += read_table(walk, &value, point);
                }
        }
        if (value.table_reg == NO_REGISTER)
            break;
    }
    return count;
}

static uint64_t read_tables(struct walk *walk, const struct value *value, uint32_t point)
{
    if (value->table_reg == NO_REGISTER && value->base_reg == NO_REGISTER)
        return value->location.known ? read_table(walk, value, point) : 0;
    uint64_t count = read_candidates(walk, *value, point, false);
    return count || value->kind == VALUE_ENTRY ? count : read_candidates(walk, *value, point, true);
}

/* Whether the straight run that ends at a point gives stack back. */
static bool gives_stack(const struct walk *walk, uint32_t index)
{
    for (uint32_t i = index; i && walk->reader->entries; i--, walk->reader->entries--) {
        const struct step *step = &walk->points.items[i - 1].step;
        if (walk->marks[walk->points.items[i].step.address - walk->start] & MARK_LABEL ||
            step->kind == STEP_JUMP || step->kind == STEP_JUMP_POINTER || step->kind == STEP_RETURN ||
            step->kind == STEP_TRAP)
            return false;
        if (step->flags & STEP_GIVES_STACK)
            return true;
    }
    return !walk->reader->entries;
}

/* The jump's value is not known: in a function with computed gotos, one that has its frame yet is no tail
 * call. */
static bool is_goto(const struct walk *walk, uint32_t index)
{
    bool known, entry = stack_is_entry(walk, walk->points.items[index].step.address, &known);
    return known && !entry && has_data_labels(walk) &&
           (walk->reader->image.arch->exact_frames || !gives_stack(walk, index));
}

void table_note(struct walk *walk, uint32_t index)
{
    enum { MOST_CANDIDATES = 256 };
    const struct step *step = &walk->points.items[index].step;
    const struct value *value = walk_value(walk, step->reg);
    if ((step->operation != OPERATION_ADDRESS && step->operation != OPERATION_ADD &&
         step->operation != OPERATION_COPY) || !value ||
        value->kind != VALUE_ADDRESS || value->page || value->indexed || !value->location.known ||
        walk->candidates.count == MOST_CANDIDATES)
        return;
    struct candidate candidate = {value->location.address, step->reg};
    for (uint32_t i = 0; i < walk->candidates.count; i++)
        if (walk->candidates.items[i].address == candidate.address &&
            walk->candidates.items[i].reg == step->reg)
            return;
    *array_push(&walk->candidates, walk->reader->scratch) = candidate;
}

void table_decide(struct walk *walk, uint32_t index)
{
    struct point *point = &walk->points.items[index];
    const struct step *step = &point->step;
    struct value value = {.kind = VALUE_UNKNOWN};
    if (step->memory == MEMORY_FIXED || point->to_use == RELOCATION_GOT)
        return; /* one slot: a tail call */
    if (step->memory != MEMORY_NONE)
        value = value_loaded(walk, point);
    else if (walk_value(walk, step->base))
        value = *walk_value(walk, step->base);
    if (value.kind == VALUE_ADDRESS || value.kind == VALUE_SLOT || value.kind == VALUE_DESCRIPTOR)
        return;
    bool table = value.kind == VALUE_LABEL || value.kind == VALUE_ENTRY;
    if (table && read_tables(walk, &value, index))
        point->table = TABLE_READ;
    else if (value.kind == VALUE_LABEL)
        point->table = TABLE_UNKNOWN;
    else if (is_goto(walk, index))
        point->table = TABLE_READ;
    walk->blind |= point->table == TABLE_UNKNOWN;
}
