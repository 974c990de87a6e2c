/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls that only objects have, instrumentation and stack checks, from programs made by hand, under tables of their own.
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

/* main.c: on_prof (line 10) is registered for SIGPROF at line 12; helper stands at line 13. Linked. */
static void link_program(struct program *p)
{
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_prof");
    call_signal(p, define_as(p, "main", SCOPE_GLOBAL, "int (void)"), a_number(p, 27), a_function(p, handler));
    call(p, handler, define(p, "helper"), 1); /* at line 14 */
    program_link(p);
}

/* "rule severity function > callee as emitted by cause line", one line a finding. */
static const char *findings_text(struct program *p, const struct judgement *judgement)
{
    const char *text = "";
    for (uint32_t i = 0; i < judgement->findings.count; i++) {
        const struct finding *finding = &judgement->findings.items[i];
        text = arena_format(p->arena, "%s%s %s %s > %s as %s by %s line %u %s\n", text, finding->rule,
                            severity_text(finding->severity), finding->function, finding->callee, finding->emitted,
                            finding->cause, finding->spot.line, finding->evidence);
    }
    return text;
}

static const char *verdict_of(const struct judgement *judgement)
{
    assert_int_equal(judgement->handlers.count, 1);
    return verdict_text(judgement->handlers.items[0].verdict);
}

static bool has_axiom(const struct judgement *judgement, const char *function)
{
    for (uint32_t i = 0; i < judgement->axioms.count; i++)
        if (strcmp(judgement->axioms.items[i].function, function) == 0)
            return true;
    return false;
}

#define assert_contains(text, part)               \
    do {                                          \
        if (!strstr(text, part))                  \
            fail_msg("'%s' is not in '%s'", part, text); \
    } while (0)

/* ---- hidden-call ---- */

static void conditional_is_a_warning(void **state)
{
    struct program *p = *state;
    link_program(p);
    compiled_by(p, "on_prof", COMPILER_CLANG);
    hidden_call(p, "on_prof", "__tsan_read4", 20);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "hidden-call warning on_prof > __tsan_read4 as __tsan_read4 by -fsanitize=thread line 20 object\n");
    assert_string_equal(verdict_of(judgement), "unproven");
    const struct finding *finding = &judgement->findings.items[0];
    assert_string_equal(finding->message, "the compiler calls '__tsan_read4' here (-fsanitize=thread); "
                                          "handler 'on_prof' (SIGPROF) reaches it");
    assert_contains(finding->reason, "may take a lock of the runtime (measured)");
    assert_contains(finding->reason, "to keep clang from it: no_sanitize(\"thread\"), which keeps __tsan_func_entry");
    assert_string_equal(finding->chain, "on_prof > __tsan_read4");
    assert_int_equal(judgement->gaps.count, 0); /* its callee is on no list, but a row knows it */
    compiled_by(p, "on_prof", COMPILER_GCC);
    assert_contains(judge(p, "posix")->findings.items[0].reason, "to keep gcc from it: no_sanitize(\"thread\")");
}

static void unsafe_is_an_error(void **state)
{
    struct program *p = *state;
    link_program(p);
    hidden_call(p, "helper", "__morestack", 20);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "hidden-call error helper > __morestack as __morestack by -fsplit-stack line 20 object\n");
    assert_string_equal(verdict_of(judgement), "unsafe");
    assert_string_equal(judgement->findings.items[0].chain, "on_prof > helper > __morestack");
}

static void safe_is_a_note_and_an_axiom(void **state)
{
    struct program *p = *state;
    link_program(p);
    hidden_call(p, "on_prof", "__divti3", 20);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "hidden-call note on_prof > __divti3 as __divti3 by 128-bit division line 20 object\n");
    assert_string_equal(verdict_of(judgement), "clean");
    assert_true(has_axiom(judgement, "__divti3"));
    assert_string_equal(verdict_of(judge(p, "c")), "clean"); /* ISO C has no word on compilers' own names */
}

