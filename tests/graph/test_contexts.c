/* SPDX-License-Identifier: Apache-2.0
 *
 * Pointer calls per caller: what a handler's own calls hand over, and nothing of other callers; where that is not certain,
 * all callers together.
 */
#include "program/program.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define TEST(name) cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

/* Two functions to be called, a function that calls its parameter, and one that is a root. */
struct cast {
    uint32_t good, bad, each, root, other;
};

static struct cast make_cast(struct program *p)
{
    begin_unit(p, "main.c");
    struct cast cast = {define(p, "good"), define(p, "bad"), define(p, "each"), define(p, "root"), define(p, "other")};
    add_root(p, "root", NULL);
    return cast;
}

static void call_with(struct program *p, uint32_t caller, uint32_t callee, uint32_t slot)
{
    uint32_t made = call(p, caller, callee, 1);
    flow(p, slot, an_argument(p, made, 0));
}

static void each_caller_has_its_own(void **state)
{
    struct program *p = *state;
    struct cast c = make_cast(p);
    call_through(p, c.each, a_parameter(p, c.each, 0), "void (int)");
    call_with(p, c.root, c.each, a_function(p, c.good));
    call_with(p, c.other, c.each, a_function(p, c.bad));
    program_link(p);
    assert_string_equal(reached_from(p, "root"), "root\nroot > each\nroot > each > good\n");
    assert_string_equal(gaps_of(p), "");
    assert_int_equal(p->graph->merged.targets, 2);
    assert_int_equal(p->graph->per_caller.targets, 1);
}

static void through_several_levels(void **state)
{
    struct program *p = *state;
    struct cast c = make_cast(p);
    uint32_t some = define(p, "some");
    call_through(p, c.each, a_parameter(p, c.each, 0), "void (int)");
    flow(p, a_parameter(p, some, 0), a_local(p, some, "kept", ""));
    call_with(p, some, c.each, a_local(p, some, "kept", ""));
    call_with(p, c.root, some, a_function(p, c.good));
    call_with(p, c.other, some, a_function(p, c.bad));
    program_link(p);
    assert_string_equal(reached_from(p, "root"), "root\nroot > some\nroot > some > each\nroot > some > each > good\n");
}

static void what_else_flows_in_stays(void **state)
{
    struct program *p = *state;
    struct cast c = make_cast(p);
    uint32_t third = define(p, "third");
    flow(p, a_function(p, third), a_parameter(p, c.each, 0));
    call_through(p, c.each, a_parameter(p, c.each, 0), "void (int)");
    call_with(p, c.root, c.each, a_function(p, c.good));
    call_with(p, c.other, c.each, a_function(p, c.bad));
    program_link(p);
    assert_string_equal(reached_from(p, "root"),
                        "root\nroot > each\nroot > each > good\nroot > each > third\n");
}

static void a_static_keeps_what_others_gave(void **state)
{
    struct program *p = *state;
    struct cast c = make_cast(p);
    flow(p, a_parameter(p, c.each, 0), a_static(p, "before", ""));
    call_through(p, c.each, a_static(p, "before", ""), "void (int)");
    call_with(p, c.root, c.each, a_function(p, c.good));
    call_with(p, c.other, c.each, a_function(p, c.bad));
    program_link(p);
    assert_string_equal(reached_from(p, "root"), "root\nroot > each\nroot > each > good\nroot > each > bad\n");
}

static void an_unknown_value_of_another_caller(void **state)
{
    struct program *p = *state;
    struct cast c = make_cast(p);
    flow(p, a_function(p, c.bad), a_static(p, "taken", ""));
    call_through(p, c.each, a_parameter(p, c.each, 0), "void (int)");
    call_with(p, c.root, c.each, a_function(p, c.good));
    call_with(p, c.other, c.each, an_unknown(p));
    program_link(p);
    assert_string_equal(reached_from(p, "root"), "root\nroot > each\nroot > each > good\n");
    assert_int_equal(p->graph->merged.calls.partly, 1);
    assert_int_equal(p->graph->per_caller.calls.by_flow, 1);
}

