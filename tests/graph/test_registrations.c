/* SPDX-License-Identifier: Apache-2.0
 *
 * What flows into a registrar, with which signals, and where.
 */
#include "program/program.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <unistd.h>

#define TEST(name) cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

static void signal_with_a_function(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_int"); /* line 10 */
    call_signal(p, define(p, "main"), a_number(p, 2), a_function(p, handler));
    program_link(p);
    assert_string_equal(handlers_of(p), "on_int SIGINT main.c:12\n");
    assert_string_equal(gaps_of(p), "");
}

/* SIG_IGN and SIG_DFL are numbers. */
static void ignoring_registers_nothing(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    call_signal(p, define(p, "main"), a_number(p, 2), a_number(p, 1));
    program_link(p);
    assert_string_equal(handlers_of(p), "");
    assert_string_equal(gaps_of(p), "");
}

static void two_signals_of_one_handler_are_one_handler(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "stop"), start = define(p, "main");
    call_signal(p, start, a_number(p, 15), a_function(p, handler));
    call_signal(p, start, a_number(p, 2), a_function(p, handler));
    program_link(p);
    assert_string_equal(handlers_of(p), "stop SIGTERM main.c:12\nstop SIGINT main.c:13\n");
    assert_int_equal(p->graph->handlers.count, 1);
}

static void unknown_signal_is_said(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_any"), start = define(p, "main");
    call_signal(p, start, an_unknown(p), a_function(p, handler));
    program_link(p);
    assert_string_equal(handlers_of(p), "on_any unknown main.c:12\n");
}

static void handler_through_a_variable(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_int"), start = define(p, "main");
    uint32_t chosen = a_local(p, start, "chosen", "");
    flow(p, a_function(p, handler), chosen);
    call_signal(p, start, a_number(p, 2), chosen);
    program_link(p);
    assert_string_equal(handlers_of(p), "on_int SIGINT main.c:13\n");
}

/* Unit a.c sets a global through a function of b.c; c.c registers what it holds. */
static void handler_through_three_units(void **state)
{
    struct program *p = *state;
    begin_unit(p, "a.c");
    uint32_t handler = define(p, "on_hup");
    uint32_t made = call(p, define(p, "main"), declare(p, "set"), 1);
    flow(p, a_function(p, handler), an_argument(p, made, 0));
    begin_unit(p, "b.c");
    uint32_t set = define(p, "set");
    flow(p, a_parameter(p, set, 0), a_global(p, "hooks", "onsig"));
    begin_unit(p, "c.c");
    call_signal(p, define(p, "arm"), a_number(p, 1), a_global(p, "hooks", "onsig"));
    program_link(p);
    assert_string_equal(handlers_of(p), "on_hup SIGHUP c.c:11\n");
}

/* The same through a pointer to the record: b.c writes p->onsig. */
static void handler_through_a_field(void **state)
{
    struct program *p = *state;
    begin_unit(p, "a.c");
    uint32_t handler = define(p, "on_hup");
    define(p, "main");
    flow(p, a_function(p, handler), a_field(p, "hooks", "onsig"));
    begin_unit(p, "c.c");
    call_signal(p, define(p, "arm"), a_number(p, 1), a_field(p, "hooks", "onsig"));
    program_link(p);
    assert_string_equal(handlers_of(p), "on_hup SIGHUP c.c:11\n");
}

/* static void install(int signo, handler) { signal(signo, handler); } keeps pairs together, at its callers' places. */
static void wrapper_keeps_pairs_together(void **state)
{
    struct program *p = *state;
    begin_unit(p, "install.c");
    uint32_t install = define(p, "install");
    call_signal(p, install, a_parameter(p, install, 0), a_parameter(p, install, 1));
    begin_unit(p, "main.c");
    uint32_t on_int = define(p, "on_int"), on_term = define(p, "on_term"), start = define(p, "main");
    uint32_t wrapper = declare(p, "install");
    uint32_t first = call(p, start, wrapper, 2); /* line 13 */
    flow(p, a_number(p, 2), an_argument(p, first, 0));
    flow(p, a_function(p, on_int), an_argument(p, first, 1));
    uint32_t second = call(p, start, wrapper, 2); /* line 16 */
    flow(p, a_number(p, 15), an_argument(p, second, 0));
    flow(p, a_function(p, on_term), an_argument(p, second, 1));
    program_link(p);
    assert_string_equal(handlers_of(p), "on_int SIGINT main.c:13\non_term SIGTERM main.c:16\n");
}

