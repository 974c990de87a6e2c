/* SPDX-License-Identifier: Apache-2.0
 *
 * Initialisers: every way C has to say which member gets which value, and the rows of tables.
 */
#include "read_text.h"

static void has_all(const struct read *read, const char *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_has(read, lines[i]);
}

#define HAS(read, ...)                                            \
    do {                                                          \
        static const char *const lines[] = {__VA_ARGS__};         \
        has_all(read, lines, sizeof lines / sizeof *lines);       \
    } while (0)

static void test_forms(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "struct in { int a; H run; }; struct s { int n; H f; struct in i; H many[3]; };\n"
                               "struct s plain = { 1, h1, { 2, h2 }, { h3, h1 } };\n"
                               "struct s flat = { 1, h1, 2, h2, h3 };\n"
                               "struct s named = { .f = h1, .i.run = h2, .many[1] = h3 };\n"
                               "struct s old = { f: h1, i: { run: h2 } };\n"
                               "struct s after = { .n = 1, h1, 5, h2, .many = { [2] = h3 } };\n"
                               "struct s twice = { .f = h1, .f = h2 };\n"
                               "H scalar = { h1 };\n"
                               "struct s whole = (struct s){ .f = h3 };\n");
    HAS(read, "h1 -> plain.f", "h2 -> plain.i.run", "h3 -> plain.many #0", "h1 -> plain.many #1", "h1 -> flat.f",
        "h2 -> flat.i.run", "h3 -> flat.many #0", "h1 -> named.f", "h2 -> named.i.run", "h3 -> named.many #1",
        "h1 -> old.f", "h2 -> old.i.run", "h1 -> after.f", "h2 -> after.i.run", "h3 -> after.many #2",
        "h2 -> twice.f", "h1 -> scalar", "h3 -> whole.f", "5 -> after.i.a", "view flat.i.run = {s}.i.run", "view {s}.i.run = {in}.run");
    assert_never(read, "?");
    read_end(read);
}

static void test_tables(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "struct e { int sig; H h; }; \n"
                               "static const struct e t[] = { { SIGINT, h1 }, { .h = h2, .sig = SIGTERM }, SIGHUP, h3, { 0, SIG_IGN } };\n"
                               "static H list[] = { h1, [3] = h2, h3, [6 ... 8] = h1 };\n"
                               "static const struct e grid[2][2] = { { { 1, h1 } }, { { 3, h2 }, { 4, h3 } } };\n"
                               "static struct { struct e rows[2]; } outer = { { { 5, h1 }, { 6, h2 } } };\n"
                               "static const int numbers[] = { SIGINT, SIGTERM, 0, -1, 70 };\n"
                               "static const struct e tail[] = { [1].sig = SIGUSR1, [1].h = h1, [0] = { SIGUSR2, h2 } };\n"
                               "void f(int i) { (void)t; (void)list; (void)grid; (void)outer; (void)numbers; (void)tail; signal(i, h1);\n"
                               "    for (i = 0; i < 4; i++) signal(t[i].sig, t[i].h);\n"
                               "    signal(numbers[i], list[i]); }\n");
    HAS(read, "2 -> t.sig #0", "h1 -> t.h #0", "15 -> t.sig #1", "h2 -> t.h #1", "1 -> t.sig #2", "h3 -> t.h #2",
        "1 -> t.h #3", "h1 -> list #0", "h2 -> list #3", "h3 -> list #4", "h1 -> list #6", "h1 -> list #8",
        "h1 -> grid.h #0", "h2 -> grid.h #1", "h3 -> grid.h #1", "5 -> outer.rows.sig #0", "h2 -> outer.rows.h #1",
        "2 -> numbers #0", "15 -> numbers #1", "10 -> tail.sig #1", "h1 -> tail.h #1", "12 -> tail.sig #0",
        "h2 -> tail.h #0", "t.sig -> signal@11[0]", "t.h -> signal@11[1]", "numbers -> signal@12[0]",
        "list -> signal@12[1]");
    assert_lacks(read, "70 -> numbers #4");
    assert_lacks(read, "-1 -> numbers #3");
    read_end(read);
}

static void test_anonymous(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "struct s { int n; union { H a; void *v; }; struct { int m; H b; }; };\n"
                               "typedef struct { H h; } T; struct { H h; } nameless; T typed = { h1 };\n"
                               "struct s x = { 1, { h1 }, { 2, h2 } }; struct s y = { .b = h1, .v = h2 }; struct s z = { 1, h1, 2, h2 };\n"
                               "void f(T *t, struct s *p) { t->h = h1; nameless.h = h2; p->a = h1; p->b = h3; }\n");
    HAS(read, "h1 -> x.a", "h2 -> x.b", "h1 -> y.b", "h2 -> y.v", "h1 -> z.a", "h2 -> z.b", "h1 -> {T}.h",
        "h2 -> nameless.h", "h1 -> {s}.a", "h3 -> {s}.b", "h1 -> typed.h", "view typed.h = {T}.h", "h2 -> y.a");
    char *tag = arena_format(read->arena, "view nameless.h = {%s:4:28}.h", read->file);
    assert_has(read, tag);
    read_end(read);
}

