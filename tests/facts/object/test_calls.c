/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls: every kind of them, as each compiler makes them at each level.
 */
#include "support.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const levels[] = {"-O0",
                                     "-O2",
                                     "-O3",
                                     "-Os",
                                     "-O2 -fPIC",
                                     "-O2 -fno-pic -fno-pie",
                                     "-O2 -ffunction-sections",
                                     "-O1 -fomit-frame-pointer"};

/* Says which compilation failed a check. */
#define check(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            print_error("%s %s: %s\n", c->command, level, #condition);                                       \
            bad++;                                                                                           \
        }                                                                                                    \
    } while (0)

#define FOR_LEVELS(level)                                                                                    \
    for (const char *const *at = levels, *level = *at;                                                       \
         at < levels + sizeof levels / sizeof *levels && (level = *at, 1); at++)

static bool all_decoded(const struct object_facts *facts)
{
    for (uint32_t i = 0; i < facts->functions.count; i++)
        if (!(facts->functions.items[i].flags & OBJECT_FUNCTION_DECODED))
            return false;
    return true;
}

static void test_basic(void **state)
{
    static const char source[] =
        "void ext(int); void die(void) __attribute__((noreturn)); extern void (*hook)(int);\n"
        "struct ops { void (*a)(int); int (*b)(int); }; extern const struct ops *cur;\n"
        "__attribute__((noinline)) static int st(int x) { ext(x); return x + 1; }\n"
        "static int fb(int x) { return x * 2; }\n"
        "const struct ops table = { ext, fb };\n"
        "int direct(int x) { int r = st(x); ext(7); return r; }\n"
        "void tail(int x) { ext(x); }\n"
        "int pointer(int x) { hook(3); return x; }\n"
        "void pointer_tail(int x) { hook(x); }\n"
        "int field(struct ops *o, int x) { return o->b(x) + 1; }\n"
        "void conditional(int x) { if (x) ext(x + 1); }\n"
        "int recursive(int x) { return x ? recursive(x - 1) * x : 1; }\n"
        "void noreturn(int x) { if (x) ext(1); die(); }\n"
        "int constant(int x) { return table.b(x) + 1; }\n";
    struct bench *bench = bench_new();
    unsigned bad = 0;
    (void)state;
    FOR_COMPILERS(c) FOR_LEVELS(level)
    {
        const struct object_facts *f = bench_compile(bench, c, level, source);
        check(f != NULL);
        if (!f)
            continue;
        bool o0 = strstr(level, "-O0") != NULL, o1 = strstr(level, "-O1") != NULL;
        const struct object_call *call;
        check(all_decoded(f));
        check((call = find_call(f, "direct", "st")) && call->kind == OBJECT_CALL_DIRECT &&
              call->callee != NONE);
        check((call = find_call(f, "direct", "ext")) && call->callee == NONE);
        check(o0 || o1 || has_argument(f, find_call(f, "direct", "ext"), 0, 7, NULL));
        check(!o0 || has_argument(f, find_call(f, "direct", "ext"), 0, 7, NULL));
        check((call = find_call(f, "tail", "ext")) &&
              (o1 || call->kind == (o0 ? OBJECT_CALL_DIRECT : OBJECT_CALL_TAIL)));
        bool pic = strstr(level, "PIC") != NULL;
        check((call = find_kind(f, "pointer", OBJECT_CALL_POINTER)) != NULL);
        check(pic || (call && strcmp(intern_get(f->names, call->slot), "hook") == 0));
        check(find_kind(f, "pointer_tail", OBJECT_CALL_POINTER_TAIL) ||
              find_kind(f, "pointer_tail", OBJECT_CALL_POINTER));
        check(find_kind(f, "field", OBJECT_CALL_POINTER) != NULL);
        check(find_call(f, "conditional", "ext") != NULL);
        check(find_call(f, "noreturn", "die") != NULL);
        check(!o0 || find_call(f, "recursive", "recursive"));
        const struct object_reference *slot = find_slot(f, "table", 8);
        check(slot && strcmp(intern_get(f->names, slot->name), "fb") == 0 && slot->function != NONE);
        slot = find_slot(f, "table", 0);
        check(slot && strcmp(intern_get(f->names, slot->name), "ext") == 0 && slot->function == NONE);
    }
    bench_free(bench);
    assert_int_equal(bad, 0);
}

