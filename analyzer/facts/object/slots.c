/* SPDX-License-Identifier: Apache-2.0
 *
 * A function's own frame: which registers hold its address, what the code stores there, and so what stands
 * where an argument points to. A struct that is filled field by field and handed over by its address
 * (sigaction) is seen this way. What a function stores anywhere in it counts, in any order: a branch or a
 * loop hides nothing. Where something may stand there that was not understood, that is said too.
 */
#include "facts/object/walk.h"
#include <stdlib.h>
#include <string.h>

enum {
    BASE_CFA,
    BASE_STACK,
    BASE_FRAME
}; /* what offsets count from: the last two where .eh_frame does not tell */
enum { MOST_STORES = 4096, LONGEST_STORE = 256, MOST_AT_ONE = 32, WIDEST = 4096 };

static struct value frame_value(int64_t offset, uint8_t base)
{
    return (struct value){.kind = VALUE_FRAME, .number = offset, .scale = base};
}

static const struct frame_row *row_for(struct walk *walk, uint64_t address)
{
    const struct frame_row *rows = walk->rows.items.items;
    uint32_t count = walk->has_rows ? walk->rows.items.count : 0;
    if (!count || rows[0].address > address)
        return NULL;
    if (walk->row >= count || rows[walk->row].address > address)
        walk->row = 0;
    while (walk->row + 1 < count && rows[walk->row + 1].address <= address)
        walk->row++;
    return &rows[walk->row];
}

/* The stack pointer: by its row; by the row before the frame pointer took over, when it has not moved since.
 */
static struct value stack_value(const struct walk *walk, const struct frame_row *row)
{
    const struct arch *arch = walk->reader->image.arch;
    if (row && row->reg == arch->stack)
        return frame_value(-row->offset, BASE_CFA);
    if (row && row->reg == arch->frame && !walk->stack_moves && row != walk->rows.items.items &&
        row[-1].reg == arch->stack)
        return frame_value(-row[-1].offset, BASE_CFA);
    return frame_value(0, BASE_STACK);
}

/* Whether the stack pointer moves where the frame pointer says where the frame is. */
static bool moves_stack(struct walk *walk, const struct step *step)
{
    if (step->stack <= 0 && !(step->flags & STEP_UNKNOWN_STACK))
        return false;
    const struct frame_row *row = row_for(walk, step->address);
    return !row || row->reg != walk->reader->image.arch->stack;
}

void slots_registers(struct walk *walk, const struct point *point)
{
    const struct arch *arch = walk->reader->image.arch;
    const uint64_t stack = (uint64_t)1 << arch->stack_register, frame = (uint64_t)1 << arch->frame_register;
    const struct frame_row *row = row_for(walk, point->step.address);
    bool fresh = row != walk->applied;
    walk->applied = row;
    if (fresh || !(walk->known & stack))
        walk->values[arch->stack_register] = stack_value(walk, row);
    walk->known |= stack;
    if (!row || row->reg != arch->frame)
        return;
    if (fresh || !(walk->known & frame))
        walk->values[arch->frame_register] = frame_value(-row->offset, BASE_CFA);
    walk->known |= frame;
}

/* ---- before the function is followed ---- */

static struct frame_slot *slot_of(struct walk *walk, uint8_t reg, int64_t offset)
{
    uint64_t hash = ((uint64_t)offset >> 2) ^ (uint64_t)reg << 3;
    struct frame_slot *slot = &walk->slots[hash % SLOTS];
    if (slot->round == walk->round && (slot->offset != offset || slot->reg != reg))
        slot->stores = 2; /* two share it: of neither anything is known */
    if (slot->round != walk->round)
        *slot = (struct frame_slot){.round = walk->round, .offset = offset, .reg = reg};
    return slot;
}

static void count_store(struct walk *walk, uint8_t reg, int64_t offset)
{
    struct frame_slot *slot = slot_of(walk, reg, offset);
    slot->stores = slot->stores ? 2 : 1;
}

/* An instruction that puts the address of a place in the frame into a register: others may store there. */
static bool takes_place(const struct walk *walk, const struct step *step)
{
    const struct arch *arch = walk->reader->image.arch;
    return step->operation == OPERATION_ADD && step->index == NO_REGISTER &&
           step->reg != arch->stack_register &&
           (step->base == arch->stack_register || step->base == arch->frame_register);
}

static bool is_frame(const struct walk *walk, const struct step *step)
{
    const struct arch *arch = walk->reader->image.arch;
    return step->memory == MEMORY_BASE && step->index == NO_REGISTER &&
           (step->base == arch->stack_register || step->base == arch->frame_register);
}