static void test_locals(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "struct s { H f, g; int n; }; void take(struct sigaction *); H get(void);\n"
                               "void f(int c, H p) {\n"
                               "    struct s a = { .g = p }; struct s b = { c ? h1 : get() }; H list[] = { h1, p };\n"
                               "    struct sigaction sa = { .sa_handler = p }, none = { 0 };\n"
                               "    sigaction(SIGINT, &sa, &none);\n"
                               "    struct s c2 = {}; long big[40] = { 1, 2 }; list[0](1); a.f(1); b.f(2); c2.f(1); big[0] = 0;\n"
                               "    sigaction(SIGHUP, &(struct sigaction){ .sa_flags = 4, .sa_handler = SIG_IGN }, 0);\n"
                               "}\n");
    HAS(read, "f(1) -> a.g", "h1 -> b.f", "get@5() -> b.f", "f(1) -> list #1", "f(1) -> sigaction@7[&1].sa_handler",
        "0 -> sigaction@7[&1].sa_flags", "0 -> sigaction@7[&2].sa_handler", "copy f zero 152 @6",
        "copy f zero 320 @8", "copy f zero 24 @8", "1 -> sigaction@9[&1].sa_handler", "4 -> sigaction@9[&1].sa_flags");
    read_end(read);
}

static void test_constant_rows(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "struct e { int sig; H h; }; enum { A, B }; extern const H far[]; static H open_[] = { h1, h2 };\n"
                               "static H const hooks[] = { [B] = h2, [A] = h1 }; static const struct e t[2] = { { SIGINT, h1 }, { SIGTERM, h2 } };\n"
                               "static const H many[200] = { [0 ... 150] = h1, [160] = h2 };\n"
                               "static const struct sigaction acts[] = { { .sa_handler = h1 }, { .sa_handler = h2 } };\n"
                               "void f(int i) {\n"
                               "    signal(1, hooks[B]); signal(t[0].sig, t[0].h); hooks[A](1); signal(2, hooks[i]);\n"
                               "    signal(3, many[100]); signal(4, far[1]); signal(5, open_[1]);\n"
                               "    sigaction(SIGINT, &acts[1], 0); const H *p = &hooks[1]; p[1](2);\n"
                               "}\n");
    HAS(read, "hooks[1] -> signal@8[1]", "h2 -> hooks[1]", "h1 -> hooks[0]", "t[0].sig -> signal@8[0]", "2 -> t[0].sig",
        "h1 -> t[0].h", "call f > *hooks[0] @8", "hooks -> signal@8[1]", "h1 -> many[100]", "many[100] -> signal@9[1]",
        "far -> far[1]", "open_ -> signal@9[1]", "&acts -> sigaction@10[1]",
        "acts[1].sa_handler -> sigaction@10[&1].sa_handler", "h2 -> acts[1].sa_handler");
    assert_lacks(read, "h1 -> hooks[1]");
    assert_lacks(read, "h1 -> acts[1].sa_handler");
    read_end(read);
}

static void test_long_table(void **state)
{
    (void)state;
    struct text source = {.arena = arena_new()};
    text_add(&source, SIGNALS "static int numbers[] = {");
    for (int i = 0; i < 300; i++)
        text_format(&source, "%d,", i % 60);
    text_add(&source, "};\nstatic struct e { int s; H h; } rows[] = {");
    for (int i = 0; i < 100; i++)
        text_format(&source, "{%d, h1},", i % 60 + 1);
    text_add(&source, "};\nvoid f(int i) { signal(numbers[i], rows[i].h); signal(rows[i].s, h2); }\n");
    struct read *read = read_c(text_get(&source));
    assert_has(read, "? -> numbers");
    assert_has(read, "h1 -> rows.h #99");
    uint32_t numbers = 0;
    for (uint32_t i = 0; i < read->facts.flows.count; i++)
        numbers += read->facts.slots.items[read->facts.flows.items[i].source].kind == SLOT_NUMBER;
    assert_true(numbers <= 64);
    assert_has(read, "? -> rows.s");
    read_end(read);
    arena_free(source.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_anonymous),
        cmocka_unit_test(test_locals),
        cmocka_unit_test(test_constant_rows),
        cmocka_unit_test(test_long_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
