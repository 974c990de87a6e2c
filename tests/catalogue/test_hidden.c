/* SPDX-License-Identifier: Apache-2.0
 *
 * What compilers add: rows of hidden.tbl by symbol and compiler, marks of instruments.tbl, names of
 * stands.tbl; on small tables, and the rows of the real ones that nobody may break by mistake.
 */
#include "base/text.h"
#include "catalogue/tables.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST_ROWS = 16 };

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

static int start_real(void **state)
{
    struct tables *tables = calloc(1, sizeof *tables);
    *state = tables;
    tables->arena = arena_new();
    tables->own = SIGVET_TABLES_SOURCE;
    return 0;
}

static int end_real(void **state)
{
    arena_free(((struct tables *)*state)->arena);
    free(*state);
    return 0;
}

/* "cause|cause" of the rows in their order. */
static const char *causes(struct tables *tables, const struct catalogue *catalogue, const char *symbol)
{
    const struct hidden *rows[MOST_ROWS];
    uint32_t count = catalogue_hidden(catalogue, symbol, COMPILER_GCC, rows, MOST_ROWS);
    struct text text = {.arena = tables->arena};
    for (uint32_t i = 0; i < count; i++)
        text_format(&text, "%s%s", i ? "|" : "", rows[i]->cause);
    return text_get(&text);
}

/* ---- small tables ---- */

static void every_field_is_read(void **state)
{
    struct tables *tables = *state;
    own_table(tables, "hidden.tbl",
              "f\t-fsanitize=thread\tsanitizer\tconditional\t-\twhy f\tg\tc\tA\n"
              "g\tstruct copy\tcopy\tunsafe\tfailure\twhy g\t-\t-\tB\n");
    struct catalogue *catalogue = tables_load(tables);
    assert_string_equal(bad_lines(tables, catalogue), "");
    const struct hidden *rows[MOST_ROWS];
    assert_int_equal(catalogue_hidden(catalogue, "f", COMPILER_GCC, rows, MOST_ROWS), 1);
    assert_string_equal(rows[0]->pattern, "f");
    assert_string_equal(rows[0]->cause, "-fsanitize=thread");
    assert_int_equal(rows[0]->kind, HIDDEN_SANITIZER);
    assert_int_equal(rows[0]->safety, SAFETY_UNKNOWN);
    assert_false(rows[0]->failure);
    assert_string_equal(rows[0]->why, "why f");
    assert_string_equal(rows[0]->authority, "A");
    assert_int_equal(catalogue_hidden(catalogue, "g", COMPILER_CLANG, rows, MOST_ROWS), 1);
    assert_int_equal(rows[0]->kind, HIDDEN_COPY);
    assert_int_equal(rows[0]->safety, SAFETY_UNSAFE);
    assert_true(rows[0]->failure);
    assert_null(rows[0]->suppress);
    assert_int_equal(catalogue_hidden(catalogue, "h", COMPILER_GCC, rows, MOST_ROWS), 0);
}

static void each_kind_has_a_word(void **state)
{
    static const struct {
        const char *word;
        enum hidden_kind kind;
    } kinds[] = {
        {"copy", HIDDEN_COPY},
        {"idiom", HIDDEN_IDIOM},
        {"sanitizer", HIDDEN_SANITIZER},
        {"profile", HIDDEN_PROFILE},
        {"stack-check", HIDDEN_STACK_CHECK},
        {"hardening", HIDDEN_HARDENING},
        {"tls", HIDDEN_TLS},
        {"runtime", HIDDEN_RUNTIME},
        {"thunk", HIDDEN_THUNK},
    };
    struct tables *tables = *state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        own_table(tables, "hidden.tbl",
                  arena_format(tables->arena, "f\tc\t%s\tsafe\t-\tw\t-\t-\tA\n", kinds[i].word));
        struct catalogue *catalogue = tables_load(tables);
        const struct hidden *row;
        assert_int_equal(catalogue_hidden(catalogue, "f", COMPILER_GCC, &row, 1), 1);
        assert_int_equal(row->kind, kinds[i].kind);
        assert_int_equal(row->safety, SAFETY_SAFE);
    }
}

