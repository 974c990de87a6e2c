/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions that a table of the project forbids: they are errors although the program defines them, however they are
 * reached; and a profiler's hook that such a table calls a stack check.
 */
#include "judge/judge.h"
#include "program/compiled.h"
#include "rules/rules.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "judge/judged.h"

/* "rule severity chain", one line a finding, and the verdict. */
static const char *told(struct program *p, const struct judgement *judgement)
{
    const char *text = "";
    for (uint32_t i = 0; i < judgement->findings.count; i++) {
        const struct finding *finding = &judgement->findings.items[i];
        text = arena_format(p->arena, "%s%s %s %s\n", text, finding->rule, severity_text(finding->severity),
                            finding->chain);
    }
    assert_int_equal(judgement->handlers.count, 1);
    return arena_format(p->arena, "%s%s", text, verdict_text(judgement->handlers.items[0].verdict));
}

/* A unit with a handler of SIGPROF that calls helper, which the unit defines. */
static uint32_t begin(struct program *p, const char *helper)
{
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_prof");
    call_signal(p, define_as(p, "main", SCOPE_GLOBAL, "int (void)"), a_number(p, 27), a_function(p, handler));
    uint32_t function = define(p, helper);
    call(p, handler, function, 1);
    return function;
}

static struct function *source_of(struct program *p, const char *name)
{
    for (uint32_t i = 0; i < p->facts->functions.count; i++)
        if (p->facts->functions.items[i].name == intern_text(p->names, name))
            return &p->facts->functions.items[i];
    return NULL;
}

static void a_defined_function_is_banned(void **state)
{
    struct program *p = *state;
    begin(p, "needs_context");
    program_link(p);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(told(p, judgement), "unsafe-call error on_prof > needs_context\nunsafe");
    assert_string_equal(judgement->findings.items[0].message,
                        "'needs_context' is not async-signal-safe; handler 'on_prof' (SIGPROF) reaches it");
    assert_string_equal(judgement->findings.items[0].reason,
                        "needs_context: finds its context through a pointer that may be null (ours); forbidden by a "
                        "table of the project");
    assert_string_equal(told(p, judge(p, "c")), "unsafe-call error on_prof > needs_context\nunsafe");
}

/* Its body is judged all the same. */
static void the_body_is_judged_too(void **state)
{
    struct program *p = *state;
    uint32_t banned = begin(p, "needs_context");
    call(p, banned, declare(p, "printf"), 1);
    program_link(p);
    assert_string_equal(told(p, judge(p, "posix")), "unsafe-call error on_prof > needs_context\n"
                                                    "unsafe-call error on_prof > needs_context > printf\nunsafe");
}

/* The rows that came with sigvet are no bans: a body is what it is, whatever its name. */
static void rows_of_sigvet_are_none(void **state)
{
    struct program *p = *state;
    begin(p, "malloc");
    program_link(p);
    assert_string_equal(told(p, judge(p, "posix")), "clean");
}

/* A ban is stronger than a policy's list, with and without a body. */
static void a_ban_is_stronger_than_a_list(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_prof");
    call_signal(p, define_as(p, "main", SCOPE_GLOBAL, "int (void)"), a_number(p, 27), a_function(p, handler));
    call(p, handler, declare(p, "write"), 3);
    program_link(p);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(told(p, judgement), "unsafe-call error on_prof > write\nunsafe");
    assert_string_equal(judgement->findings.items[0].reason, "write: is not for handlers here (ours)");
    assert_int_equal(judgement->axioms.count, 0);
}

static void the_handler_itself_is_banned(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "needs_context");
    call_signal(p, define_as(p, "main", SCOPE_GLOBAL, "int (void)"), a_number(p, 27), a_function(p, handler));
    program_link(p);
    assert_string_equal(told(p, judge(p, "posix")), "unsafe-call error needs_context\nunsafe");
}

/* Nothing calls it any more, and it runs. */
static void an_inlined_function_is_banned(void **state)
{
    struct program *p = *state;
    begin(p, "helper");
    program_link(p);
    inlined_there(p, written_call(p, "on_prof", "helper"), "needs_context", 18);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(told(p, judgement), "unsafe-call error on_prof > needs_context\nunsafe");
    assert_int_equal(judgement->findings.items[0].spot.line, 18);
}

/* The object has nothing of the call: the function has no calls of its own, or the call is dead. */
static void a_call_that_vanished(void **state)
{
    struct program *p = *state;
    uint32_t between = begin(p, "between"), banned = define(p, "needs_context");
    call(p, between, banned, 0); /* line 16 */
    program_link(p);
    compile(p, "on_prof");
    p->graph->nodes.items[node_of(p, "on_prof")].edge_count = 0;
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(told(p, judgement), "unsafe-call warning on_prof > needs_context\nunproven");
    assert_int_equal(judgement->findings.items[0].spot.line, 16);
    source_of(p, "needs_context")->flags |= FUNCTION_NOINLINE; /* then it is dead */
    assert_string_equal(told(p, judge(p, "posix")), "clean");
}

/* A hook that the program defines is judged by its body, unless it is banned. */
static void a_hook_is_banned(void **state)
{
    struct program *p = *state;
    begin(p, "__cyg_profile_func_exit");
    define(p, "__cyg_profile_func_enter");
    program_link(p);
    hidden_call(p, "on_prof", "__cyg_profile_func_enter", 20);
    hidden_call(p, "on_prof", "__cyg_profile_func_exit", 21);
    const struct judgement *judgement = judge(p, "posix");
    assert_non_null(strstr(told(p, judgement), "hidden-call error on_prof > __cyg_profile_func_exit\n"));
    assert_non_null(strstr(told(p, judgement), "hidden-call note on_prof > __cyg_profile_func_enter\n"));
    assert_int_equal(judgement->axioms.count, 0);
}

/* The mark is the profiler's, the words are those of a stack check, and nothing is told twice. */
static void a_hook_is_a_stack_check(void **state)
{
    struct program *p = *state;
    begin(p, "helper");
    program_link(p);
    uint32_t helper = node_of(p, "helper");
    source_of(p, "on_prof")->flags |= FUNCTION_NO_INSTRUMENT;
    mark(p, "helper", "fentry", "__fentry__");
    hidden_call(p, "helper", "__fentry__", 20);
    p->graph->nodes.items[helper].marks |= NODE_SPLITTABLE;
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(told(p, judgement), "splittable error on_prof > helper\n"
                                             "hidden-call error on_prof > helper > __fentry__\nunsafe");
    assert_string_equal(judgement->findings.items[0].message,
                        "the prologue of 'helper' may check or switch the stack (__fentry__): 'on_prof' is protected "
                        "by no_instrument_function, but 'helper', which it calls, is not, and was not inlined; "
                        "handler 'on_prof' (SIGPROF) reaches it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_defined_function_is_banned),
        TEST(the_body_is_judged_too),
        TEST(rows_of_sigvet_are_none),
        TEST(a_ban_is_stronger_than_a_list),
        TEST(the_handler_itself_is_banned),
        TEST(an_inlined_function_is_banned),
        TEST(a_call_that_vanished),
        TEST(a_hook_is_banned),
        TEST(a_hook_is_a_stack_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
