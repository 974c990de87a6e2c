/* SPDX-License-Identifier: Apache-2.0
 *
 * The stress in every cell, five runs at once: each says OK, or dies of the very same fault as the crash test. Where it
 * dies is asked of a sixth run.
 */
#include "run.h"
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { RUNS = 5 };

struct stress {
    const char *variant;
    const char *fault; /* the line of the reporter; null: prints OK */
};

struct run {
    const char *cell;
    struct outcome outcome;
};

static void *run_once(void *argument)
{
    struct run *run = argument;
    run->outcome = run_cell(run->cell, "stress", NULL, NULL);
    return NULL;
}

static bool is_as_expected(const struct outcome *outcome, const struct stress *stress)
{
    if (stress->fault)
        return outcome->signal == SIGSEGV && outcome->size == 0;
    return outcome->signal == 0 && outcome->code == 0 && strcmp(outcome->output, "OK\n") == 0;
}

static unsigned runs_as_expected(const char *cell, const struct stress *stress)
{
    pthread_t threads[RUNS];
    struct run runs[RUNS];
    unsigned good = 0;
    for (int i = 0; i < RUNS; i++) {
        runs[i] = (struct run) {.cell = cell};
        assert_int_equal(pthread_create(&threads[i], NULL, run_once, &runs[i]), 0);
    }
    for (int i = 0; i < RUNS; i++) {
        const struct outcome *outcome = &runs[i].outcome;
        pthread_join(threads[i], NULL);
        bool expected = is_as_expected(outcome, stress);
        good += expected;
        if (!expected)
            print_message("%s: signal %d, code %d: %s\n", cell, outcome->signal, outcome->code, outcome->output);
        free(outcome->output);
    }
    return good;
}

static bool dies_there(const char *cell, const struct stress *stress)
{
    struct outcome outcome = run_cell(cell, "stress", "--report", NULL);
    bool there = outcome.signal == SIGSEGV && strstr(outcome.output, stress->fault) == outcome.output;
    if (!there)
        print_message("%s: signal %d: %s\n", cell, outcome.signal, outcome.output);
    free(outcome.output);
    return there;
}

static void check_cell(const char *compiler, const char *level, void *context)
{
    const struct stress *stress = context;
    char cell[128];
    snprintf(cell, sizeof cell, "%s-%s-%s", stress->variant, compiler, level);
    unsigned good = runs_as_expected(cell, stress);
    print_message("%s: %u/%d\n", cell, good, RUNS);
    assert_int_equal(good, RUNS);
    if (stress->fault)
        assert_true(dies_there(cell, stress));
}

static void stress(void **state)
{
    static const struct stress all[] = {
        {"buggy", "fault: address 0x10 in __fentry__, top of stack in slicecopy\n"},
        {"ablation-a", "fault: address 0x30 in racewriterangepc,"},
        {"fixed", NULL},
        {"ablation-b", NULL},
        {"plain", NULL},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        each_build(check_cell, (void *)&all[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stress),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
