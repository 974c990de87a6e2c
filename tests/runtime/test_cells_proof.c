/* SPDX-License-Identifier: Apache-2.0
 *
 * Proofs of the cells: where the gate is, the foreign path is proved under nosplit, the own path behind g under posix, and
 * so is the whole entry; the certificates hold, and their axioms are those that docs/runtime.md prints. The buggy variant
 * and ablation A are unsafe, each with its own last step. Compiled again in other ways, the fixed variant stays proved, or
 * its verdict is told with what the compiler would need: the table goes to CELLS/proof.txt.
 */
#include "run.h"
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct path {
    const char *root;
    const char *policy;
    const char *name;
};

/* sighandler says of itself under which policy it is entered. */
static const struct path paths[] = {
    {"sigprof_foreign", "nosplit", "foreign path"},
    {"sighandler", "posix+split", "own path"},
    {"sigtramp_cgo", "nosplit", "both, from the entry"},
};
enum { PATHS = sizeof paths / sizeof *paths, SINGLE_PATHS = 2 };

static char folder_of_databases[] = "/tmp/runtime-proof.XXXXXX";
static unsigned seen;

static void check(const char *cell, const char *more, char *database, size_t size)
{
    char command[2048];
    snprintf(database, size, "%s/%s.db", folder_of_databases, cell);
    int length = snprintf(command, sizeof command, "%s check -q -p %s/%s --db %s --tables %s/tables --fail-on never %s",
                          SIGVET_PROGRAM, RUNTIME_CELLS, cell, database, RUNTIME_SOURCE, more);
    for (unsigned i = 0; i < PATHS; i++)
        length += snprintf(command + length, sizeof command - (size_t)length, " --root %s=%s", paths[i].root,
                           paths[i].policy);
    snprintf(command + length, sizeof command - (size_t)length, " 2>&1");
    free(output_of(command));
}

