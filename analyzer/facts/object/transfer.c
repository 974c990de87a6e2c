/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a point, gives the calls: where control leaves the function, by name where a name can be had, through
 * which slot where it cannot, and the constants that stand in the argument registers.
 */
#include "facts/object/walk.h"
#include <string.h>

static void arguments(struct walk *walk, uint32_t call)
{
    struct reader *reader = walk->reader;
    for (uint32_t i = 0; i < 4; i++) {
        const struct value *value = walk_value(walk, reader->image.arch->arguments[i]);
        struct object_argument argument = {.call = call, .position = i, .function = NONE};
        if (value && value->kind == VALUE_NUMBER) {
            argument.value = value->number;
        } else if (value && value->kind == VALUE_PARAMETER) {
            argument.kind = OBJECT_ARGUMENT_PARAMETER;
            argument.parameter = (uint32_t)value->number;
        } else if (value && value->kind == VALUE_FRAME) {
            slots_hand(walk, call, i, value);
            continue;
        } else if (value && value->kind == VALUE_ADDRESS && !value->page && !value->indexed) {
            struct named named = location_name(reader, value->location);
            if (!named.name)
                continue;
            argument.kind = named.function != NONE ? OBJECT_ARGUMENT_FUNCTION : OBJECT_ARGUMENT_DATUM;
            argument.function = named.function;
            argument.name = named.name;
            argument.value = named.offset;
        } else {
            continue;
        }
        *array_push(&reader->facts->arguments, reader->arena) = argument;
    }
}

static struct object_call *add(struct walk *walk, const struct point *point, uint32_t kind)
{
    struct object_facts *facts = walk->reader->facts;
    struct object_call *call = array_push(&facts->calls, walk->reader->arena);
    *call = (struct object_call){.caller = walk->function,
                                 .callee = NONE,
                                 .kind = kind,
                                 .address = point->step.address,
                                 .relocation = point->type};
    if (kind != OBJECT_CALL_SYSTEM && kind != OBJECT_CALL_TLSDESC && kind != OBJECT_CALL_FALL)
        arguments(walk, facts->calls.count - 1);
    return call;
}

/* Flags of the caller that follow from whom it calls. */
static void note_callee(struct walk *walk, name_id name)
{
    struct object_facts *facts = walk->reader->facts;
    const char *text = intern_get(facts->names, name);
    struct object_function *caller = &facts->functions.items[walk->function];
    if (strcmp(text, "__stack_chk_fail") == 0 || strcmp(text, "__stack_chk_fail_local") == 0)
        caller->flags |= OBJECT_FUNCTION_STACK_GUARD;
    mark_call(walk->reader, walk->function, name);
    if (strcmp(text, "memset") == 0 || strcmp(text, "__memset_chk") == 0)
        slots_filled(walk);
}

/* The slot of a pointer call: where the pointer comes from. */
static void name_slot(struct walk *walk, struct object_call *call, struct location location, bool indexed)
{
    struct named named = location_name(walk->reader, location);
    if (!named.name || named.function != NONE)
        return;
    call->slot = named.name;
    call->offset = named.offset;
    call->flags |= indexed ? OBJECT_CALL_INDEXED : 0;
}

static void name_slot_of_value(struct walk *walk, struct object_call *call, const struct value *value)
{
    if (value && (value->kind == VALUE_SLOT || value->kind == VALUE_ENTRY))
        name_slot(walk, call, value->location, value->kind == VALUE_ENTRY);
}

/* Where a location leads when control goes there: stubs are followed to what their slot names. */
static struct location behind_stub(struct walk *walk, struct location location, uint32_t *flags)
{
    struct location inside;
    uint64_t slot;
    if (location.known && !walk->reader->image.relocatable &&
        location_of_stub(walk->reader, location.address, &slot)) {
        *flags |= OBJECT_CALL_PLT;
        if (location_in_slot(walk->reader, slot, &inside, NULL))
            return inside;
    }
    return location;
}

