/* SPDX-License-Identifier: Apache-2.0
 *
 * What is proved and what is not: small programs, each with the verdict on its handlers, and the obstacle that keeps a clean
 * one from being proved.
 */
#include "project.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define MAIN(handler) "#include <signal.h>\nint main(void) { signal(SIGINT, " handler "); return 0; }\n"

static char said[1 << 16];

/* Checks the program of these files (a NULL name behind) and expects these words in the report, and, when they are given,
 * in what is explained of on_int. */
static void expect(const struct project_file *files, const char *options, const char *words, const char *explained)
{
    assert_true(project_make("/verdicts", files));
    shell(said, sizeof said, "'%s' check -v -p '%s/verdicts' --fail-on never %s", SIGVET_PROGRAM, PROOF_WORK, options);
    if (!strstr(said, words))
        fail_msg("expected: %s\n%s", words, said);
    int code = shell(said, sizeof said, "'%s' verify --quiet --objects '%s/verdicts/sigvet.db'", SIGVET_PROGRAM, PROOF_WORK);
    if (code != 0)
        fail_msg("%s", said);
    shell(said, sizeof said, "'%s' explain on_int --db '%s/verdicts/sigvet.db'", SIGVET_PROGRAM, PROOF_WORK);
    if (explained && !strstr(said, explained))
        fail_msg("expected: %s\n%s", explained, said);
}

#define EXPECT(options, words, explained, ...) \
    expect((const struct project_file[]){__VA_ARGS__, {NULL, NULL, NULL}}, options, words, explained)

static void code_that_was_read(void **state)
{
    (void)state;
    EXPECT("", "1 proved", "proved under policy posix",
           {"a.c", "#include <unistd.h>\nstatic void on_int(int n) { (void)!write(1, &n, 1); }\n" MAIN("on_int"), NULL});
    assert_non_null(strstr(said, "write: POSIX"));
    EXPECT("", "1 proved", "axioms: none", {"a.c", "static volatile int stop;\nstatic void on_int(int n) { stop = n; }\n" MAIN("on_int"), NULL});
}

static void code_that_was_not(void **state)
{
    (void)state;
    EXPECT("--view source", "1 clean so far", "on_int: no object was read",
           {"a.c", "static volatile int stop;\nstatic void on_int(int n) { stop = n; }\n" MAIN("on_int"), NULL});
    EXPECT("", "1 clean so far", "[code-not-read]",
           {"a.c", "static volatile int stop;\nstatic void on_int(int n) { stop = n; }\n" MAIN("on_int"), "absent"});
    EXPECT("", "1 unproven", "[object-absent]",
           {"a.c", "void helper(void);\nstatic void on_int(int n) { (void)n; helper(); }\n" MAIN("on_int"), NULL},
           {"b.c", "int number;\nvoid helper(void) { number++; }\n", "absent"});
}

/* Bytes that are no instruction: then the source decides, and its text may do anything. */
static void code_that_cannot_be_decoded(void **state)
{
    (void)state;
    EXPECT("", "1 proved", NULL, {"a.c", "static void on_int(int n) { (void)n; }\n" MAIN("on_int"), NULL});
    assert_true(project_make("/verdicts", (const struct project_file[]){
                    {"a.c", "static void on_int(int n) { (void)n; __asm__ volatile(\".byte 0x06\"); }\n" MAIN("on_int"), NULL},
                    {NULL, NULL, NULL}}));
    shell(said, sizeof said, "'%s' check -p '%s/verdicts' --fail-on never", SIGVET_PROGRAM, PROOF_WORK);
    assert_null(strstr(said, "proved  "));
}

static void system_calls(void **state)
{
    (void)state;
    EXPECT("", "1 proved", "makes system call 39",
           {"a.c", "static void on_int(int n) { long number = 39; (void)n; __asm__ volatile(\"mov $39, %%eax; syscall\" : \"=a\"(number)"
                   " : : \"rcx\", \"r11\", \"memory\"); }\n" MAIN("on_int"), NULL});
    assert_non_null(strstr(said, "system-call: Linux man-pages syscall(2)"));
}

#define POINTER "extern void (*hook)(void);\nstatic void on_int(int n) { (void)n; hook(); }\n" MAIN("on_int")
#define TARGET "static void quiet(void) { }\nvoid (*hook)(void) = quiet;\n"

