/* SPDX-License-Identifier: Apache-2.0
 *
 * Reaching definitions, the question: can a write be what a read finds, on some way through the branches,
 * loops and jumps of a body? A goto makes fewer writes certain, never more.
 */
#include "facts/source/unit.h"
#include <string.h>

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

/* A jump to between the write and the read leaves the write out, unless the write was certain before the
 * jump. */
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

bool reaching_covers(const struct unit *unit, name_id whole, name_id part)
{
    if (!whole || whole == part)
        return true;
    const char *short_path = intern_get(unit->names, whole);
    const char *long_path = intern_get(unit->names, part);
    size_t length = strlen(short_path);
    return strncmp(short_path, long_path, length) == 0 && long_path[length] == '.';
}

/* Something that certainly overwrites stands between, going forward from `from` to the read. */
static bool is_killed_forward(const struct unit *unit, const struct access *what, uint32_t from,
                              struct point read)
{
    uint32_t at = unit->variables.items[what->variable].last_definition;
    for (; at != NONE; at = unit->definitions.items[at].previous) {
        const struct definition *kill = &unit->definitions.items[at];
        if (kill->sequence <= from)
            return false;
        if (kill->strong && kill->from > from && kill->sequence < read.sequence &&
            reaching_covers(unit, kill->path, what->path) && is_within(unit, read.region, kill->region) &&
            !is_jumped_over(unit, kill, read.sequence))
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

static bool is_in_cycle(const struct unit *unit, const struct cycle *cycle, uint32_t sequence,
                        uint32_t region)
{
    if (cycle->region != NONE)
        return is_within(unit, region, cycle->region);
    return sequence >= cycle->first && sequence <= cycle->last;
}

/* The same, when the way goes round the cycle: before the read in the cycle, or behind the write. */
static bool is_killed_round(const struct unit *unit, const struct access *what, uint32_t from,
                            struct point read, const struct cycle *cycle)
{
    uint32_t at = unit->variables.items[what->variable].last_definition;
    for (; at != NONE; at = unit->definitions.items[at].previous) {
        const struct definition *kill = &unit->definitions.items[at];
        if (!kill->strong || !is_in_cycle(unit, cycle, kill->sequence, kill->region) ||
            !reaching_covers(unit, kill->path, what->path) || (kill->from <= from && kill->sequence > from))
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
static bool goes_round(const struct unit *unit, const struct access *what, struct point write,
                       struct point read)
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

bool reaching_reaches(const struct unit *unit, const struct access *what, struct point write,
                      struct point read)
{
    if (unit->irregular)
        return true;
    if (write.sequence < read.sequence && !are_exclusive(unit, write.region, read.region) &&
        !is_killed_forward(unit, what, write.sequence, read))
        return true;
    return goes_round(unit, what, write, read);
}

/* Some write of this body is certain to have happened, in a straight line before the read. */
bool reaching_surely_writes(const struct unit *unit, const struct access *what, struct point read)
{
    return !unit->irregular && is_killed_forward(unit, what, 0, read);
}

bool reaching_has_escaped(const struct unit *unit, const struct access *what, struct point read)
{
    uint32_t at = unit->variables.items[what->variable].last_escape;
    for (; at != NONE; at = unit->escapes.items[at].previous) {
        const struct escape *escape = &unit->escapes.items[at];
        if (!reaching_covers(unit, escape->path, what->path))
            continue;
        struct point passed = {escape->sequence, escape->region};
        if (unit->irregular || escape->sequence < read.sequence || goes_round(unit, NULL, passed, read))
            return true;
    }
    return false;
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
