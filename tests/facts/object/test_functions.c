/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions: children, aliases, resolvers, assembler, frames, instrumentation, what data names; and what
 * DWARF says.
 */
#include "support.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define check(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            print_error("%s %s: line %d: %s\n", c->command, level, __LINE__, #condition);                    \
            bad++;                                                                                           \
        }                                                                                                    \
    } while (0)

static const char *name_of(const struct object_facts *facts, uint32_t function)
{
    return function == NONE ? "" : intern_get(facts->names, facts->functions.items[function].name);
}

static void test_children(void **state)
{
    static const char source[] =
        "void ext(int); void die(const char *) __attribute__((noreturn, cold));\n"
        "__attribute__((noinline)) static int work(int *p, int k) { if (*p > 5) { ext(1); ext(2); "
        "die(\"x\"); } return *p + k; }\n"
        "int a(int *p) { return work(p, 3) + 1; } int b(int *p) { return work(p, 3) * 2; }\n"
        "void rare(int) __attribute__((cold)); int big(int x) { if (x == 7) { rare(3); rare(4); die(\"y\"); "
        "} ext(x); ext(x + 1); return x; }\n"
        "int same1(int x) { return x + 41; } int same2(int) __attribute__((alias(\"same1\")));\n"
        "static int other(int x) { ext(x); return 3; } extern int which;\n"
        "static int (*resolve(void))(int) { return which ? same1 : other; } int dispatched(int) "
        "__attribute__((ifunc(\"resolve\")));\n"
        "int uses(int x) { return dispatched(x) + same2(x); }\n"
        "__attribute__((weak)) void hook(void) { ext(9); } int labelled(int) __asm__(\"real\"); int "
        "labelled(int x) { ext(x); return 2; }\n";
    struct bench *bench = bench_new();
    unsigned bad = 0;
    (void)state;
    FOR_COMPILERS(c)
    {
        const char *level = "-O2 -fno-ipa-icf";
        const struct object_facts *f = bench_compile(bench, c, c->gcc ? level : "-O2", source);
        check(f != NULL);
        if (!f)
            continue;
        const struct object_function *child = find_function(f, "big.cold"), *parent = find_function(f, "big");
        check(!c->gcc || c->aarch64 || child);
        if (child) {
            check(child->flags & OBJECT_FUNCTION_CHILD);
            check(strcmp(name_of(f, child->parent), "big") == 0 &&
                  strcmp(intern_get(f->names, child->parent_name), "big") == 0);
            const struct object_call *jump = find_call(f, "big", "big.cold");
            check(jump && jump->kind == OBJECT_CALL_TAIL && jump->flags & OBJECT_CALL_CONDITIONAL);
            check(find_call(f, "big.cold", "die"));
        }
        child = find_function(f, "work.isra.0") ? find_function(f, "work.isra.0")
                                                : find_function(f, "work.constprop.0");
        check(!child || (child->flags & OBJECT_FUNCTION_CHILD &&
                         strcmp(intern_get(f->names, child->parent_name), "work") == 0));
        const struct object_function *one = find_function(f, "same1"), *two = find_function(f, "same2");
        check(one && two && one->body == two->body && (one->flags | two->flags) & OBJECT_FUNCTION_ALIAS);
        const struct object_function *ifunc = find_function(f, "dispatched");
        check(ifunc && ifunc->flags & OBJECT_FUNCTION_IFUNC);
        check(find_call(f, "uses", "dispatched"));
        const struct object_reference *taken = NULL;
        for (uint32_t i = 0; i < f->references.count; i++)
            if (f->references.items[i].function != NONE &&
                f->functions.items[f->references.items[i].function].body == one->body)
                taken = &f->references.items[i];
        check(taken && taken->holder == ifunc->body);
        check(find_function(f, "hook")->scope == SCOPE_WEAK && parent->scope == SCOPE_GLOBAL);
        check(find_function(f, "real") != NULL);
    }
    bench_free(bench);
    assert_int_equal(bad, 0);
}