/* Where a register that belongs to the caller was saved, and whether a load gives it back. */
static bool restores(struct walk *walk, const struct step *step, uint64_t saved[REGISTERS])
{
    const struct arch *arch = walk->reader->image.arch;
    bool load = step->flags & STEP_READS && !(step->flags & STEP_WRITES);
    if (step->flags & STEP_RESTORES)
        return true;
    if (!is_frame(walk, step) || step->base != arch->stack_register || step->reg >= VECTOR)
        return false;
    const struct frame_row *row = row_for(walk, step->address);
    if (!row || row->reg != arch->stack)
        return false;
    uint64_t place = step->target - (uint64_t)row->offset + ((uint64_t)1 << 63);
    const uint8_t regs[] = {step->reg, step->pair};
    bool all = load;
    for (unsigned i = 0; i < 2; i++) {
        if (regs[i] >= VECTOR || !(arch->saved >> regs[i] & 1))
            continue;
        uint64_t at = place + i * step->width;
        if (!load && step->operation == OPERATION_STORE && !saved[regs[i]])
            saved[regs[i]] = at;
        all &= saved[regs[i]] == at;
    }
    return all;
}

bool slots_place(struct walk *walk, const struct step *step, struct value *value)
{
    const struct arch *arch = walk->reader->image.arch;
    bool copy = step->operation == OPERATION_COPY && step->base == arch->stack_register;
    const struct frame_row *row = row_for(walk, step->address);
    if (!copy && !takes_place(walk, step))
        return false;
    bool of_stack = step->base == arch->stack_register;
    if (of_stack)
        *value = stack_value(walk, row);
    else if (row && row->reg == arch->frame)
        *value = frame_value(-row->offset, BASE_CFA);
    else
        return false;
    value->number += copy ? 0 : step->value;
    return true;
}

void slots_begin(struct walk *walk)
{
    uint64_t once = 0, twice = 0, saved[REGISTERS] = {0};
    walk->round++;
    walk->row = 0;
    walk->applied = NULL;
    walk->stores.count = walk->handed.count = walk->fills.count = 0;
    walk->crowded = false;
    walk->framed = 0;
    walk->stack_moves = false;
    for (uint32_t i = 0; i < walk->points.count; i++) {
        const struct step *step = &walk->points.items[i].step;
        bool store = step->flags & STEP_WRITES && is_frame(walk, step);
        walk->stack_moves |= moves_stack(walk, step);
        if ((step->writes || store) && !restores(walk, step, saved)) {
            twice |= once & step->writes;
            once |= step->writes;
        }
        bool copy =
            step->operation == OPERATION_COPY && step->base == walk->reader->image.arch->stack_register;
        if ((copy || takes_place(walk, step)) && step->reg < VECTOR)
            walk->framed |= (uint64_t)1 << step->reg;
        if (takes_place(walk, step))
            slot_of(walk, step->base, step->value)->stores = 2;
        if (store) {
            count_store(walk, step->base, (int64_t)step->target);
            if (step->operation == OPERATION_STORE && step->pair != NO_REGISTER)
                count_store(walk, step->base, (int64_t)(step->target + step->width));
        }
    }
    walk->steady = once & ~twice & walk->reader->image.arch->saved;
}

/* ---- while it is followed ---- */

/* What is stored, where that says something about functions. */
static struct value settled(struct walk *walk, const struct value *value)
{
    struct value unknown = {.kind = VALUE_UNKNOWN};
    if (!value)
        return unknown;
    if (value->kind == VALUE_NUMBER || value->kind == VALUE_PARAMETER)
        return *value;
    if (value->kind == VALUE_ADDRESS && !value->page && !value->indexed)
        return *value;
    if (value->kind != VALUE_SLOT || !value->location.known)
        return unknown;
    struct image *image = &walk->reader->image;
    const struct image_section *section = image_section_at(image, value->location.address);
    const struct image_relocation *relocation = image_relocation_at(image, value->location.address);
    bool constant =
        section && (!(section->flags & SHF_WRITE) || strncmp(section->name, ".data.rel.ro", 12) == 0);
    if (!constant || !relocation)
        return unknown;
    enum relocation_use use = image->arch->use(relocation->type);
    if (use != RELOCATION_ABSOLUTE && use != RELOCATION_BASE && use != RELOCATION_SLOT)
        return unknown;
    return (struct value){.kind = VALUE_ADDRESS, .location = location_of(walk->reader, relocation, 0)};
}

