/* SPDX-License-Identifier: Apache-2.0
 *
 * The message: a header, structs and arrays as they are in memory, each from an offset that is a multiple of
 * eight; the names. Both ends are the same program, so only what means something else at the other end is
 * looked at, in the copy: pointers are set anew, names are numbered in the order of first use, indices are
 * checked. One function a struct goes both ways, so that writing and reading cannot differ.
 */
#include "facts/object_wire.h"
#include <assert.h>
#include <string.h>

enum { MAGIC = 0x314f4953 /* "SIO1" */, ALIGNMENT = 8 };

struct header {
    uint32_t magic;
    uint32_t shared;
    uint32_t name_count; /* texts behind the structs */
    uint32_t padding;
    uint64_t struct_bytes;
};

/* Either end of the wire: writing when `out` is set, reading otherwise. */
struct wire {
    struct text *out;
    const char *in;
    const char *end; /* of what may be read now */
    bool good;       /* nothing was missing or out of range so far */
    uint32_t shared;
    uint32_t name_count;
    uint32_t *numbers; /* writing: the number of a name from `shared` on; 0: none yet */
    name_id *ids;      /* the names that have numbers */
    struct arena *arena;
    struct intern *names;              /* reading */
    const struct object_facts *object; /* whose indices are checked; NULL: there are none */
    uint32_t unit_count;               /* in a struct object_debug */
    uint32_t inline_count;             /* in a struct object_places */
};

/* ---- pieces ---- */

/* Bytes of one piece: copied to where they are sent, or from where they came. NULL: there are not as many. */
static void *piece(struct wire *wire, void *bytes, size_t length)
{
    size_t padding = -length & (ALIGNMENT - 1);
    if (wire->out) {
        size_t at = wire->out->length;
        text_add_bytes(wire->out, bytes, length);
        text_add_bytes(wire->out, "\0\0\0\0\0\0\0", padding);
        return wire->out->bytes + at;
    }
    if (!wire->good || length + padding > (size_t)(wire->end - wire->in)) {
        wire->good = false;
        return NULL;
    }
    if (length)
        memcpy(bytes, wire->in, length);
    wire->in += length + padding;
    return bytes;
}

/* The items of an array whose count is known; each is looked at by `one`. */
static void items(struct wire *wire, void **from, uint32_t *count, uint32_t *capacity, size_t size,
                  void (*one)(struct wire *, void *))
{
    if (!wire->out) {
        wire->good &= *count <= (size_t)(wire->end - wire->in) / size;
        *capacity = *count = wire->good ? *count : 0;
        *from = *count ? arena_array(*count, size, wire->arena) : NULL;
    }
    unsigned char *at = *count ? piece(wire, *from, *count * size) : NULL;
    for (uint32_t i = 0; at && i < *count && wire->good; i++)
        one(wire, at + i * size);
}

#define ITEMS(wire, array, one)                                                                              \
    items(wire, (void **)&(array).items, &(array).count, &(array).capacity, sizeof *(array).items, one)

static void below(struct wire *wire, uint64_t value, uint64_t limit)
{
    wire->good &= value < limit;
}

static void name(struct wire *wire, name_id *id)
{
    if (*id < wire->shared)
        return;
    uint32_t at = *id - wire->shared;
    if (!wire->out) {
        below(wire, at, wire->name_count);
        *id = at < wire->name_count ? wire->ids[at] : 0;
        return;
    }
    if (!wire->numbers[at]) {
        wire->ids[wire->name_count] = *id;
        wire->numbers[at] = ++wire->name_count;
    }
    *id = wire->shared + wire->numbers[at] - 1;
}

static void place(struct wire *wire, struct place *place)
{
    name(wire, &place->file);
}

static void function_of(struct wire *wire, uint32_t function)
{
    below(wire, function, wire->object->functions.count);
}

static void function_or_none(struct wire *wire, uint32_t function)
{
    below(wire, function, function == NONE ? UINT64_MAX : wire->object ? wire->object->functions.count : 0);
}

/* ---- structs ---- */

static void one_name(struct wire *wire, void *item)
{
    name(wire, item);
}

static void one_gap(struct wire *wire, void *item)
{
    struct gap *gap = item;
    name(wire, &gap->kind);
    name(wire, &gap->subject);
    name(wire, &gap->why);
    place(wire, &gap->place);
    function_or_none(wire, gap->function);
}

static void one_section(struct wire *wire, void *item)
{
    struct object_section *section = item;
    name(wire, &section->name);
}

static void one_function(struct wire *wire, void *item)
{
    struct object_function *function = item;
    name(wire, &function->name);
    name(wire, &function->file);
    name(wire, &function->parent_name);
    function_or_none(wire, function->parent);
    function_of(wire, function->body);
    below(wire, function->section, wire->object->sections.count);
    below(wire, function->scope, SCOPE_WEAK + 1);
    below(wire, (uint64_t)function->first_call + function->call_count,
          wire->object->calls.count + UINT64_C(1));
}

static void one_datum(struct wire *wire, void *item)
{
    struct object_datum *datum = item;
    name(wire, &datum->name);
    name(wire, &datum->file);
    below(wire, datum->section, wire->object->sections.count);
    below(wire, datum->scope, SCOPE_WEAK + 1);
}

