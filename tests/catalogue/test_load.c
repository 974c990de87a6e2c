/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading tables: what is bad is said and skipped, a project's own rows win, and nothing in a table ends the
 * run.
 */
#include "catalogue/tables.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static int start(void **state)
{
    struct tables *tables = malloc(sizeof *tables);
    *state = tables;
    tables_start(tables);
    return 0;
}

static int end(void **state)
{
    tables_end(*state);
    free(*state);
    return 0;
}

static void comments_and_blank_lines_are_nothing(void **state)
{
    struct tables *tables = *state;
    own_table(tables, "c.tbl", "# comment\n\n \t \nabort\tISO C\r\n  quick_exit \t ISO C  \n_Exit\tISO C");
    struct catalogue *catalogue = tables_load(tables);
    assert_string_equal(bad_lines(tables, catalogue), "");
    assert_string_equal(judged(tables, catalogue, "c", "abort"), "safe abort [ISO C]");
    assert_string_equal(judged(tables, catalogue, "c", "quick_exit"), "safe quick_exit [ISO C]");
    assert_string_equal(judged(tables, catalogue, "c", "_Exit"), "safe _Exit [ISO C]");
}

static void bad_lines_say_why(void **state)
{
    static const char *const cases[][3] = {
        {"posix.tbl", "read\t2001\t-", "posix.tbl:1: 3 fields where 4 belong\n"},
        {"c.tbl", "abort", "c.tbl:1: 1 field where 2 belong\n"},
        {"c.tbl", "a\tb\tc\td\te\tf\tg\th\ti\tj\tk", "c.tbl:1: 11 fields where 2 belong\n"},
        {"posix.tbl", "read\t20x8\t-\tA", "posix.tbl:1: edition '20x8' is no year\n"},
        {"posix.tbl", "read\t2008\t123456789012345678901\tA",
         "posix.tbl:1: edition '123456789012345678901' is no year\n"},
        {"posix.tbl", "read\t2017\t2008\tA", "posix.tbl:1: the first edition is later than the last\n"},
        {"posix.tbl", "read\t2001\t-\t-", "posix.tbl:1: the authority is missing\n"},
        {"registrars.tbl", "signal\ta\t1\tvalue\t-\t-\t-\tA",
         "registrars.tbl:1: registrar argument 'a' is no number\n"},
        {"registrars.tbl", "signal\t0\t-1\tvalue\t-\t-\t-\tA",
         "registrars.tbl:1: registrar argument '-1' is no number\n"},
        {"registrars.tbl", "signal\t0\t1\tthing\t-\t-\t-\tA",
         "registrars.tbl:1: the form is neither value nor struct\n"},
        {"registrars.tbl", "signal\t0\t1\tstruct\t-\t-\t-\tA",
         "registrars.tbl:1: a registrar of form struct needs fields\n"},
        {"registrars.tbl", "signal\t0\t1\tvalue\tsa_handler\t-\t-\tA",
         "registrars.tbl:1: a registrar of form value has no fields\n"},
        {"registrars.tbl", "signal\t0\t1\tvalue\t-\tx\t-\tA",
         "registrars.tbl:1: registrar old 'x' is no number\n"},
        {"registrars.tbl", "signal\t0\t1\tvalue\t-\t-\t3\tA",
         "registrars.tbl:1: when is not ARGUMENT=NUMBER,...\n"},
        {"registrars.tbl", "signal\t0\t1\tvalue\t-\t-\t0=\tA",
         "registrars.tbl:1: when is not ARGUMENT=NUMBER,...\n"},
        {"registrars.tbl", "signal\t0\t1\tvalue\t-\t-\t0=1,z\tA",
         "registrars.tbl:1: registrar value 'z' is no number\n"},
        {"registrars.tbl", "signal\t0\t1\tvalue\t-\t-\t-\tA\nsignal\t0\t1\tvalue\t-\t-\t-\tA",
         "registrars.tbl:2: this registrar has a row already\n"},
        {"glibc.tbl", "printf\tbad\theap\t-\tA", "glibc.tbl:1: mark 'bad' is neither safe nor unsafe\n"},
        {"glibc.tbl", "printf\tsafe\t-\ttwo\tA", "glibc.tbl:1: 'two' is no version of glibc\n"},
        {"glibc.tbl", "printf\tsafe\t-\t2.x\tA", "glibc.tbl:1: '2.x' is no version of glibc\n"},
        {"callbacks.tbl", "qsort\tx\tcalled\tA", "callbacks.tbl:1: argument 'x' is no number\n"},
        {"callbacks.tbl", "qsort\t3\teaten\tA",
         "callbacks.tbl:1: 'eaten' is not one of called, stored, thread\n"},
        {"runs.tbl", "exit\t-\t0\tA", "runs.tbl:1: the function that is handed over to is missing\n"},
        {"runs.tbl", "exit\tatexit\t-\tA", "runs.tbl:1: argument '' is no number\n"},
        {"runs.tbl", "exit\tatexit\t0\tA\nexit\tatexit\t0\tA", "runs.tbl:2: the same row is here already\n"},
        {"aliases.tbl", "puts\tputs\tA", "aliases.tbl:1: an alias of itself\n"},
        {"aliases.tbl", "puts\t-\tA", "aliases.tbl:1: the name that it is an alias of is missing\n"},
        {"reasons.tbl", "heap\t-\tA", "reasons.tbl:1: the text is missing\n"},
        {"builtins.tbl", "__a*b*\tA", "builtins.tbl:1: two stars in one name; there may be one\n"},
        {"noreturn.tbl", "exit\tA\nabort\tA\nexit\tB", "noreturn.tbl:3: 'exit' has a row already\n"},
        {"c.tbl", "a b\tA", "c.tbl:1: there is a blank or a control character in the name\n"},
        {"c.tbl", "\x1b[31m\tA", "c.tbl:1: there is a blank or a control character in the name\n"},
        {"c.tbl", "-\tA", "c.tbl:1: the name is missing\n"},
        {"posix.tbl", "read\t\x1b[31m\t-\tA", "posix.tbl:1: edition '?[31m' is no year\n"},
    };
    struct tables *tables = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        own_table(tables, cases[i][0], cases[i][1]);
        assert_string_equal(bad_lines(tables, tables_load(tables)), cases[i][2]);
        own_table(tables, cases[i][0], "");
    }
}