static void test_assembler(void **state)
{
    struct bench *bench = bench_new();
    unsigned bad = 0;
    (void)state;
    FOR_COMPILERS(c)
    {
        const char *level = "-c";
        const char *source =
            c->aarch64 ? "\t.text\n\t.globl first\nfirst:\n\tcmp x0, #1\n\tb.eq 1f\n\tbl "
                         "ext\n1:\tnop\nlocal_label:\n\tadd x0, x0, #1\n"
                         "\t.globl second\nsecond:\n\tldr x1, =0x9400000094000001\n\tb ext\n\t.ltorg\n"
                         "\t.globl third\n\t.type third, %function\nthird:\n\tbl die\n\t.size third, "
                         ".-third\n\t.globl fourth\nfourth:\n\tret\n"
                       : "\t.text\n\t.globl first\nfirst:\n\tcmpq $1, %rdi\n\tje 1f\n\tcall "
                         "ext\n1:\tnop\nlocal_label:\n\tincq %rax\n"
                         "\t.globl second\nsecond:\n\tje 2f\n\tlock\n2:\tcmpxchgl %ecx, (%rdi)\n\tjmp "
                         "ext\n\t.globl third\n"
                         "\t.type third, @function\nthird:\n\tcall die\n\t.size third, .-third\n\t.globl "
                         "fourth\nfourth:\n\tret\n"
                         "\t.section .note.GNU-stack,\"\",@progbits\n";
        const struct object_facts *f = bench_compile(bench, c, "", source);
        check(f != NULL);
        if (!f)
            continue;
        const struct object_call *call;
        check(find_call(f, "first", "ext") && (call = find_call(f, "first", "local_label")) &&
              call->kind == OBJECT_CALL_FALL && !(call->flags & OBJECT_CALL_AFTER_CALL));
        check((call = find_call(f, "local_label", "second")) && call->kind == OBJECT_CALL_FALL);
        check((call = find_call(f, "second", "ext")) && call->kind == OBJECT_CALL_TAIL);
        check(!find_kind(f, "second", OBJECT_CALL_DIRECT));
        check((call = find_call(f, "third", "fourth")) && call->kind == OBJECT_CALL_FALL &&
              call->flags & OBJECT_CALL_AFTER_CALL);
        check(find_function(f, "first")->flags & OBJECT_FUNCTION_NOTYPE &&
              find_function(f, "first")->flags & OBJECT_FUNCTION_UNSIZED);
        for (uint32_t i = 0; i < f->functions.count; i++)
            check(f->functions.items[i].flags & OBJECT_FUNCTION_DECODED);
    }
    bench_free(bench);
    assert_int_equal(bad, 0);
}

/* gcc and clang write what they think a frame is; ours may not be smaller. */
static void test_frames(void **state)
{
    static const char source[] =
        "void ext(void *); int leaf(int x) { return x; } void small(void) { int x; ext(&x); }\n"
        "void array(void) { char x[3000]; ext(x); } void large(void) { char x[70000]; ext(x); }\n"
        "void dynamic(int n) { char x[n]; ext(x); } void nested(int n) { char y[100]; ext(y); if (n) { char "
        "z[500]; ext(z); } }\n"
        "void aligned(void) { _Alignas(64) char x[128]; ext(x); }\n"
        "int many(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j) { ext(&a); return "
        "a+b+c+d+e+f+g+h+i+j; }\n"
        "int calls(int a) { return many(a,a,a,a,a,a,a,a,a,a) + many(1,2,3,4,5,6,7,8,9,a); }\n";
    static const char *const levels[] = {"-O0", "-O2", "-O2 -fno-omit-frame-pointer",
                                         "-O2 -fstack-clash-protection", "-Os"};
    struct bench *bench = bench_new();
    unsigned bad = 0, compared = 0;
    (void)state;
    FOR_COMPILERS(c) for (unsigned k = 0; k < sizeof levels / sizeof *levels; k++)
    {
        const char *level = levels[k];
        char flags[128], path[300], line[512], name[100];
        snprintf(flags, sizeof flags, "%s -fstack-usage", level);
        const struct object_facts *f = bench_compile(bench, c, flags, source);
        check(f != NULL);
        if (!f)
            continue;
        snprintf(path, sizeof path, "%s/unit.su", bench->folder);
        FILE *file = fopen(path, "r");
        while (file && fgets(line, sizeof line, file)) {
            unsigned long long size;
            char kind[64];
            if (sscanf(line, "%*[^:]:%*d:%*d:%99s %llu %63s", name, &size, kind) != 3 &&
                sscanf(line, "%*[^:]:%*d:%99s %llu %63s", name, &size, kind) != 3)
                continue;
            const struct object_function *function = find_function(f, name);
            check(function && function->flags & OBJECT_FUNCTION_HAS_FRAME);
            bool dynamic = strncmp(kind, "dynamic", 7) == 0 && !strstr(kind, "bounded");
            if (dynamic && function)
                size = function->frame; /* only its fixed part is in .su */
            if (function && (function->frame < size || function->frame > size + 256 + size / 8))
                print_error("%s %s: %s frame %llu, %llu in .su\n", c->command, level, name,
                            (unsigned long long)function->frame, size);
            check(function && function->frame >= size && function->frame <= size + 256 + size / 8);
            check(function && (strcmp(name, "dynamic") != 0 || function->flags & OBJECT_FUNCTION_DYNAMIC));
            check(function && (dynamic || strcmp(name, "aligned") == 0 || strstr(level, "clash") ||
                               !(function->flags & OBJECT_FUNCTION_DYNAMIC)));
            compared++;
        }
        if (file)
            fclose(file);
        unlink(path);
    }
    print_message("%u frames compared\n", compared);
    bench_free(bench);
    assert_int_equal(bad, 0);
}

