/* SPDX-License-Identifier: Apache-2.0
 *
 * Pointer calls, callbacks, previous handlers, and what is reached by which chain.
 */
#include "program/program.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define TEST(name) cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

static void pointer_call_by_flow(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t target = define(p, "hook"), other = define(p, "other"), start = define(p, "main");
    flow(p, a_function(p, target), a_static(p, "cb", ""));
    flow(p, a_function(p, other), a_static(p, "elsewhere", ""));
    call_through(p, start, a_static(p, "cb", ""), "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "main > hook pointer\n");
    assert_string_equal(gaps_of(p), "");
    assert_int_equal(p->graph->resolution.by_flow, 1);
}

static void pointer_call_without_any_flow_has_candidates(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t fits = define(p, "fits"), start = define(p, "main");
    uint32_t wrong = define_as(p, "wrong", SCOPE_GLOBAL, "int (char *)");
    define(p, "not_taken");
    flow(p, a_function(p, fits), a_static(p, "kept", ""));
    flow(p, a_function(p, wrong), a_static(p, "kept_too", ""));
    call_through(p, start, a_static(p, "lost", ""), "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "main > fits candidate\n");
    assert_string_equal(gaps_of(p), "unresolved-call lost in main\n");
    assert_int_equal(p->graph->resolution.by_type, 1);
}

static void function_without_prototype_fits_everything(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t old = define_as(p, "old", SCOPE_GLOBAL, "int ()"), start = define(p, "main");
    p->facts->functions.items[old].flags |= FUNCTION_NO_PROTOTYPE;
    flow(p, a_function(p, old), a_static(p, "kept", ""));
    call_through(p, start, a_static(p, "lost", ""), "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "main > old candidate\n");
}

static void noreturn_is_no_other_type(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t stop = define_as(p, "stop", SCOPE_GLOBAL, "void (int) __attribute__((noreturn))");
    uint32_t start = define(p, "main");
    flow(p, a_function(p, stop), a_static(p, "kept", ""));
    call_through(p, start, a_static(p, "lost", ""), "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "main > stop candidate\n");
}

static void pointer_call_without_any_target_is_a_gap(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    call_through(p, define(p, "main"), a_static(p, "lost", ""), "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "");
    assert_string_equal(gaps_of(p), "unresolved-call lost in main\n");
    assert_int_equal(p->graph->resolution.none, 1);
}

/* Known targets stay targets; the unknown value beside them adds candidates and a gap. */
static void known_and_unknown_values(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t known = define(p, "known"), other = define(p, "other"), start = define(p, "main");
    flow(p, a_function(p, known), a_static(p, "cb", ""));
    flow(p, a_function(p, other), a_static(p, "elsewhere", ""));
    flow(p, an_unknown(p), a_static(p, "cb", ""));
    call_through(p, start, a_static(p, "cb", ""), "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "main > known pointer\nmain > other candidate\n");
    assert_string_equal(gaps_of(p), "lost-flow cb in main\n");
}

/* A null pointer is a number: it is no target and no gap. */
static void null_is_no_target(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t hook = define(p, "hook"), start = define(p, "main");
    flow(p, a_number(p, 0), a_static(p, "cb", ""));
    flow(p, a_function(p, hook), a_static(p, "cb", ""));
    call_through(p, start, a_static(p, "cb", ""), "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "main > hook pointer\n");
    assert_string_equal(gaps_of(p), "");
}

/* A static variable of one unit is another than its namesake; a global one is the same. */
static void variables_of_one_name(void **state)
{
    struct program *p = *state;
    begin_unit(p, "a.c");
    uint32_t a = define(p, "a");
    flow(p, a_function(p, a), a_static(p, "own", ""));
    flow(p, a_function(p, a), a_global(p, "shared", ""));
    begin_unit(p, "b.c");
    uint32_t b = define(p, "b"), start = define(p, "start");
    flow(p, a_function(p, b), a_static(p, "own", ""));
    call_through(p, start, a_static(p, "own", ""), "void (int)");
    call_through(p, start, a_global(p, "shared", ""), "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "start > a pointer\nstart > b pointer\n");
}

/* A call through a pointer hands its arguments on to what it turned out to call. */
static void arguments_of_a_pointer_call(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t each = define_as(p, "each", SCOPE_GLOBAL, "void (void (*)(int))");
    uint32_t item = define(p, "item"), start = define(p, "main");
    call_through(p, each, a_parameter(p, each, 0), "void (int)");
    flow(p, a_function(p, each), a_static(p, "walk", ""));
    uint32_t made = call_through(p, start, a_static(p, "walk", ""), "void (void (*)(int))");
    flow(p, a_function(p, item), an_argument(p, made, 0));
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "each > item pointer\nmain > each pointer\n");
}

static void result_of_a_function(void **state)
{
    struct program *p = *state;
    begin_unit(p, "pick.c");
    uint32_t hook = define(p, "hook"), pick = define_as(p, "pick", SCOPE_GLOBAL, "void (*(void))(int)");
    flow(p, a_function(p, hook), a_result(p, pick));
    begin_unit(p, "main.c");
    uint32_t start = define(p, "main");
    uint32_t made = call(p, start, declare(p, "pick"), 0);
    call_through(p, start, an_answer(p, made), "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, "main"), "main > hook pointer\nmain > pick\n");
}

/* What a function without a body answers may be anything. */
static void result_of_foreign_code(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t start = define(p, "main");
    uint32_t made = call(p, start, declare(p, "plugin_lookup"), 1);
    call_through(p, start, an_answer(p, made), "void (int)");
    program_link(p);
    assert_string_equal(gaps_of(p), "unresolved-call the result of a call in main\n");
}

/* Reading a field through a pointer sees what was written to a variable whose address went that way. */
static void field_of_a_variable_seen_through_a_pointer(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t hook = define(p, "hook"), start = define(p, "main");
    uint32_t member = a_static(p, "ops", "run"), field = a_field(p, "ops", "run");
    seen_as(p, member, field);
    flow(p, a_function(p, hook), member);
    flow_address(p, a_static(p, "ops", ""), a_global(p, "current", ""));
    call_through(p, start, field, "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "main > hook pointer\n");
}

/* What is written through a pointer reaches a variable only when its address was taken. */
static void field_written_through_a_pointer(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t hook = define(p, "hook"), start = define(p, "main"), other = define(p, "other");
    uint32_t open = a_static(p, "open", "run"), closed = a_static(p, "closed", "run");
    uint32_t field = a_field(p, "ops", "run");
    seen_as(p, open, field);
    seen_as(p, closed, field);
    flow(p, a_function(p, hook), field);
    flow(p, a_function(p, other), closed);
    flow_address(p, a_static(p, "open", ""), a_global(p, "current", ""));
    call_through(p, start, open, "void (int)");
    uint32_t second = define(p, "second");
    call_through(p, second, closed, "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "main > hook pointer\nsecond > other pointer\n");
}

static void library_runs_its_callback(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t compare = define_as(p, "compare", SCOPE_LOCAL, "int (const void *, const void *)");
    uint32_t start = define(p, "main");
    uint32_t made = call(p, start, declare(p, "qsort"), 4);
    flow(p, a_function(p, compare), an_argument(p, made, 3));
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "main > compare through qsort\nmain > qsort\n");
}

/* exit runs what atexit keeps; atexit itself runs nothing. */
static void exit_runs_what_atexit_keeps(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t flush = define_as(p, "flush", SCOPE_LOCAL, "void (void)"), start = define(p, "main");
    uint32_t kept = call(p, start, declare(p, "atexit"), 1);
    flow(p, a_function(p, flush), an_argument(p, kept, 0));
    call(p, define(p, "on_int"), declare(p, "exit"), 1);
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "exit > flush run\nmain > atexit\non_int > exit\n");
    assert_string_equal(reached_from(p, "on_int"), "on_int\non_int > exit\non_int > exit > flush\n");
}

/* previous = signal(SIGINT, second); then previous(sig) in second: any handler of the program, or one from outside. */
static void previous_handler_is_called(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t first = define(p, "first"), second = define(p, "second"), start = define(p, "main");
    call_signal(p, start, a_number(p, 2), a_function(p, first));
    uint32_t made = call_signal(p, start, a_number(p, 2), a_function(p, second));
    flow(p, an_answer(p, made), a_static(p, "previous", ""));
    call_through(p, second, a_static(p, "previous", ""), "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, "second"), "second > first pointer\nsecond > second pointer\n");
    assert_string_equal(gaps_of(p), "lost-flow previous in second\n");
}

/* sigaction(SIGSEGV, &sa, &old), then old.sa_handler(sig). */
static void previous_action_is_called(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_segv"), start = define(p, "main");
    uint32_t old = a_static(p, "old", ""), member = a_static(p, "old", "sa_handler");
    uint32_t made = call(p, start, declare(p, "sigaction"), 3);
    flow(p, a_number(p, 11), an_argument(p, made, 0));
    flow(p, a_function(p, handler), a_member_handed(p, made, 1, "sa_handler"));
    flow_address(p, old, an_argument(p, made, 2));
    call_through(p, handler, member, "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, "on_segv"), "on_segv > on_segv pointer\n");
    assert_string_equal(gaps_of(p), "lost-flow old.sa_handler in on_segv\n");
}

static void shortest_chain_first(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t root = define(p, "root"), near = define(p, "near"), far = define(p, "far");
    uint32_t print = declare(p, "printf");
    call(p, root, far, 0);
    call(p, far, near, 0);
    call(p, root, near, 0);
    call(p, near, print, 1);
    program_link(p);
    assert_string_equal(reached_from(p, "root"), "root\nroot > far\nroot > near\nroot > near > printf\n");
}

/* A long way without a guess is better than a short one with. */
static void certainty_before_length(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t root = define_as(p, "root", SCOPE_GLOBAL, "void (void)");
    uint32_t target = define(p, "target"), far = define_as(p, "far", SCOPE_GLOBAL, "void (void)");
    uint32_t guessed = define(p, "guessed");
    flow(p, a_function(p, target), a_static(p, "kept", ""));
    flow(p, a_function(p, guessed), a_static(p, "kept", ""));
    call_through(p, root, a_static(p, "lost", ""), "void (int)");
    call(p, root, far, 0);
    call(p, far, target, 1);
    call(p, guessed, declare(p, "printf"), 1);
    program_link(p);
    assert_string_equal(reached_from(p, "root"), "root\nroot > far\nroot > far > target\n"
                                                  "root ? guessed (guessed)\nroot ? guessed > printf (guessed)\n");
}

static void recursion_comes_to_an_end(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t ping = define(p, "ping"), pong = define(p, "pong");
    call(p, ping, pong, 0);
    call(p, pong, ping, 0);
    call(p, pong, pong, 0);
    program_link(p);
    assert_string_equal(reached_from(p, "ping"), "ping\nping > pong\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pointer_call_by_flow),
        TEST(pointer_call_without_any_flow_has_candidates),
        TEST(function_without_prototype_fits_everything),
        TEST(noreturn_is_no_other_type),
        TEST(pointer_call_without_any_target_is_a_gap),
        TEST(known_and_unknown_values),
        TEST(null_is_no_target),
        TEST(variables_of_one_name),
        TEST(arguments_of_a_pointer_call),
        TEST(result_of_a_function),
        TEST(result_of_foreign_code),
        TEST(field_of_a_variable_seen_through_a_pointer),
        TEST(field_written_through_a_pointer),
        TEST(library_runs_its_callback),
        TEST(exit_runs_what_atexit_keeps),
        TEST(previous_handler_is_called),
        TEST(previous_action_is_called),
        TEST(shortest_chain_first),
        TEST(certainty_before_length),
        TEST(recursion_comes_to_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
