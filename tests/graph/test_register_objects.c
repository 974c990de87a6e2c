/* SPDX-License-Identifier: Apache-2.0
 *
 * Handlers of units that were not parsed: what the arguments at a registrar's call in compiled code say of
 * them.
 */
#include "program/program.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define TEST(name) cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

static struct object_facts *facts_of(struct program *program)
{
    return (struct object_facts *)array_last(&program->objects)->facts;
}

/* An argument of the call made last. */
static void argument(struct program *program, uint32_t position, struct object_argument argument)
{
    struct object_facts *facts = facts_of(program);
    argument.call = facts->calls.count - 1;
    argument.position = position;
    *array_push(&facts->arguments, program->arena) = argument;
}

static void number(struct program *program, uint32_t position, int64_t value)
{
    argument(program, position, (struct object_argument){.function = NONE, .value = value});
}

static void function(struct program *program, uint32_t position, uint32_t kind, uint32_t which)
{
    argument(program, position,
             (struct object_argument){
                 .kind = kind, .function = which, .name = facts_of(program)->functions.items[which].name});
}

static void parameter(struct program *program, uint32_t position, uint32_t kind, uint32_t which)
{
    argument(program, position, (struct object_argument){.kind = kind, .function = NONE, .parameter = which});
}

static void datum(struct program *program, uint32_t position, const char *name)
{
    argument(program, position,
             (struct object_argument){
                 .kind = OBJECT_ARGUMENT_DATUM, .function = NONE, .name = intern_text(program->names, name)});
}

static void refer(struct program *program, uint32_t access, uint32_t which, const char *in, uint32_t holder)
{
    struct object_facts *facts = facts_of(program);
    *array_push(&facts->references, program->arena) = (struct object_reference){
        .function = which,
        .name = access == OBJECT_ACCESS_WRITE ? intern_text(program->names, in)
                                              : facts->functions.items[which].name,
        .holder = holder,
        .datum = access == OBJECT_ACCESS_WRITE || !in ? 0 : intern_text(program->names, in),
        .access = access};
}

/* A call of a function of the same object. */
static void call_own(struct program *program, uint32_t caller, uint32_t callee)
{
    struct object_facts *facts = facts_of(program);
    call_in_object(program, caller, intern_get(program->names, facts->functions.items[callee].name));
    array_last(&facts->calls)->callee = callee;
}

static void a_function_in_the_handlers_place(void **state)
{
    struct program *p = *state;
    begin_unread(p, "a.c");
    uint32_t on_int = define_in_object(p, "on_int", SCOPE_LOCAL),
             main = define_in_object(p, "main", SCOPE_GLOBAL);
    call_in_object(p, main, "signal");
    number(p, 0, 2);
    function(p, 1, OBJECT_ARGUMENT_FUNCTION, on_int);
    call_in_object(p, main, "signal");
    number(p, 0, 15);
    number(p, 1, 1); /* SIG_IGN */
    program_link(p);
    assert_string_equal(handlers_of(p), "on_int SIGINT a.c:0\n");
    assert_string_equal(gaps_of(p), "");
}

static void a_handler_of_another_object(void **state)
{
    struct program *p = *state;
    begin_unread(p, "b.c");
    define_in_object(p, "far", SCOPE_GLOBAL);
    begin_unread(p, "a.c");
    call_in_object(p, define_in_object(p, "main", SCOPE_GLOBAL), "signal");
    number(p, 0, 2);
    datum(p, 1, "far");
    program_link(p);
    assert_string_equal(handlers_of(p), "far SIGINT a.c:0\n");
}

static void a_struct_on_the_stack(void **state)
{
    struct program *p = *state;
    begin_unread(p, "a.c");
    uint32_t one = define_in_object(p, "one", SCOPE_LOCAL), main = define_in_object(p, "main", SCOPE_GLOBAL);
    call_in_object(p, main, "sigaction");
    number(p, 0, 15);
    function(p, 1, OBJECT_ARGUMENT_POINTED_FUNCTION, one);
    call_in_object(p, main, "sigaction");
    number(p, 0, 1);
    number(p, 1, 0); /* only asked for */
    program_link(p);
    assert_string_equal(handlers_of(p), "one SIGTERM a.c:0\n");
    assert_string_equal(gaps_of(p), "");
}

static void a_struct_in_data(void **state)
{
    struct program *p = *state;
    begin_unread(p, "a.c");
    uint32_t initial = define_in_object(p, "initial", SCOPE_LOCAL),
             later = define_in_object(p, "later", SCOPE_LOCAL);
    uint32_t main = define_in_object(p, "main", SCOPE_GLOBAL);
    refer(p, OBJECT_ACCESS_INITIAL, initial, "action", NONE);
    refer(p, OBJECT_ACCESS_STORED, later, "action", main);
    call_in_object(p, main, "sigaction");
    number(p, 0, 15);
    datum(p, 1, "action");
    program_link(p);
    assert_string_equal(handlers_of(p), "initial SIGTERM a.c:0\nlater SIGTERM a.c:0\n");
    assert_string_equal(gaps_of(p), "");
}