static void suppression_is_the_compilers_own(void **state)
{
    static const struct {
        const char *gcc, *clang;
        const char *expected[COMPILER_COUNT];
    } cases[] = {
        {"-", "-", {NULL, NULL, NULL}},      {"x", "-", {"gcc: x", "x", NULL}},
        {"-", "y", {"clang: y", NULL, "y"}}, {"x", "y", {"gcc: x; clang: y", "x", "y"}},
        {"z", "z", {"z", "z", "z"}},
    };
    struct tables *tables = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        own_table(
            tables, "hidden.tbl",
            arena_format(tables->arena, "f\tc\tcopy\tsafe\t-\tw\t%s\t%s\tA\n", cases[i].gcc, cases[i].clang));
        own_table(
            tables, "instruments.tbl",
            arena_format(tables->arena, "k\tc\tsafe\tw\t%s\t%s\tcaller\tA\n", cases[i].gcc, cases[i].clang));
        struct catalogue *catalogue = tables_load(tables);
        for (int compiler = 0; compiler < COMPILER_COUNT; compiler++) {
            const struct hidden *row;
            assert_int_equal(catalogue_hidden(catalogue, "f", (enum compiler_family)compiler, &row, 1), 1);
            const struct instrument *mark =
                catalogue_instrument(catalogue, "k", (enum compiler_family)compiler);
            const char *expected = cases[i].expected[compiler];
            if (expected) {
                assert_string_equal(row->suppress, expected);
                assert_string_equal(mark->suppress, expected);
            } else {
                assert_null(row->suppress);
                assert_null(mark->suppress);
            }
        }
    }
}

static void the_closest_row_comes_first(void **state)
{
    struct tables *tables = *state;
    own_table(tables, "hidden.tbl",
              "*.dfsan\tsuffix\tcopy\tsafe\t-\tw\t-\t-\tA\n"
              "__san_*\tfamily\tcopy\tsafe\t-\tw\t-\t-\tA\n"
              "__san_report\tone\tcopy\tsafe\t-\tw\t-\t-\tA\n"
              "__san_report\ttwo\tcopy\tsafe\t-\tw\t-\t-\tA\n"
              "__san_report_*\treports\tcopy\tsafe\t-\tw\t-\t-\tA\n"
              "__san_report_*_abort\taborting\tcopy\tsafe\t-\tw\t-\t-\tA\n");
    struct catalogue *catalogue = tables_load(tables);
    assert_string_equal(causes(tables, catalogue, "__san_report"), "one|two|family");
    assert_string_equal(causes(tables, catalogue, "__san_report_4"), "reports|family");
    assert_string_equal(causes(tables, catalogue, "__san_report_4_abort"), "aborting|reports|family");
    assert_string_equal(causes(tables, catalogue, "__san_"), "family");
    assert_string_equal(causes(tables, catalogue, "__san"), "");
    assert_string_equal(causes(tables, catalogue, "g.dfsan"), "suffix");
    assert_string_equal(causes(tables, catalogue, "one"), "");
    const struct hidden *rows[2];
    assert_int_equal(catalogue_hidden(catalogue, "__san_report", COMPILER_GCC, rows, 2), 2);
    assert_string_equal(rows[1]->cause, "two");
    assert_int_equal(catalogue_hidden(catalogue, "__san_report", COMPILER_GCC, rows, 0), 0);
}

