/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a point, gives the functions and data that it names otherwise than by a call. Position-independent
 * code takes addresses without relocations that would say so; so every operand that is an address counts, and
 * so does every pair of instructions that makes one.
 */
#include "facts/object/walk.h"
#include <string.h>

static void refer(struct walk *walk, const struct point *point, struct location location, uint32_t access)
{
    struct reader *reader = walk->reader;
    struct named named = location_name(reader, location);
    mark_use(reader, walk->function, location);
    if (!named.name && location.known) { /* the middle of another function's code */
        uint32_t around = function_within(reader, location.address);
        if (around == NONE || around == walk->function)
            return;
        const struct object_function *function = &reader->facts->functions.items[around];
        named = (struct named){around, function->name, (int64_t)(location.address - function->address)};
    }
    if (!named.name)
        return;
    if (named.function != NONE && access != OBJECT_ACCESS_GOT)
        access = OBJECT_ACCESS_ADDRESS; /* nobody reads or writes code: an index is what made it look so */
    *array_push(&reader->facts->references, reader->arena) =
        (struct object_reference){.function = named.function,
                                  .name = named.name,
                                  .offset = named.offset,
                                  .holder = walk->function,
                                  .address = point->step.address,
                                  .section = reader->facts->functions.items[walk->function].section,
                                  .access = access};
}

/* What a slot of the global offset table holds is what the code means. */
static void refer_slot(struct walk *walk, const struct point *point, struct location location,
                       uint32_t access)
{
    struct location inside;
    if (!walk->reader->image.relocatable && location.known) {
        const struct image_section *section = image_section_at(&walk->reader->image, location.address);
        bool got = section && strncmp(section->name, ".got", 4) == 0;
        if (got && !location_in_slot(walk->reader, location.address, &inside, NULL))
            return;
        if (got) {
            refer(walk, point, inside, OBJECT_ACCESS_GOT);
            return;
        }
    }
    refer(walk, point, location, access);
}

static uint32_t access_of(const struct step *step)
{
    return step->flags & STEP_WRITES  ? OBJECT_ACCESS_WRITE
           : step->flags & STEP_READS ? OBJECT_ACCESS_READ
                                      : OBJECT_ACCESS_ADDRESS;
}

/* A base that is not known here, where some page of this function plus this offset is a function or a GOT
 * slot. */
static void refer_pages(struct walk *walk, const struct point *point, uint64_t offset, bool load)
{
    enum { MOST_PAGES = 32 };
    for (uint32_t i = 0; i < walk->pages.count && i < MOST_PAGES; i++) {
        uint64_t address = walk->pages.items[i] + offset;
        const struct image_section *section = image_section_at(&walk->reader->image, address);
        if (load ? section && strncmp(section->name, ".got", 4) == 0
                 : function_at(walk->reader, address) != NONE)
            refer_slot(walk, point, location_at(address), OBJECT_ACCESS_ADDRESS);
    }
}

/* An address made by an addition. */
static void refer_sum(struct walk *walk, const struct point *point)
{
    const struct step *step = &point->step;
    const struct value *base = walk_value(walk, step->base);
    if (point->has_to || step->index != NO_REGISTER)
        return;
    if (base && base->kind == VALUE_ADDRESS && (base->page || base->location.symbol == NO_SYMBOL)) {
        struct location sum = base->location;
        sum.address += (uint64_t)step->value;
        refer_slot(walk, point, sum, OBJECT_ACCESS_ADDRESS);
    } else if (!base && step->value >= 0) {
        refer_pages(walk, point, (uint64_t)step->value, false);
    }
}

static void refer_memory(struct walk *walk, const struct point *point)
{
    const struct step *step = &point->step;
    struct location location;
    bool indexed;
    if (point->has_to && point->to_use == RELOCATION_GOT) {
        refer(walk, point, point->to, OBJECT_ACCESS_GOT);
        return;
    }
    if (step->flags & STEP_PAGE)
        return;
    if (value_memory(walk, point, &location, &indexed))
        refer_slot(walk, point, location, access_of(step));
    else if (step->memory == MEMORY_BASE && step->operation == OPERATION_LOAD &&
             !walk_value(walk, step->base))
        refer_pages(walk, point, step->target, true);
}

/* A thread-local variable has a name, but its offset in the thread's block is no address. */
static void refer_thread_local(struct walk *walk, const struct point *point)
{
    struct reader *reader = walk->reader;
    struct location location = point->thread_local_one;
    if (location.symbol == NO_SYMBOL)
        return;
    name_id name = symbol_name(reader, location.symbol);
    if (strncmp(intern_get(reader->facts->names, name), ".L", 2) == 0)
        name = 0; /* an anchor of its section: what is behind it is told by later offsets, which are not
                     followed */
    if (!name) {
        int64_t offset;
        uint32_t datum = reader->image.relocatable ? datum_at(reader, location.address, &offset) : NONE;
        name = datum != NONE ? reader->facts->data.items[datum].name : 0;
    }
    if (!name)
        return;
    mark_use(reader, walk->function, location);
    *array_push(&reader->facts->references, reader->arena) =
        (struct object_reference){.function = NONE,
                                  .name = name,
                                  .holder = walk->function,
                                  .address = point->step.address,
                                  .section = reader->facts->functions.items[walk->function].section,
                                  .access = OBJECT_ACCESS_THREAD_LOCAL};
}

void emit_references(struct walk *walk, const struct point *point)
{
    const struct step *step = &point->step;
    if (step->kind != STEP_PLAIN)
        return;
    if (point->is_thread_local)
        refer_thread_local(walk, point);
    if (point->number_use == RELOCATION_ABSOLUTE || point->number_use == RELOCATION_OFFSET ||
        point->number_use == RELOCATION_GOT_OFFSET)
        refer(walk, point, point->number, OBJECT_ACCESS_ADDRESS);
    else if (!point->number_use && walk->reader->image.fixed && step->flags & STEP_IMMEDIATE &&
             step->value > 0 && function_at(walk->reader, (uint64_t)step->value) != NONE)
        refer(walk, point, location_at((uint64_t)step->value), OBJECT_ACCESS_ADDRESS);
    if (step->memory != MEMORY_NONE)
        refer_memory(walk, point);
    else if (point->has_to && (point->to_use == RELOCATION_LOW || point->to_use == RELOCATION_ABSOLUTE))
        refer(walk, point, point->to, OBJECT_ACCESS_ADDRESS);
    else if (step->operation == OPERATION_ADD)
        refer_sum(walk, point);
    else if (step->operation == OPERATION_INSERT) {
        struct value value = value_result(walk, point);
        if (value.kind == VALUE_ADDRESS)
            refer(walk, point, value.location, OBJECT_ACCESS_ADDRESS);
    }
}
