/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts of objects go through the wire and come out the same; bytes that are not whole, or lie, are refused
 * without harm.
 */
#include "facts/object_wire.h"
#include "object_text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MUTATIONS = 20000 };

static int start(void **state)
{
    *state = arena_new();
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

/* ---- facts with something in every array ---- */

struct sample {
    struct arena *arena;
    struct intern *names;
    uint32_t shared; /* names that both ends know */
    struct object_list list;
    struct object_facts *object;
    uint32_t functions[2];
    struct places_request request;
    struct object_places places;
    struct object_debug debug;
};

static name_id name(struct sample *sample, const char *text)
{
    return intern_text(sample->names, text);
}

static void add_functions(struct sample *sample)
{
    struct object_facts *facts = sample->object;
    *array_push(&facts->sections, sample->arena) =
        (struct object_section){.name = name(sample, ".text"), .size = 64};
    *array_push(&facts->functions, sample->arena) =
        (struct object_function){.name = name(sample, "on_signal"),
                                 .file = name(sample, "a.c"),
                                 .parent = NONE,
                                 .address = UINT64_MAX,
                                 .scope = SCOPE_LOCAL,
                                 .call_count = 2};
    *array_push(&facts->functions, sample->arena) =
        (struct object_function){.name = name(sample, "on_signal.cold"),
                                 .parent_name = name(sample, "on_signal"),
                                 .parent = 0,
                                 .body = 1,
                                 .scope = SCOPE_WEAK,
                                 .first_call = 2,
                                 .call_count = 1};
    for (uint32_t i = 0; i < 3; i++)
        *array_push(&facts->calls, sample->arena) = (struct object_call){.caller = i / 2,
                                                                         .callee = i ? NONE : 1,
                                                                         .name = name(sample, "puts"),
                                                                         .slot = name(sample, "hook"),
                                                                         .offset = -1,
                                                                         .kind = OBJECT_CALL_TLSDESC};
}

static void add_object(struct sample *sample)
{
    struct object_facts *facts = arena_alloc(sizeof *facts, sample->arena);
    sample->object = facts;
    facts->names = sample->names;
    facts->path = name(sample, "/build/all.a");
    facts->member = name(sample, "a.o");
    facts->machine = name(sample, "x86-64");
    facts->build_id = name(sample, "0123");
    facts->soname = name(sample, "liba.so");
    facts->interpreter = name(sample, "/lib64/ld.so");
    facts->kind = OBJECT_SHARED;
    add_functions(sample);
    *array_push(&facts->data, sample->arena) =
        (struct object_datum){.name = name(sample, "table"), .file = name(sample, "a.c"), .size = 16};
    *array_push(&facts->references, sample->arena) =
        (struct object_reference){.function = 1,
                                  .name = name(sample, "on_signal.cold"),
                                  .holder = NONE,
                                  .datum = name(sample, "table"),
                                  .access = OBJECT_ACCESS_GOT};
    *array_push(&facts->arguments, sample->arena) = (struct object_argument){
        .call = 2, .kind = OBJECT_ARGUMENT_DATUM, .function = NONE, .name = name(sample, "format")};
    *array_push(&facts->marks, sample->arena) =
        (struct object_mark){.function = 1, .kind = name(sample, "gcov"), .name = name(sample, "__gcov_0")};
    *array_push(&facts->needed, sample->arena) = name(sample, "libc.so.6");
    *array_push(&facts->gaps, sample->arena) =
        (struct gap){.kind = name(sample, "undecoded"), .why = name(sample, "so it is"), .function = 1};
    *array_push(&sample->list.objects, sample->arena) = facts;
    *array_push(&sample->list.gaps, sample->arena) =
        (struct gap){.kind = name(sample, "unread-object"), .subject = facts->path, .function = NONE};
}

static struct sample *sample_new(struct arena *arena)
{
    struct sample *sample = arena_alloc(sizeof *sample, arena);
    sample->arena = arena;
    sample->names = intern_new(arena);
    name(sample, "a name that nothing uses");
    sample->functions[0] = 1;
    add_object(sample);
    sample->shared = intern_count(sample->names);
    sample->request = (struct places_request){sample->object, sample->functions, 2};
    static const uint32_t calls[] = {2, 0, 1};
    for (uint32_t i = 0; i < 3; i++)
        *array_push(&sample->places.places, arena) = (struct object_place){
            .call = calls[i], .place = {name(sample, "/src/a.c"), i, i}, .inline_count = i};
    for (uint32_t i = 0; i < 2; i++)
        *array_push(&sample->places.inlines, arena) = (struct object_inline){
            name(sample, "inner"), name(sample, "_Zinner"), {name(sample, "/src/a.h"), 8, 9}};
    *array_push(&sample->places.gaps, arena) = (struct gap){.kind = name(sample, "debug"), .function = NONE};
    *array_push(&sample->debug.units, arena) =
        (struct object_unit){name(sample, "/src/a.c"), name(sample, "/src"), name(sample, "GNU C17")};
    *array_push(&sample->debug.definitions, arena) = (struct object_definition){
        .function = 1, .name = name(sample, "on_signal"), .place = {name(sample, "/src/a.c"), 3, 4}};
    *array_push(&sample->debug.inputs, arena) = (struct input){name(sample, "/src/a.h")};
    *array_push(&sample->debug.gaps, arena) = (struct gap){.why = name(sample, "no .dwo"), .function = 0};
    return sample;
}

/* ---- the three messages alike ---- */

enum message { LIST, PLACES, DEBUG, MESSAGES };

static struct text write(const struct sample *sample, enum message message)
{
    struct text bytes = {.arena = sample->arena};
    if (message == LIST)
        object_wire_write_list(&sample->list, sample->names, 1, &bytes);
    else if (message == PLACES)
        object_wire_write_places(sample->object, &sample->places, sample->names, sample->shared, &bytes);
    else
        object_wire_write_debug(sample->object, &sample->debug, sample->names, sample->shared, &bytes);
    return bytes;
}

/* What was read as text; NULL: it was refused. Writing it out follows every name. */
static const char *read(const struct sample *sample, enum message message, const char *bytes, size_t length,
                        struct intern *names, struct arena *arena)
{
    struct text text = {.arena = arena};
    struct object_list list = {.objects.items = NULL};
    struct object_places places = {.places.items = NULL};
    struct object_debug debug = {.units.items = NULL};
    if (message == LIST) {
        if (!object_wire_read_list(bytes, length, names, arena, &list))
            return NULL;
        add_list(&text, names, &list);
    } else if (message == PLACES) {
        if (!object_wire_read_places(bytes, length, &sample->request, names, arena, &places))
            return NULL;
        add_places(&text, names, &places);
    } else {
        if (!object_wire_read_debug(bytes, length, sample->object, names, arena, &debug))
            return NULL;
        add_debug(&text, names, &debug);
    }
    return text_get(&text);
}

static const char *expected(const struct sample *sample, enum message message)
{
    struct text text = {.arena = sample->arena};
    if (message == LIST)
        add_list(&text, sample->names, &sample->list);
    else if (message == PLACES)
        add_places(&text, sample->names, &sample->places);
    else
        add_debug(&text, sample->names, &sample->debug);
    return text_get(&text);
}

/* The names that the parent had when the worker was forked, and some that came later. */
static struct intern *names_of_parent(const struct sample *sample, struct arena *arena)
{
    struct intern *names = intern_new(arena);
    for (uint32_t i = 1; i < sample->shared; i++)
        intern_text(names, intern_get(sample->names, i));
    for (int i = 0; i < 100; i++)
        intern_format(names, "later %d", i);
    return names;
}

/* ---- tests ---- */

static void facts_come_out_the_same(void **state)
{
    const struct sample *sample = sample_new(*state);
    for (enum message message = LIST; message < MESSAGES; message++) {
        struct text bytes = write(sample, message);
        struct intern *names = names_of_parent(sample, *state);
        uint32_t known = intern_count(names);
        const char *text = read(sample, message, bytes.bytes, bytes.length, names, *state);
        assert_non_null(text);
        assert_string_equal(text, expected(sample, message));
        if (message == LIST) /* it does not build on what is known, and all of it was */
            assert_int_equal(intern_count(names), known);
    }
    struct text bytes = write(sample, LIST);
    struct intern *names = intern_new(*state);
    assert_non_null(read(sample, LIST, bytes.bytes, bytes.length, names, *state));
    assert_int_equal(intern_find(names, "a name that nothing uses"), 0);
}

static void every_shorter_message_is_refused(void **state)
{
    const struct sample *sample = sample_new(*state);
    for (enum message message = LIST; message < MESSAGES; message++) {
        struct text bytes = write(sample, message);
        for (size_t length = 0; length < bytes.length; length++) {
            struct arena *arena = arena_new();
            char *exact = malloc(length ? length : 1);
            memcpy(exact, bytes.bytes, length);
            assert_null(read(sample, message, exact, length, names_of_parent(sample, arena), arena));
            free(exact);
            arena_free(arena);
        }
        text_add_bytes(&bytes, "\0\0\0\0", 4);
        assert_null(
            read(sample, message, bytes.bytes, bytes.length, names_of_parent(sample, *state), *state));
    }
}

/* Does one thing wrong in facts that are otherwise right. */
#define REFUSED(message, wrong)                                                                              \
    do {                                                                                                     \
        struct sample *sample = sample_new(*state);                                                          \
        struct object_facts *o = sample->object;                                                             \
        (void)o;                                                                                             \
        wrong;                                                                                               \
        struct text bytes = write(sample, message);                                                          \
        struct intern *names = names_of_parent(sample, *state);                                              \
        assert_null(read(sample, message, bytes.bytes, bytes.length, names, *state));                        \
    } while (0)

static void indices_outside_are_refused(void **state)
{
    REFUSED(LIST, o->kind = OBJECT_OTHER + 1);
    REFUSED(LIST, o->functions.items[0].body = 2);
    REFUSED(LIST, o->functions.items[0].parent = 2);
    REFUSED(LIST, o->functions.items[1].section = 1);
    REFUSED(LIST, o->functions.items[1].scope = SCOPE_WEAK + 1);
    REFUSED(LIST, o->functions.items[1].call_count = 2);
    REFUSED(LIST, o->functions.items[1].first_call = NONE);
    REFUSED(LIST, o->data.items[0].section = 1);
    REFUSED(LIST, o->data.items[0].scope = SCOPE_WEAK + 1);
    REFUSED(LIST, o->calls.items[2].caller = 2);
    REFUSED(LIST, o->calls.items[2].caller = NONE);
    REFUSED(LIST, o->calls.items[2].callee = 2);
    REFUSED(LIST, o->calls.items[2].kind = OBJECT_CALL_TLSDESC + 1);
    REFUSED(LIST, o->references.items[0].function = 2);
    REFUSED(LIST, o->references.items[0].holder = 2);
    REFUSED(LIST, o->references.items[0].section = 1);
    REFUSED(LIST, o->references.items[0].access = OBJECT_ACCESS_THREAD_LOCAL + 1);
    REFUSED(LIST, o->arguments.items[0].call = 3);
    REFUSED(LIST, o->arguments.items[0].kind = OBJECT_ARGUMENT_POINTED_UNKNOWN + 1);
    REFUSED(LIST, o->arguments.items[0].function = 2);
    REFUSED(LIST, o->marks.items[0].function = 2);
    REFUSED(LIST, o->gaps.items[0].function = 2);
    REFUSED(LIST, sample->list.gaps.items[0].function = 0);
    REFUSED(PLACES, sample->places.places.items[2].inline_count = 3);
    REFUSED(PLACES, sample->places.places.items[1].call = 1);
    REFUSED(PLACES, sample->places.places.count = 2);
    REFUSED(PLACES, sample->places.gaps.items[0].function = 2);
    REFUSED(DEBUG, sample->debug.definitions.items[0].function = NONE);
    REFUSED(DEBUG, sample->debug.definitions.items[0].unit = 1);
    REFUSED(DEBUG, sample->debug.gaps.items[0].function = 2);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Changes a few bytes, or a whole number, or cuts the end off. */
static size_t mutate(char *bytes, size_t length, uint32_t *seed)
{
    static const uint32_t numbers[] = {0,          1,          2,          3,         0x7fffffff,
                                       0x80000000, 0xfffffffe, 0xffffffff, 0x40000000};
    uint32_t many = next_random(seed) % 4 + 1;
    for (uint32_t i = 0; i < many; i++) {
        uint32_t number = numbers[next_random(seed) % (sizeof numbers / sizeof *numbers)];
        if (next_random(seed) % 2)
            bytes[next_random(seed) % length] = (char)next_random(seed);
        else
            memcpy(bytes + next_random(seed) % (length / 4) * 4, &number, sizeof number);
    }
    return next_random(seed) % 8 ? length : next_random(seed) % length;
}

static void mutations_do_no_harm(void **state)
{
    const struct sample *sample = sample_new(*state);
    uint32_t seed = 2463534242U, refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
        enum message message = (enum message)(i % MESSAGES);
        struct arena *arena = arena_new();
        struct text bytes = {.arena = arena}, whole = write(sample, message);
        text_add_bytes(&bytes, whole.bytes, whole.length);
        size_t length = mutate(bytes.bytes, bytes.length, &seed);
        char *exact = malloc(length ? length : 1); /* no NUL behind: a read too far is seen */
        memcpy(exact, bytes.bytes, length);
        refused += !read(sample, message, exact, length, names_of_parent(sample, arena), arena);
        free(exact);
        arena_free(arena);
    }
    assert_true(refused > MUTATIONS / 4 && refused < MUTATIONS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(facts_come_out_the_same, start, end),
        cmocka_unit_test_setup_teardown(every_shorter_message_is_refused, start, end),
        cmocka_unit_test_setup_teardown(indices_outside_are_refused, start, end),
        cmocka_unit_test_setup_teardown(mutations_do_no_harm, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
