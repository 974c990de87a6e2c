/* SPDX-License-Identifier: Apache-2.0
 *
 * What the text says once: findings of several handlers, programs and variants, handlers of several programs, gaps of one
 * kind; and how much it says of very many findings. From judgements made by hand.
 */
#include "base/text.h"
#include "report/report.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct step steps[] = {
    {"on_int", {"/p/main.c", 10, 6}, {"", 0, 0}, "", "", NULL}, {"f1", {"/p/main.c", 11, 5}, {"", 0, 0}, "", "", NULL},
    {"f2", {"/p/main.c", 12, 5}, {"", 0, 0}, "", "", NULL},     {"f3", {"/p/main.c", 13, 5}, {"", 0, 0}, "", "", NULL},
    {"free", {"/p/log.c", 7, 5}, {"", 0, 0}, "", "", NULL},
};
static const struct step *const nearest[] = {&steps[0], &steps[4]};
static const struct step *const near[] = {&steps[0], &steps[1], &steps[4]};
static const struct step *const far[] = {&steps[0], &steps[1], &steps[2], &steps[3], &steps[4]};
static const struct judged_registration registrations[] = {{"SIGINT", "signal", {"/p/main.c", 30, 5}}};

static struct judgement *new_judgement(struct arena *arena)
{
    struct judgement *judgement = arena_alloc(sizeof *judgement, arena);
    judgement->policy = "posix";
    return judgement;
}

/* Handlers are told apart by their name and the line of their definition. */
static uint32_t add_handler(struct judgement *judgement, const char *name, const char *program, const char *variant,
                            struct arena *arena)
{
    uint32_t reached = 3 + judgement->handlers.count;
    *array_push(&judgement->handlers, arena) = (struct judged_handler){.name = name,
                                                                       .program = program,
                                                                       .variant = variant,
                                                                       .policy = "posix",
                                                                       .signals = "SIGINT",
                                                                       .registrar = "signal",
                                                                       .spot = {"/p/main.c", 30, 5},
                                                                       .defined = {"/p/main.c", 10, 6},
                                                                       .registrations = registrations,
                                                                       .registration_count = 1,
                                                                       .verdict = VERDICT_UNSAFE,
                                                                       .reached = reached};
    return judgement->handlers.count - 1;
}

static struct finding *add_finding(struct judgement *judgement, uint32_t handler, uint32_t line,
                                   const struct step *const *chain, uint32_t count, struct arena *arena)
{
    const struct judged_handler *known = &judgement->handlers.items[handler];
    struct finding *finding = array_push(&judgement->findings, arena);
    *finding = (struct finding){
        .rule = "unsafe-call", .severity = SEVERITY_ERROR, .handler = handler, .function = "clear", .callee = "free",
        .spot = {"/p/log.c", line, 5}, .spelled = {"", 0, 0}, .macro = "", .evidence = "source", .emitted = "",
        .cause = "", .reason = "takes the malloc lock", .steps = chain, .step_count = count, .chain = "",
        .message = arena_format(arena, "'free' is not async-signal-safe; handler '%s' (%s) reaches it", known->name,
                                known->signals)};
    return finding;
}

static char *told(const struct judgement *judgement, int verbosity, const char *database)
{
    char *bytes = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&bytes, &length);
    struct report_options options = {.verbosity = verbosity, .base = "/p", .database = database};
    report_format("text")->write(judgement, &options, out);
    fclose(out);
    return bytes;
}

static uint32_t times(const char *text, const char *what)
{
    uint32_t count = 0;
    for (const char *at = text; (at = strstr(at, what)); at++)
        count++;
    return count;
}

static int setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

