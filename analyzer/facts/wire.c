/* SPDX-License-Identifier: Apache-2.0
 *
 * The message: magic, the count of each array, the bytes of all arrays, the count of names; the arrays; the
 * names. Everything is a 32-bit number, in the order of the struct's fields. Names are numbered anew, in the
 * order of first use; 0 is the empty one. One function a struct goes both ways, so that writing and reading
 * cannot differ.
 */
#include "facts/wire.h"
#include <string.h>

enum { MAGIC = 0x33474953 /* "SIG3" */, ARRAYS = 8 };

/* Either end of the wire: writing when `out` is set, reading otherwise. */
struct wire {
    struct text *out;
    const char *in;
    const char *end; /* of what may be read now */
    bool good;       /* nothing was missing or out of range so far */
    uint32_t counts[ARRAYS];
    uint32_t name_count;
    uint32_t *numbers; /* writing: the number of a name_id; 0: none yet */
    name_id *ids;      /* the name_id of a number */
};

enum array { FUNCTIONS, CALLS, SLOTS, FLOWS, COPIES, ASSEMBLIES, GAPS, INPUTS };

static void number(struct wire *wire, uint32_t *value)
{
    if (wire->out) {
        text_add_bytes(wire->out, (const char *)value, sizeof *value);
    } else if ((size_t)(wire->end - wire->in) >= sizeof *value) {
        memcpy(value, wire->in, sizeof *value);
        wire->in += sizeof *value;
    } else {
        *value = 0;
        wire->good = false;
    }
}

/* A number below limit. */
static void below(struct wire *wire, uint32_t *value, uint32_t limit)
{
    number(wire, value);
    wire->good &= *value < limit;
}

static void item_of(struct wire *wire, uint32_t *index, enum array array)
{
    below(wire, index, wire->counts[array]);
}

static void item_or_none(struct wire *wire, uint32_t *index, enum array array)
{
    number(wire, index);
    wire->good &= *index == NONE || *index < wire->counts[array];
}

static void name(struct wire *wire, name_id *id)
{
    uint32_t at = 0;
    if (wire->out && *id) {
        if (!wire->numbers[*id]) {
            wire->numbers[*id] = ++wire->name_count;
            wire->ids[wire->name_count] = *id;
        }
        at = wire->numbers[*id];
    }
    below(wire, &at, wire->name_count + 1);
    *id = at <= wire->name_count ? wire->ids[at] : 0;
}

static void flag(struct wire *wire, bool *value)
{
    uint32_t as_number = *value;
    below(wire, &as_number, 2);
    *value = as_number == 1;
}

static void place(struct wire *wire, struct place *place)
{
    name(wire, &place->file);
    number(wire, &place->line);
    number(wire, &place->column);
}

static void one_function(struct wire *wire, struct function *function)
{
    name(wire, &function->name);
    name(wire, &function->linker);
    name(wire, &function->type);
    name(wire, &function->attributes);
    name(wire, &function->annotations);
    name(wire, &function->alias);
    place(wire, &function->place);
    number(wire, &function->end_line);
    number(wire, &function->parameters);
    number(wire, &function->flags);
    below(wire, &function->scope, SCOPE_WEAK + 1);
}

static void one_call(struct wire *wire, struct call *call)
{
    item_of(wire, &call->caller, FUNCTIONS);
    item_or_none(wire, &call->callee, FUNCTIONS);
    item_or_none(wire, &call->slot, SLOTS);
    name(wire, &call->type);
    place(wire, &call->place);
    number(wire, &call->end_line);
    place(wire, &call->spelled);
    name(wire, &call->macro);
    below(wire, &call->kind, CALL_TAIL + 1);
    number(wire, &call->flags);
    number(wire, &call->arguments);
}

static void one_slot(struct wire *wire, struct slot *slot)
{
    below(wire, &slot->kind, SLOT_HANDED + 1);
    item_or_none(wire, &slot->function, FUNCTIONS);
    name(wire, &slot->name);
    name(wire, &slot->path);
    number(wire, &slot->index);
    item_or_none(wire, &slot->call, CALLS);
    item_or_none(wire, &slot->view, SLOTS);
    name(wire, &slot->type);
    flag(wire, &slot->local);
    name(wire, &slot->targets);
}

static void one_flow(struct wire *wire, struct flow *flow)
{
    item_of(wire, &flow->source, SLOTS);
    item_of(wire, &flow->target, SLOTS);
    below(wire, &flow->mode, FLOW_OBJECT + 1);
    item_or_none(wire, &flow->function, FUNCTIONS);
    number(wire, &flow->row);
    place(wire, &flow->place);
}

static void one_copy(struct wire *wire, struct copy *copy)
{
    uint32_t low = (uint32_t)copy->bytes, high = (uint32_t)(copy->bytes >> 32);
    item_of(wire, &copy->function, FUNCTIONS);
    below(wire, &copy->kind, COPY_LIST + 1);
    number(wire, &low);
    number(wire, &high);
    copy->bytes = (uint64_t)high << 32 | low;
    name(wire, &copy->type);
    place(wire, &copy->place);
}

static void one_assembly(struct wire *wire, struct assembly *assembly)
{
    item_or_none(wire, &assembly->function, FUNCTIONS);
    place(wire, &assembly->place);
    name(wire, &assembly->text);
    flag(wire, &assembly->may_call);
}

static void one_gap(struct wire *wire, struct gap *gap)
{
    name(wire, &gap->kind);
    name(wire, &gap->subject);
    name(wire, &gap->why);
    place(wire, &gap->place);
    item_or_none(wire, &gap->function, FUNCTIONS);
}