/* A unit that was not read whole may set a pointer; it does not matter where no pointer is called. */
static void units_that_were_not_read_whole(void **state)
{
    (void)state;
    static const char broken[] = "int f(void) { int g(int x) { return x; } return g(1); }\n"; /* gcc's alone */
    EXPECT("--parse all", "1 proved", "resolved by flow to 1 target", {"a.c", POINTER, NULL}, {"b.c", TARGET, NULL});
    EXPECT("--parse all", "1 clean so far", "c.c: it was not read whole (nested-function)", {"a.c", POINTER, NULL},
           {"b.c", TARGET, NULL}, {"c.c", broken, NULL});
    EXPECT("--parse all", "1 proved", "no gap is left",
           {"a.c", "static void on_int(int n) { (void)n; }\n" MAIN("on_int"), NULL}, {"c.c", broken, NULL});
}

static void units_out_of_sight(void **state)
{
    (void)state;
    EXPECT("", "1 clean so far", "it may define what is called by name",
           {"a.c", "#include <unistd.h>\nstatic void on_int(int n) { _exit(n); }\n" MAIN("on_int"), NULL},
           {"gone.f90", "", "absent"});
}

/* Assembler is read as an object: one that takes no function's address gives none to a pointer. */
static void assembler(void **state)
{
    (void)state;
    static const char adds[] = ".globl add\n.type add, @function\nadd: lea (%rdi,%rsi), %rax\nret\n.size add, .-add\n"
                               ".section .note.GNU-stack\n";
    static const char sets[] = ".globl add\n.type add, @function\nadd: lea add(%rip), %rax\nmov %rax, hook(%rip)\nret\n"
                               ".size add, .-add\n.section .note.GNU-stack\n";
    EXPECT("", "1 proved", NULL, {"a.c", POINTER, NULL}, {"b.c", TARGET, NULL}, {"c.S", adds, NULL});
    EXPECT("", "1 clean so far", "c.S: it was not read whole (assembler-unit)", {"a.c", POINTER, NULL}, {"b.c", TARGET, NULL},
           {"c.S", sets, NULL});
    static const char of_thread[] = ".globl add\n.type add, @function\nadd: movq mine@gottpoff(%rip), %rax\n"
                                    "movq %fs:(%rax), %rax\nret\n.size add, .-add\n.section .note.GNU-stack\n";
    EXPECT("", "1 proved", NULL, {"a.c", POINTER, NULL}, {"b.c", TARGET "\n_Thread_local long mine;\n", NULL},
           {"c.S", of_thread, NULL});
    EXPECT("", "1 proved", "calls add",
           {"a.c", "long add(long, long);\nstatic volatile long sum;\nstatic void on_int(int n) { sum = add(n, n); }\n" MAIN("on_int"), NULL},
           {"c.S", adds, NULL});
}

/* A stack check, a library function as the handler, parts that the compiler split off, one file of code twice. */
static void other_shapes(void **state)
{
    (void)state;
    EXPECT("", "1 proved", NULL, {"a.c", "#include <unistd.h>\n" MAIN("_exit"), NULL});
    EXPECT("", "1 unsafe", "[splittable]",
           {"a.c", "extern void step(char *);\nvoid step(char *p) { *p = 1; }\nstatic void on_int(int n) { char room[5000]; room[n] = 0; step(room); }\n"
                   MAIN("on_int"), "-fsplit-stack"});
    EXPECT("", "1 proved", "a part or clone of it",
           {"a.c", "#include <unistd.h>\nextern void rare(int) __attribute__((cold, noinline));\nvoid rare(int n) { _exit(n); }\n"
                   "static volatile int stop;\nstatic void on_int(int n) { if (__builtin_expect(n > 5, 0)) { stop = 3; rare(n); } "
                   "stop = n; }\n" MAIN("on_int"), "-O2"});
}

