/* SPDX-License-Identifier: Apache-2.0
 *
 * Flows: every form in which a function pointer moves: assignments, arguments, results, casts, addresses, records,
 * unions, memory copies, atomics; and what is lost from sight.
 */
#include "read_text.h"

static void test_assignments(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "struct ops { H run; struct { H deep; } in; H many[3]; }; extern struct ops global; H plain;\n"
                               "void f(struct ops *p, H a, H *pp, int c) {\n"
                               "    struct ops local; H x, y;\n"
                               "    plain = h1; plain = &h2; plain = (H)(void *)h1;\n"
                               "    local.run = h1; local.in.deep = h2; global.many[c] = h1;\n"
                               "    p->run = a; p->in.deep = plain; (*p).many[2] = x; p[3].run = c ? h1 : h2;\n"
                               "    *pp = h1; pp[2] = h2; x = y = a; (void)0, x = (c, h2);\n"
                               "    *&x = h1; *(H *)&y = h2; (&local)->run = h2;\n"
                               "}\n");
    static const char *const lines[] = {
        "h1 -> plain", "h2 -> plain", "h1 -> local.run", "h2 -> local.in.deep", "h1 -> global.many",
        "f(1) -> {ops}.run", "plain -> {ops}.in.deep", "x -> {ops}.many", "h1 -> {ops}.run", "h2 -> {ops}.run",
        "h1 -> {*void (*)(int)}", "h2 -> {*void (*)(int)}", "f(1) -> y", "y -> x", "h2 -> x", "h1 -> x", "h2 -> y",
        "h2 -> local.run", "view local.run = {ops}.run", "view plain = {*void (*)(int)}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_has(read, lines[i]);
    assert_has(read, "view local.in.deep = {ops}.in.deep");
    assert_has(read, arena_format(read->arena, "view {ops}.in.deep = {%s:3:21}.deep", read->file));
    assert_never(read, "-> ?");
    read_end(read);
}

static void test_arguments_and_results(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "void take(H h, void *v, int n); H pick(int); static H give(H d) { return d; }\n"
                               "H f(H p, void *v) {\n"
                               "    take(h1, p, 15);\n"
                               "    take(pick(1), v, 0);\n"
                               "    take((H)v, h2, 2101);\n"
                               "    p = give(h1);\n"
                               "    H (*via)(H) = give; via(h2);\n"
                               "    return p ? p : h2;\n"
                               "}\n");
    static const char *const lines[] = {
        "h1 -> take@5[0]", "f(0) -> take@5[1]", "15 -> take@5[2]", "pick@6() -> take@6[0]", "f(1) -> take@6[1]",
        "0 -> take@6[2]", "f(1) -> take@7[0]", "h2 -> take@7[1]", "give@8() -> f(0)", "h1 -> give@8[0]",
        "give(0) -> give()", "give -> via", "h2 -> *@9[0]", "f(0) -> f()", "h2 -> f()",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_has(read, lines[i]);
    assert_never(read, "2101");
    read_end(read);
}

static void test_addresses(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "struct ops { H run; }; struct plain { int x; }; void take(void *); void other(struct ops *);\n"
                               "struct ops *kept; void *any; struct ops table[4]; H hooks[2];\n"
                               "void f(struct ops *o, int c) {\n"
                               "    struct ops a, b; struct plain p; H h; int i = 2;\n"
                               "    take(&a); other(&b); kept = &a; any = &b;\n"
                               "    take(&p); take(&h); take(table); other(&table[c]); take(hooks); take(&o->run);\n"
                               "    struct sigaction *s = &(struct sigaction){.sa_handler = h1};\n"
                               "    take(&i); signal(i, h1); sigaction(2, s, 0);\n"
                               "    other(o + 1); other(&o[2]); if (&a == kept) take(&*o);\n"
                               "}\n");
    static const char *const lines[] = {
        "&a -> take@7[0]", "&b -> other@7[0]", "&a -> kept", "&b -> any", "&h -> take@8[0]", "&table -> take@8[0]",
        "&table -> other@8[0]", "&hooks -> take@8[0]", "&{ops}.run -> take@8[0]", "&(literal) -> sigaction@10[1]", "h1 -> sigaction@10[&1].sa_handler",
        "h1 -> (literal).sa_handler", "? -> signal@10[0]", "2 -> signal@10[0]",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_has(read, lines[i]);
    assert_never(read, "&p ->");
    read_end(read);
}

static void test_records(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "struct ops { H run; int signo; struct { H x[2]; } in; void *data; double big[9]; }; struct ops g, make(H);\n"
                               "struct ops f(struct ops p, struct ops *q, int c) {\n"
                               "    struct ops l = p; g = l; *q = g; l = *q; l = make(h1); l = c ? g : *q;\n"
                               "    make(0).run(1); void take(struct ops); take(l);\n"
                               "    l = (struct ops){ h1, .in.x[1] = h2 };\n"
                               "    return l;\n"
                               "}\n");
    static const char *const lines[] = {
        "f(0).run -> l.run", "f(0).in.x -> l.in.x", "f(0).signo -> l.signo", "l.run -> g.run", "g.run -> {ops}.run",
        "g.in.x -> {ops}.in.x", "{ops}.run -> l.run", "make@5().run -> l.run", "g.run -> l.run",
        "call f > *make@6().run @6", "l.run -> take@6[0].run", "h1 -> l.run", "h2 -> l.in.x #1", "l.run -> f().run",
        "l.in.x -> f().in.x", "l.data -> g.data", "copy f init 112 @5", "copy f assign 112 @5",
        "copy f pass 112 @6", "copy f return 112 @8", "copy f zero 112 @7",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_has(read, lines[i]);
    assert_never(read, "big");
    read_end(read);
}