static void wrapper_two_deep(void **state)
{
    struct program *p = *state;
    begin_unit(p, "raw.c");
    uint32_t raw = define(p, "raw");
    call_signal(p, raw, a_parameter(p, raw, 0), a_parameter(p, raw, 1));
    begin_unit(p, "trap.c");
    uint32_t trap = define(p, "trap");
    uint32_t inner = call(p, trap, declare(p, "raw"), 2);
    flow(p, a_parameter(p, trap, 1), an_argument(p, inner, 0)); /* the other way round */
    flow(p, a_parameter(p, trap, 0), an_argument(p, inner, 1));
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_usr1"), start = define(p, "main");
    uint32_t outer = call(p, start, declare(p, "trap"), 2); /* line 12 */
    flow(p, a_function(p, handler), an_argument(p, outer, 0));
    flow(p, a_number(p, 10), an_argument(p, outer, 1));
    program_link(p);
    assert_string_equal(handlers_of(p), "on_usr1 SIGUSR1 main.c:12\n");
}

/* The wrapper fixes the signal. */
static void wrapper_with_its_own_signal(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t on_exit = define(p, "on_exit"), wrapper = define(p, "at_end"), start = define(p, "main");
    call_signal(p, wrapper, a_number(p, 2), a_parameter(p, wrapper, 0));
    call_signal(p, wrapper, a_number(p, 15), a_parameter(p, wrapper, 0));
    uint32_t made = call(p, start, wrapper, 1); /* line 15 */
    flow(p, a_function(p, on_exit), an_argument(p, made, 0));
    program_link(p);
    assert_string_equal(handlers_of(p), "on_exit SIGINT,SIGTERM main.c:15\n");
}

/* A function that hands its own arguments to itself, at many places, must come to an end soon. */
static void wrapper_that_calls_itself(void **state)
{
    struct program *p = *state;
    alarm(5); /* the default action ends this program */
    begin_unit(p, "main.c");
    uint32_t install = define(p, "install");
    call_signal(p, install, a_parameter(p, install, 0), a_parameter(p, install, 1));
    for (int i = 0; i < 6; i++) {
        uint32_t again = call(p, install, install, 2);
        flow(p, a_parameter(p, install, 0), an_argument(p, again, 0));
        flow(p, a_parameter(p, install, 1), an_argument(p, again, 1));
    }
    uint32_t handler = define(p, "on_int");
    uint32_t made = call(p, define(p, "main"), install, 2); /* line 32 */
    flow(p, a_number(p, 2), an_argument(p, made, 0));
    flow(p, a_function(p, handler), an_argument(p, made, 1));
    program_link(p);
    assert_string_equal(handlers_of(p), "on_int SIGINT main.c:32\n");
    alarm(0);
}

/* for (…) signal(table[i].signo, table[i].handler): rows stay together. */
static void table_keeps_rows_together(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t on_int = define(p, "on_int"), on_term = define(p, "on_term"), start = define(p, "main");
    uint32_t number = a_static(p, "table", "signo"), handler = a_static(p, "table", "handler");
    flow_in_row(p, a_number(p, 2), number, 0);
    flow_in_row(p, a_function(p, on_int), handler, 0);
    flow_in_row(p, a_number(p, 15), number, 1);
    flow_in_row(p, a_function(p, on_term), handler, 1);
    call_signal(p, start, number, handler); /* line 17 */
    program_link(p);
    assert_string_equal(handlers_of(p), "on_int SIGINT main.c:17\non_term SIGTERM main.c:17\n");
}

static void struct_handed_to_sigaction(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_segv"), start = define(p, "main");
    uint32_t action = a_local(p, start, "sa", ""), member = a_local(p, start, "sa", "sa_sigaction");
    flow(p, a_function(p, handler), member);
    uint32_t made = call(p, start, declare(p, "sigaction"), 3); /* line 13 */
    flow(p, a_number(p, 11), an_argument(p, made, 0));
    flow_address(p, action, an_argument(p, made, 1));
    flow(p, member, a_member_handed(p, made, 1, "sa_sigaction"));
    flow(p, a_number(p, 0), an_argument(p, made, 2));
    program_link(p);
    assert_string_equal(handlers_of(p), "on_segv SIGSEGV main.c:13\n");
}