/* What is written is not seen: what the writer takes the address of counts, and the run has a gap. */
static void a_struct_that_is_written_unseen(void **state)
{
    struct program *p = *state;
    begin_unread(p, "a.c");
    uint32_t near = define_in_object(p, "near", SCOPE_LOCAL),
             main = define_in_object(p, "main", SCOPE_GLOBAL);
    refer(p, OBJECT_ACCESS_WRITE, NONE, "action", main);
    refer(p, OBJECT_ACCESS_ADDRESS, near, NULL, main);
    call_in_object(p, main, "sigaction");
    number(p, 0, 15);
    datum(p, 1, "action");
    program_link(p);
    assert_string_equal(handlers_of(p), "near SIGTERM a.c:0\n");
    assert_string_equal(gaps_of(p), "handler-not-found sigaction\n");
}

static void a_wrapper_hands_on_its_parameters(void **state)
{
    struct program *p = *state;
    begin_unread(p, "a.c");
    uint32_t one = define_in_object(p, "one", SCOPE_LOCAL), two = define_in_object(p, "two", SCOPE_LOCAL);
    uint32_t install = define_in_object(p, "install", SCOPE_GLOBAL),
             main = define_in_object(p, "main", SCOPE_GLOBAL);
    call_in_object(p, install, "sigaction");
    parameter(p, 0, OBJECT_ARGUMENT_PARAMETER, 0);
    parameter(p, 1, OBJECT_ARGUMENT_POINTED_PARAMETER, 1);
    call_own(p, main, install);
    number(p, 0, 2);
    function(p, 1, OBJECT_ARGUMENT_FUNCTION, one);
    call_own(p, main, install);
    number(p, 0, 15);
    function(p, 1, OBJECT_ARGUMENT_FUNCTION, two);
    program_link(p);
    assert_string_equal(handlers_of(p), "one SIGINT a.c:0\ntwo SIGTERM a.c:0\n");
    assert_string_equal(gaps_of(p), "");
}

static void signals_come_from_callers(void **state)
{
    struct program *p = *state;
    begin_unread(p, "a.c");
    uint32_t one = define_in_object(p, "one", SCOPE_LOCAL), arm = define_in_object(p, "arm", SCOPE_LOCAL);
    uint32_t main = define_in_object(p, "main", SCOPE_GLOBAL);
    call_in_object(p, arm, "signal");
    parameter(p, 0, OBJECT_ARGUMENT_PARAMETER, 0);
    function(p, 1, OBJECT_ARGUMENT_FUNCTION, one);
    call_own(p, main, arm);
    number(p, 0, 2);
    call_own(p, main, arm);
    number(p, 0, 15);
    program_link(p);
    assert_string_equal(handlers_of(p), "one SIGINT,SIGTERM a.c:0\n");
}

/* A wrapper of which nothing is seen: the functions that are handed to it count. */
static void a_wrapper_that_is_not_understood(void **state)
{
    struct program *p = *state;
    begin_unread(p, "a.c");
    uint32_t one = define_in_object(p, "one", SCOPE_LOCAL),
             install = define_in_object(p, "install", SCOPE_GLOBAL);
    uint32_t main = define_in_object(p, "main", SCOPE_GLOBAL);
    call_in_object(p, install, "sigaction");
    call_own(p, main, install);
    function(p, 1, OBJECT_ARGUMENT_FUNCTION, one);
    program_link(p);
    assert_string_equal(handlers_of(p), "one unknown a.c:0\n");
    assert_string_equal(gaps_of(p), "handler-not-found sigaction\n");
}

static void a_system_call_only_with_its_number(void **state)
{
    struct program *p = *state;
    begin_unread(p, "a.c");
    uint32_t one = define_in_object(p, "one", SCOPE_LOCAL), main = define_in_object(p, "main", SCOPE_GLOBAL);
    for (int64_t what = 12; what <= 13; what++) {
        call_in_object(p, main, "syscall");
        number(p, 0, what);
        number(p, 1, what);
        function(p, 2, OBJECT_ARGUMENT_POINTED_FUNCTION, one);
    }
    program_link(p);
    assert_string_equal(handlers_of(p), "one SIGPIPE a.c:0\n");
}

/* Its source was read: that speaks, not the object. */
static void a_parsed_unit_speaks_for_itself(void **state)
{
    struct program *p = *state;
    begin_unread(p, "a.c");
    uint32_t one = define_in_object(p, "one", SCOPE_LOCAL), main = define_in_object(p, "main", SCOPE_GLOBAL);
    call_in_object(p, main, "signal");
    number(p, 0, 2);
    function(p, 1, OBJECT_ARGUMENT_FUNCTION, one);
    array_last(&p->units)->parsed = true;
    define(p, "main");
    program_link(p);
    assert_string_equal(handlers_of(p), "");
}

/* --root names a function that only an object has. */
static void a_root_in_an_object(void **state)
{
    struct program *p = *state;
    begin_unread(p, "a.c");
    define_in_object(p, "helper", SCOPE_LOCAL);
    array_last(&p->objects)->unit = NONE;
    add_root(p, "helper", NULL);
    program_link(p);
    assert_null(p->unknown_root);
    assert_string_equal(handlers_of(p), "helper unknown a.c:0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_function_in_the_handlers_place),
        TEST(a_handler_of_another_object),
        TEST(a_struct_on_the_stack),
        TEST(a_struct_in_data),
        TEST(a_struct_that_is_written_unseen),
        TEST(a_wrapper_hands_on_its_parameters),
        TEST(signals_come_from_callers),
        TEST(a_wrapper_that_is_not_understood),
        TEST(a_system_call_only_with_its_number),
        TEST(a_parsed_unit_speaks_for_itself),
        TEST(a_root_in_an_object),
    };
    return cmocka_run_group_tests_name("register_objects", tests, NULL, NULL);
}