static void keep(struct walk *walk, const struct value *base, int64_t offset, uint64_t width,
                 struct value value)
{
    struct frame_store store = {.offset = base->number + offset,
                                .base = base->scale,
                                .width = width,
                                .value = value,
                                .run = walk->run,
                                .calls = walk->reader->facts->calls.count};
    if (width > LONGEST_STORE) {
        if (walk->fills.count < MOST_AT_ONE)
            *array_push(&walk->fills, walk->reader->scratch) = store;
        else
            walk->crowded = true;
        return;
    }
    if (walk->stores.count < MOST_STORES)
        *array_push(&walk->stores, walk->reader->scratch) = store;
    else
        walk->crowded = true;
}

/* A function's address, or something that is not known, that goes into a named datum. */
static void refer_stored(struct walk *walk, const struct point *point, struct location location,
                         const struct value *value)
{
    struct reader *reader = walk->reader;
    if (value->kind != VALUE_ADDRESS)
        return;
    struct named datum = location_name(reader, location), named = location_name(reader, value->location);
    if (!datum.name || datum.function != NONE || !named.name)
        return;
    *array_push(&reader->facts->references, reader->arena) =
        (struct object_reference){.function = named.function,
                                  .name = named.name,
                                  .offset = named.offset,
                                  .holder = walk->function,
                                  .datum = datum.name,
                                  .datum_offset = datum.offset,
                                  .address = point->step.address,
                                  .section = reader->facts->functions.items[walk->function].section,
                                  .access = OBJECT_ACCESS_STORED};
}

static struct value stored_value(struct walk *walk, const struct point *point, uint8_t reg)
{
    if (reg == ZERO_REGISTER)
        return (struct value){.kind = VALUE_NUMBER};
    if (reg != NO_REGISTER)
        return settled(walk, walk_value(walk, reg));
    struct value number = value_number(walk, point);
    return settled(walk, &number);
}

static void note_fill(struct walk *walk, const struct step *step)
{
    const struct value *base = walk_value(walk, step->base), *count = walk_value(walk, step->index);
    if (!base || base->kind != VALUE_FRAME)
        return;
    bool sized = count && count->kind == VALUE_NUMBER && count->number >= 0 && count->number <= WIDEST;
    keep(walk, base, 0, sized ? (uint64_t)count->number * step->width : WIDEST,
         settled(walk, walk_value(walk, step->reg)));
}

void slots_note(struct walk *walk, const struct point *point)
{
    const struct step *step = &point->step;
    if (step->operation == OPERATION_FILL)
        note_fill(walk, step);
    if (!(step->flags & STEP_WRITES) || step->kind != STEP_PLAIN)
        return;
    bool is_store = step->operation == OPERATION_STORE;
    const struct value *base = step->memory == MEMORY_BASE ? walk_value(walk, step->base) : NULL;
    if (base && base->kind == VALUE_FRAME) {
        if (step->index != NO_REGISTER || point->has_to)
            return;
        struct value value =
            is_store ? stored_value(walk, point, step->reg) : (struct value){.kind = VALUE_UNKNOWN};
        keep(walk, base, (int64_t)step->target, step->width, value);
        if (is_store && is_frame(walk, step)) {
            struct frame_slot *slot = slot_of(walk, step->base, (int64_t)step->target);
            const struct value *held = walk_value(walk, step->reg);
            slot->value = held && held->kind == VALUE_FRAME ? *held : value; /* spilled */
            slot->width = step->width;
        }
        if (is_store && step->pair != NO_REGISTER)
            keep(walk, base, (int64_t)(step->target + step->width), step->width,
                 stored_value(walk, point, step->pair));
        return;
    }
    struct location location;
    bool indexed;
    if (!is_store || step->width != 8 || !value_memory(walk, point, &location, &indexed) || indexed)
        return;
    struct value value = stored_value(walk, point, step->reg);
    refer_stored(walk, point, location, &value);
}

struct value slots_load(struct walk *walk, const struct step *step)
{
    struct value unknown = {.kind = VALUE_UNKNOWN, .table_reg = NO_REGISTER, .base_reg = NO_REGISTER};
    if (!is_frame(walk, step))
        return unknown;
    const struct frame_slot *slot = slot_of(walk, step->base, (int64_t)step->target);
    if (slot->stores != 1 || slot->width != step->width ||
        (slot->value.kind != VALUE_PARAMETER && slot->value.kind != VALUE_FRAME))
        return unknown;
    return slot->value;
}