/* One struct filled twice: what it holds at each call counts, not what it ever holds. */
static void struct_filled_twice(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t on_int = define(p, "on_int"), on_term = define(p, "on_term"), start = define(p, "main");
    uint32_t registrar = declare(p, "sigaction"), action = a_local(p, start, "sa", "");
    uint32_t member = a_local(p, start, "sa", "sa_handler");
    const uint32_t handlers[] = {on_int, on_term}, numbers[] = {2, 15};
    for (int i = 0; i < 2; i++) {
        flow(p, a_function(p, handlers[i]), member);
        uint32_t made = call(p, start, registrar, 3); /* lines 14 and 19 */
        flow(p, a_number(p, numbers[i]), an_argument(p, made, 0));
        flow_address(p, action, an_argument(p, made, 1));
        flow(p, a_function(p, handlers[i]), a_member_handed(p, made, 1, "sa_handler"));
    }
    program_link(p);
    assert_string_equal(handlers_of(p), "on_int SIGINT main.c:14\non_term SIGTERM main.c:19\n");
}

/* syscall registers only when its first argument says so. */
static void system_call_by_number(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_int"), start = define(p, "main"), registrar = declare(p, "syscall");
    const uint32_t numbers[] = {13, 39};
    for (int i = 0; i < 2; i++) {
        uint32_t made = call(p, start, registrar, 5); /* lines 12 and 16 */
        flow(p, a_number(p, numbers[i]), an_argument(p, made, 0));
        flow(p, a_number(p, 2), an_argument(p, made, 1));
        flow(p, a_function(p, handler), a_member_handed(p, made, 2, "handler"));
    }
    program_link(p);
    assert_string_equal(handlers_of(p), "on_int SIGINT main.c:12\n");
}

/* The program's own function called signal is no registrar. */
static void own_function_of_that_name(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    define(p, "signal");
    uint32_t handler = define(p, "on_int");
    call_signal(p, define(p, "main"), a_number(p, 2), a_function(p, handler));
    program_link(p);
    assert_string_equal(handlers_of(p), "");
}

static void handler_that_cannot_be_followed(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t start = define(p, "main");
    uint32_t kept = a_global(p, "kept", "");
    flow(p, an_unknown(p), kept);
    call_signal(p, start, a_number(p, 2), kept);
    program_link(p);
    assert_string_equal(handlers_of(p), "");
    assert_string_equal(gaps_of(p), "unknown-handler signal\n");
}

/* A file that is compiled twice has its handler once. */
static void file_compiled_twice(void **state)
{
    struct program *p = *state;
    for (int i = 0; i < 2; i++) {
        begin_unit(p, "main.c");
        uint32_t handler = define_as(p, "on_int", SCOPE_LOCAL, "void (int)");
        call_signal(p, define_as(p, "arm", SCOPE_LOCAL, "void (void)"), a_number(p, 2), a_function(p, handler));
    }
    program_link(p);
    assert_int_equal(p->graph->handlers.count, 1);
    assert_int_equal(p->graph->handlers.items[0].node_count, 2);
    assert_int_equal(p->graph->handlers.items[0].count, 1);
}

static void roots_by_name_and_file(void **state)
{
    struct program *p = *state;
    begin_unit(p, "src/a.c");
    define_as(p, "tick", SCOPE_LOCAL, "void (void)");
    begin_unit(p, "src/ba.c");
    define_as(p, "tick", SCOPE_LOCAL, "void (void)");
    add_root(p, "tick", "a.c");
    program_link(p);
    assert_null(p->unknown_root);
    assert_string_equal(handlers_of(p), "tick@src/a.c unknown src/a.c:10\n");
}

static void unknown_root_is_named(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    call(p, define(p, "main"), declare(p, "write"), 3);
    add_root(p, "main", NULL);
    add_root(p, "write", NULL); /* has no body here */
    program_link(p);
    assert_ptr_equal(p->unknown_root, &p->roots.items[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(signal_with_a_function),
        TEST(ignoring_registers_nothing),
        TEST(two_signals_of_one_handler_are_one_handler),
        TEST(unknown_signal_is_said),
        TEST(handler_through_a_variable),
        TEST(handler_through_three_units),
        TEST(handler_through_a_field),
        TEST(wrapper_keeps_pairs_together),
        TEST(wrapper_two_deep),
        TEST(wrapper_with_its_own_signal),
        TEST(wrapper_that_calls_itself),
        TEST(table_keeps_rows_together),
        TEST(struct_handed_to_sigaction),
        TEST(struct_filled_twice),
        TEST(system_call_by_number),
        TEST(own_function_of_that_name),
        TEST(handler_that_cannot_be_followed),
        TEST(file_compiled_twice),
        TEST(roots_by_name_and_file),
        TEST(unknown_root_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