/* One call, told with the shortest chain; the others who reach it are named. */
static void handlers_share_a_finding(void **state)
{
    struct arena *arena = *state;
    struct judgement *judgement = new_judgement(arena);
    const char *const names[] = {"on_hup", "on_int", "on_quit", "on_term", "on_usr1", "on_usr2"};
    for (uint32_t i = 0; i < 6; i++)
        add_handler(judgement, names[i], "", "as built", arena);
    add_finding(judgement, 0, 7, far, 5, arena);
    add_finding(judgement, 1, 7, near, 3, arena);
    for (uint32_t i = 2; i < 6; i++)
        add_finding(judgement, i, 7, near, 3, arena);
    char *text = told(judgement, -1, NULL);
    assert_string_equal(text,
                        "log.c:7:5: error: 'free' is not async-signal-safe; handler 'on_int' (SIGINT) reaches it "
                        "[unsafe-call]\n"
                        "main.c:30:5: note: 'on_int' becomes a handler here: SIGINT, by signal\n"
                        "main.c:11:5: note: 'on_int' calls 'f1'\n"
                        "note: takes the malloc lock\n"
                        "note: also reached by 'on_hup' (SIGINT), 'on_quit' (SIGINT) and 3 more handlers\n\n");
    free(text);
    text = told(judgement, 1, NULL);
    assert_non_null(strstr(text, "note: also reached by 'on_hup' (SIGINT), 'on_quit' (SIGINT), 'on_term' (SIGINT), "
                                 "'on_usr1' (SIGINT) and 'on_usr2' (SIGINT)\n"));
    free(text);
}

static void programs_share_a_finding(void **state)
{
    struct arena *arena = *state;
    struct judgement *judgement = new_judgement(arena);
    const char *const programs[] = {"git", "daemon,shell", "scalar", "tool"};
    for (uint32_t i = 0; i < 4; i++)
        add_handler(judgement, "on_int", programs[i], "as built", arena);
    add_handler(judgement, "on_term", "tool", "as built", arena);
    for (uint32_t i = 0; i < 5; i++)
        add_finding(judgement, i, 7, near, 3, arena);
    char *text = told(judgement, 0, NULL);
    assert_int_equal(times(text, "error:"), 1);
    assert_non_null(strstr(
        text, "note: also reached by 'on_int' in daemon, shell and 2 more programs and 'on_term' (SIGINT) in tool\n"));
    assert_non_null(strstr(text, "unsafe        on_int (SIGINT) at main.c:30, 3 to 6 functions, in git, daemon and 3 more "
                                 "programs\n"
                                 "unsafe        on_term (SIGINT) at main.c:30, 7 functions, in tool\n"));
    free(text);
}

/* A variant with a shorter chain does not hide how the program is built. */
static void variants_share_a_finding(void **state)
{
    struct arena *arena = *state;
    struct judgement *judgement = new_judgement(arena);
    add_handler(judgement, "on_int", "", "as built", arena);
    add_handler(judgement, "on_int", "", "tsan", arena);
    add_handler(judgement, "on_term", "", "tsan", arena);
    add_finding(judgement, 0, 7, far, 5, arena);
    add_finding(judgement, 1, 7, nearest, 2, arena);
    add_finding(judgement, 2, 7, nearest, 2, arena);
    char *text = told(judgement, 0, NULL);
    assert_int_equal(times(text, "error:"), 1);
    assert_non_null(strstr(text, "reaches it [unsafe-call]\n"));
    assert_non_null(strstr(text, "note: the same in variant tsan\n"
                                 "note: also reached by 'on_term' (SIGINT), variant tsan\n"));
    free(text);
}

/* Other lines are told with the first only when the same handlers reach them. */
static void lines_of_other_handlers_are_apart(void **state)
{
    struct arena *arena = *state;
    struct judgement *judgement = new_judgement(arena);
    add_handler(judgement, "on_int", "", "as built", arena);
    add_handler(judgement, "on_term", "", "as built", arena);
    add_finding(judgement, 0, 7, near, 3, arena);
    add_finding(judgement, 0, 8, near, 3, arena);
    add_finding(judgement, 0, 9, near, 3, arena);
    add_finding(judgement, 1, 9, near, 3, arena);
    char *text = told(judgement, 0, NULL);
    assert_int_equal(times(text, "error:"), 2);
    assert_non_null(strstr(text, "log.c:8:5: note: 'free' is called here too\n"));
    assert_non_null(strstr(text, "log.c:9:5: error:"));
    free(text);
}

static void severities_are_apart(void **state)
{
    struct arena *arena = *state;
    struct judgement *judgement = new_judgement(arena);
    add_handler(judgement, "on_int", "", "as built", arena);
    add_handler(judgement, "on_term", "", "as built", arena);
    add_finding(judgement, 0, 7, near, 3, arena);
    add_finding(judgement, 1, 7, near, 3, arena)->severity = SEVERITY_WARNING;
    char *text = told(judgement, 0, NULL);
    assert_int_equal(times(text, "log.c:7:5: error:"), 1);
    assert_int_equal(times(text, "log.c:7:5: warning:"), 1);
    free(text);
}