static void a_bad_line_does_not_spoil_the_others(void **state)
{
    struct tables *tables = *state;
    static const char bytes[] = "abort\tA\nx\0y\tA\nbad\n_Exit\tA\n";
    own_bytes(tables, "c.tbl", bytes, sizeof bytes - 1);
    struct catalogue *catalogue = tables_load(tables);
    assert_string_equal(bad_lines(tables, catalogue),
                        "c.tbl:2: there is a NUL byte in it\nc.tbl:3: 1 field where 2 belong\n");
    assert_string_equal(judged(tables, catalogue, "c", "_Exit"), "safe _Exit [A]");
}

static void many_bad_lines_are_counted(void **state)
{
    struct tables *tables = *state;
    char *lines = arena_alloc(2 * 1000 + 1, tables->arena);
    for (int i = 0; i < 1000; i++)
        memcpy(lines + 2 * i, "x\n", 2);
    own_table(tables, "c.tbl", lines);
    struct catalogue *catalogue = tables_load(tables);
    assert_int_equal(catalogue_bad_count(catalogue), 101);
    assert_string_equal(catalogue_bad(catalogue, 100)->why, "900 more lines are bad");
}

static void hostile_files_do_no_harm(void **state)
{
    struct tables *tables = *state;
    size_t length = (size_t)8 << 20;
    char *bytes = arena_alloc(length, tables->arena);
    own_bytes(tables, "c.tbl", bytes, length); /* NUL bytes only */
    memset(bytes, '\t', length);
    own_bytes(tables, "posix.tbl", bytes, length);
    memset(bytes, 'x', length);
    own_bytes(tables, "noreturn.tbl", bytes, length);
    memset(bytes, '\n', length);
    own_bytes(tables, "aliases.tbl", bytes, length);
    uint32_t random = 12345;
    for (size_t i = 0; i < length; i++) {
        random = random * 1664525 + 1013904223;
        bytes[i] = "\t\t\n-0123456789abcdef*=,.\r\xff"[(random >> 24) % 26];
    }
    own_bytes(tables, "registrars.tbl", bytes, length);
    own_bytes(tables, "glibc.tbl", bytes, length);
    struct catalogue *catalogue = tables_load(tables);
    assert_true(catalogue_bad_count(catalogue) > 100);
    memset(bytes, 'y', length);
    bytes[length - 1] = '\0';
    assert_false(catalogue_knows(catalogue, bytes));
    assert_null(catalogue_registrar(catalogue, bytes));
    assert_string_equal(catalogue_canonical(catalogue, bytes), bytes);
}

static void too_large_a_table_is_bad(void **state)
{
    struct tables *tables = *state;
    assert_int_equal(truncate(arena_format(tables->arena, "%s/c.tbl", tables->own), (64 << 20) + 1), 0);
    assert_string_equal(bad_lines(tables, tables_load(tables)), "c.tbl:0: cannot be read: File too large\n");
}

static void no_table_at_all_is_an_error(void **state)
{
    struct tables *tables = *state;
    const char *error = NULL;
    assert_null(catalogue_load("/nowhere/at/all", NULL, &error, tables->arena));
    assert_string_equal(error, "/nowhere/at/all: no tables here: cannot be read: No such file or directory");
}

static void a_missing_table_of_our_own_is_bad(void **state)
{
    struct tables *tables = *state;
    unlink(arena_format(tables->arena, "%s/c.tbl", tables->own));
    mkdir(arena_format(tables->arena, "%s/c.tbl", tables->own), 0700);
    unlink(arena_format(tables->arena, "%s/runs.tbl", tables->own));
    assert_string_equal(bad_lines(tables, tables_load(tables)),
                        "c.tbl:0: cannot be read: Is a directory\n"
                        "runs.tbl:0: cannot be read: No such file or directory\n");
}

