/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of handlers and variants: rows and columns that are in one judgement and not in another, handlers of one
 * name, programs, and many handlers.
 */
#include "report/report.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void add(struct judgement *judgement, const char *name, const char *file, const char *program,
                const char *variant, enum verdict verdict, struct arena *arena)
{
    *array_push(&judgement->handlers, arena) = (struct judged_handler){.name = name,
                                                                       .program = program,
                                                                       .variant = variant,
                                                                       .policy = "posix",
                                                                       .signals = "SIGINT",
                                                                       .registrar = "signal",
                                                                       .spot = {.file = file, .line = 2},
                                                                       .defined = {.file = file, .line = 1},
                                                                       .verdict = verdict};
}

/* The table in what is told; NULL: there is none. */
static char *table_of(const struct judgement *judgement, struct arena *arena)
{
    char *bytes = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&bytes, &length);
    struct report_options options = {.base = "/p"};
    report_format("text")->write(judgement, &options, out);
    fclose(out);
    char *at = strstr(bytes, "\nhandler "), *end = at ? strstr(at, "\n\n") : NULL;
    char *table = at ? arena_copy(at + 1, (size_t)(end - at), arena) : NULL;
    free(bytes);
    return table;
}

static struct judgement *judgement_of(const char *const *variants, struct arena *arena)
{
    struct judgement *judgement = arena_alloc(sizeof *judgement, arena);
    judgement->policy = "posix";
    for (; *variants; variants++)
        *array_push(&judgement->variants, arena) = *variants;
    return judgement;
}

static int start(void **state)
{
    *state = arena_new();
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

static void one_variant_has_no_table(void **state)
{
    struct judgement *judgement = judgement_of((const char *const[]){"as built", NULL}, *state);
    add(judgement, "f", "/p/a.c", "", "as built", VERDICT_CLEAN, *state);
    assert_null(table_of(judgement, *state));
}

static void a_variant_without_handlers_is_a_column(void **state)
{
    struct judgement *judgement = judgement_of((const char *const[]){"as built", "O0", "tsan", NULL}, *state);
    assert_null(table_of(judgement, *state));
    add(judgement, "f", "/p/a.c", "", "as built", VERDICT_CLEAN, *state);
    add(judgement, "only_tsan", "/p/a.c", "", "tsan", VERDICT_UNPROVEN, *state);
    assert_string_equal(table_of(judgement, *state), "handler    as built  O0        tsan\n"
                                                     "f          clean     -         -\n"
                                                     "only_tsan  -         -         unproven\n");
}

static void one_name_in_two_files(void **state)
{
    struct judgement *judgement = judgement_of((const char *const[]){"as built", "tsan", NULL}, *state);
    add(judgement, "f", "/p/a.c", "", "as built", VERDICT_CLEAN, *state);
    add(judgement, "f", "/p/b.c", "", "as built", VERDICT_UNSAFE, *state);
    add(judgement, "g", "/p/b.c", "", "as built", VERDICT_CLEAN, *state);
    add(judgement, "f", "/p/b.c", "", "tsan", VERDICT_UNPROVEN, *state);
    add(judgement, "f", "/p/a.c", "", "tsan", VERDICT_UNSAFE, *state);
    assert_string_equal(table_of(judgement, *state), "handler  as built  tsan\n"
                                                     "f@a.c    clean     unsafe\n"
                                                     "f@b.c    unsafe    unproven\n"
                                                     "g        clean     -\n");
}

/* Programs that agree as built may differ in a variant, and the other way round. */
static void programs_fall_together_and_apart(void **state)
{
    struct judgement *judgement = judgement_of((const char *const[]){"as built", "tsan", NULL}, *state);
    add(judgement, "f", "/p/a.c", "one,two", "as built", VERDICT_CLEAN, *state);
    add(judgement, "f", "/p/a.c", "three", "as built", VERDICT_UNPROVEN, *state);
    add(judgement, "f", "/p/a.c", "one,three", "tsan", VERDICT_CLEAN, *state);
    add(judgement, "f", "/p/a.c", "two", "tsan", VERDICT_UNSAFE, *state);
    assert_string_equal(table_of(judgement, *state), "handler           as built  tsan\n"
                                                     "f@a.c in one,two  clean     unsafe\n"
                                                     "f@a.c in three    unproven  clean\n");
}

/* 3,000 handlers in 15 variants: each verdict where it belongs, in no time to speak of. */
static void many_handlers(void **state)
{
    enum { HANDLERS = 3000, VARIANTS = 15 };
    struct arena *arena = *state;
    const char *variants[VARIANTS + 1] = {"as built"};
    for (int v = 1; v < VARIANTS; v++)
        variants[v] = arena_format(arena, "v%d", v);
    struct judgement *judgement = judgement_of(variants, arena);
    for (int v = 0; v < VARIANTS; v++)
        for (int i = 0; i < HANDLERS; i++) {
            int handler = v % 2 ? HANDLERS - 1 - i : i;
            add(judgement, arena_format(arena, "h%04d", handler), "/p/a.c", "", variants[v],
                (enum verdict)(VERDICT_CLEAN + (handler + v) % 3), arena);
        }
    const char *table = table_of(judgement, arena);
    static const char *const words[] = {"clean", "unproven", "unsafe"};
    const char *at = strchr(table, '\n') + 1;
    for (int i = 0; i < HANDLERS; i++) {
        char wanted[512];
        int length = snprintf(wanted, sizeof wanted, "h%04d  ", i);
        for (int v = 0; v < VARIANTS; v++)
            length += snprintf(wanted + length, sizeof wanted - (size_t)length,
                               v + 1 < VARIANTS ? "  %-8s" : "  %s", words[(i + v) % 3]);
        assert_memory_equal(at, wanted, (size_t)length);
        at += length;
        assert_int_equal(*at++, '\n');
    }
    assert_int_equal(*at, '\0');
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_variant_has_no_table),          TEST(a_variant_without_handlers_is_a_column),
        TEST(one_name_in_two_files),             TEST(programs_fall_together_and_apart),
        TEST(many_handlers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