/* memset, as far as it says what stands there now. */
void slots_filled(struct walk *walk)
{
    const uint8_t *arguments = walk->reader->image.arch->arguments;
    const struct value *to = walk_value(walk, arguments[0]), *what = walk_value(walk, arguments[1]),
                       *count = walk_value(walk, arguments[2]);
    if (!to || to->kind != VALUE_FRAME)
        return;
    for (uint32_t i = walk->handed.count;
         i-- > 0 && walk->handed.items[i].call + 1 == walk->reader->facts->calls.count;)
        walk->handed.items[i].fills = true;
    bool sized = count && count->kind == VALUE_NUMBER && count->number >= 0 && count->number <= WIDEST;
    bool zero = what && what->kind == VALUE_NUMBER && !what->number;
    keep(walk, to, 0, sized ? (uint64_t)count->number : WIDEST,
         (struct value){.kind = zero ? VALUE_NUMBER : VALUE_UNKNOWN});
}

/* The store that certainly wrote what the argument points to: on every way to the call, with none behind it.
 */
static const struct frame_store *last_store(const struct walk *walk, const struct handed_frame *handed)
{
    enum { FAR = 128 };
    const struct frame_store *items = walk->stores.items;
    for (uint32_t i = walk->stores.count;
         i-- > 0 && walk->stores.count - i < FAR && items[i].run == walk->run;) {
        const struct frame_store *store = &items[i];
        if (store->base != handed->base || store->offset >= handed->offset + 8 ||
            store->offset + (int64_t)store->width <= handed->offset)
            continue;
        return store->offset == handed->offset && store->width >= 8 ? store : NULL;
    }
    return NULL;
}

void slots_hand(struct walk *walk, uint32_t call, uint32_t position, const struct value *value)
{
    struct handed_frame *handed = array_push(&walk->handed, walk->reader->scratch);
    *handed = (struct handed_frame){
        .offset = value->number, .base = value->scale, .call = call, .position = position};
    const struct frame_store *last = last_store(walk, handed);
    if (last) {
        handed->has_last = true;
        handed->last = last->value;
        handed->since = last->calls;
    }
}

/* ---- behind its end ---- */

static int compare_places(uint8_t base, int64_t offset, uint8_t other_base, int64_t other)
{
    if (base != other_base)
        return base < other_base ? -1 : 1;
    return offset < other ? -1 : offset > other;
}

static int compare_stores(const void *left, const void *right)
{
    const struct frame_store *a = left, *b = right;
    return compare_places(a->base, a->offset, b->base, b->offset);
}

static int compare_handed(const void *left, const void *right)
{
    const struct handed_frame *a = left, *b = right;
    int order = compare_places(a->base, a->offset, b->base, b->offset);
    return order ? order : a->call < b->call ? -1 : a->call > b->call;
}

/* What stands at the start of what an argument points to. */
struct standing {
    struct walk *walk;
    const struct handed_frame *handed;
    uint32_t first; /* its facts begin here in facts->arguments */
    bool unknown;
};

static void push(struct standing *standing, struct object_argument argument)
{
    struct object_facts *facts = standing->walk->reader->facts;
    argument.call = standing->handed->call;
    argument.position = standing->handed->position;
    for (uint32_t i = standing->first; i < facts->arguments.count; i++) {
        const struct object_argument *known = &facts->arguments.items[i];
        if (known->kind == argument.kind && known->name == argument.name && known->value == argument.value &&
            known->function == argument.function && known->parameter == argument.parameter)
            return;
    }
    *array_push(&facts->arguments, standing->walk->reader->arena) = argument;
}

static void stand(struct standing *standing, const struct frame_store *store, int64_t offset)
{
    struct object_argument argument = {.function = NONE, .value = offset};
    if (store->value.kind == VALUE_ADDRESS && store->width >= 8) {
        struct named named = location_name(standing->walk->reader, store->value.location);
        bool is_function =
            named.name && (named.function != NONE || !store->value.location.known) && !named.offset;
        if (!is_function) {
            standing->unknown |= !offset && !named.name;
            return;
        }
        argument.kind = OBJECT_ARGUMENT_POINTED_FUNCTION;
        argument.function = named.function;
        argument.name = named.name;
    } else if (offset) {
        return;
    } else if (store->value.kind == VALUE_PARAMETER && store->width >= 8) {
        argument.kind = OBJECT_ARGUMENT_POINTED_PARAMETER;
        argument.parameter = (uint32_t)store->value.number;
    } else if (store->value.kind == VALUE_NUMBER) {
        argument.kind = OBJECT_ARGUMENT_POINTED_NUMBER;
    } else {
        standing->unknown = true;
        return;
    }
    push(standing, argument);
}