static sqlite3 *opened(const char *database)
{
    sqlite3 *base;
    assert_int_equal(sqlite3_open_v2(database, &base, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    return base;
}

/* Rows of one text each, a line break behind each; to be freed. */
static char *ask(const char *database, const char *question, const char *first, const char *second)
{
    sqlite3 *base = opened(database);
    sqlite3_stmt *statement;
    size_t size;
    char *text;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(sqlite3_prepare_v2(base, question, -1, &statement, NULL), SQLITE_OK);
    sqlite3_bind_text(statement, 1, first, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, second, -1, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW)
        fprintf(out, "%s\n", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(base);
    fclose(out);
    return text;
}

static void expect(const char *cell, const char *what, const char *database, const char *question, const char *first,
                   const char *second, const char *expected)
{
    char *answer = ask(database, question, first, second);
    if (strcmp(answer, expected) != 0)
        fail_msg("%s, %s: expected\n%sbut it is\n%s", cell, what, expected, answer);
    free(answer);
}

static const char verdict_of[] = "SELECT verdict || ', ' || policy FROM judged_handler WHERE name = ?1 AND variant = ?2";

static void expect_proved(const char *cell, const char *database, const char *variant, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char expected[64];
        snprintf(expected, sizeof expected, "proved, %s\n", paths[i].policy);
        expect(cell, paths[i].name, database, verdict_of, paths[i].root, variant, expected);
    }
}

/* ---- proved, and why that is believed ---- */

/* The axioms of all cells, in a database of their own. */
static sqlite3 *axioms;

static void keep_axioms(const char *database)
{
    char statement[512];
    snprintf(statement, sizeof statement,
             "ATTACH '%s' AS cell; INSERT OR IGNORE INTO axiom SELECT handler, '    ' || function || ': ' || authority "
             "FROM cell.axioms; DETACH cell", database);
    assert_int_equal(sqlite3_exec(axioms, statement, NULL, NULL, NULL), SQLITE_OK);
}

static void prove(const char *cell)
{
    char database[256], command[1024];
    check(cell, "", database, sizeof database);
    expect_proved(cell, database, "as built", PATHS);
    snprintf(command, sizeof command, "%s verify --objects %s 2>&1", SIGVET_PROGRAM, database);
    char *told = output_of(command);
    if (!strstr(told, "3 certificates: 3 hold, 0 rejected"))
        fail_msg("%s: %s", cell, told);
    free(told);
    keep_axioms(database);
    unlink(database);
    seen++;
}

static void prove_cells(const char *compiler, const char *level, void *context)
{
    (void)context;
    static const char *const variants[] = {"fixed", "plain", "fixed-msan"};
    for (unsigned i = 0; i < 3; i++) {
        char cell[128];
        snprintf(cell, sizeof cell, "%s-%s-%s", variants[i], compiler, level);
        if (i < 2 || strcmp(level, "O1") == 0)
            prove(cell);
    }
}

static void where_the_gate_is_all_is_proved(void **state)
{
    (void)state;
    assert_int_equal(sqlite3_open(":memory:", &axioms), SQLITE_OK);
    assert_int_equal(sqlite3_exec(axioms, "CREATE TABLE axiom(handler, text, UNIQUE(handler, text))", NULL, NULL, NULL),
                     SQLITE_OK);
    each_build(prove_cells, NULL);
    assert_true(seen > 0);
}

static char *read_file(const char *path)
{
    char command[1024];
    snprintf(command, sizeof command, "cat %s", path);
    return output_of(command);
}

/* Each line that sigvet prints stands in the document; with all compilers, no other does. */
static void the_axioms_are_those_of_the_document(void **state)
{
    (void)state;
    char *document = read_file(RUNTIME_SOURCE "/../docs/runtime.md");
    const char *known = strstr(document, "### What is believed\n");
    assert_non_null(known);
    for (unsigned i = 0; i < PATHS; i++) {
        sqlite3_stmt *statement;
        char *text;
        size_t size;
        FILE *out = open_memstream(&text, &size);
        fprintf(out, "    %s, %s\n", paths[i].root, paths[i].policy);
        assert_int_equal(sqlite3_prepare_v2(axioms, "SELECT text FROM axiom WHERE handler = ? ORDER BY text", -1,
                                            &statement, NULL), SQLITE_OK);
        sqlite3_bind_text(statement, 1, paths[i].root, -1, SQLITE_STATIC);
        while (sqlite3_step(statement) == SQLITE_ROW) {
            const char *line = (const char *)sqlite3_column_text(statement, 0);
            fprintf(out, "  %s\n", line);
        }
        sqlite3_finalize(statement);
        fprintf(out, "\n");
        fclose(out);
        bool every_compiler = strcmp(RUNTIME_COMPILERS, "gcc-12 clang-14 clang-19") == 0;
        if (every_compiler && !strstr(known, text))
            fail_msg("docs/runtime.md does not have\n%s", text);
        free(text);
    }
    free(document);
    sqlite3_close(axioms);
}

/* ---- unsafe, and where ---- */

struct fault {
    const char *variant;
    const char *steps; /* where chains of errors on the foreign path end, of the shortest */
};

static const struct fault faults[] = {{"buggy", "slicecopy\n"}, {"ablation-a", "racereadrangepc\nracewriterangepc\n"}};

static const char last_steps[] =
    "WITH error AS (SELECT chain, length(chain) - length(replace(chain, ' > ', '')) AS steps FROM findings "
    "WHERE handler = ?1 AND severity = 'error' AND variant = 'as built') "
    "SELECT DISTINCT replace(chain, rtrim(chain, replace(chain, ' ', '')), '') FROM error "
    "WHERE steps = (SELECT min(steps) FROM error) ORDER BY 1";

static void find_fault(const char *compiler, const char *level, void *context)
{
    const struct fault *fault = context;
    char cell[128], database[256];
    snprintf(cell, sizeof cell, "%s-%s-%s", fault->variant, compiler, level);
    check(cell, "", database, sizeof database);
    for (unsigned i = 0; i < PATHS; i += 2)
        expect(cell, paths[i].name, database, verdict_of, paths[i].root, "as built", "unsafe, nosplit\n");
    expect(cell, "its last step", database, last_steps, paths[0].root, NULL, fault->steps);
    unlink(database);
}

static void without_the_gate_it_is_unsafe(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++)
        each_build(find_fault, (void *)&faults[i]);
}

/* ---- compiled in other ways ---- */

static const char *const variants[] = {"as built", "fentry", "fortify", "O3", /* and told only: */ "split-stack",
                                       "instrument-functions", "coverage", "stack-protector", "asan"};
enum { VARIANTS = sizeof variants / sizeof *variants, PROVED_VARIANTS = 4 };

static const char what_is_needed[] =
    "SELECT DISTINCT substr(reason, instr(reason, 'to keep the function free of it: ') + 33) FROM findings "
    "WHERE variant = ?1 AND handler = ?2 AND rule IN ('instrumented', 'splittable') AND severity IN ('error', 'warning') "
    "AND instr(reason, 'to keep the function free of it: ') ORDER BY 1";

static void tell_path(FILE *table, const char *build, const struct path *path, const char *database, unsigned count)
{
    fprintf(table, "%-12s %-13s", build, path->name);
    for (unsigned i = 0; i < count; i++) {
        char *verdict = ask(database, verdict_of, path->root, variants[i]);
        verdict[strcspn(verdict, ",\n")] = '\0';
        fprintf(table, " %-*s", (int)strlen(variants[i]) > 8 ? (int)strlen(variants[i]) : 8, verdict);
        free(verdict);
    }
    fputc('\n', table);
}

static void tell_needs(FILE *table, const char *build, const char *database, unsigned count)
{
    for (unsigned i = PROVED_VARIANTS; i < count; i++)
        for (unsigned p = 0; p < SINGLE_PATHS; p++) {
            char *needs = ask(database, what_is_needed, variants[i], paths[p].root);
            for (char *line = strtok(needs, "\n"); line; line = strtok(NULL, "\n"))
                fprintf(table, "%-12s %-13s under %s needs in each function: %s\n", build, paths[p].name, variants[i], line);
            free(needs);
        }
}

struct tables {
    FILE *verdicts;
    FILE *needs;
};

/* The others are told at one level, which takes a while. */
static void compile_again(const char *compiler, const char *level, void *context)
{
    struct tables *tables = context;
    bool all = strcmp(level, "O2") == 0;
    unsigned count = all ? VARIANTS : PROVED_VARIANTS;
    char cell[128], build[64], database[256];
    snprintf(cell, sizeof cell, "fixed-%s-%s", compiler, level);
    snprintf(build, sizeof build, "%s-%s", compiler, level);
    check(cell, all ? "--variant fentry,fortify,O3,split-stack,instrument-functions,coverage,stack-protector,asan"
                    : "--variant fentry,fortify,O3", database, sizeof database);
    for (unsigned p = 0; p < SINGLE_PATHS; p++)
        tell_path(tables->verdicts, build, &paths[p], database, count);
    tell_needs(tables->needs, build, database, count);
    for (unsigned i = 0; i < PROVED_VARIANTS; i++)
        expect_proved(cell, database, variants[i], SINGLE_PATHS);
    unlink(database);
}

static void compiled_again_it_is_told(void **state)
{
    (void)state;
    char *verdicts, *needs;
    size_t size;
    struct tables tables = {.verdicts = open_memstream(&verdicts, &size), .needs = open_memstream(&needs, &size)};
    fprintf(tables.verdicts, "%-26s", "fixed, its proofs");
    for (unsigned i = 0; i < VARIANTS; i++)
        fprintf(tables.verdicts, " %-8s", variants[i]);
    fputc('\n', tables.verdicts);
    each_build(compile_again, &tables);
    fclose(tables.verdicts);
    fclose(tables.needs);
    FILE *file = fopen(RUNTIME_CELLS "/proof.txt", "w");
    assert_non_null(file);
    fprintf(file, "%s%s", verdicts, needs);
    fclose(file);
    free(verdicts);
    free(needs);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder_of_databases) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder_of_databases);
    free(output_of(command));
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_the_gate_is_all_is_proved),
        cmocka_unit_test(the_axioms_are_those_of_the_document),
        cmocka_unit_test(without_the_gate_it_is_unsafe),
        cmocka_unit_test(compiled_again_it_is_told),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
