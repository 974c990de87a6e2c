/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls: which are direct, through which slot the others go, what is never evaluated or never reached, and where a call
 * in a macro stands.
 */
#include "read_text.h"

static void test_direct(void **state)
{
    (void)state;
    struct read *read = read_c("void f(void); void g(int);\n"
                               "void main_(int c) {\n"
                               "    f();\n"
                               "    (f)();\n"
                               "    (*f)();\n"
                               "    (&f)();\n"
                               "    (c, f)();\n"
                               "    ((void (*)(void))g)();\n"
                               "    ({ f; })();\n"
                               "    (**f)();\n"
                               "}\n");
    for (int line = 3; line <= 10; line++)
        assert_has(read, arena_format(read->arena, "call main_ > %s @%d", line == 8 ? "g" : "f", line));
    assert_never(read, "> *");
    assert_int_equal(read->facts.calls.count, 8);
    read_end(read);
}

static void test_pointer(void **state)
{
    (void)state;
    struct read *read = read_c("typedef void (*H)(int); struct ops { H run; H many[4]; union { H u; } ; };\n"
                               "H global; static H table[3]; H get(void);\n"
                               "void main_(struct ops *o, H p, H *pp, struct ops byvalue) {\n"
                               "    global(1);\n"
                               "    (*global)(1);\n"
                               "    table[2](1);\n"
                               "    o->run(1);\n"
                               "    o[3].many[1](1);\n"
                               "    p(1);\n"
                               "    (*pp)(1);\n"
                               "    pp[2](1);\n"
                               "    get()(1);\n"
                               "    byvalue.u(1);\n"
                               "    ((H)4096)(1);\n"
                               "    (&byvalue)->run(1);\n"
                               "    struct ops local; local.many[0](1);\n"
                               "}\n");
    assert_has(read, "call main_ > *global @4");
    assert_has(read, "call main_ > *global @5");
    assert_has(read, "call main_ > *table @6");
    assert_has(read, "call main_ > *{ops}.run @7");
    assert_has(read, "call main_ > *{ops}.many @8");
    assert_has(read, "call main_ > *main_(1) @9");
    assert_has(read, "call main_ > *{*void (*)(int)} @10");
    assert_has(read, "call main_ > *{*void (*)(int)} @11");
    assert_has(read, "call main_ > get @12");
    assert_has(read, "call main_ > *get@12() @12");
    assert_has(read, "call main_ > *main_(3).u @13");
    assert_has(read, "call main_ > *? @14");
    assert_has(read, "call main_ > *main_(3).run @15");
    assert_has(read, "call main_ > *local.many @16");
    assert_string_equal(read_name(read, read->facts.calls.items[0].type), "void (int)");
    read_end(read);
}

static void test_choices(void **state)
{
    (void)state;
    struct read *read = read_c("void f(int); void g(int); extern void (*p)(int), (*q)(int); void h(long);\n"
                               "void main_(int c, long l) {\n"
                               "    (c ? f : g)(1);\n"
                               "    (c ? p : q)(1);\n"
                               "    (c ? f : p)(1);\n"
                               "    _Generic(l, int: f, long: h)(1);\n"
                               "    _Generic(c, int: f, long: h)(1);\n"
                               "    __builtin_choose_expr(0, f, g)(1);\n"
                               "    (p ?: g)(1);\n"
                               "    (1 ? f : g)(2);\n"
                               "}\n");
    assert_has(read, "call main_ > f @3");
    assert_has(read, "call main_ > g @3");
    assert_has(read, "call main_ > *p @4");
    assert_has(read, "call main_ > *q @4");
    assert_has(read, "call main_ > f @5");
    assert_has(read, "call main_ > *p @5");
    assert_has(read, "call main_ > h @6");
    assert_lacks(read, "call main_ > f @6");
    assert_has(read, "call main_ > f @7");
    assert_lacks(read, "call main_ > h @7");
    assert_has(read, "call main_ > g @8");
    assert_lacks(read, "call main_ > f @8");
    assert_has(read, "call main_ > *p @9");
    assert_has(read, "call main_ > g @9");
    assert_has(read, "call main_ > f @10");
    assert_lacks(read, "call main_ > g @10");
    read_end(read);
}