static void a_value_of_which_nothing_is_known(void **state)
{
    struct program *p = *state;
    struct cast c = make_cast(p);
    call_through(p, c.each, a_parameter(p, c.each, 0), "void (int)");
    call_with(p, c.root, c.each, a_global(p, "never_set", ""));
    call_with(p, c.other, c.each, a_function(p, c.bad));
    program_link(p);
    assert_string_equal(reached_from(p, "root"), "root\nroot > each\nroot > each > bad\n");
}

static void null_calls_nothing(void **state)
{
    struct program *p = *state;
    struct cast c = make_cast(p);
    call_through(p, c.each, a_parameter(p, c.each, 0), "void (int)");
    call_with(p, c.root, c.each, a_number(p, 0));
    call_with(p, c.other, c.each, a_function(p, c.bad));
    program_link(p);
    assert_string_equal(reached_from(p, "root"), "root\nroot > each\n");
    assert_string_equal(gaps_of(p), "");
}

static void recursion_hands_it_on(void **state)
{
    struct program *p = *state;
    struct cast c = make_cast(p);
    call_through(p, c.each, a_parameter(p, c.each, 0), "void (int)");
    call_with(p, c.each, c.each, a_parameter(p, c.each, 0));
    call_with(p, c.root, c.each, a_function(p, c.good));
    call_with(p, c.other, c.each, a_function(p, c.bad));
    program_link(p);
    assert_string_equal(reached_from(p, "root"), "root\nroot > each\nroot > each > good\n");
}

/* More ways to call a function than are kept apart: all callers together, so nothing is lost. */
static void too_many_callers(void **state)
{
    enum { CALLERS = 40 };
    struct program *p = *state;
    struct cast c = make_cast(p);
    call_through(p, c.each, a_parameter(p, c.each, 0), "void (int)");
    for (uint32_t i = 0; i < CALLERS; i++) {
        char name[16];
        name[0] = 't', name[1] = (char)('0' + i / 10), name[2] = (char)('0' + i % 10), name[3] = 0;
        call_with(p, c.root, c.each, a_function(p, define(p, name)));
    }
    call_with(p, c.other, c.each, a_function(p, c.bad));
    program_link(p);
    const char *reached = reached_from(p, "root");
    assert_non_null(strstr(reached, "root > each > t00\n"));
    assert_non_null(strstr(reached, "root > each > t39\n"));
}

/* A field behind a parameter: of the object that the caller hands over. */
static void field_of_the_callers_object(void **state)
{
    struct program *p = *state;
    struct cast c = make_cast(p);
    uint32_t field = a_field(p, "job", "done");
    uint32_t behind = p->facts->slots.count;
    struct slot slot = p->facts->slots.items[field];
    slot.function = c.each;
    slot.index = 0;
    *array_push(&p->facts->slots, p->arena) = slot;
    call_through(p, c.each, behind, "void (int)");
    const uint32_t callers[] = {c.root, c.other}, functions[] = {c.good, c.bad};
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t member = a_local(p, callers[i], "mine", "done"), whole = a_local(p, callers[i], "mine", "");
        seen_as(p, member, field);
        flow(p, a_function(p, functions[i]), member);
        uint32_t made = call(p, callers[i], c.each, 1);
        flow(p, whole, an_argument(p, made, 0));
        array_last(&p->facts->flows)->mode = FLOW_OBJECT;
    }
    program_link(p);
    assert_string_equal(reached_from(p, "root"), "root\nroot > each\nroot > each > good\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_caller_has_its_own),
        TEST(through_several_levels),
        TEST(what_else_flows_in_stays),
        TEST(a_static_keeps_what_others_gave),
        TEST(an_unknown_value_of_another_caller),
        TEST(a_value_of_which_nothing_is_known),
        TEST(null_calls_nothing),
        TEST(recursion_hands_it_on),
        TEST(too_many_callers),
        TEST(field_of_the_callers_object),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
