/* SPDX-License-Identifier: Apache-2.0
 *
 * Verdicts, findings with their chains, gaps and axioms, from programs made by hand.
 */
#include "judge/judge.h"
#include "program/program.h"
#include "rules/rules.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define TEST(name) cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

static const struct judgement *judge(struct program *p, const char *policy_name)
{
    struct policy policy;
    assert_true(catalogue_policy(policy_name, &policy));
    program_link(p);
    return judge_program(p->graph, p->catalogue, &policy, rules_all(), "as built", p->arena);
}

/* "unsafe-call error on_int > printf main.c:12", one line a finding. */
static const char *findings_text(struct program *p, const struct judgement *judgement)
{
    const char *text = "";
    for (uint32_t i = 0; i < judgement->findings.count; i++) {
        const struct finding *finding = &judgement->findings.items[i];
        text = arena_format(p->arena, "%s%s %s %s %s:%u\n", text, finding->rule, severity_text(finding->severity),
                            finding->chain, finding->spot.file, finding->spot.line);
    }
    return text;
}

static const char *verdicts_text_of(struct program *p, const struct judgement *judgement)
{
    const char *text = "";
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        const struct judged_handler *handler = &judgement->handlers.items[i];
        text = arena_format(p->arena, "%s%s %s %s\n", text, handler->name, handler->signals,
                            verdict_text(handler->verdict));
    }
    return text;
}

static const char *gaps_text(struct program *p, const struct judgement *judgement)
{
    const char *text = "";
    for (uint32_t i = 0; i < judgement->gaps.count; i++) {
        const struct judged_gap *gap = &judgement->gaps.items[i];
        text = arena_format(p->arena, "%s%s %s\n", text, gap->kind, gap->subject);
    }
    return text;
}

/* A unit with a handler of SIGINT that main registers on the line behind it. */
static uint32_t unit_with_handler(struct program *p)
{
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_int");
    call_signal(p, define_as(p, "main", SCOPE_GLOBAL, "int (void)"), a_number(p, 2), a_function(p, handler));
    return handler;
}

static void nothing_called_is_clean(void **state)
{
    struct program *p = *state;
    unit_with_handler(p);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(verdicts_text_of(p, judgement), "on_int SIGINT clean\n");
    assert_int_equal(judgement->findings.count, 0);
    assert_int_equal(judgement->axioms.count, 0);
}

static void safe_call_is_an_axiom(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    call(p, handler, declare(p, "write"), 3);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(verdicts_text_of(p, judgement), "on_int SIGINT clean\n");
    assert_int_equal(judgement->axioms.count, 1);
    assert_string_equal(judgement->axioms.items[0].function, "write");
    assert_non_null(judgement->axioms.items[0].authority);
}

static void unsafe_call_is_an_error(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    call(p, handler, declare(p, "printf"), 1); /* line 13 */
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement), "unsafe-call error on_int > printf main.c:13\n");
    assert_string_equal(verdicts_text_of(p, judgement), "on_int SIGINT unsafe\n");
    assert_int_equal(judgement->findings.items[0].step_count, 2);
    assert_string_equal(judgement->findings.items[0].steps[0]->function, "on_int");
    assert_string_equal(judgement->findings.items[0].steps[1]->function, "printf");
}

static void chain_has_every_step(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    uint32_t note = define(p, "note"), deeper = define(p, "deeper"); /* lines 13, 14 */
    call(p, handler, note, 1);
    call(p, note, deeper, 1);
    call(p, deeper, declare(p, "malloc"), 1);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "unsafe-call error on_int > note > deeper > malloc main.c:17\n");
    assert_int_equal(judgement->findings.items[0].step_count, 4);
    assert_int_equal(judgement->findings.items[0].steps[0]->spot.line, 10);
    assert_int_equal(judgement->findings.items[0].steps[1]->spot.line, 15);
    assert_int_equal(judgement->findings.items[0].steps[3]->spot.line, 17);
}

/* The program's own function of a library's name is judged by its body. */
static void own_function_of_a_bad_name(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    uint32_t own = define(p, "printf");
    call(p, handler, own, 1);
    call(p, own, declare(p, "write"), 3);
    assert_string_equal(verdicts_text_of(p, judge(p, "posix")), "on_int SIGINT clean\n");
}