static void test_jump_tables(void **state)
{
    static const char source[] =
        "void e0(void); void e1(void); void e2(void); void e3(void); void e4(void); void e5(void); int "
        "e6(int);\n"
        "extern void *(*pick)(int); extern void (*const list[])(int);\n"
        "int sw(int x) { switch (x) { case 0: e0(); return 5; case 1: e1(); break; case 2: e2(); return 9;\n"
        " case 3: e3(); break; case 4: e4(); return 77; case 5: e5(); break; case 6: return e6(x); case 7: "
        "return 3; }\n"
        " return x + 1; }\n"
        "int loop(const unsigned char *p) { int n = 0; for (;; p++) { switch (*p) { case 0: return n; case "
        "1: e0(); n++; break;\n"
        " case 2: e1(); n += 2; break; case 3: e2(); n ^= 5; break; case 4: n = e6(n); break; case 5: e4(); "
        "break;\n"
        " case 6: e5(); n--; break; default: n += 100; } } }\n"
        "int go(const unsigned char *p) { static const void *const to[] = {&&a, &&b, &&c, &&d}; int n = 0; "
        "goto *to[*p++ & 3];\n"
        " a: e0(); n++; goto *to[*p++ & 3]; b: e1(); n += 3; goto *to[*p++ & 3]; c: n = e6(n); goto *to[*p++ "
        "& 3]; d: return n; }\n"
        "void through(int i) { list[i](i); }\n";
    struct bench *bench = bench_new();
    unsigned bad = 0;
    (void)state;
    FOR_COMPILERS(c) FOR_LEVELS(level) for (unsigned linked = 0; linked < 2; linked++)
    {
        char flags[128];
        snprintf(flags, sizeof flags, "%s%s", level, linked ? " -link -shared -fPIC" : "");
        const struct object_facts *f = bench_compile(bench, c, flags, source);
        check(f != NULL || (linked && (c->aarch64 || strstr(level, "no-pic"))));
        if (!f)
            continue;
        check(all_decoded(f));
        static const char *const names[] = {"sw", "loop", "go"};
        for (unsigned i = 0; i < 3; i++) {
            const struct object_call *wrong = find_kind(f, names[i], OBJECT_CALL_POINTER_TAIL);
            if (wrong)
                print_error("%s%s: %s at %llx\n", c->command, flags, names[i],
                            (unsigned long long)wrong->address);
            check(!wrong);
            check(!(find_function(f, names[i])->flags & OBJECT_FUNCTION_UNKNOWN_JUMP));
        }
        check(find_call(f, "sw", "e4") && find_call(f, "sw", "e6") && find_call(f, "loop", "e5"));
        check(find_call(f, "go", "e1") && find_call(f, "go", "e6"));
        const struct object_call *call = find_kind(f, "through", OBJECT_CALL_POINTER_TAIL);
        call = call ? call : find_kind(f, "through", OBJECT_CALL_POINTER);
        check(call != NULL);
    }
    bench_free(bench);
    assert_int_equal(bad, 0);
}

/* The address of a table goes through another register, and back where a loop joins: only with this address is the table
 * read, not with that of another table, which would lead into functions behind. */
static void test_jump_table_copied(void **state)
{
    static const char source[] =
        "__asm__(\".text\\n.globl copied\\n.type copied,@function\\ncopied: push %r12\\n lea tab1(%rip), %rax\\n\"\n"
        "\" lea tab2(%rip), %rcx\\n mov %rax, %r12\\n jmp 2f\\n1: inc %edi\\n2: mov %edi, %edx\\n cmp $1, %edx\\n\"\n"
        "\" ja 3f\\n movslq (%r12,%rdx,4), %rdx\\n add %r12, %rdx\\n jmp *%rdx\\n4: call first\\n jmp 1b\\n\"\n"
        "\"5: call second\\n jmp 1b\\n3: pop %r12\\n ret\\n.size copied,.-copied\\n.globl victim\\n\"\n"
        "\".type victim,@function\\nvictim: .fill 8192,1,0x90\\n ret\\n.size victim,.-victim\\n.section .rodata\\n\"\n"
        "\".p2align 2\\ntab1: .long 4b-tab1, 5b-tab1\\n.zero 4088\\ntab2: .long 4b-tab2, 5b-tab2\\n.text\");\n";
    struct bench *bench = bench_new();
    unsigned bad = 0;
    (void)state;
    FOR_COMPILERS(c) FOR_LEVELS(level)
    {
        const struct object_facts *f = c->aarch64 ? NULL : bench_compile(bench, c, level, source);
        if (!f)
            continue;
        check(find_call(f, "copied", "first") && find_call(f, "copied", "second"));
        check(!find_call(f, "copied", "victim"));
        check(!find_kind(f, "copied", OBJECT_CALL_POINTER_TAIL));
    }
    bench_free(bench);
    assert_int_equal(bad, 0);
}