static void one_call(struct wire *wire, void *item)
{
    struct object_call *call = item;
    function_of(wire, call->caller);
    function_or_none(wire, call->callee);
    name(wire, &call->name);
    name(wire, &call->slot);
    below(wire, call->kind, OBJECT_CALL_TLSDESC + 1);
}

static void one_reference(struct wire *wire, void *item)
{
    struct object_reference *reference = item;
    function_or_none(wire, reference->function);
    name(wire, &reference->name);
    function_or_none(wire, reference->holder);
    name(wire, &reference->datum);
    below(wire, reference->section, wire->object->sections.count);
    below(wire, reference->access, OBJECT_ACCESS_THREAD_LOCAL + 1);
}

static void one_argument(struct wire *wire, void *item)
{
    struct object_argument *argument = item;
    below(wire, argument->call, wire->object->calls.count);
    below(wire, argument->kind, OBJECT_ARGUMENT_POINTED_UNKNOWN + 1);
    function_or_none(wire, argument->function);
    name(wire, &argument->name);
}

static void one_mark(struct wire *wire, void *item)
{
    struct object_mark *mark = item;
    function_of(wire, mark->function);
    name(wire, &mark->kind);
    name(wire, &mark->name);
}

/* What stands in the struct itself. */
static void own_fields(struct wire *wire, struct object_facts *facts)
{
    name(wire, &facts->path);
    name(wire, &facts->member);
    name(wire, &facts->machine);
    name(wire, &facts->build_id);
    name(wire, &facts->soname);
    name(wire, &facts->interpreter);
    below(wire, facts->kind, OBJECT_OTHER + 1);
}

static void one_object(struct wire *wire, struct object_facts *facts)
{
    struct object_facts *there = piece(wire, facts, sizeof *facts);
    if (!there)
        return;
    own_fields(wire, there);
    wire->object = facts;
    ITEMS(wire, facts->sections, one_section);
    ITEMS(wire, facts->functions, one_function);
    ITEMS(wire, facts->data, one_datum);
    ITEMS(wire, facts->calls, one_call);
    ITEMS(wire, facts->references, one_reference);
    ITEMS(wire, facts->arguments, one_argument);
    ITEMS(wire, facts->marks, one_mark);
    ITEMS(wire, facts->needed, one_name);
    ITEMS(wire, facts->gaps, one_gap);
    if (!wire->out)
        facts->names = wire->names;
}

static void one_unit(struct wire *wire, void *item)
{
    struct object_unit *unit = item;
    name(wire, &unit->name);
    name(wire, &unit->directory);
    name(wire, &unit->producer);
}

static void one_definition(struct wire *wire, void *item)
{
    struct object_definition *definition = item;
    function_of(wire, definition->function);
    name(wire, &definition->name);
    place(wire, &definition->place);
    below(wire, definition->unit, wire->unit_count);
}

static void one_input(struct wire *wire, void *item)
{
    struct input *input = item;
    name(wire, &input->file);
}

static void one_inline(struct wire *wire, void *item)
{
    struct object_inline *inlined = item;
    name(wire, &inlined->name);
    name(wire, &inlined->linker);
    place(wire, &inlined->place);
}

static void one_place(struct wire *wire, void *item)
{
    struct object_place *at = item;
    place(wire, &at->place);
    below(wire, (uint64_t)at->first_inline + at->inline_count, wire->inline_count + UINT64_C(1));
}

/* ---- messages ---- */

static void list_both_ways(struct wire *wire, struct object_list *list)
{
    if (!piece(wire, list, sizeof *list))
        return;
    uint32_t count = list->objects.count;
    if (!wire->out) {
        below(wire, count, (size_t)(wire->end - wire->in) / sizeof(struct object_facts) + 1);
        list->objects.capacity = list->objects.count = count = wire->good ? count : 0;
        list->objects.items = arena_array(count, sizeof *list->objects.items, wire->arena);
    }
    ITEMS(wire, list->gaps, one_gap);
    for (uint32_t i = 0; i < count && wire->good; i++) {
        if (!wire->out)
            list->objects.items[i] = arena_alloc(sizeof *list->objects.items[i], wire->arena);
        one_object(wire, list->objects.items[i]);
    }
}

static void places_both_ways(struct wire *wire, struct object_places *places)
{
    if (!piece(wire, places, sizeof *places))
        return;
    wire->inline_count = places->inlines.count;
    ITEMS(wire, places->places, one_place);
    ITEMS(wire, places->inlines, one_inline);
    ITEMS(wire, places->gaps, one_gap);
}

static void debug_both_ways(struct wire *wire, struct object_debug *debug)
{
    if (!piece(wire, debug, sizeof *debug))
        return;
    wire->unit_count = debug->units.count;
    ITEMS(wire, debug->units, one_unit);
    ITEMS(wire, debug->definitions, one_definition);
    ITEMS(wire, debug->inputs, one_input);
    ITEMS(wire, debug->gaps, one_gap);
}