static void the_projects_rows_win(void **state)
{
    struct tables *tables = *state;
    own_table(tables, "libc_extra.tbl", "gadget\tunsafe\tlocks\tours\nother\tsafe\t-\tours\n");
    own_table(tables, "posix.tbl", "read\t2001\t2004\tA\nread\t2008\t-\tB\nwrite\t2001\t-\tA\n");
    own_table(tables, "callbacks.tbl", "each\t0\tcalled\tA\neach\t1\tcalled\tA\n");
    extra_table(tables, "libc_extra.tbl", "gadget\tsafe\t-\treviewed\nmine\tsafe\t-\treviewed\n");
    extra_table(tables, "posix.tbl", "read\t2024\t-\tC\n");
    extra_table(tables, "callbacks.tbl", "each\t1\tstored\tA\n");
    struct catalogue *catalogue = tables_load(tables);
    assert_string_equal(bad_lines(tables, catalogue), "");
    assert_string_equal(judged(tables, catalogue, "posix", "gadget"), "safe gadget [reviewed]");
    assert_string_equal(judged(tables, catalogue, "posix", "other"), "safe other [ours]");
    assert_string_equal(judged(tables, catalogue, "posix", "mine"), "safe mine [reviewed]");
    assert_string_equal(judged(tables, catalogue, "posix", "write"), "safe write [A]");
    assert_string_equal(judged(tables, catalogue, "posix-2024", "read"), "safe read [C]");
    assert_string_equal(judged(tables, catalogue, "posix-2001", "read"),
                        "unsafe read: POSIX.1-2001 does not list it [POSIX.1-2001 XSH 2.4.3]");
    assert_int_equal(catalogue_callback(catalogue, "each", 1), CALLBACK_STORED);
}

#define TABLES                                                                                                  \
    "aliases.tbl, builtins.tbl, c.tbl, callbacks.tbl, declared.tbl, frames.tbl, glibc.tbl, hidden.tbl, "            \
    "instruments.tbl, libc_extra.tbl, noreturn.tbl, posix.tbl, posix_names.tbl, reasons.tbl, registrars.tbl, runs.tbl, "          \
    "stands.tbl, variants.tbl"

static void an_unknown_table_of_the_project_is_bad(void **state)
{
    struct tables *tables = *state;
    extra_table(tables, "posiks.tbl", "read\t2001\t-\tA\n");
    extra_table(tables, "another.tbl", "");
    extra_table(tables, "README.md", "not a table");
    struct catalogue *catalogue = tables_load(tables);
    assert_string_equal(
        bad_lines(tables, catalogue),
        "another.tbl:0: no table of this name; tables are " TABLES "\n"
        "posiks.tbl:0: no table of this name; tables are " TABLES "\n");
}

static void a_missing_folder_of_the_project_is_bad(void **state)
{
    struct tables *tables = *state;
    tables->extra = "/tmp/sigvet-test-nowhere";
    assert_string_equal(bad_lines(tables, tables_load(tables)),
                        "sigvet-test-nowhere:0: cannot be read: No such file or directory\n");
}

static void the_key_tells_tables_apart(void **state)
{
    struct tables *tables = *state;
    uint64_t empty = catalogue_key(tables_load(tables));
    assert_int_equal(catalogue_key(tables_load(tables)), empty);
    assert_int_not_equal(catalogue_key(tables_load_for(tables, "2.41")), empty);
    own_table(tables, "c.tbl", "abort\tA\n");
    uint64_t one = catalogue_key(tables_load(tables));
    assert_int_not_equal(one, empty);
    own_table(tables, "c.tbl", "");
    own_table(tables, "noreturn.tbl", "abort\tA\n");
    assert_int_not_equal(catalogue_key(tables_load(tables)), one);
    own_table(tables, "noreturn.tbl", "");
    extra_table(tables, "c.tbl", "abort\tA\n");
    assert_int_not_equal(catalogue_key(tables_load(tables)), one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(comments_and_blank_lines_are_nothing, start, end),
        cmocka_unit_test_setup_teardown(bad_lines_say_why, start, end),
        cmocka_unit_test_setup_teardown(a_bad_line_does_not_spoil_the_others, start, end),
        cmocka_unit_test_setup_teardown(many_bad_lines_are_counted, start, end),
        cmocka_unit_test_setup_teardown(hostile_files_do_no_harm, start, end),
        cmocka_unit_test_setup_teardown(too_large_a_table_is_bad, start, end),
        cmocka_unit_test_setup_teardown(no_table_at_all_is_an_error, start, end),
        cmocka_unit_test_setup_teardown(a_missing_table_of_our_own_is_bad, start, end),
        cmocka_unit_test_setup_teardown(the_projects_rows_win, start, end),
        cmocka_unit_test_setup_teardown(an_unknown_table_of_the_project_is_bad, start, end),
        cmocka_unit_test_setup_teardown(a_missing_folder_of_the_project_is_bad, start, end),
        cmocka_unit_test_setup_teardown(the_key_tells_tables_apart, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