static void the_projects_rows_win(void **state)
{
    struct tables *tables = *state;
    own_table(tables, "hidden.tbl",
              "f\tours\tcopy\tsafe\t-\tw\t-\t-\tA\nf\tours too\tcopy\tsafe\t-\tw\t-\t-\tA\n"
              "g*\tours\tcopy\tsafe\t-\tw\t-\t-\tA\nh\tours\tcopy\tsafe\t-\tw\t-\t-\tA\n");
    own_table(tables, "instruments.tbl",
              "tsan\tours\tunsafe\tw\t-\t-\t-\tA\nxray\tours\tunsafe\tw\t-\t-\t-\tA\n");
    own_table(tables, "stands.tbl", "puts\tprintf\tA\nputchar\tprintf\tA\n");
    extra_table(tables, "hidden.tbl",
                "f\ttheirs\tcopy\tsafe\t-\tw\t-\t-\tB\ng*\ttheirs\tcopy\tsafe\t-\tw\t-\t-\tB\n"
                "gg\ttheirs\tcopy\tsafe\t-\tw\t-\t-\tB\n");
    extra_table(tables, "instruments.tbl", "tsan\ttheirs\tsafe\tw\t-\t-\tcallee\tB\n");
    extra_table(tables, "stands.tbl", "puts\tlog_line\tB\n");
    struct catalogue *catalogue = tables_load(tables);
    assert_string_equal(bad_lines(tables, catalogue), "");
    assert_string_equal(causes(tables, catalogue, "f"), "theirs");
    assert_string_equal(causes(tables, catalogue, "gg"), "theirs|theirs");
    assert_string_equal(causes(tables, catalogue, "h"), "ours");
    assert_string_equal(catalogue_instrument(catalogue, "tsan", COMPILER_GCC)->cause, "theirs");
    assert_string_equal(catalogue_instrument(catalogue, "tsan", COMPILER_GCC)->inlining, "callee");
    assert_string_equal(catalogue_instrument(catalogue, "xray", COMPILER_GCC)->cause, "ours");
    assert_null(catalogue_instrument(catalogue, "xray", COMPILER_GCC)->inlining);
    assert_null(catalogue_instrument(catalogue, "nothing", COMPILER_GCC));
    assert_false(catalogue_stands(catalogue, "puts", "printf"));
    assert_true(catalogue_stands(catalogue, "puts", "log_line"));
    assert_true(catalogue_stands(catalogue, "putchar", "printf"));
}

static void bad_lines_say_why(void **state)
{
    static const char *const cases[][3] = {
        {"hidden.tbl", "f\tc\tcopy\tsafe\t-\tw\t-\tA", "hidden.tbl:1: 8 fields where 9 belong\n"},
        {"hidden.tbl", "f\tc\tcopies\tsafe\t-\tw\t-\t-\tA",
         "hidden.tbl:1: 'copies' is not one of copy, idiom, sanitizer, profile, stack-check, hardening, tls, "
         "runtime, "
         "thunk\n"},
        {"hidden.tbl", "f\tc\tcopy\tmaybe\t-\tw\t-\t-\tA",
         "hidden.tbl:1: 'maybe' is not one of safe, conditional, unsafe\n"},
        {"hidden.tbl", "f\tc\tcopy\tsafe\tsometimes\tw\t-\t-\tA",
         "hidden.tbl:1: 'sometimes' is not one of failure, -\n"},
        {"hidden.tbl", "f\t-\tcopy\tsafe\t-\tw\t-\t-\tA", "hidden.tbl:1: the cause is missing\n"},
        {"hidden.tbl", "f\tc\tcopy\tsafe\t-\t-\t-\t-\tA", "hidden.tbl:1: why is missing\n"},
        {"hidden.tbl", "f\tc\tcopy\tsafe\t-\tw\t-\t-\t-", "hidden.tbl:1: the authority is missing\n"},
        {"hidden.tbl", "a*b*\tc\tcopy\tsafe\t-\tw\t-\t-\tA",
         "hidden.tbl:1: two stars in one symbol; there may be one\n"},
        {"hidden.tbl", "f\tc\tcopy\tsafe\t-\tw\t-\t-\tA\nf\tc\ttls\tsafe\t-\tw\t-\t-\tA",
         "hidden.tbl:2: the same symbol and cause are here already\n"},
        {"instruments.tbl", "k\tc\tsafe\tw\t-\t-\tA", "instruments.tbl:1: 7 fields where 8 belong\n"},
        {"instruments.tbl", "k\tc\tmaybe\tw\t-\t-\t-\tA",
         "instruments.tbl:1: 'maybe' is not one of safe, conditional, unsafe\n"},
        {"instruments.tbl", "k\tc\tsafe\tw\t-\t-\tinline\tA",
         "instruments.tbl:1: 'inline' is not one of callee, caller, both, -\n"},
        {"instruments.tbl", "k\t-\tsafe\tw\t-\t-\t-\tA", "instruments.tbl:1: the cause is missing\n"},
        {"instruments.tbl", "k\tc\tsafe\tw\t-\t-\t-\t-", "instruments.tbl:1: the authority is missing\n"},
        {"instruments.tbl", "k\tc\tsafe\tw\t-\t-\t-\tA\nk\td\tsafe\tw\t-\t-\t-\tA",
         "instruments.tbl:2: this kind has a row already\n"},
        {"stands.tbl", "puts\t-\tA", "stands.tbl:1: the name that it stands for is missing\n"},
        {"stands.tbl", "puts\tprintf\tA\nputs\tprintf\tB", "stands.tbl:2: the same row is here already\n"},
    };
    struct tables *tables = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        own_table(tables, cases[i][0], cases[i][1]);
        assert_string_equal(bad_lines(tables, tables_load(tables)), cases[i][2]);
        own_table(tables, cases[i][0], "");
    }
}

