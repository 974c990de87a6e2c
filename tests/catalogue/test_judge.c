/* SPDX-License-Identifier: Apache-2.0
 *
 * What policies say of names, registrars, callbacks and signals, on small tables.
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
    struct fixture *fixture = malloc(sizeof *fixture);
    struct tables *tables = &fixture->tables;
    *state = fixture;
    tables_start(tables);
    own_table(tables, "aliases.tbl",
              "__printf_chk\tprintf\tA\n__sysv_signal\tsignal\tA\na0\ta1\tA\na1\ta2\tA\na2\ta3\tA\n"
              "a3\ta4\tA\na4\ta5\tA\na5\tread\tA\nloop1\tloop2\tA\nloop2\tloop1\tA\nodd\tnowhere\tA\n");
    own_table(tables, "builtins.tbl", "__atomic_*_n\tA\n__builtin_expect*\tA\n__builtin_trap\tA\n");
    own_table(tables, "c.tbl", "abort\tISO\nquick_exit\tISO\n");
    own_table(tables, "callbacks.tbl",
              "atexit\t0\tstored\tA\npthread_create\t2\tthread\tA\nqsort\t3\tcalled\tA\n");
    own_table(tables, "glibc.tbl",
              "abort\tunsafe\tlock,corrupt\t-\tmanual\nabort\tsafe\t-\t2.41\tmanual\n"
              "gettimeofday\tsafe\t-\t-\tmanual\nprintf\tunsafe\theap,lock,odd\t-\tmanual\n"
              "read\tsafe\t-\t-\tmanual\nbare\tunsafe\t-\t-\tmanual\n"
              "future\tsafe\t-\t2.99\tmanual\n");
    own_table(tables, "libc_extra.tbl",
              "__errno_location\tsafe\treturns an address\tglibc\nexplicit\tunsafe\tlocks it\tX\n"
              "mallocish\tunsafe\t-\tX\nsyscall_like\tsafe\t-\tX\n");
    own_table(tables, "noreturn.tbl", "abort\tA\n");
    own_table(tables, "posix.tbl",
              "abort\t2004\t-\tTC1\nfork\t2001\t2017\tP\nread\t2001\t-\tP\nfpathconf\t2001\t2004\tP\n"
              "fpathconf\t2024\t-\tP\n");
    own_table(tables, "posix_names.tbl", "malloc\tstdlib.h\tP\nstrange\tx.h\tP\nmemcpy\tstring.h\tP\n");
    own_table(tables, "reasons.tbl",
              "corrupt\tmay leave data corrupt\tA\nfunction:malloc\ttakes the malloc lock\tmanual\n"
              "function:fork\truns handlers\tmanual\nheap\tmay allocate\tA\nlock\ttakes a lock\tA\n");
    own_table(tables, "registrars.tbl",
              "rt_sigaction\t0\t1\tstruct\t*\t2\t-\tA\n"
              "sigaction\t0\t1\tstruct\tsa_handler,sa_sigaction\t2\t-\tA\n"
              "signal\t0\t1\tvalue\t-\tresult\t-\tA\nsyscall\t1\t2\tstruct\t*\t3\t0=13,0x86\tA\n");
    own_table(tables, "runs.tbl", "exit\tatexit\t0\tISO\nfork\tpthread_atfork\t2\tP\n");
    fixture->catalogue = tables_load(tables);
    return 0;
}

static int end(void **state)
{
    struct fixture *fixture = *state;
    tables_end(&fixture->tables);
    free(fixture);
    return 0;
}

struct expectation {
    const char *policy;
    const char *name;
    const char *verdict;
};

static void expect(struct fixture *fixture, const struct expectation *cases, size_t count)
{
    assert_string_equal(bad_lines(&fixture->tables, fixture->catalogue), "");
    for (size_t i = 0; i < count; i++)
        assert_string_equal(judged(&fixture->tables, fixture->catalogue, cases[i].policy, cases[i].name),
                            cases[i].verdict);
}

#define expect_all(state, cases) expect(*(state), cases, sizeof(cases) / sizeof *(cases))

static void policies_have_names(void **state)
{
    (void)state;
    struct policy policy;
    assert_true(catalogue_policy("posix", &policy));
    assert_int_equal(policy.list, POLICY_POSIX);
    assert_int_equal(policy.edition, 2017);
    assert_true(catalogue_policy("posix-2024", &policy));
    assert_int_equal(policy.edition, 2024);
    assert_string_equal(policy.name, "posix-2024");
    assert_true(catalogue_policy("posix:2008", &policy));
    assert_int_equal(policy.edition, 2008);
    assert_true(catalogue_policy("glibc", &policy));
    assert_int_equal(policy.list, POLICY_GLIBC);
    assert_true(catalogue_policy("c", &policy));
    assert_int_equal(policy.list, POLICY_C);
    assert_false(policy.nosplit);
    assert_true(catalogue_policy("nosplit", &policy));
    assert_int_equal(policy.list, POLICY_NONE);
    assert_true(policy.nosplit && !policy.strict);
    assert_true(catalogue_policy("posix-2024,nosplit-strict", &policy));
    assert_int_equal(policy.edition, 2024);
    assert_true(policy.nosplit && policy.strict);
    struct policy same;
    assert_true(catalogue_policy("nosplit-strict+posix-2024", &same));
    assert_true(catalogue_policy_same(&policy, &same));
    assert_true(catalogue_policy("posix-2017", &policy) && catalogue_policy("posix", &same));
    assert_true(catalogue_policy_same(&policy, &same));
    assert_true(catalogue_policy("split,posix", &policy) && policy.split);
    assert_false(catalogue_policy_same(&policy, &same));
    static const char *const wrong[] = {
        "",           "posix-", "posix2008",  "posix-2009",  "posix-20080", "Posix", "posix-2008x",
        "posix--208", "c11",    "glibc-2.36", "posix-0x7e1", "posix,glibc",
        "nosplit,",   ",",      "nosplit,nosplit-strict", "nosplit+nosplit",
        "split",      "posix+split+nosplit", "split+split+posix"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(catalogue_policy(wrong[i], &policy));
}

static void posix_asks_the_list_of_its_edition(void **state)
{
    static const struct expectation cases[] = {
        {"posix", "read", "safe read [P]"},
        {"posix-2001", "abort", "unsafe abort: takes a lock, may leave data corrupt (glibc manual) [manual]"},
        {"posix-2004", "abort", "safe abort [TC1]"},
        {"posix-2018", "fork", "safe fork [P]"},
        {"posix-2024", "fork", "unsafe fork: runs handlers [manual]"},
        {"posix-2004", "fpathconf", "safe fpathconf [P]"},
        {"posix-2008", "fpathconf",
         "unsafe fpathconf: POSIX.1-2008 does not list it [POSIX.1-2008 XSH 2.4.3]"},
        {"posix-2024", "fpathconf", "safe fpathconf [P]"},
        {"posix-2003", "strange", "unsafe strange: POSIX.1-2003 does not list it [POSIX.1-2003 XSH 2.4.3]"},
        {"posix-2018", "strange", "unsafe strange: POSIX.1-2017 does not list it [POSIX.1-2017 XSH 2.4.3]"},
        {"posix", "no_such_function", "unknown no_such_function"},
        {"posix", "", "unknown "},
    };
    expect_all(state, cases);
}

static void posix_falls_back_on_what_is_known(void **state)
{
    static const struct expectation cases[] = {
        {"posix", "malloc", "unsafe malloc: takes the malloc lock [manual]"},
        {"posix", "printf", "unsafe printf: may allocate, takes a lock, odd (glibc manual) [manual]"},
        {"posix", "__errno_location", "safe __errno_location: returns an address [glibc]"},
        {"posix", "explicit", "unsafe explicit: locks it [X]"},
        {"posix", "mallocish", "unsafe mallocish: not async-signal-safe [X]"},
        {"posix", "syscall_like", "safe syscall_like [X]"},
        {"posix", "gettimeofday",
         "unsafe gettimeofday: POSIX.1-2017 does not list it "
         "[POSIX.1-2017 XSH 2.4.3; the glibc manual calls it safe]"},
        {"posix", "bare", "unsafe bare: POSIX.1-2017 does not list it [POSIX.1-2017 XSH 2.4.3]"},
        {"posix", "quick_exit", "unsafe quick_exit: POSIX.1-2017 does not list it [POSIX.1-2017 XSH 2.4.3]"},
        {"posix", "future", "unsafe future: POSIX.1-2017 does not list it [POSIX.1-2017 XSH 2.4.3]"},
    };
    expect_all(state, cases);
}

static void glibc_asks_its_manual_first(void **state)
{
    static const struct expectation cases[] = {
        {"glibc", "gettimeofday", "safe gettimeofday [manual]"},
        {"glibc", "abort", "unsafe abort: takes a lock, may leave data corrupt (glibc manual) [manual]"},
        {"glibc", "bare", "unsafe bare: the glibc manual calls it unsafe [manual]"},
        {"glibc", "fork", "safe fork [P]"},
        {"glibc", "syscall_like", "safe syscall_like [X]"},
        {"glibc", "strange",
         "unsafe strange: neither the glibc manual nor POSIX.1-2017 calls it safe [POSIX.1-2017 XSH 2.4.3]"},
        {"glibc", "future",
         "unsafe future: neither the glibc manual nor POSIX.1-2017 calls it safe [POSIX.1-2017 XSH 2.4.3]"},
        {"glibc", "no_such_function", "unknown no_such_function"},
    };
    expect_all(state, cases);
}

static void glibc_marks_depend_on_the_version(void **state)
{
    struct fixture *fixture = *state;
    fixture->catalogue = tables_load_for(&fixture->tables, "2.41");
    static const struct expectation cases[] = {
        {"glibc", "abort", "safe abort [manual, from glibc 2.41]"},
        {"posix-2001", "abort",
         "unsafe abort: POSIX.1-2001 does not list it "
         "[POSIX.1-2001 XSH 2.4.3; the glibc manual calls it safe]"},
    };
    expect_all(state, cases);
    fixture->catalogue = tables_load_for(&fixture->tables, "2.40.9000");
    assert_string_equal(judged(&fixture->tables, fixture->catalogue, "glibc", "abort"),
                        "unsafe abort: takes a lock, may leave data corrupt (glibc manual) [manual]");
}

static void c_allows_only_its_own(void **state)
{
    static const struct expectation cases[] = {
        {"c", "abort", "safe abort [ISO]"},
        {"c", "read", "unsafe read: ISO C does not list it [ISO/IEC 9899:2018 7.14.1.1]"},
        {"c", "__errno_location",
         "unsafe __errno_location: ISO C does not list it [ISO/IEC 9899:2018 7.14.1.1]"},
        {"c", "malloc", "unsafe malloc: takes the malloc lock [manual]"},
        {"c", "my_function", "unknown my_function"},
    };
    expect_all(state, cases);
}

static void names_are_resolved(void **state)
{
    static const struct expectation cases[] = {
        {"posix", "__printf_chk", "unsafe printf: may allocate, takes a lock, odd (glibc manual) [manual]"},
        {"posix", "__builtin_printf",
         "unsafe printf: may allocate, takes a lock, odd (glibc manual) [manual]"},
        {"posix", "__builtin___printf_chk",
         "unsafe printf: may allocate, takes a lock, odd (glibc manual) [manual]"},
        {"posix", "__builtin___memcpy_chk",
         "unsafe memcpy: POSIX.1-2017 does not list it [POSIX.1-2017 XSH 2.4.3]"},
        {"posix", "__builtin_read", "safe read [P]"},
        {"posix", "a5", "safe read [P]"},
        {"posix", "a2", "safe read [P]"},
        {"posix", "a1", "unknown a1"},
        {"posix", "loop1", "unknown loop1"},
        {"posix", "odd", "unknown nowhere"},
        {"posix", "__builtin_nothing", "unknown __builtin_nothing"},
        {"posix", "__builtin_", "unknown __builtin_"},
        {"posix", "__builtin____chk", "unknown __builtin____chk"},
    };
    expect_all(state, cases);
    const struct catalogue *catalogue = ((struct fixture *)*state)->catalogue;
    assert_string_equal(catalogue_canonical(catalogue, "__printf_chk"), "printf");
    assert_string_equal(catalogue_canonical(catalogue, "mine"), "mine");
    assert_true(catalogue_knows(catalogue, "__builtin_printf"));
    assert_true(catalogue_knows(catalogue, "qsort"));
    assert_true(catalogue_knows(catalogue, "sigaction"));
    assert_false(catalogue_knows(catalogue, "mine"));
    assert_true(catalogue_is_noreturn(catalogue, "abort"));
    assert_true(catalogue_is_noreturn(catalogue, "__builtin_abort"));
    assert_false(catalogue_is_noreturn(catalogue, "read"));
}

static void expanded_builtins_fit_a_pattern(void **state)
{
    const struct catalogue *catalogue = ((struct fixture *)*state)->catalogue;
    static const char *const expanded[] = {"__builtin_trap", "__builtin_expect",
                                           "__builtin_expect_with_probability", "__atomic_load_n",
                                           "__atomic__n"};
    static const char *const called[] = {
        "__builtin_traps", "__builtin_expec", "__atomic_n", "__atomic_load", "trap", "", "__builtin_memcpy"};
    for (size_t i = 0; i < sizeof expanded / sizeof *expanded; i++)
        assert_true(catalogue_is_expanded(catalogue, expanded[i]));
    for (size_t i = 0; i < sizeof called / sizeof *called; i++)
        assert_false(catalogue_is_expanded(catalogue, called[i]));
}

static void registrars_are_read(void **state)
{
    const struct catalogue *catalogue = ((struct fixture *)*state)->catalogue;
    const struct registrar *signal = catalogue_registrar(catalogue, "__sysv_signal");
    assert_non_null(signal);
    assert_string_equal(signal->name, "signal");
    assert_int_equal(signal->form, HANDLER_VALUE);
    assert_int_equal(signal->handler, 1);
    assert_int_equal(signal->old, OLD_RESULT);
    assert_int_equal(signal->when, -1);
    assert_null(signal->fields[0]);
    const struct registrar *action = catalogue_registrar(catalogue, "sigaction");
    assert_int_equal(action->form, HANDLER_STRUCT);
    assert_int_equal(action->old, 2);
    assert_string_equal(action->fields[0], "sa_handler");
    assert_string_equal(action->fields[1], "sa_sigaction");
    assert_null(action->fields[2]);
    const struct registrar *raw = catalogue_registrar(catalogue, "syscall");
    assert_string_equal(raw->fields[0], "*");
    assert_int_equal(raw->signal, 1);
    assert_int_equal(raw->when, 0);
    assert_int_equal(raw->when_count, 2);
    assert_int_equal(raw->when_values[0], 13);
    assert_int_equal(raw->when_values[1], 134);
    assert_null(catalogue_registrar(catalogue, "printf"));
    assert_null(catalogue_registrar(catalogue, ""));
}

static void callbacks_and_what_runs_them(void **state)
{
    const struct catalogue *catalogue = ((struct fixture *)*state)->catalogue;
    assert_int_equal(catalogue_callback(catalogue, "qsort", 3), CALLBACK_CALLED);
    assert_int_equal(catalogue_callback(catalogue, "atexit", 0), CALLBACK_STORED);
    assert_int_equal(catalogue_callback(catalogue, "atexit", 1), CALLBACK_CALLED);
    assert_int_equal(catalogue_callback(catalogue, "pthread_create", 2), CALLBACK_THREAD);
    assert_int_equal(catalogue_callback(catalogue, "mine", 0), CALLBACK_CALLED);
    assert_int_equal(catalogue_runs_count(catalogue), 2);
    const struct runs *runs = catalogue_runs(catalogue, 1);
    assert_string_equal(runs->name, "fork");
    assert_string_equal(runs->argument_of, "pthread_atfork");
    assert_int_equal(runs->argument, 2);
    assert_string_equal(runs->authority, "P");
}

static void signals_have_names(void **state)
{
    struct arena *arena = ((struct fixture *)*state)->tables.arena;
    static const struct {
        int32_t number;
        const char *name;
    } cases[] = {
        {1, "SIGHUP"},        {2, "SIGINT"},          {9, "SIGKILL"},
        {11, "SIGSEGV"},      {15, "SIGTERM"},        {16, "SIGSTKFLT"},
        {17, "SIGCHLD"},      {27, "SIGPROF"},        {29, "SIGIO"},
        {31, "SIGSYS"},       {32, "signal 32"},      {34, "SIGRTMIN"},
        {35, "SIGRTMIN+1"},   {64, "SIGRTMIN+30"},    {65, "signal 65"},
        {0, "signal 0"},      {77, "signal 77"},      {1000, "SIGRTMIN"},
        {1001, "SIGRTMIN+1"}, {1030, "SIGRTMIN+30"},  {1031, "signal 1031"},
        {2000, "SIGRTMAX"},   {1999, "SIGRTMAX-1"},   {2001, "signal 2001"},
        {-1, "unknown"},      {INT32_MIN, "unknown"}, {INT32_MAX, "signal 2147483647"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(catalogue_signal(cases[i].number, arena), cases[i].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(policies_have_names),
        cmocka_unit_test_setup_teardown(posix_asks_the_list_of_its_edition, start, end),
        cmocka_unit_test_setup_teardown(posix_falls_back_on_what_is_known, start, end),
        cmocka_unit_test_setup_teardown(glibc_asks_its_manual_first, start, end),
        cmocka_unit_test_setup_teardown(glibc_marks_depend_on_the_version, start, end),
        cmocka_unit_test_setup_teardown(c_allows_only_its_own, start, end),
        cmocka_unit_test_setup_teardown(names_are_resolved, start, end),
        cmocka_unit_test_setup_teardown(expanded_builtins_fit_a_pattern, start, end),
        cmocka_unit_test_setup_teardown(registrars_are_read, start, end),
        cmocka_unit_test_setup_teardown(callbacks_and_what_runs_them, start, end),
        cmocka_unit_test_setup_teardown(signals_have_names, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