static void test_indirect_disguised(void **state)
{
    static const char source[] =
        "extern void (*hook)(int); void ext(int); int thread_get(void); extern __thread int tv;\n"
        "int a(int x) { hook(x); return 1; } void b(int x) { hook(x); } int c(int x) { ext(x); return x; }\n"
        "int t(void) { return tv; } void twice(int x) { ext(x); ext(x + 1); ext(x + 2); hook(1); }\n";
    struct bench *bench = bench_new();
    unsigned bad = 0;
    (void)state;
    FOR_COMPILERS(c)
    {
        const char *level = "-O2 -fPIC -fno-plt";
        const struct object_facts *f = bench_compile(bench, c, level, source);
        const struct object_call *call;
        check(f && (call = find_call(f, "c", "ext")) && call->kind == OBJECT_CALL_DIRECT &&
              call->flags & OBJECT_CALL_GOT);
        level = "-O2 -fPIC";
        f = bench_compile(bench, c, level, source);
        if (c->aarch64)
            check(f && (call = find_kind(f, "t", OBJECT_CALL_TLSDESC)) &&
                  strcmp(intern_get(f->names, call->name), "tv") == 0);
        else
            check(f && find_call(f, "t", "__tls_get_addr"));
        level = "-O2 -fPIC -link -shared";
        f = bench_compile(bench, c, level, source);
        check(!f || (call = find_call(f, "c", "ext")));
        check(!f || (call && call->flags & OBJECT_CALL_PLT));
        check(!f || !c->aarch64 ||
              ((call = find_kind(f, "t", OBJECT_CALL_TLSDESC)) &&
               strcmp(intern_get(f->names, call->name), "tv") == 0));
        if (c->aarch64)
            continue;
        level = c->gcc ? "-O2 -mindirect-branch=thunk -fcf-protection=none -mfunction-return=thunk-extern"
                       : "-O2 -mretpoline";
        f = bench_compile(bench, c, level, source);
        check(f && (call = find_kind(f, "a", OBJECT_CALL_POINTER)) && call->flags & OBJECT_CALL_THUNK);
        check(f && (call = find_kind(f, "b", OBJECT_CALL_POINTER_TAIL)) && call->flags & OBJECT_CALL_THUNK);
        check(f && !find_call(f, "a", "__x86_return_thunk"));
        level = "-O2 -fPIC -mtls-dialect=gnu2";
        f = c->gcc ? bench_compile(bench, c, level, source) : NULL;
        check(!f || ((call = find_kind(f, "t", OBJECT_CALL_TLSDESC)) &&
                     strcmp(intern_get(f->names, call->name), "tv") == 0));
        level = "-O2 -fPIC -mtls-dialect=gnu2 -link -shared";
        f = c->gcc ? bench_compile(bench, c, level, source) : NULL;
        check(!f || ((call = find_kind(f, "t", OBJECT_CALL_TLSDESC)) &&
                     strcmp(intern_get(f->names, call->name), "tv") == 0));
        level = "-O2 -mcmodel=large";
        f = bench_compile(bench, c, level, source);
        check(f && (call = find_call(f, "c", "ext")) && call->kind == OBJECT_CALL_DIRECT);
        level = "-O2 -mcmodel=large -fPIC -fno-plt";
        f = bench_compile(bench, c, level, source);
        check(f && (find_call(f, "c", "ext") || find_kind(f, "c", OBJECT_CALL_POINTER)));
    }
    bench_free(bench);
    assert_int_equal(bad, 0);
}