static void test_instrumented(void **state)
{
    static const char source[] =
        "void ext(int); int f(int x) { if (x) ext(x); return x; } extern int (*hook)(int);\n"
        "int g(int x) { return hook(x) + 1; }\n";
    static const struct {
        const char *flags, *kind, *function;
    } ways[] = {
        {"-O2 -fxray-instrument -fxray-instruction-threshold=1", "xray", "f"},
        {"-O2 -fpatchable-function-entry=4,2", "patchable", "f"},
        {"-O2 -fpatchable-function-entry=2", "patchable", "f"},
        {"-O2 -pg -mfentry -mnop-mcount -mrecord-mcount -fno-pie", "mcount-loc", "f"},
        {"-O2 -pg", "pg", "f"},
        {"-O2 -fprofile-instr-generate", "profile", "f"},
        {"-O2 -fsanitize-coverage=inline-8bit-counters", "coverage", "f"},
        {"-O2 --coverage", "gcov", "f"},
        {"-O2 -fsanitize=kcfi", "kcfi", "g"},
        {"-O2 -fsanitize=shadow-call-stack -ffixed-x18", "shadow-call-stack", "f"},
        {"-O2 -fsanitize=thread", "tsan", "f"},
        {"-O2 -fsplit-stack", "split-stack", "f"},
        {"-O2 -finstrument-functions", "instrument-functions", "f"},
    };
    struct bench *bench = bench_new();
    unsigned bad = 0, seen = 0;
    (void)state;
    FOR_COMPILERS(c) for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++)
    {
        const char *level = ways[i].flags;
        const struct object_facts *f = bench_compile(bench, c, level, source);
        if (!f)
            continue; /* this compiler does not know the flag */
        if (strstr(level, "shadow") && !c->aarch64)
            continue; /* accepted, and without effect */
        seen++;
        check(has_mark(f, ways[i].function, ways[i].kind) || (strstr(level, "split") && !c->gcc));
        for (uint32_t k = 0; k < f->functions.count; k++)
            check(f->functions.items[k].flags & OBJECT_FUNCTION_DECODED);
        const struct object_facts *plain = bench_compile(bench, c, "-O2", source);
        check(plain && !plain->marks.count);
    }
    print_message("%u ways of instrumenting seen\n", seen);
    bench_free(bench);
    assert_int_equal(bad, 0);
}

static void test_places(void **state)
{
    static const char source[] = "void ext(int);\n" /* 1 */
                                 "static inline __attribute__((always_inline)) int inner(int x)\n"
                                 "{\n"
                                 "    ext(x);\n" /* 4 */
                                 "    return x + 1;\n"
                                 "}\n"
                                 "static inline __attribute__((always_inline)) int outer(int x)\n"
                                 "{\n"
                                 "    return inner(x) * 2;\n" /* 9 */
                                 "}\n"
                                 "int labelled(int) __asm__(\"real\");\n"
                                 "int labelled(int x)\n" /* 12 */
                                 "{\n"
                                 "    ext(7);\n"
                                 "    return outer(x);\n" /* 15 */
                                 "}\n";
    static const char *const levels[] = {"-O2 -g",
                                         "-O0 -g",
                                         "-O2 -gdwarf-4",
                                         "-O2 -gdwarf-5",
                                         "-O2 -g -gz",
                                         "-O2 -g -ffunction-sections",
                                         "-O2 -g -gsplit-dwarf",
                                         "-O2 -gdwarf-4 -gsplit-dwarf",
                                         "-link -O2 -g -shared -fPIC",
                                         "-O2 -g -gz=zlib-gnu",
                                         "-O2 -g -fdebug-types-section"};
    struct bench *bench = bench_new();
    unsigned bad = 0;
    (void)state;
    FOR_COMPILERS(c) for (unsigned k = 0; k < sizeof levels / sizeof *levels; k++)
    {
        const char *level = levels[k];
        const struct object_facts *f = bench_compile(bench, c, level, source);
        check(f != NULL || c->aarch64 || strstr(level, "gnu"));
        if (!f)
            continue;
        struct object_debug debug;
        struct object_places places;
        uint32_t real = (uint32_t)(find_function(f, "real") - f->functions.items);
        object_debug(f, bench->arena, &debug);
        object_places(f, &real, 1, bench->arena, &places);
        for (uint32_t i = 0; i < debug.gaps.count; i++)
            print_error("%s: %s\n", level, intern_get(f->names, debug.gaps.items[i].why));
        uint32_t units = 0, own = 0, inputs = 0;
        for (uint32_t i = 0; i < debug.units.count; i++)
            units += strstr(intern_get(f->names, debug.units.items[i].name), "/unit.c") != NULL;
        for (uint32_t i = 0; i < debug.inputs.count; i++)
            inputs += strstr(intern_get(f->names, debug.inputs.items[i].file), "/unit.c") != NULL;
        for (uint32_t i = 0; i < debug.definitions.count; i++)
            own += debug.definitions.items[i].function == real &&
                   debug.definitions.items[i].place.line == 12 &&
                   strcmp(intern_get(f->names, debug.definitions.items[i].name), "labelled") == 0;
        check(units == 1 && own == 1 && inputs == 1);
        check(places.places.count == f->functions.items[real].call_count);
        bool direct = false, inlined = false;
        for (uint32_t i = 0; i < places.places.count; i++) {
            const struct object_place *place = &places.places.items[i];
            const struct object_inline *chain = &places.inlines.items[place->first_inline];
            direct |= place->place.line == 14 && !place->inline_count;
            inlined |= place->place.line == 4 && place->inline_count == 2 && chain[0].place.line == 9 &&
                       chain[1].place.line == 15 &&
                       strcmp(intern_get(f->names, chain[0].name), "inner") == 0 &&
                       strcmp(intern_get(f->names, chain[1].name), "outer") == 0 &&
                       strstr(intern_get(f->names, chain[1].place.file), "/unit.c");
        }
        check(direct && inlined);
    }
    bench_free(bench);
    assert_int_equal(bad, 0);
}