/* The source has the construct: its size is named, and of several rows the one for copies counts. */
static void copies_are_named(void **state)
{
    struct program *p = *state;
    link_program(p);
    copies_there(p, hidden_call(p, "on_prof", "memcpy", 20), COPY_ASSIGN, 4120);
    copies_there(p, hidden_call(p, "on_prof", "memcpy", 21), COPY_ZERO, 4096);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "hidden-call warning on_prof > memcpy as memcpy by struct copy line 20 object\n"
                        "hidden-call warning on_prof > memcpy as memcpy by zeroed initialisation line 21 object\n");
    assert_string_equal(judgement->findings.items[0].message,
                        "the compiler calls 'memcpy' here for a struct copy of 4120 bytes; handler 'on_prof' (SIGPROF) "
                        "reaches it");
    assert_contains(judgement->findings.items[1].message, "for a zeroed initialisation of 4096 bytes");
}

/* What the policy lists is believed: told, but the verdict stays. Where it forbids it, that counts. */
static void the_policy_has_a_word(void **state)
{
    struct program *p = *state;
    link_program(p);
    hidden_call(p, "on_prof", "memcpy", 20);
    const struct judgement *judgement = judge(p, "posix-2017");
    assert_int_equal(judgement->findings.items[0].severity, SEVERITY_WARNING);
    assert_string_equal(verdict_of(judgement), "clean");
    assert_true(has_axiom(judgement, "memcpy"));
    judgement = judge(p, "posix-2008");
    assert_int_equal(judgement->findings.items[0].severity, SEVERITY_ERROR);
    assert_string_equal(verdict_of(judgement), "unsafe");
    assert_false(has_axiom(judgement, "memcpy"));
}

static void a_condition_that_the_policy_forbids(void **state)
{
    struct program *p = *state;
    link_program(p);
    hidden_call(p, "on_prof", "calloc", 20);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "hidden-call error on_prof > calloc as calloc by malloc and memset line 20 object\n");
    assert_contains(judgement->findings.items[0].reason, "calloc: takes the malloc lock");
}

static void failure_paths_leave_the_verdict(void **state)
{
    struct program *p = *state;
    link_program(p);
    hidden_call(p, "on_prof", "__stack_chk_fail", 20);
    const char *const policies[] = {"posix", "c"};
    for (size_t i = 0; i < 2; i++) {
        const struct judgement *judgement = judge(p, policies[i]);
        assert_int_equal(judgement->findings.items[0].severity, SEVERITY_WARNING);
        assert_string_equal(verdict_of(judgement), "clean");
        assert_true(has_axiom(judgement, "__stack_chk_fail"));
    }
}

static void unexplained_calls(void **state)
{
    struct program *p = *state;
    link_program(p);
    hidden_call(p, "on_prof", "__strange_hook", 20);
    hidden_call(p, "on_prof", "getpid", 21);
    hidden_call(p, "on_prof", "malloc", 22);
    hidden_call(p, "on_prof", "helper", 23);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "hidden-call warning on_prof > __strange_hook as __strange_hook by unexplained line 20 object\n"
                        "hidden-call note on_prof > getpid as getpid by unexplained line 21 object\n"
                        "hidden-call error on_prof > malloc as malloc by unexplained line 22 object\n"
                        "hidden-call note on_prof > helper as helper by unexplained line 23 object\n");
    assert_int_equal(judgement->gaps.count, 1);
    assert_string_equal(judgement->gaps.items[0].subject, "__strange_hook");
    assert_true(has_axiom(judgement, "getpid"));
    assert_int_equal(judgement->agreement.explained, 0);
}

