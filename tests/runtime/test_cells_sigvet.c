/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet on every cell, before it runs: on the foreign path of a cell that crashes it has a finding whose chain ends at
 * the function in which the cell dies, and of a cell that passes it reports no such function, neither that of the buggy
 * variant nor that of ablation A. Cells of one compiler and level share a database, since most of their units are the
 * same.
 */
#include "run.h"
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct cell {
    const char *variant;
    const char *level;  /* the only one; null: each */
    const char *culprit; /* dies in it, or in the stack check that it begins with; null: passes */
};

static const struct cell cells[] = {
    {"buggy", NULL, "slicecopy"},      {"fixed", NULL, NULL},        {"ablation-a", NULL, "racewriterangepc"},
    {"ablation-b", NULL, NULL},        {"plain", NULL, NULL},        {"site-b", "O1", "slicecopy"},
    {"buggy-msan", "O1", "slicecopy"}, {"fixed-msan", "O1", NULL},   {"ablation-b-msan", "O1", NULL},
};

static const char *const culprits[] = {"slicecopy", "racewriterangepc"};

static char database[64];
static unsigned wrong, seen;

/* Errors of the foreign path that end at a function, or in its stack check. */
static const char errors_at[] =
    "SELECT count(*) FROM findings WHERE handler = 'sigprof_foreign' AND severity = 'error' AND "
    "(chain LIKE '%> ' || ?1 OR chain LIKE '%> ' || ?1 || ' > __fentry__')";

/* Whatever is told of the foreign path that has to do with it. */
static const char told_of[] = "SELECT count(*) FROM findings WHERE handler = 'sigprof_foreign' AND "
                              "' ' || chain || ' ' LIKE '% ' || ?1 || ' %'";

static unsigned count(sqlite3 *opened, const char *question, const char *function)
{
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_prepare_v2(opened, question, -1, &statement, NULL), SQLITE_OK);
    sqlite3_bind_text(statement, 1, function, -1, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    unsigned rows = (unsigned)sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return rows;
}

/* True: the cell really does what the table says, so that the test cannot agree with itself alone. */
static bool runs_as_said(const char *folder, const struct cell *cell)
{
    struct outcome outcome = run_cell(folder, "raceprof", NULL, NULL);
    bool good = cell->culprit ? outcome.signal == SIGSEGV : strcmp(outcome.output, "OK\n") == 0;
    free(outcome.output);
    return good;
}

static void judge(const char *folder)
{
    char command[2048];
    snprintf(command, sizeof command,
             "%s check -q -p %s/%s --db %s --tables %s/tables --root sigprof_foreign --fail-on never 2>&1",
             SIGVET_PROGRAM, RUNTIME_CELLS, folder, database, RUNTIME_SOURCE);
    free(output_of(command));
}

static void check_cell(const char *compiler, const char *level, void *context)
{
    const struct cell *cell = context;
    if (cell->level && strcmp(cell->level, level) != 0)
        return;
    char folder[128];
    snprintf(folder, sizeof folder, "%s-%s-%s", cell->variant, compiler, level);
    snprintf(database, sizeof database, "/tmp/runtime.%d.%s.%s.db", (int)getpid(), compiler, level);
    judge(folder);
    sqlite3 *opened;
    assert_int_equal(sqlite3_open_v2(database, &opened, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    bool good = runs_as_said(folder, cell);
    unsigned found[2];
    for (unsigned i = 0; i < 2; i++)
        found[i] = count(opened, cell->culprit ? errors_at : told_of, culprits[i]);
    sqlite3_close(opened);
    if (cell->culprit)
        good &= found[strcmp(cell->culprit, culprits[0]) != 0] > 0;
    else
        good &= found[0] + found[1] == 0;
    wrong += !good;
    seen++;
    print_message("%-15s %-9s %s  %-7s slicecopy %u, racewriterangepc %u%s\n", cell->variant, compiler, level,
                  cell->culprit ? "dies" : "passes", found[0], found[1], good ? "" : "  WRONG");
}

static void remove_database(const char *compiler, const char *level, void *context)
{
    (void)context;
    char name[64];
    snprintf(name, sizeof name, "/tmp/runtime.%d.%s.%s.db", (int)getpid(), compiler, level);
    unlink(name);
}

static int tidy(void **state)
{
    (void)state;
    each_build(remove_database, NULL);
    return 0;
}

static void every_cell(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof cells / sizeof *cells; i++)
        each_build(check_cell, (void *)&cells[i]);
    assert_true(seen > 0);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_cell, tidy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