static void test_generic(void **state)
{
    (void)state;
    struct read *read = read_c("#include <stdint.h>\n"
                               "void a(int); void b(int); void c(int); void d(int);\n"
                               "#define PICK(v) _Generic((v), int: a, long int: b, \\\n"
                               "                             const char *: c, default: d)\n"
                               "void main_(int i, unsigned long long u, long l, const char *s, char *t, uint8_t small) {\n"
                               "    PICK(i)(1);\n"
                               "    PICK(l)(1);\n"
                               "    PICK(s)(1);\n"
                               "    PICK(t)(1);\n"
                               "    _Generic(u, uint64_t: a, long long unsigned: b, struct x *: c)(1);\n"
                               "    _Generic(&i, int *: a, default: b)(1);\n"
                               "    _Generic(small, uint8_t: a, uint16_t: b)(1);\n"
                               "}\n");
    static const char callees[] = "abcdbaa";
    for (int line = 6; line <= 12; line++)
        for (char callee = 'a'; callee <= 'd'; callee++) {
            char *call = arena_format(read->arena, "call main_ > %c @%d", callee, line);
            bool expected = callees[line - 6] == callee;
            char *macro = arena_format(read->arena, "%s in PICK spelled 3", call);
            assert_int_equal(has_line(read, call) || has_line(read, macro), expected);
        }
    assert_int_equal(read->facts.calls.count, 7);
    read_end(read);
}

static void test_not_evaluated(void **state)
{
    (void)state;
    struct read *read = read_c("int dead(void); int live(void);\n"
                               "void main_(int c) {\n"
                               "    c = sizeof(dead()) + sizeof dead() + _Alignof(dead());\n"
                               "    __typeof__(dead()) x = 1; (void)x;\n"
                               "    c = __builtin_constant_p(dead()); c = __builtin_object_size((void *)(long)dead(), 0);\n"
                               "    c = _Generic(dead(), int: live()); \n"
                               "    c = __builtin_types_compatible_p(__typeof__(dead()), int);\n"
                               "    int a[live()]; (void)a;\n"
                               "}\n");
    assert_never(read, "> dead");
    assert_has(read, "call main_ > live @6");
    assert_has(read, "call main_ > live @8");
    read_end(read);
}

static void test_dead_code(void **state)
{
    (void)state;
    struct read *read = read_c("int dead(void); int live(void); enum { OFF, ON }; extern const int unknown;\n"
                               "int main_(int c) {\n"
                               "    if (0) dead();\n"
                               "    if (OFF) dead(); else live();\n"
                               "    if (!ON || (1 && OFF)) dead();\n"
                               "    if (sizeof(long) == 3) dead();\n"
                               "    0 && dead(); 1 || dead(); c && live();\n"
                               "    c = 0 ? dead() : live();\n"
                               "    while (0) dead();\n"
                               "    do live(); while (0);\n"
                               "    for (; OFF;) dead();\n"
                               "    if (c && 0) dead();\n"
                               "    if (unknown) live();\n"
                               "    if (0) { inside: live(); }\n"
                               "    switch (c) { if (0) { case 3: live(); } }\n"
                               "    goto inside;\n"
                               "}\n");
    assert_never(read, "> dead");
    static const int lines[] = {4, 7, 8, 10, 13, 14, 15};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_has(read, arena_format(read->arena, "call main_ > live @%d", lines[i]));
    read_end(read);
}

static void test_macros(void **state)
{
    (void)state;
    struct read *read = read_c("int puts(const char *); int log_(int);\n"
                               "#define SAY(x) puts(x)\n"
                               "#define OUTER(x) do { SAY(x); } while (0)\n"
                               "#define APPLY(f, x) f(x)\n"
                               "#define PASTE(a, b) a##b(1)\n"
                               "void main_(void) {\n"
                               "    SAY(\"a\");\n"
                               "    OUTER(\"b\");\n"
                               "    APPLY(puts, \"c\");\n"
                               "    APPLY(\n"
                               "        puts, \"d\");\n"
                               "    PASTE(log, _);\n"
                               "}\n");
    assert_has(read, "call main_ > puts @7 in SAY spelled 2");
    assert_has(read, "call main_ > puts @8 in OUTER spelled 2");
    assert_has(read, "call main_ > puts @9 in APPLY");
    assert_has(read, "call main_ > puts @10 in APPLY");
    assert_int_equal(read->facts.calls.items[2].flags & CALL_MACRO, 0);
    assert_int_equal(read->facts.calls.items[0].flags & CALL_MACRO, CALL_MACRO);
    read_end(read);
}