/* A transfer to a location; kind is DIRECT or TAIL. */
static void emit_direct(struct walk *walk, const struct point *point, struct location location, uint32_t kind,
                        uint32_t flags)
{
    struct reader *reader = walk->reader;
    location = behind_stub(walk, location, &flags);
    struct named named = location_name(reader, location);
    uint32_t around =
        named.function == NONE && location.known ? function_within(reader, location.address) : NONE;
    if (around != NONE) {
        named.function = around;
        named.name = reader->facts->functions.items[around].name;
        flags |= OBJECT_CALL_MIDDLE;
    }
    if (!named.name)
        named.name = intern_format(reader->facts->names, "<0x%llx>", (unsigned long long)location.address);
    const char *text = intern_get(reader->facts->names, named.name);
    uint8_t reg;
    if (reader->image.arch->return_thunk(text))
        return;
    if (reader->image.arch->thunk(text, &reg)) {
        struct object_call *call =
            add(walk, point, kind == OBJECT_CALL_DIRECT ? OBJECT_CALL_POINTER : OBJECT_CALL_POINTER_TAIL);
        call->flags = flags | OBJECT_CALL_THUNK;
        call->name = named.name;
        name_slot_of_value(walk, call, walk_value(walk, reg));
        return;
    }
    struct object_call *call = add(walk, point, kind);
    call->callee = named.function;
    call->name = named.name;
    call->flags = flags;
    note_callee(walk, named.name);
}

static void emit_branch(struct walk *walk, const struct point *point)
{
    const struct step *step = &point->step;
    bool is_call = step->kind == STEP_CALL;
    if (!point->has_to)
        return;
    bool inside = point->to.known && point->to.address >= walk->start && point->to.address < walk->end;
    if (inside && !(is_call && function_at(walk->reader, point->to.address) != NONE))
        return; /* a loop, a branch, the address of the next instruction */
    emit_direct(walk, point, point->to, is_call ? OBJECT_CALL_DIRECT : OBJECT_CALL_TAIL,
                step->kind == STEP_BRANCH ? OBJECT_CALL_CONDITIONAL : 0);
}

static void emit_descriptor(struct walk *walk, const struct point *point, struct location variable)
{
    struct object_call *call = add(walk, point, OBJECT_CALL_TLSDESC);
    if (variable.symbol != NO_SYMBOL)
        call->name = symbol_name(walk->reader, variable.symbol);
}

/* Linked: a call through a descriptor's slot. */
static bool is_descriptor(struct walk *walk, const struct value *target, const struct value *base,
                          struct location *variable)
{
    if (target && target->kind == VALUE_DESCRIPTOR) {
        *variable = target->location;
        return true;
    }
    if (!base || base->kind != VALUE_ADDRESS || !base->location.known || walk->reader->image.relocatable)
        return false;
    const struct image_relocation *relocation =
        image_relocation_at(&walk->reader->image, base->location.address);
    if (!relocation || walk->reader->image.arch->use(relocation->type) != RELOCATION_TLSDESC)
        return false;
    *variable = location_of(walk->reader, relocation, 0);
    return true;
}

static void emit_pointer(struct walk *walk, const struct point *point)
{
    const struct step *step = &point->step;
    bool is_call = step->kind == STEP_CALL_POINTER, memory = step->memory != MEMORY_NONE;
    const struct value *base = walk_value(walk, step->base);
    struct value loaded = memory ? value_loaded(walk, point) : (struct value){.kind = VALUE_UNKNOWN};
    const struct value *target = memory ? &loaded : base;
    struct location variable;
    if (point->descriptor_call) {
        emit_descriptor(walk, point, point->to);
        return;
    }
    if (is_call && is_descriptor(walk, target, memory ? base : NULL, &variable)) {
        emit_descriptor(walk, point, variable);
        return;
    }
    if (target && target->kind == VALUE_ADDRESS && !target->page && !target->indexed) {
        struct named named = location_name(walk->reader, target->location);
        if (named.function != NONE || !target->location.known ||
            function_within(walk->reader, target->location.address) != NONE) {
            uint32_t flags = (target->got ? OBJECT_CALL_GOT : 0) | (memory ? 0U : OBJECT_CALL_REGISTER);
            emit_direct(walk, point, target->location, is_call ? OBJECT_CALL_DIRECT : OBJECT_CALL_TAIL,
                        flags);
            return;
        }
    }
    struct object_call *call = add(walk, point, is_call ? OBJECT_CALL_POINTER : OBJECT_CALL_POINTER_TAIL);
    name_slot_of_value(walk, call, target);
}

