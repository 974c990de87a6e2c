/* SPDX-License-Identifier: Apache-2.0
 *
 * What units that were not read may still say: each case has one unit that is not parsed, and asks what would make sigvet
 * read it.
 */
#include "program/program.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define TEST(name) cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

static bool needs(struct program *p, const char *line)
{
    const char *all = needs_of(p), *at = strstr(all, line);
    size_t length = strlen(line);
    return at && (at == all || at[-1] == '\n') && at[length] == '\n';
}

static void nothing_is_needed_when_all_is_parsed(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_int");
    call_signal(p, define(p, "main"), a_number(p, 2), a_global(p, "chosen", ""));
    (void)handler;
    program_link(p);
    assert_string_equal(needs_of(p), "");
}

/* A handler that is named in the call asks only who else calls signal. */
static void a_named_handler_needs_no_more(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_int");
    call_signal(p, define(p, "main"), a_number(p, 2), a_function(p, handler));
    begin_unread(p, "other.c");
    define_in_object(p, "other", SCOPE_GLOBAL);
    program_link(p);
    assert_string_equal(needs_of(p), "symbol signal\n");
}

/* The counter-example: a.c calls set_cb(h), b.c does H.onsig = f, c.c registers H.onsig. First only c.c is read. */
static void a_global_needs_whoever_refers_to_it(void **state)
{
    struct program *p = *state;
    begin_unit(p, "c.c");
    call_signal(p, define(p, "arm"), a_number(p, 1), a_global(p, "H", "onsig"));
    begin_unread(p, "b.c");
    define_in_object(p, "set_cb", SCOPE_GLOBAL);
    begin_unread(p, "a.c");
    call_in_object(p, define_in_object(p, "main", SCOPE_GLOBAL), "set_cb");
    program_link(p);
    assert_string_equal(needs_of(p), "symbol H\nsymbol signal\n");
}

/* Then b.c is read too, and asks for the callers of set_cb. */
static void a_parameter_needs_the_callers(void **state)
{
    struct program *p = *state;
    begin_unit(p, "c.c");
    call_signal(p, define(p, "arm"), a_number(p, 1), a_global(p, "H", "onsig"));
    begin_unit(p, "b.c");
    uint32_t set = define(p, "set_cb");
    flow(p, a_parameter(p, set, 0), a_global(p, "H", "onsig"));
    begin_unread(p, "a.c");
    call_in_object(p, define_in_object(p, "main", SCOPE_GLOBAL), "set_cb");
    program_link(p);
    assert_string_equal(needs_of(p), "symbol H\nsymbol set_cb\nsymbol signal\n");
}

static void a_static_function_has_no_callers_elsewhere(void **state)
{
    struct program *p = *state;
    begin_unit(p, "c.c");
    uint32_t arm = define_as(p, "arm", SCOPE_LOCAL, "void (int)");
    call_signal(p, arm, a_number(p, 1), a_parameter(p, arm, 0));
    begin_unread(p, "a.c");
    program_link(p);
    assert_string_equal(needs_of(p), "symbol signal\n");
}

static void a_field_needs_its_name_and_its_type(void **state)
{
    struct program *p = *state;
    begin_unit(p, "c.c");
    call_signal(p, define(p, "arm"), a_number(p, 1), a_field(p, "hooks", "a.onsig"));
    begin_unread(p, "b.c");
    program_link(p);
    assert_string_equal(needs_of(p), "field a\nfield onsig\nsymbol signal\ntype hooks\n");
}

/* The answer of a function of another unit needs that unit. */
static void an_answer_needs_the_callee(void **state)
{
    struct program *p = *state;
    begin_unit(p, "c.c");
    uint32_t arm = define(p, "arm");
    uint32_t made = call(p, arm, declare(p, "choose"), 0);
    call_signal(p, arm, a_number(p, 1), an_answer(p, made));
    begin_unread(p, "b.c");
    define_in_object(p, "choose", SCOPE_GLOBAL);
    begin_unread(p, "unrelated.c");
    define_in_object(p, "unrelated", SCOPE_GLOBAL);
    program_link(p);
    assert_string_equal(needs_of(p), "symbol signal\nunit b.c\n");
}

/* c.c calls fill(&hook): who writes through a pointer to a function pointer cannot be told by a name. */
static void what_has_a_pointer_to_it_needs_everybody(void **state)
{
    struct program *p = *state;
    begin_unit(p, "c.c");
    uint32_t arm = define(p, "arm");
    uint32_t hook = a_global(p, "hook", "");
    seen_as(p, hook, a_field(p, "*void (*)(int)", ""));
    uint32_t made = call(p, arm, declare(p, "fill"), 1);
    flow_address(p, hook, an_argument(p, made, 0));
    call_signal(p, arm, a_number(p, 1), hook);
    begin_unread(p, "b.c");
    define_in_object(p, "fill", SCOPE_GLOBAL);
    program_link(p);
    assert_true(needs(p, "every unit"));
}

