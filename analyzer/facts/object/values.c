/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes points one after the other, gives what the registers hold: numbers, addresses, what was loaded from
 * where. Knowledge lasts along one straight run: it ends where another path may join, and behind every jump.
 * So what is known is true of the code as it stands, and what is not known stays unknown.
 */
#include "facts/object/walk.h"
#include <string.h>

static struct value address_value(struct location location)
{
    return (struct value){.kind = VALUE_ADDRESS, .location = location};
}

static struct location moved(struct location location, int64_t by)
{
    location.address += (uint64_t)by;
    location.addend = (int64_t)((uint64_t)location.addend + (uint64_t)by);
    return location;
}

/* Where paths join, only what is the same on all of them is known. */
static void forget(struct walk *walk)
{
    uint64_t steady = walk->known & walk->steady;
    walk->known = 0;
    walk->run++;
    for (uint8_t reg = 0; steady >> reg; reg++)
        if (steady >> reg & 1 &&
            (walk->values[reg].kind == VALUE_FRAME || walk->values[reg].kind == VALUE_PARAMETER))
            walk->known |= (uint64_t)1 << reg;
}

static void hand_parameters(struct walk *walk)
{
    const uint8_t *arguments = walk->reader->image.arch->arguments;
    for (uint8_t i = 0; i < 4; i++) {
        walk->values[arguments[i]] = (struct value){.kind = VALUE_PARAMETER, .number = i};
        walk->known |= (uint64_t)1 << arguments[i];
    }
}

void value_enter(struct walk *walk, uint32_t index)
{
    const struct point *point = &walk->points.items[index];
    bool follows = false;
    if (index) {
        const struct step *before = &walk->points.items[index - 1].step;
        follows = before->address + before->size == point->step.address && before->kind != STEP_JUMP &&
                  before->kind != STEP_JUMP_POINTER && before->kind != STEP_RETURN &&
                  before->kind != STEP_TRAP;
    }
    if (!follows || walk->blind || walk->marks[point->step.address - walk->start] & MARK_LABEL)
        forget(walk);
    if (!index && !(walk->marks[0] & MARK_LABEL))
        hand_parameters(walk);
    slots_registers(walk, point);
}

bool value_memory(const struct walk *walk, const struct point *point, struct location *location,
                  bool *indexed)
{
    const struct step *step = &point->step;
    const struct image *image = &walk->reader->image;
    *location = point->to;
    *indexed = step->memory == MEMORY_INDEXED;
    if (step->memory == MEMORY_FIXED || step->memory == MEMORY_INDEXED)
        return point->has_to && point->to_use != RELOCATION_TLS && point->to_use != RELOCATION_TLSDESC &&
               point->to_use != RELOCATION_GOT;
    if (step->memory != MEMORY_BASE)
        return false;
    if (point->has_to) {
        *indexed = point->to_use != RELOCATION_LOW;
        return point->to_use == RELOCATION_LOW || point->to_use == RELOCATION_ABSOLUTE;
    }
    const struct value *base = walk_value(walk, step->base), *other = walk_value(walk, step->index);
    *indexed = step->index != NO_REGISTER;
    if (other && other->kind == VALUE_ADDRESS && !step->scale && (!base || base->kind != VALUE_ADDRESS)) {
        const struct value *swap = base;
        base = other;
        other = swap;
    }
    if (base && base->kind == VALUE_ADDRESS) {
        *location = moved(base->location, (int64_t)step->target);
        *indexed |= base->indexed;
        return true;
    }
    /* A program at fixed addresses: a displacement that is an address of data. */
    if (image->fixed && step->target_at && image_section_at(&walk->reader->image, step->target)) {
        *location = location_at(step->target);
        *indexed = true;
        return true;
    }
    return false;
}

/* What is in a slot of the global offset table, or a descriptor of thread-local storage. */
static bool linker_value(struct walk *walk, uint64_t slot, struct value *value)
{
    const struct image_relocation *relocation;
    struct location inside;
    bool good = location_in_slot(walk->reader, slot, &inside, &relocation);
    if (relocation && walk->reader->image.arch->use(relocation->type) == RELOCATION_TLSDESC) {
        *value = (struct value){.kind = VALUE_DESCRIPTOR, .location = inside};
        return true;
    }
    if (!good)
        return false;
    const struct image_section *section = image_section_at(&walk->reader->image, slot);
    enum relocation_use use = relocation ? walk->reader->image.arch->use(relocation->type) : RELOCATION_BASE;
    if (use == RELOCATION_BASE && (!section || strncmp(section->name, ".got", 4) != 0))
        return false; /* an initialised pointer: what it holds may change */
    *value = address_value(inside);
    value->got = true;
    return true;
}