static void a_bad_row_hides_nothing(void **state)
{
    struct tables *tables = *state;
    own_table(tables, "hidden.tbl", "f\tours\tcopy\tsafe\t-\tw\t-\t-\tA\n");
    extra_table(tables, "hidden.tbl", "f\ttheirs\tbad\tsafe\t-\tw\t-\t-\tB\n");
    assert_string_equal(causes(tables, tables_load(tables), "f"), "ours");
}

static void stands_follows_aliases(void **state)
{
    struct tables *tables = *state;
    own_table(tables, "aliases.tbl", "__printf_chk\tprintf\tA\n__strcpy_chk\tstrcpy\tA\n");
    own_table(tables, "posix_names.tbl", "printf\tstdio.h\tA\nsprintf\tstdio.h\tA\n");
    own_table(tables, "stands.tbl", "puts\tprintf\tA\nstrcpy\tsprintf\tA\n__longjmp_chk\tsiglongjmp\tA\n");
    struct catalogue *catalogue = tables_load(tables);
    assert_true(catalogue_stands(catalogue, "puts", "printf"));
    assert_true(catalogue_stands(catalogue, "puts", "__printf_chk"));
    assert_true(catalogue_stands(catalogue, "puts", "__builtin_printf"));
    assert_true(catalogue_stands(catalogue, "__strcpy_chk", "sprintf"));
    assert_true(catalogue_stands(catalogue, "__strcpy_chk", "__builtin___sprintf_chk"));
    assert_true(catalogue_stands(catalogue, "__longjmp_chk", "siglongjmp"));
    assert_false(catalogue_stands(catalogue, "printf", "puts"));
    assert_false(catalogue_stands(catalogue, "unheard_of", "printf"));
    assert_false(catalogue_stands(catalogue, "puts", "unheard_of"));
}

/* ---- the tables that sigvet comes with ---- */

