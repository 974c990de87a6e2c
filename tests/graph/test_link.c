/* SPDX-License-Identifier: Apache-2.0
 *
 * Linking: which function a call means.
 */
#include "program/program.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define TEST(name) cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

static void call_into_another_unit(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    call(p, define(p, "main"), declare(p, "log_it"), 0);
    begin_unit(p, "log.c");
    call(p, define(p, "log_it"), declare(p, "write"), 3);
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "log_it > write\nmain > log_it\n");
}

static void external_functions_are_one_node(void **state)
{
    struct program *p = *state;
    begin_unit(p, "a.c");
    call(p, define(p, "a"), declare(p, "write"), 3);
    begin_unit(p, "b.c");
    call(p, define(p, "b"), declare(p, "write"), 3);
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "a > write\nb > write\n");
    assert_int_equal(p->graph->nodes.count, 3);
}

static void static_functions_of_one_name_stay_apart(void **state)
{
    struct program *p = *state;
    begin_unit(p, "a.c");
    uint32_t step = define_as(p, "step", SCOPE_LOCAL, "void (void)");
    call(p, step, declare(p, "write"), 3);
    call(p, define(p, "a"), step, 0);
    begin_unit(p, "b.c");
    step = define_as(p, "step", SCOPE_LOCAL, "void (void)");
    call(p, step, declare(p, "printf"), 1);
    call(p, define(p, "b"), step, 0);
    program_link(p);
    assert_string_equal(edges_of(p, NULL),
                        "a > step@a.c\nb > step@b.c\nstep@a.c > write\nstep@b.c > printf\n");
}

static void static_hides_global_of_another_unit(void **state)
{
    struct program *p = *state;
    begin_unit(p, "a.c");
    uint32_t own = define_as(p, "step", SCOPE_LOCAL, "void (void)");
    call(p, define(p, "a"), own, 0);
    begin_unit(p, "b.c");
    define(p, "step");
    begin_unit(p, "c.c");
    call(p, define(p, "c"), declare(p, "step"), 0);
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "a > step@a.c\nc > step@b.c\n");
}

static void strong_definition_beats_weak(void **state)
{
    struct program *p = *state;
    begin_unit(p, "weak.c");
    uint32_t weak = define_as(p, "note", SCOPE_WEAK, "void (void)");
    call(p, define(p, "beside"), weak, 0);
    begin_unit(p, "strong.c");
    define(p, "note");
    begin_unit(p, "main.c");
    call(p, define(p, "main"), declare(p, "note"), 0);
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "beside > note@strong.c\nmain > note@strong.c\n");
}

static void weak_definition_alone_is_meant(void **state)
{
    struct program *p = *state;
    begin_unit(p, "weak.c");
    define_as(p, "note", SCOPE_WEAK, "void (void)");
    begin_unit(p, "main.c");
    call(p, define(p, "main"), declare_weak(p, "note"), 0);
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "main > note\n");
}

/* Two programs of one build folder may each define a function: both are meant. */
static void two_strong_definitions_are_both_meant(void **state)
{
    struct program *p = *state;
    begin_unit(p, "one.c");
    define(p, "usage");
    begin_unit(p, "two.c");
    define(p, "usage");
    begin_unit(p, "lib.c");
    call(p, define(p, "fail"), declare(p, "usage"), 0);
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "fail > usage@one.c\nfail > usage@two.c\n");
}

static void own_definition_beats_the_namesake(void **state)
{
    struct program *p = *state;
    begin_unit(p, "one.c");
    uint32_t own = define(p, "usage");
    call(p, define(p, "first"), own, 0);
    begin_unit(p, "two.c");
    own = define(p, "usage");
    call(p, define(p, "second"), own, 0);
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "first > usage@one.c\nsecond > usage@two.c\n");
}

static void alias_leads_to_its_target(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t real = define_as(p, "real", SCOPE_LOCAL, "void (int)");
    call(p, real, declare(p, "printf"), 1);
    uint32_t alias = declare(p, "other");
    p->facts->functions.items[alias].alias = intern_text(p->names, "real");
    call(p, define(p, "main"), alias, 1);
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "main > real\nreal > printf\n");
}

/* __builtin_printf means the program's own printf where it has one. */
static void builtin_means_the_programs_own(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    define(p, "printf");
    call(p, define(p, "main"), declare(p, "__builtin_printf"), 1);
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "main > printf\n");
}

static void expanded_builtin_is_no_call(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    call(p, define(p, "main"), declare(p, "__builtin_expect"), 2);
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(call_into_another_unit),
        TEST(external_functions_are_one_node),
        TEST(static_functions_of_one_name_stay_apart),
        TEST(static_hides_global_of_another_unit),
        TEST(strong_definition_beats_weak),
        TEST(weak_definition_alone_is_meant),
        TEST(two_strong_definitions_are_both_meant),
        TEST(own_definition_beats_the_namesake),
        TEST(alias_leads_to_its_target),
        TEST(builtin_means_the_programs_own),
        TEST(expanded_builtin_is_no_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
