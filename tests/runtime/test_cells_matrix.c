/* SPDX-License-Identifier: Apache-2.0
 *
 * The matrix: every variant by every compiler at every level, five runs each without a debugger, and whether
 * each cell does what is expected of it. The table is printed, and written to matrix.txt beside the cells.
 */
#include "run.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { RUNS = 5 };

struct expectation {
    const char *variant;
    const char *fault;    /* the line of the reporter, or null: prints OK */
    const char *reported; /* the runtime's function in the report of the race, or null: none */
};

/* I23 */
static const struct expectation expectations[] = {
    {"buggy", "fault: address 0x10 in __fentry__, top of stack in slicecopy\n",
     "slicecopy <- memory_profile_record"},
    {"fixed", NULL, "memory_profile <- memory_profile"},
    {"ablation-a", "fault: address 0x30 in racewriterangepc,", "slicecopy <- memory_profile_record"},
    {"ablation-b", NULL, NULL},
    {"plain", NULL, NULL},
};

static const char figures[] = "OK\ncount 100, evictions 96, lost 0, log 293\n";

static FILE *table;
static unsigned wrong;

static void tell(const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    print_message("%s", line);
    fputs(line, table);
}

/* The crash test, five times as it is; the number of runs that are as expected. */
static unsigned runs_as_expected(const char *cell, const struct expectation *expected)
{
    unsigned good = 0;
    for (int i = 0; i < RUNS; i++) {
        struct outcome outcome = run_cell(cell, "raceprof", NULL, NULL);
        if (expected->fault)
            good += outcome.signal == SIGSEGV && outcome.size == 0;
        else
            good += outcome.signal == 0 && outcome.code == 0 && strcmp(outcome.output, "OK\n") == 0;
        free(outcome.output);
    }
    return good;
}

/* Where it dies, or what the counters say when it does not. */
static bool site_as_expected(const char *cell, const struct expectation *expected)
{
    struct outcome outcome = run_cell(cell, "raceprof", expected->fault ? "--report" : "--figures", NULL);
    bool good = expected->fault
                    ? outcome.signal == SIGSEGV && strstr(outcome.output, expected->fault) == outcome.output
                    : outcome.signal == 0 && strcmp(outcome.output, figures) == 0;
    if (!good)
        print_message("%s: %s", cell, outcome.output);
    free(outcome.output);
    return good;
}

static unsigned races_as_expected(const char *cell, const struct expectation *expected)
{
    unsigned good = 0;
    for (int i = 0; i < RUNS; i++) {
        struct outcome outcome = run_cell(cell, "stack0", NULL, NULL);
        bool ended = outcome.signal == 0 && outcome.code == 0;
        if (expected->reported) {
            const char *name = strstr(outcome.output, expected->reported);
            /* Whichever came second is named with its caller. */
            char earlier[64];
            snprintf(earlier, sizeof earlier, " in %.*s\n", (int)strcspn(expected->reported, " "),
                     expected->reported);
            good += ended && (name || strstr(outcome.output, earlier)) &&
                    strstr(outcome.output, "user_write") && strstr(outcome.output, "\nrace\n");
        } else {
            good += ended && strcmp(outcome.output, "OK\n") == 0;
        }
        if (good != (unsigned)i + 1)
            print_message("%s: %s", cell, outcome.output);
        free(outcome.output);
    }
    return good;
}

static void check_cell(const char *compiler, const char *level, void *context)
{
    const struct expectation *expected = context;
    char cell[128];
    snprintf(cell, sizeof cell, "%s-%s-%s", expected->variant, compiler, level);
    unsigned runs = runs_as_expected(cell, expected);
    bool site = site_as_expected(cell, expected);
    unsigned races = races_as_expected(cell, expected);
    bool good = runs == RUNS && site && races == RUNS;
    wrong += !good;
    tell("%-11s %-9s %s  %-7s %u/%d  %-32s %-12s %u/%d  %s\n", expected->variant, compiler, level,
         expected->fault ? "SIGSEGV" : "OK", runs, RUNS,
         !site             ? "ELSEWHERE"
         : !expected->fault ? "96 evictions, log 293"
         : strstr(expected->fault, "0x10") ? "0x10 __fentry__ <- slicecopy"
                                           : "0x30 racewriterangepc",
         expected->reported ? "reported" : "not reported", races, RUNS, good ? "as expected" : "WRONG");
}

static void matrix(void **state)
{
    (void)state;
    table = fopen(RUNTIME_CELLS "/matrix.txt", "w");
    assert_non_null(table);
    tell("variant     compiler  lvl run     5x   site or figures                  race         5x\n");
    for (unsigned i = 0; i < sizeof expectations / sizeof *expectations; i++)
        each_build(check_cell, (void *)&expectations[i]);
    tell("%s\n", wrong ? "cells are WRONG" : "every cell as expected");
    fclose(table);
    assert_int_equal(wrong, 0);
}

/* ---- copy site B by itself: site A is gated, so the fifth sample dies in the eviction, at the same
 * comparison */

static void site_b(const char *compiler, const char *level, void *context)
{
    static const struct expectation expected = {
        "site-b", "fault: address 0x10 in __fentry__, top of stack in slicecopy\n", NULL};
    (void)context;
    if (strcmp(level, "O1") != 0)
        return;
    char cell[128];
    snprintf(cell, sizeof cell, "site-b-%s-%s", compiler, level);
    assert_int_equal(runs_as_expected(cell, &expected), RUNS);
    assert_true(site_as_expected(cell, &expected));
    /* Four samples do not evict, the fifth does. */
    struct outcome outcome = run_cell(cell, "raceprof", "--samples=4", NULL);
    assert_string_equal(outcome.output, "OK\n");
    free(outcome.output);
    outcome = run_cell(cell, "raceprof", "--samples=5", NULL);
    assert_int_equal(outcome.signal, SIGSEGV);
    free(outcome.output);
}

static void second_site(void **state)
{
    (void)state;
    each_build(site_b, NULL);
}

/* With the whole bug, the first sample dies. */
static void first_sample(const char *compiler, const char *level, void *context)
{
    (void)context;
    char cell[128];
    snprintf(cell, sizeof cell, "buggy-%s-%s", compiler, level);
    struct outcome outcome = run_cell(cell, "raceprof", "--samples=1", NULL);
    assert_int_equal(outcome.signal, SIGSEGV);
    free(outcome.output);
}

static void first_site(void **state)
{
    (void)state;
    each_build(first_sample, NULL);
}

/* ---- I25: where all of them run, on an own thread, all write the same bytes */

static void same_bytes(const char *compiler, const char *level, void *context)
{
    struct outcome *first = context;
    for (unsigned i = 0; i < sizeof expectations / sizeof *expectations; i++) {
        char cell[128];
        snprintf(cell, sizeof cell, "%s-%s-%s", expectations[i].variant, compiler, level);
        struct outcome outcome = run_cell(cell, "raceprof", "--own", NULL);
        assert_int_equal(outcome.signal, 0);
        assert_int_equal(outcome.size, (5 + 100 * 3 + 3) * 8);
        if (first->output) {
            assert_memory_equal(outcome.output, first->output, outcome.size);
            free(outcome.output);
        } else {
            *first = outcome;
        }
    }
}

static void profiles_are_equal(void **state)
{
    (void)state;
    struct outcome first = {0};
    each_build(same_bytes, &first);
    free(first.output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrix),
        cmocka_unit_test(first_site),
        cmocka_unit_test(second_site),
        cmocka_unit_test(profiles_are_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