static void the_first_row_of_known_symbols(void **state)
{
    static const struct {
        const char *symbol, *cause;
        enum hidden_kind kind;
        enum safety safety;
        bool failure;
    } cases[] = {
        {"GOMP_parallel", "-fopenmp", HIDDEN_RUNTIME, SAFETY_UNSAFE, false},
        {"TLSDESC", "-fPIC", HIDDEN_TLS, SAFETY_UNKNOWN, false},
        {"_Unwind_Resume", "-fexceptions", HIDDEN_RUNTIME, SAFETY_UNSAFE, false},
        {"__aarch64_cas4_acq_rel", "outline atomics", HIDDEN_RUNTIME, SAFETY_SAFE, false},
        {"__asan_load4_noabort", "-fsanitize=kernel-address", HIDDEN_SANITIZER, SAFETY_UNKNOWN, false},
        {"__asan_report_load4", "-fsanitize=address", HIDDEN_SANITIZER, SAFETY_UNSAFE, true},
        {"__asan_stack_malloc_7", "-fsanitize=address", HIDDEN_SANITIZER, SAFETY_UNSAFE, false},
        {"__atomic_load_16", "16-byte atomic", HIDDEN_RUNTIME, SAFETY_UNSAFE, false},
        {"__cyg_profile_func_enter", "-finstrument-functions", HIDDEN_PROFILE, SAFETY_UNKNOWN, false},
        {"__divti3", "__int128 arithmetic", HIDDEN_RUNTIME, SAFETY_SAFE, false},
        {"__emutls_get_address", "-femulated-tls", HIDDEN_TLS, SAFETY_UNSAFE, false},
        {"__fdelt_chk", "-D_FORTIFY_SOURCE", HIDDEN_HARDENING, SAFETY_UNKNOWN, false},
        {"__fentry__", "-pg -mfentry", HIDDEN_PROFILE, SAFETY_UNKNOWN, false},
        {"__gcov_indirect_call_profiler_v4", "-fprofile-generate", HIDDEN_PROFILE, SAFETY_UNSAFE, false},
        {"__hwasan_load4", "-fsanitize=hwaddress", HIDDEN_SANITIZER, SAFETY_UNKNOWN, false},
        {"__kmpc_fork_call", "-fopenmp", HIDDEN_RUNTIME, SAFETY_UNSAFE, false},
        {"__llvm_profile_instrument_target", "-fprofile-generate", HIDDEN_PROFILE, SAFETY_UNSAFE, false},
        {"__memcpy_chk", "-D_FORTIFY_SOURCE", HIDDEN_HARDENING, SAFETY_UNKNOWN, false},
        {"__morestack", "-fsplit-stack", HIDDEN_STACK_CHECK, SAFETY_UNKNOWN, false},
        {"__muldc3", "complex arithmetic", HIDDEN_RUNTIME, SAFETY_SAFE, false},
        {"__mulvdi3", "-ftrapv", HIDDEN_RUNTIME, SAFETY_UNKNOWN, false},
        {"__multf3", "quad-precision arithmetic", HIDDEN_RUNTIME, SAFETY_UNKNOWN, false},
        {"__printf_chk", "-D_FORTIFY_SOURCE", HIDDEN_HARDENING, SAFETY_UNSAFE, false},
        {"__sanitizer_cov_trace_pc", "-fsanitize-coverage", HIDDEN_PROFILE, SAFETY_UNKNOWN, false},
        {"__stack_chk_fail", "-fstack-protector", HIDDEN_HARDENING, SAFETY_UNKNOWN, true},
        {"__tls_get_addr", "-fPIC", HIDDEN_TLS, SAFETY_UNSAFE, false},
        {"__tsan_read4", "-fsanitize=thread", HIDDEN_SANITIZER, SAFETY_UNKNOWN, false},
        {"__ubsan_handle_add_overflow", "-fsanitize=undefined", HIDDEN_SANITIZER, SAFETY_UNSAFE, false},
        {"__ubsan_handle_add_overflow_abort", "-fsanitize=undefined", HIDDEN_SANITIZER, SAFETY_UNSAFE, true},
        {"__ubsan_handle_add_overflow_minimal", "-fsanitize-minimal-runtime", HIDDEN_SANITIZER,
         SAFETY_UNKNOWN, false},
        {"__ubsan_handle_add_overflow_minimal_abort", "-fsanitize-minimal-runtime", HIDDEN_SANITIZER,
         SAFETY_UNKNOWN, true},
        {"__ubsan_handle_function_type_mismatch_abort", "-fsanitize=function", HIDDEN_SANITIZER,
         SAFETY_UNSAFE, true},
        {"__x86_return_thunk", "-mfunction-return=thunk", HIDDEN_THUNK, SAFETY_SAFE, false},
        {"calloc", "malloc and memset", HIDDEN_IDIOM, SAFETY_UNSAFE, false},
        {"g.dfsan", "-fsanitize=dataflow", HIDDEN_SANITIZER, SAFETY_UNKNOWN, false},
        {"mcount", "-pg", HIDDEN_PROFILE, SAFETY_UNKNOWN, false},
        {"runtime.morestack_noctxt", "stack check of Go", HIDDEN_STACK_CHECK, SAFETY_UNSAFE, false},
    };
    struct catalogue *catalogue = tables_load(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct hidden *row;
        if (!catalogue_hidden(catalogue, cases[i].symbol, COMPILER_GCC, &row, 1))
            fail_msg("no row for %s", cases[i].symbol);
        if (strcmp(row->cause, cases[i].cause) != 0 || row->kind != cases[i].kind ||
            row->safety != cases[i].safety || row->failure != cases[i].failure)
            fail_msg("%s: row %s, %s", cases[i].symbol, row->pattern, row->cause);
    }
}