static void test_cleanup(void **state)
{
    (void)state;
    struct read *read = read_c("#define CLEAN(f) __attribute__((__cleanup__(f)))\n"
                               "static void drop(int *p) { (void)p; }\n"
                               "void main_(void) {\n"
                               "    CLEAN(drop) int x = 0;\n"
                               "    for (int i __attribute__((cleanup(drop))) = 0; i < 1; i++) ;\n"
                               "    __attribute__((unused)) int y = 1;\n"
                               "}\n");
    assert_has(read, "call main_ > drop @4 cleanup");
    assert_has(read, "call main_ > drop @5 cleanup");
    assert_int_equal(read->facts.calls.count, 2);
    read_end(read);
}

static void test_what_is_read(void **state)
{
    (void)state;
    struct read *read = read_c("# 1 \"lib.h\"\n"
                               "static inline int never(void) { return 1; }\n"
                               "static int unused(void) { return never(); }\n"
                               "int caller(void) { return unused(); }\n"
                               "int only_declared(int); extern int variable;\n"
                               "int defined(void) { return variable; }\n");
    assert_has(read, "function caller: int (void)");
    assert_has(read, "function unused: int (void)");
    assert_never(read, "only_declared");
    read_end(read);
}

static void test_builtins(void **state)
{
    (void)state;
    struct read *read = read_c("void f(int); typedef void (*H)(int); extern H p;\n"
                               "void main_(char *a, char *b, H h) {\n"
                               "    __builtin_memcpy(a, b, 4);\n"
                               "    __sync_fetch_and_add((int *)a, 1);\n"
                               "    if (__builtin_expect(!!h, 1)) p = h;\n"
                               "    p = (H)__builtin_expect((long)f, 1);\n"
                               "}\n");
    assert_has(read, "call main_ > __builtin_memcpy @3");
    assert_has(read, "call main_ > __sync_fetch_and_add_4 @4");
    assert_has(read, "f -> p");
    read_end(read);
}

static void test_last_lines(void **state)
{
    (void)state;
    struct read *read = read_c("int f(int, int); int (*p)(int, int); void drop(int *);\n"
                               "#define CALL(a, b) f(a, \\\n"
                               "                     b)\n"
                               "#define ONE 1\n"
                               "#define SAME(x) (x)\n"
                               "void main_(void) {\n"
                               "    f(1,\n"
                               "      f(2, 3)\n"
                               "     );\n"
                               "    p(f(1,\n"
                               "        ONE), 4);\n"
                               "    CALL(1,\n"
                               "         2);\n"
                               "    SAME(f(5,\n"
                               "           6));\n"
                               "    __attribute__((cleanup(drop))) int local =\n"
                               "        0;\n"
                               "    f(1, SAME(\n"
                               "      2));\n"
                               "}\n");
    assert_has(read, "call main_ > f @7 to 9");
    assert_has(read, "call main_ > f @8");
    assert_has(read, "call main_ > *p @10 to 11");
    assert_has(read, "call main_ > f @10 to 11");
    assert_has(read, "call main_ > f @12 in CALL spelled 2");
    assert_has(read, "call main_ > f @14 in SAME");
    assert_has(read, "call main_ > drop @16 cleanup");
    assert_has(read, "call main_ > f @18 to 19");
    read_end(read);
}

static void test_recursion_and_nesting(void **state)
{
    (void)state;
    struct text deep = {.arena = arena_new()};
    text_add(&deep, "int a; int f(void);\nint main_(void) { return f()");
    for (int i = 0; i < 30000; i++)
        text_add(&deep, "+a");
    text_add(&deep, "; }\nint other(void) { return f(); }\n");
    struct read *read = read_c(text_get(&deep));
    assert_has(read, "gap does-not-parse main_ in main_");
    assert_has(read, "call other > f @3");
    read_end(read);
    arena_free(deep.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_direct),
        cmocka_unit_test(test_pointer),
        cmocka_unit_test(test_choices),
        cmocka_unit_test(test_generic),
        cmocka_unit_test(test_not_evaluated),
        cmocka_unit_test(test_dead_code),
        cmocka_unit_test(test_macros),
        cmocka_unit_test(test_cleanup),
        cmocka_unit_test(test_what_is_read),
        cmocka_unit_test(test_builtins),
        cmocka_unit_test(test_last_lines),
        cmocka_unit_test(test_recursion_and_nesting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