/* What the program defines is judged by its body: the condition of the row is looked into. */
static void a_hook_with_a_body(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_prof"), hook = define(p, "own_hook");
    call_signal(p, define_as(p, "main", SCOPE_GLOBAL, "int (void)"), a_number(p, 27), a_function(p, handler));
    call(p, hook, declare(p, "printf"), 1); /* line 14 */
    program_link(p);
    hidden_call(p, "on_prof", "own_hook", 20);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "unsafe-call error own_hook > printf as  by  line 14 source\n"
                        "hidden-call note on_prof > own_hook as own_hook by -mown-hook line 20 object\n");
    assert_string_equal(judgement->findings.items[0].chain, "on_prof > own_hook > printf");
    assert_string_equal(judgement->findings.items[0].steps[1]->how, "added by the compiler");
    assert_int_equal(judgement->agreement.explained, 1);
}

static void thunks_are_no_calls(void **state)
{
    struct program *p = *state;
    link_program(p);
    hidden_call(p, "on_prof", "__x86_indirect_thunk_rax", 20);
    const struct judgement *judgement = judge(p, "posix");
    assert_int_equal(judgement->findings.count, 0);
    assert_int_equal(judgement->gaps.count, 0);
    assert_string_equal(verdict_of(judgement), "clean");
}

/* A hook of a profiler is handed the function: what it might run is told as such, the hook as the compiler's call. */
static void callbacks_of_hooks(void **state)
{
    struct program *p = *state;
    link_program(p);
    hidden_call(p, "on_prof", "__cyg_profile_func_enter", 20);
    struct edge *edge = hidden_call(p, "on_prof", "malloc", 20);
    edge->flags |= EDGE_CALLBACK;
    edge->emitted = intern_text(p->names, "__cyg_profile_func_enter");
    edge->through = node_of(p, "__cyg_profile_func_enter");
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "hidden-call warning on_prof > __cyg_profile_func_enter as __cyg_profile_func_enter by "
                        "-finstrument-functions line 20 object\n"
                        "unsafe-call error on_prof > malloc as  by  line 20 object\n");
    assert_int_equal(judgement->agreement.explained, 1);
}

static void doubtful_is_said(void **state)
{
    struct program *p = *state;
    link_program(p);
    hidden_call(p, "on_prof", "memcpy", 20)->flags |= EDGE_DOUBTFUL;
    assert_contains(judge(p, "posix")->findings.items[0].message, "the compiler probably calls 'memcpy' here (struct copy)");
}

/* Without a line table a tool's symbol is taken as the compiler's, a library's function as the source's. */
static void untold_calls(void **state)
{
    struct program *p = *state;
    link_program(p);
    hidden_call(p, "on_prof", "__tsan_read4", 0)->flags = EDGE_UNTOLD;
    hidden_call(p, "on_prof", "puts", 0)->flags = EDGE_UNTOLD;
    hidden_call(p, "on_prof", "vendor_log", 0)->flags = EDGE_UNTOLD;
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "hidden-call warning on_prof > __tsan_read4 as __tsan_read4 by -fsanitize=thread line 0 object\n"
                        "unknown-callee warning on_prof > vendor_log as vendor_log by  line 0 object\n"
                        "unsafe-call error on_prof > puts as puts by  line 0 object\n");
    assert_contains(judgement->findings.items[0].message, "probably");
}

/* ---- written calls ---- */

/* printf that became puts is one finding, under the source's name. */
static void written_under_another_symbol(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_prof");
    call_signal(p, define_as(p, "main", SCOPE_GLOBAL, "int (void)"), a_number(p, 27), a_function(p, handler));
    call(p, handler, declare(p, "printf"), 1);  /* line 13 */
    call(p, handler, declare(p, "sprintf"), 1); /* line 14 */
    call(p, handler, declare(p, "memcmp"), 1);  /* line 15 */
    program_link(p);
    static const char *const calls[][2] = {{"printf", "puts"}, {"sprintf", "strcpy"}, {"memcmp", "vendor_compare"}};
    for (size_t i = 0; i < 3; i++) {
        struct edge *edge = written_call(p, "on_prof", calls[i][0]);
        edge->evidence = EVIDENCE_BOTH;
        edge->emitted = intern_text(p->names, calls[i][1]);
    }
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "unsafe-call error on_prof > printf as puts by  line 13 both\n"
                        "unknown-callee warning on_prof > memcmp as vendor_compare by  line 15 both\n");
    assert_contains(judgement->findings.items[0].reason, "the compiler calls 'puts' for it; puts: ");
    assert_true(has_axiom(judgement, "strcpy"));
}

