/* SPDX-License-Identifier: Apache-2.0
 *
 * How deep code gets: frames that grow in loops, pushes for calls, code without .eh_frame, what assembler text takes, and
 * tail calls whose frame is gone. What compilers say of frames themselves is in test_functions.c.
 */
#include "support.h"

#define LEVELS "-O0", "-O1", "-O2", "-Os", "-O2 -fno-omit-frame-pointer"

static bool dynamic(const struct object_facts *facts, const char *name)
{
    const struct object_function *function = find_function(facts, name);
    return function && function->flags & OBJECT_FUNCTION_DYNAMIC;
}

static bool known(const struct object_facts *facts, const char *name, uint64_t least, uint64_t most)
{
    const struct object_function *function = find_function(facts, name);
    bool good = function && function->flags & OBJECT_FUNCTION_HAS_FRAME && function->frame >= least &&
                function->frame <= most;
    if (!good && function)
        print_error("%s: frame %llu, %llu to %llu expected\n", name, (unsigned long long)function->frame,
                    (unsigned long long)least, (unsigned long long)most);
    return good;
}

static void what_grows_in_a_loop_has_no_bound(void **state)
{
    static const char source[] =
        "void use(void *); int many(int, int, int, int, int, int, int, int, int, int); void stop(void);\n"
        "void loop(int n) { for (int i = 0; i < n; i++) use(__builtin_alloca(64)); }\n"
        "void run_time(int n) { use(__builtin_alloca(n)); }\n"
        "int pushes(int n) { int x = 0; use(&x); for (int i = 0; i < n; i++) x += many(i, x, 3, 4, 5, 6, 7, 8, 9, n);\n"
        "    return x; }\n"
        "int leaves(int n) { int x[40]; for (int i = 0; i < n; i++) { use(x); if (x[3] == i) return 7; } return x[2]; }\n";
    static const char *const levels[] = {LEVELS};
    struct bench *bench = bench_new();
    (void)state;
    FOR_COMPILERS(c) for (unsigned k = 0; k < sizeof levels / sizeof *levels; k++)
    {
        const struct object_facts *f = bench_compile(bench, c, levels[k], source);
        assert_non_null(f);
        assert_true(dynamic(f, "loop"));
        assert_true(dynamic(f, "run_time"));
        if (dynamic(f, "pushes") || dynamic(f, "leaves"))
            print_error("%s %s: no loop of these grows\n", c->command, levels[k]);
        assert_false(dynamic(f, "pushes"));
        assert_false(dynamic(f, "leaves"));
        assert_true(known(f, "leaves", 160, 320));
    }
    bench_free(bench);
}

static void code_without_rows_is_added_up(void **state)
{
    static const char assembler[] =
        "__asm__(\".text\\n.globl bare\\n.type bare, @function\\nbare: push %rbx\\n sub $64, %rsp\\n add $64, %rsp\\n\"\n"
        "        \"pop %rbx\\n ret\\n.size bare, . - bare\\n\"\n"
        "        \".globl again\\n.type again, @function\\nagain: push %rax\\n dec %rdi\\n jnz again\\n ret\\n\"\n"
        "        \".size again, . - again\\n\"\n"
        "        \".globl moved\\n.type moved, @function\\nmoved: lea (%rdi,%rsi), %rsp\\n ret\\n.size moved, . - moved\\n\");\n"
        "void use(void *); void inside(void) { int x[4]; use(x); __asm__ volatile(\"push %%rax; push %%rax; pop %%rax;\"\n"
        "    \"pop %%rax\" ::: \"rax\", \"memory\"); use(x); }\n";
    static const char *const levels[] = {"-O1 -fomit-frame-pointer", "-O0"};
    struct bench *bench = bench_new();
    (void)state;
    FOR_COMPILERS(c) for (unsigned k = 0; k < 2 && !c->aarch64; k++)
    {
        const struct object_facts *f = bench_compile(bench, c, levels[k], assembler);
        assert_non_null(f);
        assert_true(known(f, "bare", 80, 80) && !dynamic(f, "bare"));
        assert_true(dynamic(f, "again"));
        assert_true(dynamic(f, "moved"));
        assert_true(known(f, "inside", 16 + 16 + 16, 96) && !dynamic(f, "inside"));
    }
    bench_free(bench);
}

static void tail_calls_say_whether_the_frame_is_gone(void **state)
{
    static const char source[] = "void ext(int *); void last(int); void plain(int n) { last(n + 1); }\n"
                                 "void framed(int n) { int x[8]; ext(x); last(x[0] + n); }\n";
    static const char assembler[] = "__asm__(\".text\\n.globl kept\\n.type kept, @function\\nkept: sub $24, %rsp\\n\"\n"
                                    "        \"jmp last\\n.size kept, . - kept\\n\");\n";
    struct bench *bench = bench_new();
    (void)state;
    FOR_COMPILERS(c)
    {
        const struct object_facts *f = bench_compile(bench, c, "-O2", source);
        assert_non_null(f);
        const struct object_call *plain = find_call(f, "plain", "last");
        assert_true(plain && plain->kind == OBJECT_CALL_TAIL && !(plain->flags & OBJECT_CALL_FRAMED));
        if (c->aarch64)
            continue; /* clang says nothing of epilogues there */
        f = bench_compile(bench, c, "-O2", assembler);
        const struct object_call *kept = f ? find_call(f, "kept", "last") : NULL;
        assert_true(kept && kept->kind == OBJECT_CALL_TAIL && kept->flags & OBJECT_CALL_FRAMED);
    }
    bench_free(bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_grows_in_a_loop_has_no_bound),
        cmocka_unit_test(code_without_rows_is_added_up),
        cmocka_unit_test(tail_calls_say_whether_the_frame_is_gone),
    };
    return cmocka_run_group_tests_name("stack", tests, NULL, NULL);
}
