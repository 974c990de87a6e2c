/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts go through the wire and come out the same; bytes that are not whole, or lie, are refused without
 * harm.
 */
#include "facts/wire.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

static struct place place_of(struct facts *facts, uint32_t line)
{
    return (struct place){intern_text(facts->names, "/src/a.c"), line, line + 1};
}

static name_id name(struct facts *facts, const char *text)
{
    return intern_text(facts->names, text);
}

static void add_functions(struct facts *facts, struct arena *arena)
{
    *array_push(&facts->functions, arena) = (struct function){.name = name(facts, "main"),
                                                              .linker = name(facts, "main"),
                                                              .type = name(facts, "int (void)"),
                                                              .place = place_of(facts, 3),
                                                              .end_line = 9,
                                                              .flags = FUNCTION_DEFINED,
                                                              .scope = SCOPE_GLOBAL};
    *array_push(&facts->functions, arena) =
        (struct function){.name = name(facts, "on_signal"),
                          .linker = name(facts, "on_signal"),
                          .type = name(facts, "void (int)"),
                          .attributes = name(facts, "section(.init.text) cold"),
                          .annotations = name(facts, "one\ntwo"),
                          .alias = name(facts, "on_alarm"),
                          .place = place_of(facts, 20),
                          .parameters = 1,
                          .flags = UINT32_MAX,
                          .scope = SCOPE_WEAK};
}

/* Every array with something in every field. */
static struct facts *sample(struct arena *arena)
{
    struct facts *facts = arena_alloc(sizeof *facts, arena);
    facts->names = intern_new(arena);
    name(facts, "a name that nothing uses");
    add_functions(facts, arena);
    *array_push(&facts->calls, arena) = (struct call){
        .caller = 0, .callee = 1, .slot = NONE, .place = place_of(facts, 4), .end_line = 6, .arguments = 1};
    *array_push(&facts->calls, arena) = (struct call){.caller = 1,
                                                      .callee = NONE,
                                                      .slot = 1,
                                                      .type = name(facts, "void (int)"),
                                                      .place = place_of(facts, 5),
                                                      .spelled = place_of(facts, 1),
                                                      .macro = name(facts, "CALL"),
                                                      .kind = CALL_POINTER,
                                                      .flags = CALL_MACRO | CALL_NOARGS};
    *array_push(&facts->slots, arena) =
        (struct slot){.kind = SLOT_FUNCTION, .function = 1, .call = NONE, .view = NONE};
    *array_push(&facts->slots, arena) = (struct slot){.kind = SLOT_VARIABLE,
                                                      .function = NONE,
                                                      .name = name(facts, "hooks"),
                                                      .path = name(facts, "a.b"),
                                                      .index = 77,
                                                      .call = 1,
                                                      .view = 0,
                                                      .type = name(facts, "void (*)(int)"),
                                                      .local = true,
                                                      .targets = name(facts, "f,g")};
    *array_push(&facts->flows, arena) = (struct flow){.source = 0,
                                                      .target = 1,
                                                      .mode = FLOW_ADDRESS,
                                                      .function = NONE,
                                                      .row = NONE,
                                                      .place = place_of(facts, 6)};
    *array_push(&facts->copies, arena) = (struct copy){.function = 1,
                                                       .kind = COPY_ZERO,
                                                       .bytes = 0x123456789abcULL,
                                                       .type = name(facts, "struct big"),
                                                       .place = place_of(facts, 7)};
    *array_push(&facts->assemblies, arena) = (struct assembly){
        .function = NONE, .place = place_of(facts, 8), .text = name(facts, "call x"), .may_call = true};
    *array_push(&facts->gaps, arena) = (struct gap){.kind = name(facts, "inline-asm"),
                                                    .subject = name(facts, "main"),
                                                    .why = name(facts, "it jumps"),
                                                    .place = place_of(facts, 9),
                                                    .function = 0};
    *array_push(&facts->inputs, arena) = (struct input){name(facts, "/src/a.c")};
    *array_push(&facts->inputs, arena) = (struct input){name(facts, "/src/a.h")};
    return facts;
}

static struct text write(const struct facts *facts, struct arena *arena)
{
    struct text bytes = {.arena = arena};
    wire_write(facts, &bytes);
    return bytes;
}

static void facts_come_out_the_same(void **state)
{
    struct facts *facts = sample(*state);
    struct text bytes = write(facts, *state);
    struct intern *names = intern_new(*state);
    intern_text(names, "something else that was there before");
    struct facts *read = wire_read(bytes.bytes, bytes.length, names, *state);
    assert_non_null(read);
    assert_ptr_equal(read->names, names);
    assert_int_equal(read->functions.count, 2);
    const struct function *function = &read->functions.items[1];
    assert_string_equal(intern_get(names, function->name), "on_signal");
    assert_string_equal(intern_get(names, function->attributes), "section(.init.text) cold");
    assert_string_equal(intern_get(names, function->annotations), "one\ntwo");
    assert_string_equal(intern_get(names, function->alias), "on_alarm");
    assert_int_equal(function->place.line, 20);
    assert_int_equal(function->flags, UINT32_MAX);
    assert_int_equal(read->calls.items[0].end_line, 6);
    const struct call *call = &read->calls.items[1];
    assert_int_equal(call->callee, NONE);
    assert_int_equal(call->spelled.column, 2);
    assert_string_equal(intern_get(names, call->macro), "CALL");
    const struct slot *slot = &read->slots.items[1];
    assert_string_equal(intern_get(names, slot->path), "a.b");
    assert_true(slot->local);
    assert_string_equal(intern_get(names, slot->targets), "f,g");
    assert_true(read->copies.items[0].bytes == 0x123456789abcULL);
    assert_true(read->assemblies.items[0].may_call);
    assert_string_equal(intern_get(names, read->gaps.items[0].why), "it jumps");
    assert_string_equal(intern_get(names, read->inputs.items[1].file), "/src/a.h");
    assert_int_equal(intern_find(names, "a name that nothing uses"), 0);
}