/* An alias is the same function. */
static void written_under_an_alias(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t handler = define(p, "on_prof");
    call_signal(p, define_as(p, "main", SCOPE_GLOBAL, "int (void)"), a_number(p, 27), a_function(p, handler));
    call(p, handler, declare(p, "printf"), 1);
    program_link(p);
    struct edge *edge = written_call(p, "on_prof", "printf");
    edge->evidence = EVIDENCE_BOTH;
    edge->emitted = intern_text(p->names, "__printf_chk");
    const struct finding *finding = &judge(p, "posix")->findings.items[0];
    assert_string_equal(finding->emitted, "__printf_chk");
    assert_ptr_equal(strstr(finding->reason, "printf: "), finding->reason);
}

/* ---- inlining ---- */

static void inlined_functions_stand_in_the_chain(void **state)
{
    struct program *p = *state;
    link_program(p);
    struct edge *edge = hidden_call(p, "helper", "memcpy", 30);
    inlined_there(p, edge, "inner", 25);
    inlined_there(p, edge, "outer", 21);
    struct edge *way = written_call(p, "on_prof", "helper");
    inlined_there(p, way, "between", 18);
    const struct finding *finding = &judge(p, "posix")->findings.items[0];
    assert_string_equal(finding->function, "inner");
    assert_string_equal(finding->chain, "on_prof > between > helper > outer > inner > memcpy");
    static const uint32_t lines[] = {10, 18, 14, 21, 25, 30};
    static const char *const ways[] = {"", "inlined", "", "inlined", "inlined", "added by the compiler"};
    assert_int_equal(finding->step_count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(finding->steps[i]->spot.line, lines[i]);
        assert_string_equal(finding->steps[i]->how, ways[i]);
    }
}

/* ---- instrumented, splittable ---- */

static void each_kind_once(void **state)
{
    struct program *p = *state;
    link_program(p);
    mark(p, "helper", "tsan", "__tsan_func_entry");
    mark(p, "helper", "gcov", "__gcov0.helper");
    mark(p, "helper", "tsan", "__tsan_read4");
    mark(p, "helper", "xray", "xray_instr_map");
    mark(p, "main", "tsan", "__tsan_read4");
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "instrumented note helper > helper as __gcov0.helper by --coverage line 13 object\n"
                        "instrumented warning helper > helper as __tsan_func_entry by -fsanitize=thread line 13 object\n"
                        "instrumented error helper > helper as xray_instr_map by -fxray-instrument line 13 object\n");
    assert_string_equal(judgement->findings.items[1].chain, "on_prof > helper");
    assert_string_equal(judgement->findings.items[1].message,
                        "'helper' is instrumented (-fsanitize=thread); handler 'on_prof' (SIGPROF) reaches it");
    assert_string_equal(verdict_of(judgement), "unsafe");
}

static struct function *source_of(struct program *p, const char *name)
{
    for (uint32_t i = 0; i < p->facts->functions.count; i++)
        if (p->facts->functions.items[i].name == intern_text(p->names, name))
            return &p->facts->functions.items[i];
    return NULL;
}