static void emit_exits(struct walk *walk, uint32_t index)
{
    const struct point *point = &walk->points.items[index];
    for (; walk->exit < walk->exits.count && walk->exits.items[walk->exit].point <= index; walk->exit++)
        emit_direct(walk, point, location_at(walk->exits.items[walk->exit].address), OBJECT_CALL_TAIL,
                    OBJECT_CALL_CONDITIONAL | OBJECT_CALL_JUMP_TABLE);
    if (point->table != TABLE_UNKNOWN)
        return;
    struct object_facts *facts = walk->reader->facts;
    facts->functions.items[walk->function].flags |= OBJECT_FUNCTION_UNKNOWN_JUMP;
    reader_gap(walk->reader, "jump-table", facts->functions.items[walk->function].name,
               "the targets of a jump table could not be read; all code of the function counts as reached",
               walk->function);
    for (uint32_t child = functions_child(walk->reader, walk->function, NONE); child != NONE;
         child = functions_child(walk->reader, walk->function, child))
        emit_direct(walk, point, location_at(facts->functions.items[child].address), OBJECT_CALL_TAIL,
                    OBJECT_CALL_CONDITIONAL | OBJECT_CALL_JUMP_TABLE);
}

void emit_transfer(struct walk *walk, uint32_t index)
{
    const struct point *point = &walk->points.items[index];
    switch (point->step.kind) {
    case STEP_CALL:
    case STEP_JUMP:
    case STEP_BRANCH:
        emit_branch(walk, point);
        return;
    case STEP_JUMP_POINTER:
        if (point->table != TABLE_NONE) {
            emit_exits(walk, index);
            return;
        }
        emit_pointer(walk, point);
        return;
    case STEP_CALL_POINTER:
        emit_pointer(walk, point);
        return;
    case STEP_SYSTEM: {
        const struct value *number = walk_value(walk, walk->reader->image.arch->system);
        add(walk, point, OBJECT_CALL_SYSTEM)->offset =
            number && number->kind == VALUE_NUMBER ? number->number : -1;
        return;
    }
    default:
        return;
    }
}

/* The function that stands behind the padding after this one, in the same section; NONE: none. */
static uint32_t next_function(struct walk *walk)
{
    struct reader *reader = walk->reader;
    for (uint64_t at = walk->end;;) {
        uint64_t available;
        const unsigned char *bytes = image_bytes(&reader->image, at, &available);
        struct step step;
        uint32_t next = bytes ? function_at(reader, at) : NONE;
        if (!bytes || next != NONE)
            return next;
        if (!reader->image.arch->decode(bytes, available, at, &step) || step.kind != STEP_PADDING)
            return NONE;
        at += step.size;
    }
}

/* A store to the first page: how some programs stop, and where compilers stop when nothing can follow. */
static bool is_null_access(const struct walk *walk, const struct point *point)
{
    enum { FIRST_PAGE = 4096 };
    const struct step *step = &point->step;
    const struct value *base = walk_value(walk, step->base);
    if (!(step->flags & (STEP_READS | STEP_WRITES)) || point->to_use || step->index != NO_REGISTER)
        return false;
    if (step->memory == MEMORY_FIXED)
        return point->to.known && point->to.address < FIRST_PAGE;
    return step->memory == MEMORY_BASE && base && base->kind == VALUE_NUMBER &&
           (uint64_t)base->number + step->target < FIRST_PAGE;
}

void emit_fall(struct walk *walk)
{
    bool label = false;
    uint32_t last = walk->points.count;
    for (; last && walk->points.items[last - 1].step.kind == STEP_PADDING; last--)
        label |= walk->marks[walk->points.items[last - 1].step.address - walk->start] & MARK_LABEL;
    if (!last)
        return;
    const struct point *point = &walk->points.items[last - 1];
    uint8_t kind = point->step.kind;
    bool ends = kind == STEP_JUMP || kind == STEP_JUMP_POINTER || kind == STEP_RETURN || kind == STEP_TRAP ||
                is_null_access(walk, point);
    bool after_call = (kind == STEP_CALL || kind == STEP_CALL_POINTER) && !label;
    if (ends && !label)
        return;
    uint32_t next = next_function(walk);
    struct object_facts *facts = walk->reader->facts;
    if (next == NONE) {
        if (!after_call && kind != STEP_SYSTEM)
            reader_gap(walk->reader, "runs-off", facts->functions.items[walk->function].name,
                       "its code runs on behind its end, where no function begins", walk->function);
        return;
    }
    struct object_call *call = add(walk, point, OBJECT_CALL_FALL);
    call->callee = next;
    call->name = facts->functions.items[next].name;
    call->flags = after_call ? OBJECT_CALL_AFTER_CALL : 0;
    call->relocation = 0;
}
