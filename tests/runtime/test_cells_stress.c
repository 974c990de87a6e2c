/* SPDX-License-Identifier: Apache-2.0
 *
 * The stress in every cell: it says OK, or dies of the very same fault as the crash test.
 */
#include "run.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct stress {
    const char *variant;
    bool dies;
};

static void check_cell(const char *compiler, const char *level, void *context)
{
    const struct stress *stress = context;
    char cell[128];
    snprintf(cell, sizeof cell, "%s-%s-%s", stress->variant, compiler, level);
    struct outcome outcome = run_cell(cell, "stress", NULL, NULL);
    bool good = stress->dies
                    ? outcome.signal == SIGSEGV
                    : outcome.signal == 0 && outcome.code == 0 && strcmp(outcome.output, "OK\n") == 0;
    print_message("%s: signal %d, code %d\n", cell, outcome.signal, outcome.code);
    if (!good)
        print_message("%s\n", outcome.output);
    free(outcome.output);
    assert_true(good);
}

static void stress(void **state)
{
    static const struct stress all[] = {
        {"buggy", true}, {"ablation-a", true}, {"fixed", false}, {"ablation-b", false}, {"plain", false},
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