static void unknown_function_is_a_warning_and_a_gap(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    call(p, handler, declare(p, "vendor_log"), 1);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement), "unknown-callee warning on_int > vendor_log main.c:13\n");
    assert_string_equal(verdicts_text_of(p, judgement), "on_int SIGINT unproven\n");
    assert_string_equal(gaps_text(p, judgement), "unknown-callee vendor_log\n");
}

static void pointer_without_target_is_a_warning_and_a_gap(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    call_through(p, handler, a_static(p, "lost", ""), "long (long)");
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement), "unresolved-call warning on_int > lost main.c:13\n");
    assert_string_equal(verdicts_text_of(p, judgement), "on_int SIGINT unproven\n");
    assert_string_equal(gaps_text(p, judgement), "unresolved-call lost\n");
}

/* A fault that only a candidate reaches is a warning; the gap stays. */
static void guesses_are_warnings(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    uint32_t guessed = define_as(p, "guessed", SCOPE_GLOBAL, "long (long)");
    call(p, guessed, declare(p, "printf"), 1); /* line 14 */
    flow(p, a_function(p, guessed), a_static(p, "kept", ""));
    call_through(p, handler, a_static(p, "lost", ""), "long (long)");
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement), "unsafe-call warning on_int > guessed > printf main.c:14\n");
    assert_string_equal(verdicts_text_of(p, judgement), "on_int SIGINT unproven\n");
    assert_string_equal(gaps_text(p, judgement), "unresolved-call lost\n");
}

/* Candidates that are clean prove nothing. */
static void clean_candidates_prove_nothing(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    uint32_t guessed = define_as(p, "guessed", SCOPE_GLOBAL, "long (long)");
    flow(p, a_function(p, guessed), a_static(p, "kept", ""));
    call_through(p, handler, a_static(p, "lost", ""), "long (long)");
    const struct judgement *judgement = judge(p, "posix");
    assert_int_equal(judgement->findings.count, 0);
    assert_string_equal(verdicts_text_of(p, judgement), "on_int SIGINT unproven\n");
}

/* A gap in a function that no handler reaches costs no handler anything. */
static void gaps_elsewhere_do_not_count(void **state)
{
    struct program *p = *state;
    unit_with_handler(p);
    call_through(p, define(p, "other"), a_static(p, "lost", ""), "long (long)");
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(verdicts_text_of(p, judgement), "on_int SIGINT clean\n");
}

static void facts_gaps_of_a_reached_function(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    *array_push(&p->facts->gaps, p->arena) =
        (struct gap){.kind = intern_text(p->names, "does-not-parse"), .function = handler};
    assert_string_equal(verdicts_text_of(p, judge(p, "posix")), "on_int SIGINT unproven\n");
}

static void assembler_that_may_call(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    *array_push(&p->facts->assemblies, p->arena) =
        (struct assembly){.function = handler, .text = intern_text(p->names, "pause")};
    assert_string_equal(verdicts_text_of(p, judge(p, "posix")), "on_int SIGINT clean\n");
    p->facts->assemblies.items[0].may_call = true;
    assert_string_equal(verdicts_text_of(p, judge(p, "posix")), "on_int SIGINT unproven\n");
}

/* Two handlers that reach one fault have a finding each; two calls on one line are one. */
static void one_finding_for_each_handler_and_line(void **state)
{
    struct program *p = *state;
    uint32_t first = unit_with_handler(p);
    uint32_t second = define(p, "on_term"), note = define(p, "note"), print = declare(p, "printf");
    call(p, first, note, 1);
    call(p, second, note, 1);
    call(p, note, print, 1); /* line 17 */
    p->line--;
    call(p, note, print, 1);
    p->facts->calls.items[p->facts->calls.count - 1].place.column = 40;
    call_signal(p, second, a_number(p, 15), a_function(p, second));
    assert_string_equal(findings_text(p, judge(p, "posix")),
                        "unsafe-call error on_int > note > printf main.c:17\n"
                        "unsafe-call error on_term > note > printf main.c:17\n");
}