static void test_system_calls(void **state)
{
    struct bench *bench = bench_new();
    unsigned bad = 0;
    (void)state;
    FOR_COMPILERS(c)
    {
        const char *level = "-O2";
        const char *source =
            c->aarch64
                ? "long f(void) { register long n __asm__(\"x8\") = 172; register long r __asm__(\"x0\");"
                  " __asm__ volatile(\"svc 0\" : \"=r\"(r) : \"r\"(n) : \"memory\"); return r; }\n"
                : "long f(void) { long r; __asm__ volatile(\"syscall\" : \"=a\"(r) : \"a\"(39) : \"rcx\", "
                  "\"r11\", \"memory\");"
                  " return r; }\n";
        const struct object_facts *f = bench_compile(bench, c, level, source);
        const struct object_call *call = f ? find_kind(f, "f", OBJECT_CALL_SYSTEM) : NULL;
        check(call && call->offset == (c->aarch64 ? 172 : 39));
    }
    bench_free(bench);
    assert_int_equal(bad, 0);
}

static void test_linked(void **state)
{
    static const char source[] =
        "#include <signal.h>\n#include <stdio.h>\n#include <stdlib.h>\n"
        "static void on_int(int s) { printf(\"%d\\n\", s); }\nstatic void on_term(int s) { (void)s; exit(3); "
        "}\n"
        "static void on_hup(int s) { (void)s; abort(); }\nstatic void (*table[2])(int) = { on_hup, on_int "
        "};\n"
        "int main(int n, char **v) { struct sigaction a = { .sa_handler = on_term }; signal(SIGINT, "
        "on_int);\n"
        " sigaction(SIGTERM, &a, 0); signal(SIGHUP, table[n & 1]); (void)v; return 0; }\n";
    static const char *const ways[] = {"",
                                       "-no-pie -fno-pie",
                                       "-pie -fPIE",
                                       "-static",
                                       "-static-pie",
                                       "-Wl,-z,now",
                                       "-Wl,-z,lazy -fcf-protection=full",
                                       "-Wl,-z,pack-relative-relocs",
                                       "-fuse-ld=lld",
                                       "-fuse-ld=lld -no-pie -fno-pie",
                                       "-fuse-ld=gold",
                                       "-Wl,-z,lazy"};
    struct bench *bench = bench_new();
    unsigned bad = 0;
    (void)state;
    FOR_COMPILERS(c) for (unsigned i = 0; i < 2 * sizeof ways / sizeof *ways; i++)
    {
        char level[128];
        bool stripped = i & 1;
        snprintf(level, sizeof level, "-link -O2 %s%s", ways[i / 2], stripped ? " -s" : "");
        const struct object_facts *f = bench_compile(bench, c, level, source);
        if (!f) {
            if (!(i / 2))
                print_message("%s: cannot link\n", c->command);
            continue;
        }
        bool is_static = strstr(level, "-static") != NULL;
        check(all_decoded(f));
        uint32_t told = 0, taken = 0, printed = 0, in_table = 0;
        for (uint32_t k = 0; k < f->calls.count; k++) {
            const char *name = intern_get(f->names, f->calls.items[k].name);
            bool sig = strstr(name, "signal") && has_argument(f, &f->calls.items[k], 0, 2, NULL);
            for (uint32_t g = 0; sig && g < f->arguments.count; g++)
                told += f->arguments.items[g].call == k && f->arguments.items[g].position == 1 &&
                        f->arguments.items[g].kind == OBJECT_ARGUMENT_FUNCTION;
            printed += strstr(name, "printf") != NULL;
        }
        for (uint32_t k = 0; k < f->references.count; k++) {
            const struct object_reference *r = &f->references.items[k];
            taken += r->function != NONE && r->holder != NONE;
            in_table += r->function != NONE && r->access == OBJECT_ACCESS_INITIAL &&
                        (stripped || strcmp(intern_get(f->names, r->datum), "table") == 0);
        }
        check((is_static && stripped) || told > 0);
        check(taken >= 1);
        check((is_static && stripped) || printed > 0);
        check(in_table >= 2);
        check(!(f->flags & OBJECT_STRIPPED) == !stripped);
        check(is_static || f->needed.count);
    }
    bench_free(bench);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_basic),
        cmocka_unit_test(test_jump_tables),
        cmocka_unit_test(test_jump_table_copied),
        cmocka_unit_test(test_indirect_disguised),
        cmocka_unit_test(test_system_calls),
        cmocka_unit_test(test_linked),
    };
    return cmocka_run_group_tests_name("calls", tests, NULL, NULL);
}