#ifdef __x86_64__
/* A stack check that is declared to pass under `split`, and only there. */
static void stack_checks(void **state)
{
    (void)state;
    static const char code[] = "__attribute__((noinline)) static void helper(void) { __asm__ volatile(\"\"); }\n"
                               "__attribute__((no_instrument_function)) static void on_int(int n) { (void)n; helper(); }\n"
                               MAIN("on_int");
    EXPECT("--tables '" SIGVET_SOURCE "/runtime-ref/tables' --enter 'helper=posix+split:it has g'", "1 proved",
           "__fentry__: g is gsignal", {"a.c", code, "-pg -mfentry"});
    EXPECT("--tables '" SIGVET_SOURCE "/runtime-ref/tables' --enter 'helper=glibc:it is'", "1 unsafe", "[splittable]",
           {"a.c", code, "-pg -mfentry"});
    EXPECT("--tables '" SIGVET_SOURCE "/runtime-ref/tables' --enter 'helper=posix+split:it has g'", "1 unsafe", "[splittable]",
           {"a.c", "extern void step(char *);\nvoid step(char *p) { *p = 1; }\n"
                   "static void helper(int n) { char room[5000]; room[n] = 0; step(room); }\n"
                   "static void on_int(int n) { helper(n); }\n" MAIN("on_int"), "-fsplit-stack"});
}
#endif

/* What is declared of a function is an axiom, and its code no member. */
static void declarations(void **state)
{
    (void)state;
    EXPECT("--never 'panic=it cannot be' --safe 'checked=tested'", "1 proved", "panic: it cannot be; --never",
           {"a.c", "#include <stdio.h>\n__attribute__((noinline)) static void panic(void) { printf(\"x\"); }\n"
                   "__attribute__((noinline)) static void checked(void) { printf(\"y\"); }\n"
                   "static void on_int(int n) { if (n > 70) panic(); checked(); }\n" MAIN("on_int"), NULL});
}

static int explain(const char *words)
{
    return shell(said, sizeof said, "cd '%s/verdicts' && '%s' explain %s", PROOF_WORK, SIGVET_PROGRAM, words);
}

/* A rule first; a handler before a function when a database is named, else behind it. */
static void what_explain_is_about(void **state)
{
    (void)state;
    EXPECT("", "1 proved", NULL, {"a.c", "#include <unistd.h>\n" MAIN("_exit"), NULL});
    assert_int_equal(explain("_exit"), 0);
    assert_non_null(strstr(said, "posix-2017"));
    assert_int_equal(explain("_exit --db sigvet.db"), 0);
    assert_non_null(strstr(said, "proved under policy posix"));
    assert_int_equal(explain("unsafe-call --db sigvet.db"), 0);
    assert_non_null(strstr(said, "unsafe-call: "));
    assert_int_equal(explain("fork --db sigvet.db"), 0);
    assert_non_null(strstr(said, "posix-2017"));
    assert_int_equal(explain("nobody --db sigvet.db"), 2);
    assert_int_equal(explain("fork --db gone.db"), 3);
    EXPECT("", "1 proved", NULL, {"a.c", "static void on_int(int n) { (void)n; }\n" MAIN("on_int"), NULL});
    assert_int_equal(explain("on_int"), 0); /* of sigvet.db in the build folder */
    assert_non_null(strstr(said, "proved under policy posix"));
}

static int check(const char *words)
{
    return shell(said, sizeof said, "cd '%s/verdicts' && '%s' %s", PROOF_WORK, SIGVET_PROGRAM, words);
}

static void exit_codes(void **state)
{
    (void)state;
    EXPECT("", "1 proved", NULL, {"a.c", "static void on_int(int n) { (void)n; }\n" MAIN("on_int"), NULL});
    assert_int_equal(check("verify"), 0);
    assert_int_equal(check("verify --objects sigvet.db"), 0);
    assert_int_equal(check("check -p . --fail-on clean"), 0);
    assert_int_equal(check("check -p . --fail-on clean --view source"), 1);
    assert_int_equal(check("check -p . --fail-on unproven --view source"), 0);
    assert_int_equal(check("verify"), 0);
    assert_non_null(strstr(said, "0 certificates"));
    assert_int_equal(check("check -p . --objects"), 2);
    assert_int_equal(check("verify gone.db"), 3);
    assert_int_equal(check("verify sigvet.db other.db"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_that_was_read),
        cmocka_unit_test(code_that_was_not),
        cmocka_unit_test(code_that_cannot_be_decoded),
        cmocka_unit_test(system_calls),
        cmocka_unit_test(units_that_were_not_read_whole),
        cmocka_unit_test(units_out_of_sight),
        cmocka_unit_test(assembler),
        cmocka_unit_test(other_shapes),
#ifdef __x86_64__
        cmocka_unit_test(stack_checks),
#endif
        cmocka_unit_test(declarations),
        cmocka_unit_test(what_explain_is_about),
        cmocka_unit_test(exit_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