/* Everything that is stored at or behind the place, up to the end of a handler's struct. */
static void stand_stored(struct standing *standing)
{
    enum { REACH = 64 };
    const struct walk *walk = standing->walk;
    const struct handed_frame *handed = standing->handed;
    uint32_t low = 0, high = walk->stores.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct frame_store *store = &walk->stores.items[middle];
        if (compare_places(store->base, store->offset, handed->base, handed->offset - LONGEST_STORE) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (handed->has_last)
        stand(standing, &(struct frame_store){.value = handed->last, .width = 8}, 0);
    uint32_t seen = 0;
    for (; low < walk->stores.count; low++) {
        const struct frame_store *store = &walk->stores.items[low];
        if (store->base != handed->base || store->offset >= handed->offset + REACH)
            break;
        int64_t offset = store->offset - handed->offset;
        if (offset + (int64_t)store->width <= 0)
            continue;
        if (++seen > MOST_AT_ONE) {
            standing->unknown = true;
            break;
        }
        if (handed->has_last && offset < 8)
            continue;
        if (offset >= 0)
            stand(standing, store, offset);
        else if (store->value.kind != VALUE_NUMBER)
            standing->unknown = true;
        else
            stand(standing, store, 0);
    }
    for (uint32_t i = 0; i < walk->fills.count; i++) {
        const struct frame_store *fill = &walk->fills.items[i];
        if (!handed->has_last && fill->base == handed->base && fill->offset <= handed->offset &&
            handed->offset < fill->offset + (int64_t)fill->width)
            stand(standing, fill, 0);
    }
}

/* Is a function handed the same address that may have filled in what was not seen? */
static bool may_fill(const struct walk *walk, const struct handed_frame *handed,
                     const struct handed_frame *other)
{
    const struct object_facts *facts = walk->reader->facts;
    if (handed->has_last && (other->call < handed->since || other->call >= handed->call))
        return false;
    return !other->fills && facts->calls.items[other->call].name != facts->calls.items[handed->call].name;
}

static void push_filler(struct standing *standing, const struct handed_frame *other)
{
    const struct object_facts *facts = standing->walk->reader->facts;
    if (may_fill(standing->walk, standing->handed, other))
        push(standing, (struct object_argument){.function = NONE,
                                                .kind = OBJECT_ARGUMENT_POINTED_UNKNOWN,
                                                .name = facts->calls.items[other->call].name});
}

/* The other calls that are handed the same place. */
static void push_fillers(struct standing *standing, uint32_t index)
{
    const struct walk *walk = standing->walk;
    const struct handed_frame *items = walk->handed.items, *handed = &items[index];
    for (uint32_t i = index; i-- > 0 && index - i < MOST_AT_ONE;) {
        if (compare_places(items[i].base, items[i].offset, handed->base, handed->offset) != 0)
            break;
        push_filler(standing, &items[i]);
    }
    for (uint32_t i = index + 1; i < walk->handed.count && i - index < MOST_AT_ONE; i++) {
        if (compare_places(items[i].base, items[i].offset, handed->base, handed->offset) != 0)
            break;
        push_filler(standing, &items[i]);
    }
}

static int compare_arguments(const void *left, const void *right)
{
    const struct object_argument *a = left, *b = right;
    if (a->call != b->call)
        return a->call < b->call ? -1 : 1;
    if (a->position != b->position)
        return a->position < b->position ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    return a->parameter < b->parameter ? -1 : a->parameter > b->parameter;
}

void slots_end(struct walk *walk, uint32_t first)
{
    struct object_facts *facts = walk->reader->facts;
    if (!walk->handed.count)
        return;
    if (walk->stores.count)
        qsort(walk->stores.items, walk->stores.count, sizeof *walk->stores.items, compare_stores);
    qsort(walk->handed.items, walk->handed.count, sizeof *walk->handed.items, compare_handed);
    uint32_t before = facts->arguments.count;
    for (uint32_t i = 0; i < walk->handed.count; i++) {
        struct standing standing = {.walk = walk,
                                    .handed = &walk->handed.items[i],
                                    .first = facts->arguments.count,
                                    .unknown = walk->crowded};
        stand_stored(&standing);
        if (facts->arguments.count > standing.first && !standing.unknown)
            push_fillers(&standing, i);
        if (standing.unknown)
            push(&standing,
                 (struct object_argument){.function = NONE, .kind = OBJECT_ARGUMENT_POINTED_UNKNOWN});
    }
    if (facts->arguments.count > before)
        qsort(facts->arguments.items + first, facts->arguments.count - first, sizeof *facts->arguments.items,
              compare_arguments);
}
