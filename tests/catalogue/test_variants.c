/* SPDX-License-Identifier: Apache-2.0
 *
 * Variants: flags by compiler, the project's own rows, bad rows; and the names that registrars are called by.
 */
#include "catalogue/tables.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static int start(void **state)
{
    struct tables *tables = calloc(1, sizeof *tables);
    tables_start(tables);
    *state = tables;
    return 0;
}

static int end(void **state)
{
    tables_end(*state);
    free(*state);
    return 0;
}

/* "tsan|msan" */
static const char *names(struct tables *tables, const struct catalogue *catalogue)
{
    struct variant variants[MOST_VARIANTS];
    uint32_t count = catalogue_variants(catalogue, variants, MOST_VARIANTS);
    const char *all = "";
    for (uint32_t i = 0; i < count; i++)
        all = arena_format(tables->arena, "%s%s%s", all, i ? "|" : "", variants[i].name);
    return all;
}

static void flags_are_the_compilers_own(void **state)
{
    struct tables *tables = *state;
    own_table(tables, "variants.tbl", "O3\t-O3\t-O4\tmost\tA\nmsan\t-\t-fsanitize=memory\tn\tB\ngnu\t-fgnu\t-\tn\tC\n");
    const struct catalogue *catalogue = tables_load(tables);
    struct variant variant;
    assert_string_equal(bad_lines(tables, catalogue), "");
    assert_string_equal(names(tables, catalogue), "O3|msan|gnu");
    assert_true(catalogue_variant(catalogue, "O3", &variant));
    assert_string_equal(variant.flags[COMPILER_GCC], "-O3");
    assert_string_equal(variant.flags[COMPILER_CLANG], "-O4");
    assert_string_equal(variant.flags[COMPILER_UNKNOWN], "-O3");
    assert_string_equal(variant.note, "most");
    assert_string_equal(variant.authority, "A");
    assert_true(catalogue_variant(catalogue, "msan", &variant));
    assert_null(variant.flags[COMPILER_GCC]);
    assert_string_equal(variant.flags[COMPILER_UNKNOWN], "-fsanitize=memory");
    assert_true(catalogue_variant(catalogue, "gnu", &variant));
    assert_null(variant.flags[COMPILER_CLANG]);
    assert_false(catalogue_variant(catalogue, "O2", &variant));
    assert_int_equal(catalogue_variants(catalogue, &variant, 1), 1);
}

static void the_projects_own_take_their_place(void **state)
{
    struct tables *tables = *state;
    own_table(tables, "variants.tbl", "O3\t-O3\t-O3\tn\tA\ntsan\t-fa\t-fa\tn\tA\n");
    extra_table(tables, "variants.tbl", "kernel\t-mno-sse\t-\tn\tB\ntsan\t-fb\t-fb\tn\tB\n");
    const struct catalogue *catalogue = tables_load(tables);
    struct variant variant;
    assert_string_equal(bad_lines(tables, catalogue), "");
    assert_string_equal(names(tables, catalogue), "O3|kernel|tsan");
    assert_true(catalogue_variant(catalogue, "tsan", &variant));
    assert_string_equal(variant.flags[COMPILER_GCC], "-fb");
}

static void bad_lines_say_why(void **state)
{
    static const char *const cases[][2] = {
        {"tsan\t-f\t-f\tn", "variants.tbl:1: 4 fields where 5 belong\n"},
        {"all\t-f\t-f\tn\tA", "variants.tbl:1: a name is letters, digits, '_', '.', '+' and '-', and not all\n"},
        {"a:b\t-f\t-f\tn\tA", "variants.tbl:1: a name is letters, digits, '_', '.', '+' and '-', and not all\n"},
        {"a,b\t-f\t-f\tn\tA", "variants.tbl:1: a name is letters, digits, '_', '.', '+' and '-', and not all\n"},
        {"tsan\t-\t-\tn\tA", "variants.tbl:1: there are flags for neither compiler\n"},
        {"tsan\t-f\t-f\tn\t-", "variants.tbl:1: the authority is missing\n"},
        {"tsan\t-f\t-f\tn\tA\ntsan\t-g\t-g\tn\tA", "variants.tbl:2: this name has a row already\n"},
    };
    struct tables *tables = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        own_table(tables, "variants.tbl", cases[i][0]);
        assert_string_equal(bad_lines(tables, tables_load(tables)), cases[i][1]);
    }
}

static void names_of_variants(void **state)
{
    (void)state;
    assert_true(catalogue_variant_name("tsan-2.0_b+"));
    assert_false(catalogue_variant_name(""));
    assert_false(catalogue_variant_name("-O2"));
    assert_false(catalogue_variant_name("as built"));
    assert_false(catalogue_variant_name("all"));
}

/* What sigvet comes with: the names that its documentation promises. */
static void the_table_that_sigvet_comes_with(void **state)
{
    static const char *const promised[] = {"O0",  "O3",      "asan", "coverage", "fentry", "fortify", "instrument-functions",
                                           "msan", "pg",     "profile", "split-stack", "stack-protector", "tsan", "ubsan"};
    struct tables *room = *state;
    struct tables real = {.arena = room->arena, .own = SIGVET_TABLES_SOURCE}; /* never given to tables_end */
    const struct catalogue *catalogue = tables_load(&real);
    struct variant variant;
    for (size_t i = 0; i < sizeof promised / sizeof *promised; i++) {
        assert_true(catalogue_variant(catalogue, promised[i], &variant));
        assert_non_null(variant.flags[COMPILER_CLANG]);
        assert_true(strcmp(promised[i], "msan") == 0 || variant.flags[COMPILER_GCC]);
        assert_true(variant.note && *variant.note);
    }
    assert_int_equal(catalogue_variants(catalogue, &variant, 0), 0);
    struct variant all[MOST_VARIANTS];
    assert_int_equal(catalogue_variants(catalogue, all, MOST_VARIANTS), sizeof promised / sizeof *promised);
}

static void registrars_have_names(void **state)
{
    struct tables *tables = *state;
    own_table(tables, "registrars.tbl", "signal\t0\t1\tvalue\t-\tresult\t-\tA\nsigset\t0\t1\tvalue\t-\tresult\t-\tA\n");
    own_table(tables, "aliases.tbl", "__signal\tsignal\tA\n__printf\tprintf\tA\nsignal_\t__signal\tA\n");
    const struct catalogue *catalogue = tables_load(tables);
    const char *all = "", *name;
    for (uint32_t i = 0; (name = catalogue_registrar_name(catalogue, i)); i++)
        all = arena_format(tables->arena, "%s|%s", all, name);
    assert_string_equal(all, "|signal|sigset|__signal|signal_");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(flags_are_the_compilers_own),     TEST(the_projects_own_take_their_place), TEST(bad_lines_say_why),
        TEST(names_of_variants),               TEST(the_table_that_sigvet_comes_with),  TEST(registrars_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