struct value value_loaded(struct walk *walk, const struct point *point)
{
    const struct step *step = &point->step;
    struct value value = {.kind = VALUE_UNKNOWN};
    if (point->to_use == RELOCATION_GOT && point->has_to) {
        value = address_value(point->to);
        value.got = true;
        return value;
    }
    const struct value *base = walk_value(walk, step->base), *index = walk_value(walk, step->index);
    const struct value *slot = base && base->kind == VALUE_GOT_OFFSET     ? base
                               : index && index->kind == VALUE_GOT_OFFSET ? index
                                                                          : NULL;
    if (step->memory == MEMORY_BASE && slot) {
        value = address_value(slot->location);
        value.got = true;
        return value;
    }
    if (step->memory == MEMORY_BASE && base && base->kind == VALUE_FRAME)
        return slots_load(walk, step);
    struct location location;
    bool indexed;
    value.table_reg = value.base_reg = NO_REGISTER;
    value.width = step->width;
    value.is_signed = step->flags & STEP_SIGNED;
    if (!value_memory(walk, point, &location, &indexed)) {
        bool element =
            step->memory == MEMORY_BASE && step->index != NO_REGISTER && !step->target && !point->has_to;
        if (element && step->base != NO_REGISTER && !base) {
            value.kind = VALUE_ENTRY;
            value.location.symbol = NO_SYMBOL;
            value.table_reg = step->base;
        }
        return value;
    }
    if (!indexed && location.known && !walk->reader->image.relocatable &&
        linker_value(walk, location.address, &value))
        return value;
    value.kind = indexed ? VALUE_ENTRY : VALUE_SLOT;
    value.location = location;
    return value;
}

struct value value_number(struct walk *walk, const struct point *point)
{
    struct value value = {.kind = VALUE_NUMBER, .number = point->step.value};
    switch (point->number_use) {
    case RELOCATION_IGNORED:
        if (walk->reader->image.fixed && point->step.value > 0 &&
            function_at(walk->reader, (uint64_t)point->step.value) != NONE)
            value = address_value(location_at((uint64_t)point->step.value));
        break;
    case RELOCATION_ABSOLUTE:
        value = address_value(point->number);
        break;
    case RELOCATION_OFFSET:
        value = (struct value){.kind = VALUE_OFFSET, .location = point->number};
        break;
    case RELOCATION_GOT_OFFSET:
        value = (struct value){.kind = VALUE_GOT_OFFSET, .location = point->number};
        break;
    default:
        value.kind = VALUE_UNKNOWN;
        break;
    }
    return value;
}

/* An address plus an entry of a table; either may be unknown here, but then the register that holds it is
 * not. */
static struct value label_value(const struct step *step, const struct value *base, uint8_t base_reg,
                                const struct value *entry)
{
    struct value label = *entry;
    label.kind = VALUE_LABEL;
    label.scale = step->scale;
    label.is_signed |= (step->flags & STEP_SIGNED) != 0;
    label.base_reg = base ? NO_REGISTER : base_reg;
    if (base) {
        label.base = base->location.address + (uint64_t)step->value;
        label.own = base->indexed;
    }
    return label;
}

/* base + (index << scale) */
static struct value indexed_sum(const struct walk *walk, const struct step *step)
{
    const struct value *base = walk_value(walk, step->base), *index = walk_value(walk, step->index);
    struct value sum = {.kind = VALUE_UNKNOWN};
    uint8_t base_reg = step->base;
    if (!step->scale && ((base && base->kind == VALUE_ENTRY) || (index && index->kind == VALUE_ADDRESS))) {
        const struct value *swap = base;
        base = index;
        index = swap;
        base_reg = step->index;
    }
    const struct value *offset = base && base->kind == VALUE_OFFSET     ? base
                                 : index && index->kind == VALUE_OFFSET ? index
                                                                        : NULL;
    if (offset)
        return address_value(offset->location);
    bool addressed = base && base->kind == VALUE_ADDRESS && base->location.known && !base->page;
    if (index && index->kind == VALUE_ENTRY && (addressed || !base))
        return label_value(step, base, base_reg, index);
    if (!addressed)
        return sum;
    sum = *base;
    sum.location = moved(sum.location, step->value);
    sum.indexed = true;
    return sum;
}

