/* SPDX-License-Identifier: Apache-2.0
 *
 * Which frame address a register holds where paths have joined: all ways back from a point to where the
 * register was written. Compilers keep the address of a struct in a register that calls keep, over loops and
 * branches; asked for only then. One way that is not understood makes it unknown.
 */
#include "facts/object/walk.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 1 << 16 };

static int compare_jumps(const void *left, const void *right)
{
    const struct jump *a = left, *b = right;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return a->from < b->from ? -1 : a->from > b->from;
}

/* The jumps inside the function, by where they go; those of jump tables may go to any label. */
static void index_jumps(struct walk *walk)
{
    walk->jumps.count = 0;
    walk->table_jumps.count = 0;
    for (uint32_t i = 0; i < walk->points.count; i++) {
        const struct point *point = &walk->points.items[i];
        bool jump = point->step.kind == STEP_JUMP || point->step.kind == STEP_BRANCH;
        if (jump && point->has_to && point->to.known && point->to.address >= walk->start &&
            point->to.address < walk->end)
            *array_push(&walk->jumps, walk->reader->scratch) =
                (struct jump){.to = point->to.address, .from = i};
        if (point->step.kind == STEP_JUMP_POINTER && point->table != TABLE_NONE)
            *array_push(&walk->table_jumps, walk->reader->scratch) = i;
    }
    if (walk->jumps.count)
        qsort(walk->jumps.items, walk->jumps.count, sizeof *walk->jumps.items, compare_jumps);
    if (walk->searched_room < walk->points.count) {
        walk->searched_room = walk->points.count * 2;
        walk->searched = arena_array(walk->searched_room, sizeof *walk->searched, walk->reader->scratch);
    }
    walk->jumps_round = walk->round;
    walk->search_steps = 0;
}

struct search {
    struct walk *walk;
    uint8_t reg;
    bool found;
    struct value value;
    ARRAY(uint32_t) pending; /* points before which the register is asked for */
};

/* A call behind which nothing runs, as far as the calls that are known by now tell. */
static bool never_returns(const struct walk *walk, const struct step *step)
{
    static const char *const names[] = {"exit",
                                        "_exit",
                                        "_Exit",
                                        "abort",
                                        "quick_exit",
                                        "__assert_fail",
                                        "__stack_chk_fail",
                                        "longjmp",
                                        "_longjmp",
                                        "siglongjmp",
                                        "__longjmp_chk"};
    const struct object_facts *facts = walk->reader->facts;
    uint32_t low = walk->first_call, high = facts->calls.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (facts->calls.items[middle].address < step->address)
            low = middle + 1;
        else
            high = middle;
    }
    if (step->kind != STEP_CALL || low == facts->calls.count ||
        facts->calls.items[low].address != step->address)
        return false;
    const char *name = intern_get(facts->names, facts->calls.items[low].name);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Back from a point to the write or the label before it; false: unknown. */
static bool go_back(struct search *search, uint32_t index)
{
    struct walk *walk = search->walk;
    for (;;) {
        const struct point *point = &walk->points.items[index];
        if (walk->marks[point->step.address - walk->start] & MARK_LABEL) {
            if (walk->searched[index] == walk->search)
                return true;
            walk->searched[index] = walk->search;
            uint32_t low = 0, high = walk->jumps.count;
            while (low < high) {
                uint32_t middle = low + (high - low) / 2;
                if (walk->jumps.items[middle].to < point->step.address)
                    low = middle + 1;
                else
                    high = middle;
            }
            for (; low < walk->jumps.count && walk->jumps.items[low].to == point->step.address; low++)
                *array_push(&search->pending, walk->reader->scratch) = walk->jumps.items[low].from;
            for (uint32_t i = 0; i < walk->table_jumps.count; i++)
                *array_push(&search->pending, walk->reader->scratch) = walk->table_jumps.items[i];
        }
        if (!index)
            return false; /* the caller's value */
        const struct step *before = &walk->points.items[index - 1].step;
        if (before->kind == STEP_JUMP || before->kind == STEP_JUMP_POINTER || before->kind == STEP_RETURN ||
            before->kind == STEP_TRAP || never_returns(walk, before))
            return true; /* nothing comes from there */
        if (++walk->search_steps > MOST_STEPS)
            return false;
        index--;
        if (!(before->writes >> search->reg & 1))
            continue;
        struct value value;
        if (!slots_place(walk, before, &value) || before->reg != search->reg)
            return false;
        if (search->found && (search->value.number != value.number || search->value.scale != value.scale))
            return false;
        search->found = true;
        search->value = value;
        return true;
    }
}

bool reaching_frame(struct walk *walk, uint32_t index, uint8_t reg, struct value *value)
{
    if (walk->blind || reg >= VECTOR || !(walk->framed >> reg & 1))
        return false;
    if (walk->jumps_round != walk->round)
        index_jumps(walk);
    if (walk->search_steps > MOST_STEPS)
        return false;
    struct search search = {.walk = walk, .reg = reg};
    walk->search++;
    bool good = go_back(&search, index);
    for (uint32_t i = 0; good && i < search.pending.count; i++)
        good = go_back(&search, search.pending.items[i]);
    *value = search.value;
    return good && search.found;
}