/* Names are numbered by first use, so the bytes do not depend on what else was interned. */
static void bytes_depend_on_facts_alone(void **state)
{
    struct text bytes = write(sample(*state), *state);
    struct intern *names = intern_new(*state);
    for (int i = 0; i < 1000; i++)
        intern_format(names, "name %d", i);
    struct facts *read = wire_read(bytes.bytes, bytes.length, names, *state);
    struct text again = write(read, *state);
    assert_int_equal(again.length, bytes.length);
    assert_memory_equal(again.bytes, bytes.bytes, bytes.length);
}

static void empty_facts(void **state)
{
    struct facts facts = {.names = intern_new(*state)};
    struct text bytes = write(&facts, *state);
    struct facts *read = wire_read(bytes.bytes, bytes.length, intern_new(*state), *state);
    assert_non_null(read);
    assert_int_equal(read->functions.count + read->gaps.count + read->inputs.count, 0);
}

static void every_shorter_message_is_refused(void **state)
{
    struct text bytes = write(sample(*state), *state);
    for (size_t length = 0; length < bytes.length; length++) {
        struct arena *arena = arena_new();
        char *exact = arena_copy(bytes.bytes, length, arena);
        assert_null(wire_read(exact, length, intern_new(arena), arena));
        arena_free(arena);
    }
    struct text longer = write(sample(*state), *state);
    text_add_bytes(&longer, "\0\0\0\0", 4);
    assert_null(wire_read(longer.bytes, longer.length, intern_new(*state), *state));
}

/* One thing wrong at a time, in facts that are otherwise right. */
static void refuse(struct facts *facts, struct arena *arena)
{
    struct text bytes = {.arena = arena};
    wire_write(facts, &bytes);
    assert_null(wire_read(bytes.bytes, bytes.length, intern_new(arena), arena));
}

static void indices_outside_are_refused(void **state)
{
    struct facts *facts = sample(*state);
    facts->calls.items[0].callee = 2;
    refuse(facts, *state);
    facts = sample(*state);
    facts->calls.items[0].caller = NONE;
    refuse(facts, *state);
    facts = sample(*state);
    facts->calls.items[1].slot = 2;
    refuse(facts, *state);
    facts = sample(*state);
    facts->slots.items[1].view = 2;
    refuse(facts, *state);
    facts = sample(*state);
    facts->slots.items[1].kind = SLOT_HANDED + 1;
    refuse(facts, *state);
    facts = sample(*state);
    facts->flows.items[0].source = NONE;
    refuse(facts, *state);
    facts = sample(*state);
    facts->copies.items[0].function = 2;
    refuse(facts, *state);
    facts = sample(*state);
    facts->gaps.items[0].function = 2;
    refuse(facts, *state);
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

/* Every index that was let through can be followed. */
static void walk(const struct facts *facts)
{
    uint32_t known = intern_count(facts->names);
    for (uint32_t i = 0; i < facts->calls.count; i++) {
        const struct call *call = &facts->calls.items[i];
        assert_true(call->caller < facts->functions.count && call->place.file < known && call->macro < known);
        assert_true(call->callee == NONE || facts->functions.items[call->callee].name < known);
        assert_true(call->slot == NONE || facts->slots.items[call->slot].kind <= SLOT_HANDED);
    }
    for (uint32_t i = 0; i < facts->flows.count; i++)
        assert_true(facts->slots.items[facts->flows.items[i].target].type < known);
}

static void mutations_do_no_harm(void **state)
{
    struct text bytes = write(sample(*state), *state);
    uint32_t seed = 2463534242U, refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
        struct arena *arena = arena_new();
        char *mutant = malloc(bytes.length); /* no NUL behind: a read too far is seen */
        memcpy(mutant, bytes.bytes, bytes.length);
        size_t length = mutate(mutant, bytes.length, &seed);
        char *exact = malloc(length ? length : 1);
        memcpy(exact, mutant, length);
        const struct facts *facts = wire_read(exact, length, intern_new(arena), arena);
        if (facts)
            walk(facts);
        refused += !facts;
        free(exact);
        free(mutant);
        arena_free(arena);
    }
    assert_true(refused > MUTATIONS / 2 && refused < MUTATIONS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(facts_come_out_the_same, start, end),
        cmocka_unit_test_setup_teardown(bytes_depend_on_facts_alone, start, end),
        cmocka_unit_test_setup_teardown(empty_facts, start, end),
        cmocka_unit_test_setup_teardown(every_shorter_message_is_refused, start, end),
        cmocka_unit_test_setup_teardown(indices_outside_are_refused, start, end),
        cmocka_unit_test_setup_teardown(mutations_do_no_harm, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