static struct value sum_value(const struct walk *walk, const struct point *point)
{
    const struct step *step = &point->step;
    if (point->has_to)
        return point->to_use == RELOCATION_LOW ? address_value(point->to)
                                               : (struct value){.kind = VALUE_UNKNOWN};
    if (step->index != NO_REGISTER)
        return indexed_sum(walk, step);
    const struct value *base = walk_value(walk, step->base);
    struct value sum = base ? *base : (struct value){.kind = VALUE_UNKNOWN};
    if (sum.kind == VALUE_ADDRESS) {
        sum.location = moved(sum.location, step->value);
        sum.page = false;
    } else if (sum.kind == VALUE_NUMBER || sum.kind == VALUE_FRAME) {
        sum.number = (int64_t)((uint64_t)sum.number + (uint64_t)step->value);
    } else if (step->value) {
        sum.kind = VALUE_UNKNOWN;
    }
    return sum;
}

/* Numbers that are built 16 bits at a time; a program at fixed addresses builds addresses so. */
static struct value inserted_value(struct walk *walk, const struct point *point)
{
    const struct step *step = &point->step;
    const struct value *before = walk_value(walk, step->reg);
    struct value value = {.kind = VALUE_UNKNOWN};
    if (!before || before->kind != VALUE_NUMBER || point->has_to)
        return value;
    uint64_t field = (uint64_t)0xffff << step->scale;
    value = *before;
    value.number = (int64_t)(((uint64_t)value.number & ~field) | (uint64_t)step->value);
    if (walk->reader->image.fixed && function_at(walk->reader, (uint64_t)value.number) != NONE)
        value = address_value(location_at((uint64_t)value.number));
    return value;
}

struct value value_result(struct walk *walk, const struct point *point)
{
    const struct step *step = &point->step;
    struct value value = {.kind = VALUE_UNKNOWN};
    switch (step->operation) {
    case OPERATION_INSERT:
        return inserted_value(walk, point);
    case OPERATION_NUMBER:
        if (point->has_to) /* AArch64: a relocated move */
            return value;
        return value_number(walk, point);
    case OPERATION_ADDRESS:
        if (!point->has_to || point->to_use == RELOCATION_PAGE || point->to_use == RELOCATION_GOT_PAGE ||
            point->to_use == RELOCATION_GOT || point->to_use == RELOCATION_TLS ||
            point->to_use == RELOCATION_TLSDESC)
            return value;
        value = address_value(point->to);
        value.page = step->flags & STEP_PAGE;
        return value;
    case OPERATION_COPY:
        if (walk_value(walk, step->base))
            value = *walk_value(walk, step->base);
        value.is_signed |= (step->flags & STEP_SIGNED) != 0;
        return value;
    case OPERATION_ADD:
        return sum_value(walk, point);
    case OPERATION_LOAD:
        return value_loaded(walk, point);
    default:
        return value;
    }
}

static bool is_argument(const struct walk *walk, uint8_t reg)
{
    const uint8_t *arguments = walk->reader->image.arch->arguments;
    return reg == arguments[0] || reg == arguments[1] || reg == arguments[2] || reg == arguments[3];
}

void value_leave(struct walk *walk, uint32_t index)
{
    const struct point *point = &walk->points.items[index];
    const struct step *step = &point->step;
    struct value value = {.kind = VALUE_UNKNOWN};
    bool sets = step->operation != OPERATION_NONE && step->operation < OPERATION_COMPARE && step->reg < REGISTERS;
    if (sets)
        value = value_result(walk, point);
    if (sets && value.kind == VALUE_UNKNOWN && step->operation == OPERATION_COPY && step->base < VECTOR &&
        walk->framed >> step->base & 1 && is_argument(walk, step->reg) && !reaching_frame(walk, index, step->base, &value))
        value.kind = VALUE_UNKNOWN;
    walk->known &= ~step->writes;
    if (step->kind == STEP_CALL || step->kind == STEP_CALL_POINTER)
        walk->known &= ~walk->reader->image.arch->clobbers;
    else if (step->kind == STEP_SYSTEM)
        walk->known &= ~walk->reader->image.arch->clobbers;
    if (sets && value.kind != VALUE_UNKNOWN) {
        walk->values[step->reg] = value;
        walk->known |= (uint64_t)1 << step->reg;
    }
}