static void test_unions(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "union mixed { H h; long bits; char bytes[8]; }; struct s { union { H a; void *b; }; union mixed m; };\n"
                               "void f(struct s *p, long l) {\n"
                               "    struct s x; struct sigaction sa;\n"
                               "    x.a = h1; p->b = h2; p->m.bits = l; x.m.h = h1;\n"
                               "    sa.sa_handler = h1; sa.sa_sigaction = (void *)h2;\n"
                               "}\n");
    static const char *const lines[] = {
        "h1 -> x.a", "h1 -> x.b", "h2 -> {s}.b", "h2 -> {s}.a", "? -> {s}.m.h", "h1 -> x.m.h",
        "h1 -> sa.sa_handler", "h1 -> sa.sa_sigaction", "h2 -> sa.sa_sigaction", "h2 -> sa.sa_handler",
        "view sa.sa_handler = {sigaction}.sa_handler",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_has(read, lines[i]);
    read_end(read);
}

static void test_memory(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "#include <string.h>\n"
                               "struct ops { H run; }; struct other { H go; }; void take(void *);\n"
                               "void f(struct ops *p, struct other *o, char *bytes) {\n"
                               "    struct ops a, b; H h, k;\n"
                               "    memcpy(&a, p, sizeof a); __builtin_memcpy(p, &b, sizeof b); memcpy((char *)&b, o, sizeof b);\n"
                               "    memset(&a, 0, sizeof a); memcpy(&h, &k, sizeof h); memcpy(bytes, &a, sizeof a);\n"
                               "    memset(&b, 1, sizeof b);\n"
                               "}\n");
    static const char *const lines[] = {
        "{ops}.run -> a.run", "b.run -> {ops}.run", "? -> b.run", "0 -> a.run", "k -> h", "&a -> memcpy@8[1]",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_has(read, lines[i]);
    assert_never(read, "&b ->");
    read_end(read);
}

static void test_atomics(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "H g; _Atomic(H) at; struct o { H run; } *p; int signo;\n"
                               "#define STORE(x, v) __atomic_store_n(x, v, __ATOMIC_RELEASE)\n"
                               "void f(H a, H b) {\n"
                               "    STORE(&g, h1); __c11_atomic_store(&at, h2, 5); at = a;\n"
                               "    H old = __atomic_exchange_n(&p->run, a, 5);\n"
                               "    __atomic_compare_exchange_n(&g, &old, b, 0, 5, 5);\n"
                               "    __sync_lock_test_and_set(&p->run, b); __sync_bool_compare_and_swap(&g, a, h2);\n"
                               "    signal(2, __atomic_load_n(&g, 5)); __atomic_store(&g, &a, 5);\n"
                               "    __atomic_load(&g, &old, 5); __atomic_store_n(&signo, 15, 0); signal(signo, old);\n"
                               "}\n");
    static const char *const lines[] = {
        "h1 -> g", "h2 -> at", "f(0) -> at", "f(0) -> {o}.run", "{o}.run -> old", "f(1) -> g", "f(1) -> {o}.run",
        "h2 -> g", "g -> signal@10[1]", "f(0) -> g", "g -> old", "15 -> signo",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_has(read, lines[i]);
    read_end(read);
}

static void test_lost(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "void cmp(int); void use(long, double); char *text; H g; void h4(int); void h5(int);\n"
                               "void f(__builtin_va_list ap, unsigned long n) {\n"
                               "    if (g == h1 || !h1 || h1) cmp(1);\n"
                               "    text = (char *)h2;\n"
                               "    n = (long)h3 + 1;\n"
                               "    use((long)h4, 1);\n"
                               "    __asm__(\"call %0\" :: \"i\"(h5));\n"
                               "    g = __builtin_va_arg(ap, H); g = (H)n; g = (H)text; g = (H)1;\n"
                               "}\n");
    assert_lacks(read, "h1 -> ?");
    assert_has(read, "h2 -> ?");
    assert_has(read, "h3 -> ?");
    assert_has(read, "h4 -> use@8[0]");
    assert_has(read, "h5 -> ?");
    assert_has(read, "? -> g");
    assert_has(read, "1 -> g");
    assert_has(read, "asm f call %0 !");
    read_end(read);
}

static void test_statics_and_names(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "static H mine = h1; H shared = h2; extern H elsewhere;\n"
                               "H *to_mine = &mine; H renamed __asm__(\"other_name\") = h1;\n"
                               "void f(void) { static H once = h2; { H once_ = h1; once = once_; } elsewhere = once; }\n");
    assert_has(read, "h1 -> mine");
    assert_has(read, "h2 -> shared");
    assert_has(read, "&mine -> to_mine");
    assert_has(read, "h1 -> other_name");
    assert_has(read, "h2 -> once");
    assert_has(read, "once_ -> once");
    assert_has(read, "once -> elsewhere");
    for (uint32_t i = 0; i < read->facts.slots.count; i++) {
        const struct slot *slot = &read->facts.slots.items[i];
        if (slot->kind != SLOT_VARIABLE)
            continue;
        const char *name = read_name(read, slot->name);
        bool own = strncmp(name, "mine", 4) == 0 || strncmp(name, "once", 4) == 0;
        assert_int_equal(slot->local, own);
        assert_int_equal(slot->function != NONE, strncmp(name, "once_", 5) == 0); /* a static one outlives the call */
    }
    read_end(read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_assignments),
        cmocka_unit_test(test_arguments_and_results),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_unions),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_atomics),
        cmocka_unit_test(test_lost),
        cmocka_unit_test(test_statics_and_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
