/* SPDX-License-Identifier: Apache-2.0
 *
 * What the reports say of compiled code: hidden calls, inlined functions, notes, variants, agreement. From judgements made
 * by hand; those of programs are the golden reports beside this file.
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
    {"on_prof", {"/p/main.c", 10, 6}, {"", 0, 0}, "", "", NULL},
    {"copy_all", {"/p/main.c", 12, 5}, {"", 0, 0}, "", "inlined", NULL},
    {"copy_one", {"/p/main.c", 5, 5}, {"", 0, 0}, "", "added by the compiler", NULL},
    {"memcpy", {"/p/main.c", 3, 0}, {"", 0, 0}, "", "added by the compiler", NULL},
};
static const struct step *const chain[] = {&steps[0], &steps[1], &steps[2], &steps[3]};
static const struct judged_registration registrations[] = {{"SIGPROF", "sigaction", {"/p/main.c", 30, 5}}};

static struct judged_handler handler_of(const char *name, const char *variant, enum verdict verdict)
{
    return (struct judged_handler){.name = name,
                                   .program = "",
                                   .variant = variant,
                                   .policy = "posix",
                                   .signals = "SIGPROF",
                                   .registrar = "sigaction",
                                   .spot = {"/p/main.c", 30, 5},
                                   .defined = {"/p/main.c", 10, 6},
                                   .registrations = registrations,
                                   .registration_count = 1,
                                   .verdict = verdict,
                                   .reached = 3};
}

static struct finding hidden_at(uint32_t handler, uint32_t line, enum severity severity)
{
    return (struct finding){.rule = "hidden-call",
                            .severity = severity,
                            .handler = handler,
                            .function = "copy_one",
                            .callee = "memcpy",
                            .spot = {"/p/main.c", line, 0},
                            .spelled = {"", 0, 0},
                            .macro = "",
                            .evidence = "object",
                            .emitted = "memcpy",
                            .cause = "struct copy",
                            .message = "the compiler calls 'memcpy' here",
                            .reason = "it may run a resolver",
                            .steps = chain,
                            .step_count = 4,
                            .chain = "on_prof > copy_all > copy_one > memcpy"};
}

static struct judgement *new_judgement(struct arena *arena)
{
    struct judgement *judgement = arena_alloc(sizeof *judgement, arena);
    judgement->policy = "posix";
    *array_push(&judgement->handlers, arena) = handler_of("on_prof", "as built", VERDICT_UNPROVEN);
    return judgement;
}

static char *told(const struct judgement *judgement, const char *format, int verbosity)
{
    char *bytes = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&bytes, &length);
    struct report_options options = {.verbosity = verbosity, .base = "/p"};
    report_format(format)->write(judgement, &options, out);
    fclose(out);
    return bytes;
}

static void assert_told(const struct judgement *judgement, int verbosity, const char *expected)
{
    char *text = told(judgement, "text", verbosity);
    assert_string_equal(text, expected);
    free(text);
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

/* A function inlined on the way, a call of the compiler's, and many more of the same cause. */
static void repeats_are_counted(void **state)
{
    struct arena *arena = *state;
    struct judgement *judgement = new_judgement(arena);
    for (uint32_t line = 3; line < 6; line++)
        *array_push(&judgement->findings, arena) = hidden_at(0, line, SEVERITY_WARNING);
    static const char head[] = "main.c:3: warning: the compiler calls 'memcpy' here [hidden-call]\n"
                               "main.c:30:5: note: 'on_prof' becomes a handler here: SIGPROF, by sigaction\n"
                               "main.c:12:5: note: 'copy_all' is inlined into 'on_prof' here\n"
                               "main.c:5:5: note: 'copy_all' calls 'copy_one' (added by the compiler)\n"
                               "note: it may run a resolver\n";
    assert_told(judgement, -1,
                arena_format(arena, "%snote: and 2 more calls by struct copy in 'copy_one' (-v shows them)\n\n", head));
    char *text = told(judgement, "text", 1);
    assert_memory_equal(text, head, strlen(head));
    assert_non_null(strstr(text, "main.c:4: note: 'memcpy' is called here too\n"));
    assert_non_null(strstr(text, "main.c:5: note: 'memcpy' is called here too\n"));
    free(text);
}

/* A worse one is not hidden behind others of its cause. */
static void severities_are_told_apart(void **state)
{
    struct arena *arena = *state;
    struct judgement *judgement = new_judgement(arena);
    *array_push(&judgement->findings, arena) = hidden_at(0, 3, SEVERITY_WARNING);
    *array_push(&judgement->findings, arena) = hidden_at(0, 4, SEVERITY_ERROR);
    char *text = told(judgement, "text", -1);
    assert_non_null(strstr(text, "main.c:4: error: "));
    assert_null(strstr(text, "more call"));
    free(text);
}