/* Of very many the worst, and of these the nearest; printed by place. */
static void very_many_are_cut(void **state)
{
    struct arena *arena = *state;
    struct judgement *judgement = new_judgement(arena);
    add_handler(judgement, "on_int", "", "as built", arena);
    for (uint32_t line = 1; line <= 130; line++) {
        struct finding *finding = add_finding(judgement, 0, line, line > 60 ? near : far, line > 60 ? 3 : 5, arena);
        finding->function = arena_format(arena, "clear%u", line);
        if (line > 110)
            finding->severity = SEVERITY_WARNING;
    }
    char *text = told(judgement, 0, "/p/sigvet.db");
    assert_int_equal(times(text, ": error: "), 100);
    assert_int_equal(times(text, ": warning: "), 0);
    assert_non_null(strstr(text, "log.c:50:5: error:"));
    assert_null(strstr(text, "log.c:51:5: error:"));
    assert_true(strstr(text, "log.c:1:5:") < strstr(text, "log.c:110:5:"));
    assert_non_null(strstr(text, "note: 30 more findings; above are the worst, by the shortest chains; -v prints all, and "
                                 "they are in sigvet.db\n\n"
                                 "unsafe "));
    free(text);
    text = told(judgement, -1, NULL);
    assert_int_equal(times(text, ": error: "), 100);
    assert_non_null(strstr(text, "-v prints all\n"));
    free(text);
    text = told(judgement, 1, NULL);
    assert_int_equal(times(text, ": error: ") + times(text, ": warning: "), 130);
    assert_null(strstr(text, "more finding"));
    free(text);
}

static void verdicts_that_differ_have_lines(void **state)
{
    struct arena *arena = *state;
    struct judgement *judgement = new_judgement(arena);
    add_handler(judgement, "on_int", "git", "as built", arena);
    add_handler(judgement, "on_int", "tool", "as built", arena);
    add_handler(judgement, "on_int", "shell", "as built", arena);
    judgement->handlers.items[1].verdict = VERDICT_CLEAN;
    char *text = told(judgement, 0, NULL);
    assert_non_null(strstr(text, "unsafe        on_int (SIGINT) at main.c:30, 3 to 5 functions, in git and shell\n"
                                 "clean so far  on_int (SIGINT) at main.c:30, 4 functions, in tool\n\n"
                                 "3 handlers: 2 unsafe, 0 unproven, 1 clean so far (policy posix)\n"));
    free(text);
}

static void gaps_are_folded(void **state)
{
    struct arena *arena = *state;
    struct judgement *judgement = new_judgement(arena);
    for (uint32_t i = 0; i < 5; i++) {
        uint32_t handler = add_handler(judgement, arena_format(arena, "on_%u", i), "", "as built", arena);
        judgement->handlers.items[handler].verdict = VERDICT_UNPROVEN;
        *array_push(&judgement->gaps, arena) =
            (struct judged_gap){"unresolved-call", "hook", "nothing flows into it", {"/p/main.c", 21, 5}, handler, NULL};
    }
    for (uint32_t line = 1; line < 4; line++)
        *array_push(&judgement->gaps, arena) =
            (struct judged_gap){"does-not-parse", "main.c", "expected ';'", {"/p/main.c", line, 1}, NONE_HANDLER, NULL};
    char *text = told(judgement, 0, NULL);
    assert_memory_equal(text,
                        "main.c:21:5: gap: hook: nothing flows into it; handlers on_0, on_1 and 3 more [unresolved-call]\n"
                        "main.c:1:1: gap: 3 places, main.c among them: expected ';' [does-not-parse]\n\n",
                        strlen("main.c:21:5: gap: hook: nothing flows into it; handlers on_0, on_1 and 3 more "
                               "[unresolved-call]\n"));
    assert_non_null(strstr(text, "main.c:1:1: gap: 3 places, main.c among them: expected ';' [does-not-parse]\n\n"));
    free(text);
    text = told(judgement, 1, NULL);
    assert_int_equal(times(text, "gap: hook"), 5);
    assert_int_equal(times(text, "gap: main.c"), 3);
    free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(handlers_share_a_finding),          TEST(programs_share_a_finding),
        TEST(variants_share_a_finding),          TEST(lines_of_other_handlers_are_apart),
        TEST(severities_are_apart),              TEST(very_many_are_cut),
        TEST(verdicts_that_differ_have_lines),   TEST(gaps_are_folded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