static void without_a_pointer_to_it_only_its_users_count(void **state)
{
    struct program *p = *state;
    begin_unit(p, "c.c");
    uint32_t hook = a_global(p, "hook", "");
    seen_as(p, hook, a_field(p, "*void (*)(int)", ""));
    call_signal(p, define(p, "arm"), a_number(p, 1), hook);
    begin_unread(p, "b.c");
    program_link(p);
    assert_string_equal(needs_of(p), "symbol hook\nsymbol signal\n");
}

/* The handler calls *where: it may be any function pointer. */
static void a_call_through_such_a_pointer_needs_everybody(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_int");
    call_through(p, handler, a_field(p, "*void (*)(int)", ""), "void (int)");
    call_signal(p, define(p, "main"), a_number(p, 2), a_function(p, handler));
    begin_unread(p, "b.c");
    program_link(p);
    assert_true(needs(p, "every unit"));
}

/* arm is called through a pointer that b.c may read: its callers are whoever gets arm. */
static void a_function_is_followed_to_its_callers(void **state)
{
    struct program *p = *state;
    begin_unit(p, "c.c");
    uint32_t arm = define_as(p, "arm", SCOPE_LOCAL, "void (int)");
    call_signal(p, arm, a_number(p, 1), a_parameter(p, arm, 0));
    flow(p, a_function(p, arm), a_field(p, "table", "install"));
    begin_unread(p, "b.c");
    program_link(p);
    assert_true(needs(p, "field install"));
    assert_true(needs(p, "type table"));
}

static void a_reached_function_that_calls_is_read(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_int");
    call(p, handler, declare(p, "work"), 0);
    call(p, handler, declare(p, "leaf"), 0);
    call_signal(p, define(p, "main"), a_number(p, 2), a_function(p, handler));
    begin_unread(p, "work.c");
    call_in_object(p, define_in_object(p, "work", SCOPE_GLOBAL), "printf");
    begin_unread(p, "leaf.c");
    define_in_object(p, "leaf", SCOPE_GLOBAL);
    program_link(p);
    assert_true(needs(p, "unit work.c"));
    assert_false(needs(p, "unit leaf.c"));
}

/* A handler's own unit is read even when it calls nothing. */
static void a_handler_is_read(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    call_signal(p, define(p, "main"), a_number(p, 2), a_function(p, declare(p, "on_int")));
    begin_unread(p, "handler.c");
    define_in_object(p, "on_int", SCOPE_GLOBAL);
    program_link(p);
    assert_true(needs(p, "unit handler.c"));
}

static void a_reached_pointer_call_needs_its_slot(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_int"), other = define(p, "other");
    call_through(p, handler, a_global(p, "hook", ""), "void (int)");
    call_through(p, other, a_global(p, "elsewhere", ""), "void (int)");
    flow(p, a_function(p, other), a_global(p, "hook", ""));
    call_signal(p, define(p, "main"), a_number(p, 2), a_function(p, handler));
    begin_unread(p, "b.c");
    program_link(p);
    assert_true(needs(p, "symbol hook"));
    assert_true(needs(p, "symbol elsewhere")); /* other is reached through hook */
    assert_true(needs(p, "every address"));    /* nothing flows into elsewhere */
}

static void what_nobody_reaches_is_not_asked_about(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_int"), other = define(p, "other");
    call_through(p, other, a_global(p, "elsewhere", ""), "void (int)");
    call_signal(p, define(p, "main"), a_number(p, 2), a_function(p, handler));
    begin_unread(p, "b.c");
    program_link(p);
    assert_string_equal(needs_of(p), "symbol signal\n");
}

static void exit_needs_atexit(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_int");
    call(p, handler, declare(p, "exit"), 1);
    call_signal(p, define(p, "main"), a_number(p, 2), a_function(p, handler));
    begin_unread(p, "b.c");
    program_link(p);
    assert_true(needs(p, "symbol atexit"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_needed_when_all_is_parsed),
        TEST(a_named_handler_needs_no_more),
        TEST(a_global_needs_whoever_refers_to_it),
        TEST(a_parameter_needs_the_callers),
        TEST(a_static_function_has_no_callers_elsewhere),
        TEST(a_field_needs_its_name_and_its_type),
        TEST(an_answer_needs_the_callee),
        TEST(what_has_a_pointer_to_it_needs_everybody),
        TEST(without_a_pointer_to_it_only_its_users_count),
        TEST(a_call_through_such_a_pointer_needs_everybody),
        TEST(a_function_is_followed_to_its_callers),
        TEST(a_reached_function_that_calls_is_read),
        TEST(a_handler_is_read),
        TEST(a_reached_pointer_call_needs_its_slot),
        TEST(what_nobody_reaches_is_not_asked_about),
        TEST(exit_needs_atexit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
