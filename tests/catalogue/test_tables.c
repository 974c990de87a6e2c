/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables that sigvet comes with: no bad line, and the facts that nobody may break by mistake.
 */
#include "catalogue/tables.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

struct fixture {
    struct tables tables;
    struct catalogue *catalogue;
};

static int start(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    *state = fixture;
    fixture->tables.arena = arena_new();
    fixture->tables.own = SIGVET_TABLES_SOURCE;
    fixture->catalogue = tables_load(&fixture->tables);
    return fixture->catalogue ? 0 : -1;
}

static int end(void **state)
{
    struct fixture *fixture = *state;
    arena_free(fixture->tables.arena);
    free(fixture);
    return 0;
}

static void no_line_is_bad(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(bad_lines(&fixture->tables, fixture->catalogue), "");
}

static enum safety safety_of(struct fixture *fixture, const char *policy_name, const char *name)
{
    struct policy policy;
    assert_true(catalogue_policy(policy_name, &policy));
    struct verdict_on_name verdict = catalogue_judge(fixture->catalogue, &policy, name);
    assert_true(verdict.safety == SAFETY_UNKNOWN || (verdict.authority && *verdict.authority));
    assert_true(verdict.safety != SAFETY_UNSAFE || (verdict.why && *verdict.why));
    return verdict.safety;
}

static void what_everybody_knows(void **state)
{
    static const struct {
        const char *policy;
        const char *name;
        enum safety safety;
    } cases[] = {
        {"posix", "write", SAFETY_SAFE},
        {"posix", "_exit", SAFETY_SAFE},
        {"posix", "memcpy", SAFETY_SAFE},
        {"posix-2008", "memcpy", SAFETY_UNSAFE},
        {"posix", "sigaction", SAFETY_SAFE},
        {"posix", "clock_gettime", SAFETY_SAFE},
        {"posix", "printf", SAFETY_UNSAFE},
        {"posix", "malloc", SAFETY_UNSAFE},
        {"posix", "free", SAFETY_UNSAFE},
        {"posix", "exit", SAFETY_UNSAFE},
        {"posix", "syslog", SAFETY_UNSAFE},
        {"posix", "pthread_mutex_lock", SAFETY_UNSAFE},
        {"posix", "localtime", SAFETY_UNSAFE},
        {"posix", "snprintf", SAFETY_UNSAFE},
        {"posix", "fork", SAFETY_SAFE},
        {"posix-2024", "fork", SAFETY_UNSAFE},
        {"posix-2024", "_Fork", SAFETY_SAFE},
        {"posix", "__errno_location", SAFETY_SAFE},
        {"posix", "__printf_chk", SAFETY_UNSAFE},
        {"posix", "__builtin___memcpy_chk", SAFETY_SAFE},
        {"posix", "open64", SAFETY_SAFE},
        {"posix", "my_own_function", SAFETY_UNKNOWN},
        {"glibc", "gettimeofday", SAFETY_SAFE},
        {"glibc", "printf", SAFETY_UNSAFE},
        {"glibc", "strlen", SAFETY_SAFE},
        {"c", "write", SAFETY_UNSAFE},
        {"c", "abort", SAFETY_SAFE},
        {"c", "_Exit", SAFETY_SAFE},
        {"c", "signal", SAFETY_SAFE},
        {"c", "malloc", SAFETY_UNSAFE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (safety_of(*state, cases[i].policy, cases[i].name) != cases[i].safety)
            fail_msg("%s under %s", cases[i].name, cases[i].policy);
}

static void registrars_and_those_that_are_none(void **state)
{
    const struct catalogue *catalogue = ((struct fixture *)*state)->catalogue;
    static const char *const registrars[] = {"signal",     "sigaction",     "sigset",
                                             "bsd_signal", "__sysv_signal", "sigvec"};
    static const char *const others[] = {"atexit",         "sigwait",     "signalfd",
                                         "pthread_create", "sigprocmask", "evsignal_new"};
    for (size_t i = 0; i < sizeof registrars / sizeof *registrars; i++)
        assert_non_null(catalogue_registrar(catalogue, registrars[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_null(catalogue_registrar(catalogue, others[i]));
}

static void builtins_that_call_nothing(void **state)
{
    const struct catalogue *catalogue = ((struct fixture *)*state)->catalogue;
    static const char *const expanded[] = {
        "__builtin_expect",       "__builtin_constant_p", "__builtin_object_size",
        "__builtin_clzll",        "__atomic_load_n",      "__atomic_fetch_add",
        "__sync_synchronize",     "__c11_atomic_store",   "__builtin_va_start",
        "__builtin_unreachable",  "__builtin_trap",       "__builtin_return_address",
        "__builtin_mul_overflow", "__builtin_ia32_pause", "__builtin_bswap32",
        "__builtin_alloca"};
    static const char *const called[] = {"__builtin_memcpy", "__builtin_printf", "__builtin_strlen",
                                         "__builtin_abort",  "__builtin_malloc", "__builtin___memcpy_chk",
                                         "__atomic_load_16"};
    for (size_t i = 0; i < sizeof expanded / sizeof *expanded; i++)
        assert_true(catalogue_is_expanded(catalogue, expanded[i]));
    for (size_t i = 0; i < sizeof called / sizeof *called; i++)
        assert_false(catalogue_is_expanded(catalogue, called[i]));
}

static void stored_and_called(void **state)
{
    const struct catalogue *catalogue = ((struct fixture *)*state)->catalogue;
    assert_int_equal(catalogue_callback(catalogue, "qsort", 3), CALLBACK_CALLED);
    assert_int_equal(catalogue_callback(catalogue, "atexit", 0), CALLBACK_STORED);
    assert_int_equal(catalogue_callback(catalogue, "pthread_create", 2), CALLBACK_THREAD);
    assert_true(catalogue_is_noreturn(catalogue, "exit"));
    assert_true(catalogue_is_noreturn(catalogue, "siglongjmp"));
    assert_false(catalogue_is_noreturn(catalogue, "execve"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_line_is_bad, start, end),
        cmocka_unit_test_setup_teardown(what_everybody_knows, start, end),
        cmocka_unit_test_setup_teardown(registrars_and_those_that_are_none, start, end),
        cmocka_unit_test_setup_teardown(builtins_that_call_nothing, start, end),
        cmocka_unit_test_setup_teardown(stored_and_called, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