static void one_input(struct wire *wire, struct input *input)
{
    name(wire, &input->file);
}

/* All arrays; the counts say how many items each has. */
static void arrays(struct wire *wire, struct facts *facts)
{
    for (uint32_t i = 0; i < wire->counts[FUNCTIONS]; i++)
        one_function(wire, &facts->functions.items[i]);
    for (uint32_t i = 0; i < wire->counts[CALLS]; i++)
        one_call(wire, &facts->calls.items[i]);
    for (uint32_t i = 0; i < wire->counts[SLOTS]; i++)
        one_slot(wire, &facts->slots.items[i]);
    for (uint32_t i = 0; i < wire->counts[FLOWS]; i++)
        one_flow(wire, &facts->flows.items[i]);
    for (uint32_t i = 0; i < wire->counts[COPIES]; i++)
        one_copy(wire, &facts->copies.items[i]);
    for (uint32_t i = 0; i < wire->counts[ASSEMBLIES]; i++)
        one_assembly(wire, &facts->assemblies.items[i]);
    for (uint32_t i = 0; i < wire->counts[GAPS]; i++)
        one_gap(wire, &facts->gaps.items[i]);
    for (uint32_t i = 0; i < wire->counts[INPUTS]; i++)
        one_input(wire, &facts->inputs.items[i]);
}

/* Magic, counts, and the two that are known only behind the arrays. */
static void header(struct wire *wire, uint32_t *array_bytes)
{
    uint32_t magic = MAGIC;
    number(wire, &magic);
    wire->good &= magic == MAGIC;
    for (int i = 0; i < ARRAYS; i++)
        number(wire, &wire->counts[i]);
    number(wire, array_bytes);
    number(wire, &wire->name_count);
}

void wire_write(const struct facts *facts, struct text *bytes)
{
    struct facts same = *facts; /* nothing is changed, but the functions also read */
    size_t known = intern_count(facts->names) + (size_t)1;
    struct wire wire = {.out = bytes,
                        .counts = {same.functions.count, same.calls.count, same.slots.count, same.flows.count,
                                   same.copies.count, same.assemblies.count, same.gaps.count,
                                   same.inputs.count}};
    wire.numbers = arena_array(known, sizeof *wire.numbers, bytes->arena);
    wire.ids = arena_array(known, sizeof *wire.ids, bytes->arena);
    uint32_t array_bytes = 0;
    header(&wire, &array_bytes);
    size_t start = bytes->length;
    arrays(&wire, &same);
    array_bytes = (uint32_t)(bytes->length - start);
    memcpy(bytes->bytes + start - 2 * sizeof(uint32_t), &array_bytes, sizeof array_bytes);
    memcpy(bytes->bytes + start - sizeof(uint32_t), &wire.name_count, sizeof wire.name_count);
    for (uint32_t i = 1; i <= wire.name_count; i++) {
        const char *text = intern_get(facts->names, wire.ids[i]);
        uint32_t length = (uint32_t)strlen(text);
        number(&wire, &length);
        text_add_bytes(bytes, text, length);
    }
}

/* The names behind the arrays, which end the message. */
static bool read_names(struct wire *wire, const char *at, struct intern *names, struct arena *arena)
{
    if (wire->name_count > (size_t)(wire->end - at) / sizeof(uint32_t))
        return false;
    wire->ids = arena_array(wire->name_count + (size_t)1, sizeof *wire->ids, arena);
    for (uint32_t i = 1; i <= wire->name_count; i++) {
        uint32_t length;
        if ((size_t)(wire->end - at) < sizeof length)
            return false;
        memcpy(&length, at, sizeof length);
        at += sizeof length;
        if (length == 0 || length > (size_t)(wire->end - at) || memchr(at, '\0', length))
            return false;
        wire->ids[i] = intern_bytes(names, at, length);
        at += length;
    }
    return at == wire->end;
}

#define MAKE_ROOM(array, number, arena)                                                                      \
    ((array).items = arena_array(number, sizeof *(array).items, arena),                                      \
     (array).count = (array).capacity = (number))

struct facts *wire_read(const char *bytes, size_t length, struct intern *names, struct arena *arena)
{
    struct wire wire = {.in = bytes, .end = bytes + length, .good = true};
    uint32_t array_bytes = 0;
    uint64_t items = 0;
    header(&wire, &array_bytes);
    for (int i = 0; i < ARRAYS; i++)
        items += wire.counts[i];
    if (!wire.good || array_bytes > (size_t)(wire.end - wire.in) || items > array_bytes / sizeof(uint32_t) ||
        !read_names(&wire, wire.in + array_bytes, names, arena))
        return NULL;
    struct facts *facts = arena_alloc(sizeof *facts, arena);
    facts->names = names;
    MAKE_ROOM(facts->functions, wire.counts[FUNCTIONS], arena);
    MAKE_ROOM(facts->calls, wire.counts[CALLS], arena);
    MAKE_ROOM(facts->slots, wire.counts[SLOTS], arena);
    MAKE_ROOM(facts->flows, wire.counts[FLOWS], arena);
    MAKE_ROOM(facts->copies, wire.counts[COPIES], arena);
    MAKE_ROOM(facts->assemblies, wire.counts[ASSEMBLIES], arena);
    MAKE_ROOM(facts->gaps, wire.counts[GAPS], arena);
    MAKE_ROOM(facts->inputs, wire.counts[INPUTS], arena);
    wire.end = wire.in + array_bytes;
    arrays(&wire, facts);
    return wire.good && wire.in == wire.end ? facts : NULL;
}