static void notes_are_for_those_who_ask(void **state)
{
    struct arena *arena = *state;
    struct judgement *judgement = new_judgement(arena);
    *array_push(&judgement->findings, arena) = hidden_at(0, 3, SEVERITY_NOTE);
    assert_told(judgement, 0, "unproven      on_prof (SIGPROF) at main.c:30, 3 functions\n\n"
                              "1 handler: 0 unsafe, 1 unproven, 0 clean so far (policy posix)\n"
                              "0 units read; 0 functions; 0 findings; 0 gaps\n");
    char *text = told(judgement, "text", 1);
    assert_memory_equal(text, "main.c:3: note: the compiler calls", strlen("main.c:3: note: the compiler calls"));
    free(text);
    text = told(judgement, "json", 0);
    assert_non_null(strstr(text, "\"severity\": \"note\""));
    free(text);
}

static void variants_are_a_table(void **state)
{
    struct arena *arena = *state;
    struct judgement *judgement = new_judgement(arena);
    *array_push(&judgement->handlers, arena) = handler_of("on_int", "as built", VERDICT_CLEAN);
    *array_push(&judgement->handlers, arena) = handler_of("on_prof", "tsan", VERDICT_UNSAFE);
    *array_push(&judgement->handlers, arena) = handler_of("on_prof", "instrument-functions", VERDICT_UNPROVEN);
    *array_push(&judgement->handlers, arena) = handler_of("on_int", "instrument-functions", VERDICT_CLEAN);
    *array_push(&judgement->findings, arena) = hidden_at(0, 3, SEVERITY_WARNING);
    *array_push(&judgement->findings, arena) = hidden_at(2, 3, SEVERITY_WARNING);
    *array_push(&judgement->findings, arena) = hidden_at(3, 3, SEVERITY_WARNING);
    *array_push(&judgement->findings, arena) = hidden_at(2, 4, SEVERITY_ERROR);
    char *text = told(judgement, "text", 0);
    const char *first = strstr(text, "note: it may run a resolver\n"
                                     "note: the same in variants tsan, instrument-functions\n\n"
                                     "main.c:4: error: the compiler calls 'memcpy' here [hidden-call, variant tsan]\n");
    assert_non_null(first);
    assert_null(strstr(first + 1, "[hidden-call]"));
    assert_non_null(strstr(text, "unsafe        on_prof (SIGPROF) at main.c:30, 3 functions, variant tsan\n"));
    const char *table = strstr(text, "handler  as");
    assert_non_null(table);
    assert_string_equal(table, "handler  as built  tsan      instrument-functions\n"
                               "on_prof  unproven  unsafe    unproven\n"
                               "on_int   clean     -         clean\n\n"
                               "2 handlers as built: 0 unsafe, 1 unproven, 1 clean so far (policy posix)\n"
                               "1 handler, variant tsan: 1 unsafe, 0 unproven, 0 clean so far (policy posix)\n"
                               "2 handlers, variant instrument-functions: 0 unsafe, 1 unproven, 1 clean so far (policy "
                               "posix)\n"
                               "0 units read; 0 functions; 4 findings; 0 gaps\n");
    free(text);
}

static void agreement_is_counted(void **state)
{
    struct judgement *judgement = new_judgement(*state);
    judgement->agreement = (struct agreement){
        .matched = 123, .doubtful = 1, .hidden = 4, .explained = 3, .inlined = 7, .folded = 2, .untold = 0};
    char *text = told(judgement, "text", 0);
    assert_non_null(strstr(text, "calls of handlers' functions: 123 in source and object (1 of them doubtful), 4 only in "
                                 "the object (3 explained), 7 inlined, 2 folded away, 0 not told\n"));
    free(text);
    text = told(judgement, "json", 0);
    assert_non_null(strstr(text, "\"explained\": 3"));
    free(text);
}

static void json_has_what_the_views_have(void **state)
{
    static const char *const keys[] = {"\"cause\": \"struct copy\"", "\"emitted\": \"memcpy\"",
                                       "\"variant\": \"as built\"",  "\"evidence\": \"object\"",
                                       "\"how\": \"inlined\"",       "\"program\": \"\""};
    struct judgement *judgement = new_judgement(*state);
    *array_push(&judgement->findings, (struct arena *)*state) = hidden_at(0, 3, SEVERITY_WARNING);
    char *text = told(judgement, "json", 0);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!strstr(text, keys[i]))
            fail_msg("no %s", keys[i]);
    free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(repeats_are_counted),  TEST(severities_are_told_apart), TEST(notes_are_for_those_who_ask),
        TEST(variants_are_a_table), TEST(agreement_is_counted),      TEST(json_has_what_the_views_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