/* The caller is protected, the helper is not, and was not inlined. */
static void the_trap_of_the_callee(void **state)
{
    struct program *p = *state;
    link_program(p);
    source_of(p, "on_prof")->attributes = intern_text(p->names, "section(.text.h) no_sanitize(address,thread)");
    mark(p, "helper", "tsan", "__tsan_func_entry");
    assert_contains(judge(p, "posix")->findings.items[0].message,
                    "'on_prof' is protected by no_sanitize(\"thread\"), but 'helper', which it calls, is not, and was "
                    "not inlined");
    source_of(p, "on_prof")->attributes = intern_text(p->names, "no_sanitize(address)");
    assert_null(strstr(judge(p, "posix")->findings.items[0].message, "protected"));
}

/* The function is protected, and an unprotected one was inlined into it. */
static void the_trap_of_the_caller(void **state)
{
    struct program *p = *state;
    link_program(p);
    source_of(p, "on_prof")->flags |= FUNCTION_NO_INSTRUMENT;
    mark(p, "on_prof", "instrument-functions", "__cyg_profile_func_enter");
    const struct finding *finding = &judge(p, "posix")->findings.items[0];
    assert_string_equal(finding->cause, "-finstrument-functions");
    assert_contains(finding->message, "but a function inlined into it is not protected and brings its hooks along");
    inlined_there(p, hidden_call(p, "on_prof", "__cyg_profile_func_enter", 30), "helper", 21);
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(judgement->findings.items[0].rule, "instrumented");
    assert_contains(judgement->findings.items[0].message,
                    "'on_prof' says no_instrument_function, but 'helper', inlined into it at line 21, is not protected "
                    "and brings its hooks along");
}

/* Clang's no_sanitize("thread") keeps hooks: nothing was inlined, and no trap is named. */
static void protected_in_vain(void **state)
{
    struct program *p = *state;
    link_program(p);
    compiled_by(p, "on_prof", COMPILER_CLANG);
    source_of(p, "on_prof")->attributes = intern_text(p->names, "no_sanitize(thread)");
    mark(p, "on_prof", "tsan", "__tsan_func_entry");
    const struct finding *finding = &judge(p, "posix")->findings.items[0];
    assert_contains(finding->message, "is instrumented (-fsanitize=thread), although it says no_sanitize(\"thread\")");
    assert_contains(finding->reason, "disable_sanitizer_instrumentation");
}

static void stack_checks_are_errors(void **state)
{
    struct program *p = *state;
    link_program(p);
    source_of(p, "on_prof")->flags |= FUNCTION_NO_SPLIT;
    mark(p, "helper", "split-stack", "__morestack");
    p->graph->nodes.items[node_of(p, "helper")].marks |= NODE_SPLITTABLE;
    const struct judgement *judgement = judge(p, "posix");
    assert_string_equal(findings_text(p, judgement),
                        "splittable error helper > helper as __morestack by -fsplit-stack line 13 object\n");
    assert_string_equal(verdict_of(judgement), "unsafe");
    assert_contains(judgement->findings.items[0].message,
                    "the prologue of 'helper' may check or switch the stack (__morestack): 'on_prof' is protected by "
                    "no_split_stack, but 'helper', which it calls, is not, and was not inlined");
}

/* ---- what is told besides ---- */

static void calls_say_what_they_are(void **state)
{
    struct program *p = *state;
    link_program(p);
    hidden_call(p, "on_prof", "memcpy", 20);
    written_call(p, "on_prof", "helper")->evidence = EVIDENCE_BOTH;
    *array_push(&p->graph->folded, p->arena) = *written_call(p, "on_prof", "helper");
    p->graph->folded.items[0].callee = node_of(p, "printf");
    p->graph->folded.items[0].evidence = EVIDENCE_SOURCE;
    const struct judgement *judgement = judge(p, "posix");
    assert_int_equal(judgement->calls.count, 3);
    static const char *const rows[][2] = {{"helper", "both"}, {"printf", "source"}, {"memcpy", "object"}};
    for (uint32_t i = 0; i < 3; i++) {
        assert_string_equal(judgement->calls.items[i].callee, rows[i][0]);
        assert_string_equal(judgement->calls.items[i].evidence, rows[i][1]);
        assert_int_equal(judgement->calls.items[i].folded, i == 1);
        assert_int_equal(judgement->calls.items[i].hidden, i == 2);
    }
    assert_int_equal(judgement->findings.count, 1); /* what was folded judges nothing */
}