static void what_the_source_calls_is_not_there(void **state)
{
    static const char *const written[] = {
        "printf",           "read",          "open",          "malloc",      "longjmp",
        "__errno_location", "__ctype_b_loc", "__assert_fail", "__sigsetjmp", "main"};
    struct catalogue *catalogue = tables_load(*state);
    for (size_t i = 0; i < sizeof written / sizeof *written; i++)
        assert_string_equal(causes(*state, catalogue, written[i]), "");
}

static void copies_have_one_row_a_construct(void **state)
{
    struct catalogue *catalogue = tables_load(*state);
    assert_string_equal(causes(*state, catalogue, "memcpy"),
                        "copy loop|initialisation|string call|struct copy|zeroing");
    assert_string_equal(causes(*state, catalogue, "memset"),
                        "-fsanitize=memory|fill loop|initialisation|zeroing");
    assert_string_equal(causes(*state, catalogue, "memmove"), "shifting loop|struct copy");
}

static void attributes_that_do_not_help_are_named(void **state)
{
    static const char *const cases[][3] = {
        /* symbol, what gcc's row and what clang's row must say */
        {"__asan_memcpy", NULL, "not in clang 14"},
        {"__morestack_allocate_stack_space", "no_split_stack keeps it", "attribute no_split_stack"},
        {"__msan_memcpy", NULL, "no_sanitize(\"memory\") keeps it"},
        {"__sanitizer_cov_trace_pc", "no_sanitize(\"coverage\") does nothing", "no_sanitize(\"coverage\")"},
        {"__tsan_atomic32_load", "no_sanitize(\"thread\")", "no_sanitize(\"thread\") keeps it"},
        {"__tsan_func_entry", "tsan-instrument-func-entry-exit=0", "no_sanitize(\"thread\") keeps it"},
        {"mcount", "no_profile_instrument_function keeps it", "no_profile_instrument_function keeps it"},
    };
    struct catalogue *catalogue = tables_load(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int compiler = COMPILER_GCC; compiler < COMPILER_COUNT; compiler++) {
            const struct hidden *row;
            const char *says = cases[i][compiler];
            assert_int_equal(
                catalogue_hidden(catalogue, cases[i][0], (enum compiler_family)compiler, &row, 1), 1);
            if (says ? !row->suppress || !strstr(row->suppress, says) : row->suppress != NULL)
                fail_msg("%s: %s", cases[i][0], row->suppress ? row->suppress : "nothing");
        }
}

