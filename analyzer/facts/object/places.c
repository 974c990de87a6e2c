/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes functions, gives for each of their calls where it is written and what was inlined around it. All
 * addresses asked for are sorted, then each unit is walked once: a DIE's ranges pick the addresses that it
 * holds.
 */
#include "facts/object/dwarf.h"
#include <stdlib.h>

/* An address that is asked for. */
struct wanted {
    uint64_t address;
    uint32_t place; /* in the result */
};

/* One inlined function around a wanted address; outer ones are found first. */
struct around {
    uint32_t place;
    uint32_t order;
    struct object_inline inlined;
};

struct search {
    struct debug debug;
    struct debug_unit unit;
    struct object_places *result;
    ARRAY(struct wanted) wanted; /* by address */
    ARRAY(struct around) arounds;
    const void *asked;            /* the DIE that was asked last */
    struct object_inline inlined; /* and what it said */
};

static int compare_wanted(const void *a, const void *b)
{
    const struct wanted *x = a, *y = b;
    return x->address != y->address ? (x->address < y->address ? -1 : 1)
                                    : (x->place > y->place) - (x->place < y->place);
}

/* Inner before outer. */
static int compare_arounds(const void *a, const void *b)
{
    const struct around *x = a, *y = b;
    return x->place != y->place ? (x->place > y->place) - (x->place < y->place)
                                : (x->order < y->order) - (x->order > y->order);
}

/* The first wanted address at or behind an address. */
static uint32_t wanted_from(const struct search *search, uint64_t address)
{
    uint32_t low = 0, high = search->wanted.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (search->wanted.items[middle].address < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Calls found() for each wanted address in the ranges of a DIE; gives how many there are. */
static uint32_t each_wanted(struct search *search, Dwarf_Die *die,
                            void (*found)(struct search *, Dwarf_Die *, struct wanted))
{
    Dwarf_Addr base, start, end;
    uint32_t count = 0;
    ptrdiff_t at = 0;
    while (search->debug.steps && (at = dwarf_ranges(die, at, &base, &start, &end)) > 0) {
        search->debug.steps--;
        for (uint32_t i = wanted_from(search, start);
             i < search->wanted.count && search->wanted.items[i].address < end && search->debug.steps;
             i++, count++) {
            search->debug.steps--;
            if (found)
                found(search, die, search->wanted.items[i]);
        }
    }
    return count;
}

static void place_address(struct search *search, Dwarf_Die *die, struct wanted wanted)
{
    struct object_place *place = &search->result->places.items[wanted.place];
    Dwarf_Line *line = dwarf_getsrc_die(die, wanted.address);
    int number = 0, column = 0;
    if (!line || dwarf_lineno(line, &number) != 0 || number <= 0)
        return;
    if (dwarf_linecol(line, &column) != 0 || column < 0)
        column = 0;
    place->place =
        (struct place){.file = debug_file(&search->debug, &search->unit, dwarf_linesrc(line, NULL, NULL)),
                       .line = (uint32_t)number,
                       .column = (uint32_t)column};
}

static struct object_inline inlined_by(struct search *search, Dwarf_Die *die)
{
    struct intern *names = search->debug.facts->names;
    return (struct object_inline){.name = intern_text(names, dwarf_diename(die)),
                                  .linker = intern_text(names, debug_linkage(die)),
                                  .place = {.file = debug_numbered_file(&search->debug, &search->unit,
                                                                        debug_number(die, DW_AT_call_file)),
                                            .line = (uint32_t)debug_number(die, DW_AT_call_line),
                                            .column = (uint32_t)debug_number(die, DW_AT_call_column)}};
}

/* A DIE is asked once, however many addresses it holds. */
static void surround(struct search *search, Dwarf_Die *die, struct wanted wanted)
{
    if (search->asked != die->addr) {
        search->asked = die->addr;
        search->inlined = inlined_by(search, die);
    }
    *array_push(&search->arounds, search->debug.scratch) =
        (struct around){.place = wanted.place, .order = search->arounds.count, .inlined = search->inlined};
}

/* Inlined functions below a DIE that holds wanted addresses. */
static void descend(struct search *search, Dwarf_Die *parent, unsigned depth)
{
    enum { DEEPEST = 200 };
    Dwarf_Die die;
    if (depth == DEEPEST || dwarf_child(parent, &die) != 0)
        return;
    do {
        if (!search->debug.steps)
            return;
        search->debug.steps--;
        int tag = dwarf_tag(&die);
        bool inlined = tag == DW_TAG_inlined_subroutine,
             scope = tag == DW_TAG_namespace || tag == DW_TAG_class_type || tag == DW_TAG_structure_type;
        bool code = inlined || tag == DW_TAG_subprogram || tag == DW_TAG_lexical_block;
        if (scope || (code && each_wanted(search, &die, inlined ? surround : NULL)))
            descend(search, &die, depth + 1);
    } while (dwarf_siblingof(&die, &die) == 0);
}

static void gap(struct search *search, const char *why)
{
    const struct object_facts *facts = search->debug.facts;
    *array_push(&search->result->gaps, search->debug.arena) =
        (struct gap){.kind = intern_text(facts->names, "debug"),
                     .subject = facts->member ? facts->member : facts->path,
                     .why = intern_text(facts->names, why),
                     .function = NONE};
}

static void ask(struct search *search, const struct object_facts *facts, const uint32_t *functions,
                uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct object_function *function = &facts->functions.items[functions[i]];
        for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
            *array_push(&search->result->places, search->debug.arena) = (struct object_place){.call = c};
            *array_push(&search->wanted, search->debug.scratch) =
                (struct wanted){facts->calls.items[c].address, search->result->places.count - 1};
        }
    }
    if (search->wanted.count)
        qsort(search->wanted.items, search->wanted.count, sizeof *search->wanted.items, compare_wanted);
}

/* Hands the chains to their places. */
static void collect(struct search *search)
{
    struct object_places *result = search->result;
    if (search->arounds.count)
        qsort(search->arounds.items, search->arounds.count, sizeof *search->arounds.items, compare_arounds);
    for (uint32_t i = 0; i < search->arounds.count; i++) {
        struct object_place *place = &result->places.items[search->arounds.items[i].place];
        *array_push(&result->inlines, search->debug.arena) = search->arounds.items[i].inlined;
        if (!place->inline_count++)
            place->first_inline = result->inlines.count - 1;
    }
}

void object_places(const struct object_facts *facts, const uint32_t *functions, uint32_t count,
                   struct arena *arena, struct object_places *result)
{
    struct search search = {.result = result};
    *result = (struct object_places){.gaps.items = NULL};
    const char *trouble = debug_open(&search.debug, facts, arena);
    ask(&search, facts, functions, count);
    if (trouble) {
        gap(&search, trouble);
    } else {
        while (search.wanted.count && debug_next_unit(&search.debug, &search.unit)) {
            if (!each_wanted(&search, &search.unit.skeleton, place_address))
                continue;
            if (search.unit.missing)
                gap(&search, "the .dwo file of a unit was not found; what was inlined is not known");
            descend(&search, &search.unit.die, 0);
        }
        collect(&search);
    }
    debug_close(&search.debug);
}