/* Lines and columns of the line table: where the expression that is called begins. */
static void test_columns(void **state)
{
    static const char source[] = "int f(int); int g(int);\n"
                                 "struct ops { int (*run)(int); };\n"
                                 "#define TWICE(x) f(x) * 2\n"
                                 "int t(struct ops *o, int x)\n"
                                 "{\n"
                                 "    int a = f(1) + g(2);\n"        /* 13, 20 */
                                 "    a += o->run(x) + TWICE(x) +\n" /* 10, 22 */
                                 "         g(3);\n"
                                 "    return a;\n"
                                 "}\n";
    static const struct place expected[] = {{0, 6, 13}, {0, 6, 20}, {0, 7, 10}, {0, 7, 22}, {0, 8, 10}};
    enum { EXPECTED = sizeof expected / sizeof *expected };
    static const char *const levels[] = {"-O2 -g", "-O0 -g", "-O2 -gdwarf-4", "-O2 -gdwarf-5"};
    struct bench *bench = bench_new();
    unsigned bad = 0;
    (void)state;
    FOR_COMPILERS(c) for (unsigned k = 0; k < sizeof levels / sizeof *levels; k++)
    {
        const char *level = levels[k];
        const struct object_facts *f = bench_compile(bench, c, level, source);
        check(f != NULL || c->aarch64);
        if (!f)
            continue;
        struct object_places places;
        uint32_t function = (uint32_t)(find_function(f, "t") - f->functions.items), found = 0;
        object_places(f, &function, 1, bench->arena, &places);
        for (uint32_t e = 0; e < EXPECTED; e++)
            for (uint32_t i = 0; i < places.places.count; i++)
                if (places.places.items[i].place.line == expected[e].line &&
                    places.places.items[i].place.column == expected[e].column)
                    found |= 1U << e;
        check(places.places.count == EXPECTED && found == (1U << EXPECTED) - 1);
    }
    bench_free(bench);
    assert_int_equal(bad, 0);
}

static void test_thread_locals(void **state)
{
    static const char source[] =
        "__thread void (*slot)(int); extern __thread int away; static __thread int own;\n"
        "void set(void (*f)(int)) { slot = f; } int get(void) { return away; } int *mine(void) { return "
        "&own; }\n";
    static const char *const levels[] = {"-O2", "-O2 -fPIC", "-O0", "-O2 -fno-pie",
                                         "-O2 -fPIC -ftls-model=initial-exec"};
    struct bench *bench = bench_new();
    unsigned bad = 0;
    (void)state;
    FOR_COMPILERS(c) for (unsigned i = 0; i < sizeof levels / sizeof *levels; i++)
    {
        const char *level = levels[i];
        const struct object_facts *f = bench_compile(bench, c, level, source);
        check(f && find_reference(f, "set", "slot") && find_reference(f, "get", "away"));
        check(f && (find_reference(f, "mine", "own") || strstr(level, "PIC") || (c->gcc && c->aarch64)));
    }
    bench_free(bench);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_children),      cmocka_unit_test(test_assembler),
        cmocka_unit_test(test_frames),        cmocka_unit_test(test_instrumented),
        cmocka_unit_test(test_places),        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_thread_locals),
    };
    return cmocka_run_group_tests_name("functions", tests, NULL, NULL);
}