static struct wire write_begin(const struct intern *names, uint32_t shared, struct text *bytes)
{
    struct wire wire = {.out = bytes, .good = true, .shared = shared};
    size_t own = intern_count(names) - shared;
    assert(shared > 0 && shared <= intern_count(names) && !bytes->length);
    wire.numbers = arena_array(own, sizeof *wire.numbers, bytes->arena);
    wire.ids = arena_array(own, sizeof *wire.ids, bytes->arena);
    struct header header = {.magic = MAGIC};
    text_add_bytes(bytes, (const char *)&header, sizeof header);
    return wire;
}

static void write_end(struct wire *wire, const struct intern *names)
{
    struct header header = {.magic = MAGIC,
                            .shared = wire->shared,
                            .name_count = wire->name_count,
                            .struct_bytes = wire->out->length - sizeof header};
    memcpy(wire->out->bytes, &header, sizeof header);
    for (uint32_t i = 0; i < wire->name_count; i++) {
        const char *text = intern_get(names, wire->ids[i]);
        uint32_t length = (uint32_t)strlen(text);
        text_add_bytes(wire->out, (const char *)&length, sizeof length);
        text_add_bytes(wire->out, text, length);
    }
}

/* The names, which end the message. */
static bool read_names(struct wire *wire, const char *at, const char *end)
{
    wire->ids = arena_array(wire->name_count, sizeof *wire->ids, wire->arena);
    for (uint32_t i = 0; i < wire->name_count; i++) {
        uint32_t length;
        if ((size_t)(end - at) < sizeof length)
            return false;
        memcpy(&length, at, sizeof length);
        at += sizeof length;
        if (length == 0 || length > (size_t)(end - at) || memchr(at, '\0', length))
            return false;
        wire->ids[i] = intern_bytes(wire->names, at, length);
        at += length;
    }
    return at == end;
}

/* Names first: structs refer to them. */
static struct wire read_begin(const char *bytes, size_t length, struct intern *names, struct arena *arena)
{
    struct wire wire = {.names = names, .arena = arena};
    struct header header;
    if (length < sizeof header)
        return wire;
    memcpy(&header, bytes, sizeof header);
    length -= sizeof header;
    wire.in = bytes + sizeof header;
    wire.shared = header.shared;
    wire.name_count = header.name_count;
    if (header.magic != MAGIC || !header.shared || header.shared > intern_count(names) ||
        header.struct_bytes > length || header.name_count > (length - header.struct_bytes) / sizeof(uint32_t))
        return wire;
    wire.end = wire.in + header.struct_bytes;
    wire.good = read_names(&wire, wire.end, wire.in + length);
    return wire;
}

static bool read_end(const struct wire *wire)
{
    return wire->good && wire->in == wire->end;
}

void object_wire_write_list(const struct object_list *list, const struct intern *names, uint32_t shared,
                            struct text *bytes)
{
    struct wire wire = write_begin(names, shared, bytes);
    struct object_list same = *list; /* nothing is changed, but the functions also read */
    list_both_ways(&wire, &same);
    write_end(&wire, names);
}

void object_wire_write_places(const struct object_facts *object, const struct object_places *places,
                              const struct intern *names, uint32_t shared, struct text *bytes)
{
    struct wire wire = write_begin(names, shared, bytes);
    struct object_places same = *places;
    wire.object = object;
    places_both_ways(&wire, &same);
    write_end(&wire, names);
}

void object_wire_write_debug(const struct object_facts *object, const struct object_debug *debug,
                             const struct intern *names, uint32_t shared, struct text *bytes)
{
    struct wire wire = write_begin(names, shared, bytes);
    struct object_debug same = *debug;
    wire.object = object;
    debug_both_ways(&wire, &same);
    write_end(&wire, names);
}

bool object_wire_read_list(const char *bytes, size_t length, struct intern *names, struct arena *arena,
                           struct object_list *list)
{
    struct wire wire = read_begin(bytes, length, names, arena);
    list_both_ways(&wire, list);
    return read_end(&wire);
}

/* Whether there is a place for every call, in the order in which they were asked for. */
static bool is_answer(const struct places_request *request, const struct object_places *places)
{
    uint32_t known = 0;
    for (uint32_t i = 0; i < request->count; i++) {
        const struct object_function *function = &request->object->functions.items[request->functions[i]];
        for (uint32_t c = 0; c < function->call_count; c++, known++)
            if (known >= places->places.count || places->places.items[known].call != function->first_call + c)
                return false;
    }
    return known == places->places.count;
}

bool object_wire_read_places(const char *bytes, size_t length, const struct places_request *request,
                             struct intern *names, struct arena *arena, struct object_places *places)
{
    struct wire wire = read_begin(bytes, length, names, arena);
    wire.object = request->object;
    places_both_ways(&wire, places);
    return read_end(&wire) && is_answer(request, places);
}

bool object_wire_read_debug(const char *bytes, size_t length, const struct object_facts *object,
                            struct intern *names, struct arena *arena, struct object_debug *debug)
{
    struct wire wire = read_begin(bytes, length, names, arena);
    wire.object = object;
    debug_both_ways(&wire, debug);
    return read_end(&wire);
}