static void every_mark_of_an_object_has_a_row(void **state)
{
    static const char *const kinds[] = {
#define CALL(kind, text)    kind,
#define SECTION(kind, text) kind,
#define USE(kind, text)     kind,
#include "facts/object/marks.def"
        "kcfi",
        "shadow-call-stack",
    };
    struct catalogue *catalogue = tables_load(*state);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!catalogue_instrument(catalogue, kinds[i], COMPILER_UNKNOWN))
            fail_msg("no row for %s", kinds[i]);
    assert_string_equal(catalogue_instrument(catalogue, "tsan", COMPILER_GCC)->inlining, "callee");
    assert_string_equal(catalogue_instrument(catalogue, "instrument-functions", COMPILER_GCC)->inlining,
                        "caller");
    assert_int_equal(catalogue_instrument(catalogue, "tsan", COMPILER_GCC)->safety, SAFETY_UNSAFE);
    assert_int_equal(catalogue_instrument(catalogue, "gcov", COMPILER_GCC)->safety, SAFETY_UNKNOWN);
}

static void source_and_object_names_agree(void **state)
{
    static const char *const pairs[][2] = {
        {"__ctype_tolower_loc", "tolower"},
        {"__getdelim", "getline"},
        {"__longjmp_chk", "siglongjmp"},
        {"__overflow", "putc_unlocked"},
        {"__strcpy_chk", "sprintf"},
        {"calloc", "malloc"},
        {"exp2", "pow"},
        {"fwrite", "fprintf"},
        {"getc", "getchar"},
        {"putchar", "printf"},
        {"puts", "printf"},
        {"sincos", "sin"},
        {"stpcpy", "strcpy"},
        {"strcpy", "sprintf"},
        {"strlen", "strchr"},
        {"strtol", "atoi"},
        {"vfprintf", "vprintf"},
    };
    static const char *const same[][2] = {
        {"__isoc99_sscanf", "sscanf"}, {"__open_2", "open"},   {"__poll_chk", "poll"},
        {"__printf_chk", "printf"},    {"__read_chk", "read"}, {"__sigsetjmp", "sigsetjmp"},
        {"__sysv_signal", "signal"},   {"_setjmp", "setjmp"},  {"bcmp", "memcmp"},
        {"fopen64", "fopen"},          {"open64", "open"},
    };
    struct catalogue *catalogue = tables_load(*state);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (!catalogue_stands(catalogue, pairs[i][0], pairs[i][1]))
            fail_msg("%s does not stand for %s", pairs[i][0], pairs[i][1]);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_string_equal(catalogue_canonical(catalogue, same[i][0]),
                            catalogue_canonical(catalogue, same[i][1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_field_is_read, start, end),
        cmocka_unit_test_setup_teardown(each_kind_has_a_word, start, end),
        cmocka_unit_test_setup_teardown(suppression_is_the_compilers_own, start, end),
        cmocka_unit_test_setup_teardown(the_closest_row_comes_first, start, end),
        cmocka_unit_test_setup_teardown(the_projects_rows_win, start, end),
        cmocka_unit_test_setup_teardown(bad_lines_say_why, start, end),
        cmocka_unit_test_setup_teardown(a_bad_row_hides_nothing, start, end),
        cmocka_unit_test_setup_teardown(stands_follows_aliases, start, end),
        cmocka_unit_test_setup_teardown(the_first_row_of_known_symbols, start_real, end_real),
        cmocka_unit_test_setup_teardown(what_the_source_calls_is_not_there, start_real, end_real),
        cmocka_unit_test_setup_teardown(copies_have_one_row_a_construct, start_real, end_real),
        cmocka_unit_test_setup_teardown(attributes_that_do_not_help_are_named, start_real, end_real),
        cmocka_unit_test_setup_teardown(every_mark_of_an_object_has_a_row, start_real, end_real),
        cmocka_unit_test_setup_teardown(source_and_object_names_agree, start_real, end_real),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