static void policies_differ(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    call(p, handler, declare(p, "fork"), 0);
    assert_string_equal(verdicts_text_of(p, judge(p, "posix-2017")), "on_int SIGINT clean\n");
    assert_string_equal(verdicts_text_of(p, judge(p, "posix-2024")), "on_int SIGINT unsafe\n");
}

static void signals_are_in_order(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_any"), start = define(p, "main");
    const uint32_t numbers[] = {SIGNAL_RTMIN + 1, 15, 2, 1};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        call_signal(p, start, a_number(p, numbers[i]), a_function(p, handler));
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(verdicts_text_of(p, judgement), "on_any SIGHUP,SIGINT,SIGTERM,SIGRTMIN+1 clean\n");
    assert_int_equal(judgement->handlers.items[0].registration_count, 4);
}

/* Only calls of functions that a handler reaches are told. */
static void calls_of_reached_functions(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    uint32_t note = define(p, "note");
    call(p, handler, note, 1);
    call(p, note, declare(p, "write"), 3);
    call(p, define(p, "other"), declare(p, "printf"), 1);
    const struct judgement *judgement = judge(p, "posix");
    assert_int_equal(judgement->calls.count, 2);
    assert_string_equal(judgement->calls.items[0].callee, "note");
    assert_string_equal(judgement->calls.items[1].callee, "write");
}

/* exit runs what atexit keeps, and the chain says so. */
static void what_exit_runs_is_judged(void **state)
{
    struct program *p = *state;
    uint32_t handler = unit_with_handler(p);
    uint32_t flush = define_as(p, "flush", SCOPE_LOCAL, "void (void)");
    call(p, handler, declare(p, "_exit"), 1);
    uint32_t kept = call(p, define(p, "start"), declare(p, "atexit"), 1);
    flow(p, a_function(p, flush), an_argument(p, kept, 0));
    call(p, flush, declare(p, "puts"), 1);
    assert_string_equal(verdicts_text_of(p, judge(p, "posix")), "on_int SIGINT clean\n");
    call(p, handler, declare(p, "exit"), 1); /* line 19 */
    assert_string_equal(findings_text(p, judge(p, "posix")),
                        "unsafe-call error on_int > exit > flush > puts main.c:18\n"
                        "unsafe-call error on_int > exit main.c:19\n");
}

static void root_is_judged_like_a_handler(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    call(p, define(p, "tick"), declare(p, "printf"), 1);
    add_root(p, "tick", NULL);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(verdicts_text_of(p, judgement), "tick unknown unsafe\n");
    assert_string_equal(judgement->handlers.items[0].registrar, "--root");
}

/* A handler that no unit defines: nothing is known of what it runs. */
static void handler_without_a_body(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = declare(p, "vendor_handler"), start = define(p, "main");
    call_signal(p, start, a_number(p, 2), a_function(p, handler));
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(verdicts_text_of(p, judgement), "vendor_handler SIGINT unproven\n");
    assert_string_equal(gaps_text(p, judgement), "unknown-callee vendor_handler\n");
}

/* signal(SIGPIPE, exit) is seldom meant. */
static void handler_that_is_a_library_function(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = declare(p, "exit"), start = define(p, "main");
    call_signal(p, start, a_number(p, 2), a_function(p, handler));
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(verdicts_text_of(p, judgement), "exit SIGINT unsafe\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_called_is_clean),
        TEST(safe_call_is_an_axiom),
        TEST(unsafe_call_is_an_error),
        TEST(chain_has_every_step),
        TEST(own_function_of_a_bad_name),
        TEST(unknown_function_is_a_warning_and_a_gap),
        TEST(pointer_without_target_is_a_warning_and_a_gap),
        TEST(guesses_are_warnings),
        TEST(clean_candidates_prove_nothing),
        TEST(gaps_elsewhere_do_not_count),
        TEST(facts_gaps_of_a_reached_function),
        TEST(assembler_that_may_call),
        TEST(one_finding_for_each_handler_and_line),
        TEST(policies_differ),
        TEST(signals_are_in_order),
        TEST(calls_of_reached_functions),
        TEST(what_exit_runs_is_judged),
        TEST(root_is_judged_like_a_handler),
        TEST(handler_without_a_body),
        TEST(handler_that_is_a_library_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