static void functions_have_frames(void **state)
{
    struct program *p = *state;
    link_program(p);
    compile(p, "on_prof")->functions.items[0].frame = 64;
    compile(p, "on_prof")->functions.items[0].flags = OBJECT_FUNCTION_HAS_FRAME;
    compile(p, "helper")->functions.items[0].frame = 32;
    compile(p, "helper")->functions.items[0].flags = OBJECT_FUNCTION_HAS_FRAME | OBJECT_FUNCTION_DYNAMIC;
    mark(p, "helper", "tsan", "__tsan_read4");
    source_of(p, "on_prof")->annotations = intern_text(p->names, "sigvet:nosplit");
    const struct judgement *judgement = judge(p, "posix");
    assert_int_equal(judgement->functions_seen.count, 3); /* by line: on_prof, main, helper */
    const struct judged_function *functions = judgement->functions_seen.items;
    assert_string_equal(functions[0].name, "on_prof");
    assert_int_equal(functions[0].frame, 64);
    assert_true(functions[0].nosplit);
    assert_false(functions[0].instrumented);
    assert_int_equal(functions[1].frame, -1);
    assert_int_equal(functions[2].frame, -1);
    assert_true(functions[2].instrumented);
}

static void variants_are_added(void **state)
{
    struct program *p = *state;
    struct policy policy;
    link_program(p);
    assert_true(catalogue_policy("posix", &policy));
    struct judgement *all = judge_program(p->graph, p->catalogue, &policy, rules_all(), "as built", p->arena);
    hidden_call(p, "on_prof", "__tsan_read4", 20);
    hidden_call(p, "on_prof", "__strange_hook", 9);
    judgement_append(all, judge_program(p->graph, p->catalogue, &policy, rules_all(), "tsan", p->arena), p->arena);
    assert_int_equal(all->handlers.count, 2);
    assert_string_equal(all->handlers.items[0].variant, "as built");
    assert_int_equal(all->handlers.items[0].verdict, VERDICT_CLEAN);
    assert_string_equal(all->handlers.items[1].variant, "tsan");
    assert_int_equal(all->handlers.items[1].verdict, VERDICT_UNPROVEN);
    assert_int_equal(all->findings.count, 2);
    assert_int_equal(all->findings.items[0].spot.line, 9);
    assert_int_equal(all->findings.items[0].handler, 1);
    assert_int_equal(all->gaps.count, 1);
    assert_int_equal(all->gaps.items[0].handler, 1);
    assert_int_equal(all->calls.count, 4); /* the call of helper in each variant, and two hooks */
    assert_int_equal(all->functions_seen.count, 6);
    assert_int_equal(all->functions, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(conditional_is_a_warning),
        TEST(unsafe_is_an_error),
        TEST(safe_is_a_note_and_an_axiom),
        TEST(copies_are_named),
        TEST(the_policy_has_a_word),
        TEST(a_condition_that_the_policy_forbids),
        TEST(failure_paths_leave_the_verdict),
        TEST(unexplained_calls),
        TEST(a_hook_with_a_body),
        TEST(thunks_are_no_calls),
        TEST(callbacks_of_hooks),
        TEST(doubtful_is_said),
        TEST(untold_calls),
        TEST(written_under_another_symbol),
        TEST(written_under_an_alias),
        TEST(inlined_functions_stand_in_the_chain),
        TEST(each_kind_once),
        TEST(the_trap_of_the_callee),
        TEST(the_trap_of_the_caller),
        TEST(protected_in_vain),
        TEST(stack_checks_are_errors),
        TEST(calls_say_what_they_are),
        TEST(functions_have_frames),
        TEST(variants_are_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
