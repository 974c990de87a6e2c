/* SPDX-License-Identifier: Apache-2.0
 *
 * Reaching definitions: what a call is handed is what was written last before it, on each way that leads to it.
 */
#include "read_text.h"

/* The handlers that line `line` hands over in argument 1, joined by spaces in the order of the flows. */
static const char *handed(const struct read *read, unsigned line)
{
    struct text text = {.arena = read->arena};
    for (uint32_t i = 0; i < read->facts.flows.count; i++) {
        const struct flow *flow = &read->facts.flows.items[i];
        const struct slot *target = &read->facts.slots.items[flow->target];
        bool object = target->kind == SLOT_HANDED && target->index == 1 &&
                      strcmp(read_name(read, target->path), "sa_handler") == 0;
        bool plain = target->kind == SLOT_ARGUMENT && target->index == 1 && flow->mode == FLOW_COPY;
        if ((object || plain) && read->facts.calls.items[target->call].place.line == line)
            text_format(&text, "%s%s", text.length ? " " : "", read_slot(read, flow->source));
    }
    return text_get(&text);
}

/* The same names, in any order. */
static bool same_names(const char *left, const char *right)
{
    size_t count = 0;
    if (strlen(left) != strlen(right))
        return false;
    for (const char *at = left; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        bool found = false;
        for (const char *other = right; *other; other += strspn(other, " ")) {
            size_t other_length = strcspn(other, " ");
            found |= length == other_length && strncmp(at, other, length) == 0;
            other += other_length;
        }
        count += !found;
        at += length;
    }
    return count == 0;
}

#define assert_handed(read, line, expected)                                                              \
    do {                                                                                                 \
        if (!same_names(handed(read, line), expected))                                                   \
            fail_msg("line %d hands \"%s\", not \"%s\", in:%s", line, handed(read, line), expected, (read)->text); \
    } while (0)

static void test_straight(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "#include <string.h>\n"
                               "void f(H p, int s, struct sigaction given) {\n"
                               "    struct sigaction sa, other; H h;\n"
                               "    sa.sa_handler = h1; sigemptyset(&sa.sa_mask); sa.sa_flags = 0;\n"
                               "    sigaction(SIGINT, &sa, 0);\n"
                               "    sa.sa_handler = p;\n"
                               "    sigaction(SIGTERM, &sa, &other);\n"
                               "    memset(&sa, 0, sizeof sa);\n"
                               "    sigaction(SIGTERM, &sa, &other);\n"
                               "    sa.sa_sigaction = (void *)h2;\n"
                               "    sigaction(SIGTERM, &sa, &other);\n"
                               "    other.sa_handler = h3; sa = other;\n"
                               "    sigaction(SIGTERM, &sa, 0);\n"
                               "    sa = (struct sigaction){ .sa_flags = 1 };\n"
                               "    sigaction(SIGTERM, &sa, 0);\n"
                               "    h = h1; signal(1, h);\n"
                               "    h = h2; signal(2, h);\n"
                               "    signal(s, p); p = h3; s = 4;\n"
                               "    signal(s, p);\n"
                               "    sigaction(1, &given, 0);\n"
                               "    const struct sigaction *q = &sa; sa.sa_handler = h1; sigaction(1, q, 0);\n"
                               "}\n");
    assert_handed(read, 7, "h1");
    assert_handed(read, 9, "f(0)");
    assert_handed(read, 11, "0");
    assert_handed(read, 13, "h2");
    assert_handed(read, 15, "h3");
    assert_handed(read, 17, "0");
    assert_handed(read, 18, "h1");
    assert_handed(read, 19, "h2");
    assert_handed(read, 20, "f(0)");
    assert_handed(read, 21, "h3");
    assert_handed(read, 22, "f(2).sa_handler");
    assert_handed(read, 23, "h1 sa.sa_handler");
    assert_has(read, "f(1) -> signal@20[0]");
    assert_lacks(read, "4 -> signal@20[0]");
    assert_has(read, "4 -> signal@21[0]");
    read_end(read);
}

static void test_branches(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "void f(int c, H p) {\n"
                               "    H h = SIG_DFL;\n"
                               "    if (c) { h = h1; signal(1, h); } else h = h2;\n"
                               "    signal(2, h);\n"
                               "    if (c) h = h3;\n"
                               "    signal(3, h);\n"
                               "    if (c) { h = p;\n"
                               "        signal(4, h);\n"
                               "    } else if (c > 1) h = h1; else return;\n"
                               "    signal(5, h);\n"
                               "    switch (c) {\n"
                               "    case 1: h = h1; break;\n"
                               "    case 2: h = h2;\n"
                               "    case 3: signal(6, h); break;\n"
                               "    default: h = h3;\n"
                               "    }\n"
                               "    signal(7, h);\n"
                               "    c && (h = h1);\n"
                               "    signal(8, h);\n"
                               "    h = c ? h2 : h3;\n"
                               "    signal(9, h);\n"
                               "}\n");
    assert_handed(read, 5, "h1");
    assert_handed(read, 6, "h1 h2");
    assert_handed(read, 8, "h1 h2 h3");
    assert_handed(read, 10, "f(1)");
    assert_handed(read, 12, "f(1) h1");
    assert_handed(read, 16, "f(1) h1 h2");
    assert_handed(read, 19, "f(1) h1 h2 h3");
    assert_handed(read, 21, "f(1) h1 h2 h3");
    assert_handed(read, 23, "h2 h3");
    read_end(read);
}

static void test_switch_overwrites(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "void f(int c) {\n"
                               "    H h = h3;\n"
                               "    switch (c) { case 1: h = h1; break; case 2: return; default: h = h2; }\n"
                               "    signal(1, h);\n"
                               "    h = h3;\n"
                               "    switch (c) { case 1: if (c) break; h = h1; break; default: h = h2; }\n"
                               "    signal(2, h);\n"
                               "}\n");
    assert_handed(read, 6, "h1 h2");
    assert_handed(read, 9, "h1 h2 h3");
    read_end(read);
}

static void test_loops(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "H next(void);\n"
                               "void f(int c) {\n"
                               "    H h = h1, k = h1; struct sigaction sa; sa.sa_handler = h3;\n"
                               "    for (int i = 0; i < c; i++) {\n"
                               "        signal(i, h);\n"
                               "        h = h2; signal(i, k);\n"
                               "        k = next();\n"
                               "        signal(i, k);\n"
                               "        struct sigaction in;\n"
                               "        if (i) in.sa_handler = h1; else in.sa_handler = h2;\n"
                               "        sigaction(i, &in, 0);\n"
                               "        if (i > 2) sa.sa_handler = h2;\n"
                               "        sigaction(i, &sa, 0);\n"
                               "    }\n"
                               "    signal(2, h);\n"
                               "    while (c--) { if (c == 3) continue; h = h3; if (c) break; }\n"
                               "    signal(2, h);\n"
                               "    do { h = h1; } while (0);\n"
                               "    signal(2, h);\n"
                               "}\n");
    assert_handed(read, 7, "h1 h2");
    assert_handed(read, 8, "h1 next@9()");
    assert_handed(read, 10, "next@9()");
    assert_handed(read, 13, "h1 h2");
    assert_handed(read, 15, "h3 h2");
    assert_handed(read, 17, "h1 h2");
    assert_handed(read, 19, "h1 h2 h3");
    assert_handed(read, 21, "h1");
    read_end(read);
}

static void test_loop_back_edge(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "void f(int c) {\n"
                               "    H h = h1;\n"
                               "    while (c) {\n"
                               "        if (c == 1) { signal(1, h); continue; }\n"
                               "        h = h2;\n"
                               "        if (c == 2) continue;\n"
                               "        h = h3;\n"
                               "    }\n"
                               "    H k = h1;\n"
                               "    while (c) {\n"
                               "        signal(1, k);\n"
                               "        k = h2;\n"
                               "        k = h3;\n"
                               "    }\n"
                               "}\n");
    assert_handed(read, 6, "h1 h2 h3");
    assert_handed(read, 13, "h1 h3");
    read_end(read);
}

static void test_jumps(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "void forward(int c) {\n"
                               "    H h = h1;\n"
                               "    if (c) goto out;\n"
                               "    h = h2;\n"
                               "    signal(1, h);\n"
                               "out:\n"
                               "    signal(2, h);\n"
                               "}\n"
                               "void backward(int c) {\n"
                               "    H h = h1;\n"
                               "again:\n"
                               "    signal(1, h);\n"
                               "    h = h2;\n"
                               "    h = h3;\n"
                               "    if (c) goto again;\n"
                               "}\n"
                               "void computed(void *p) { H h = h1; &&l; goto *p; h = h2; l: signal(1, h); }\n");
    assert_handed(read, 7, "h2");
    assert_handed(read, 9, "h1 h2");
    assert_handed(read, 14, "h1 h2 h3");
    assert_handed(read, 19, "h1 h2");
    read_end(read);
}

static void test_structured_jumps(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "void f(int c) {\n"
                               "    H h = h1;\n"
                               "    for (;;) {\n"
                               "        if (c) goto next;\n"
                               "        h = h2;\n"
                               "        signal(1, h);\n"
                               "next:   signal(2, h);\n"
                               "        h = h3;\n"
                               "        if (c == 2) break;\n"
                               "    }\n"
                               "    signal(3, h);\n"
                               "again: h = h1;\n"
                               "    signal(4, h);\n"
                               "    h = h2;\n"
                               "    if (c == 4) goto again;\n"
                               "    signal(5, h);\n"
                               "}\n"
                               "void into(int c) {\n"
                               "    H h = h1;\n"
                               "    if (c) { h = h2; inside: signal(1, h); }\n"
                               "    h = h3; if (c == 2) goto inside;\n"
                               "}\n"
                               "void across(int c) {\n"
                               "    H h = SIG_DFL;\n"
                               "    if (c) { h = h1; h = h2; other: signal(1, h); }\n"
                               "    else { h = h3; signal(2, h); goto other; }\n"
                               "    h = h1; signal(3, h);\n"
                               "}\n");
    assert_handed(read, 8, "h2");
    assert_handed(read, 9, "h1 h2 h3");
    assert_handed(read, 13, "h1 h2 h3");
    assert_handed(read, 15, "h1");
    assert_handed(read, 18, "h2");
    assert_handed(read, 22, "h1 h2 h3");   /* more than can be: jumps into arms make no write certain */
    assert_handed(read, 27, "0 h1 h2 h3");
    assert_handed(read, 28, "h3");
    assert_handed(read, 29, "h1");
    read_end(read);
}

static void test_escapes(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "void fill(struct sigaction *); struct sigaction *kept; static struct sigaction global; static H hook;\n"
                               "void f(void) {\n"
                               "    struct sigaction sa = { .sa_handler = h1 };\n"
                               "    sigaction(1, &sa, 0);\n"
                               "    fill(&sa);\n"
                               "    sigaction(2, &sa, 0);\n"
                               "    struct sigaction sb; sb.sa_handler = h2; kept = &sb;\n"
                               "    sigaction(2, &sb, 0);\n"
                               "    sigaction(3, &global, 0);\n"
                               "    global.sa_handler = h3;\n"
                               "    sigaction(3, &global, 0);\n"
                               "    signal(1, hook); hook = h1;\n"
                               "    signal(1, hook);\n"
                               "    static H once = h2;\n"
                               "    signal(1, once);\n"
                               "}\n");
    assert_handed(read, 6, "h1");
    assert_handed(read, 8, "h1 sa.sa_handler");
    assert_handed(read, 10, "h2 sb.sa_handler");
    assert_handed(read, 11, "global.sa_handler");
    assert_handed(read, 13, "h3");
    assert_handed(read, 14, "hook");
    assert_handed(read, 15, "h1");
    assert_handed(read, 17, "once");
    read_end(read);
}

static void test_helpers(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "#include <string.h>\n"
                               "static void fill(struct sigaction *a, H h) { memset(a, 0, sizeof *a); a->sa_handler = h; sigemptyset(&a->sa_mask); }\n"
                               "static int maybe(struct sigaction *a, int c) { if (c) return 1; a->sa_handler = h3; return 0; }\n"
                               "static void flags(struct sigaction *a) { a->sa_flags |= 4; }\n"
                               "static struct sigaction *kept; static void keep(struct sigaction *a) { a->sa_handler = h1; kept = a; }\n"
                               "static void moved(struct sigaction *a) { a++; a->sa_handler = h1; }\n"
                               "static void whole(struct sigaction *a, H h) { *a = (struct sigaction){ .sa_handler = h }; }\n"
                               "__attribute__((weak)) void weak_(struct sigaction *a) { a->sa_handler = h1; }\n"
                               "void f(int c) {\n"
                               "    struct sigaction sa;\n"
                               "    fill(&sa, h1); sigaction(1, &sa, 0);\n"
                               "    fill(&sa, c ? h2 : h3);\n"
                               "    sigaction(2, &sa, 0);\n"
                               "    sa.sa_handler = h1; flags(&sa);\n"
                               "    sigaction(3, &sa, 0);\n"
                               "    maybe(&sa, c);\n"
                               "    sigaction(3, &sa, 0);\n"
                               "    whole(&sa, h2);\n"
                               "    sigaction(3, &sa, 0);\n"
                               "    struct sigaction sb = { .sa_handler = h2 }; keep(&sb);\n"
                               "    sigaction(3, &sb, 0);\n"
                               "    struct sigaction sc = { .sa_handler = h2 }; moved(&sc);\n"
                               "    sigaction(3, &sc, 0);\n"
                               "    struct sigaction sd = { .sa_handler = h2 }; weak_(&sd);\n"
                               "    sigaction(3, &sd, 0);\n"
                               "}\n");
    assert_handed(read, 13, "h1 h1"); /* to fill, too */
    assert_handed(read, 15, "h2 h3");
    assert_handed(read, 17, "h1");
    assert_handed(read, 19, "h1 h3");
    assert_handed(read, 21, "h2");
    assert_handed(read, 23, "h2 sb.sa_handler");
    assert_handed(read, 25, "h2 sc.sa_handler");
    assert_handed(read, 27, "h2 sd.sa_handler");
    read_end(read);
}

static void test_places_in_memory(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "struct ctx { struct sigaction sa; int sig; }; static struct sigaction table[3]; struct sigaction one = { { h2 } };\n"
                               "void f(struct ctx *c, struct sigaction *p, int i) {\n"
                               "    c->sa.sa_handler = h1;\n"
                               "    sigaction(c->sig, &c->sa, 0);\n"
                               "    table[i].sa_handler = h3;\n"
                               "    sigaction(1, &table[i], 0);\n"
                               "    sigaction(1, p, 0);\n"
                               "    struct ctx local; local.sa = *p;\n"
                               "    sigaction(1, &local.sa, 0);\n"
                               "    sigaction(1, i ? &one : p, 0);\n"
                               "}\n");
    assert_handed(read, 6, "{ctx}.sa.sa_handler");
    assert_handed(read, 8, "table.sa_handler");
    assert_handed(read, 9, "f(1)");
    assert_handed(read, 11, "{sigaction}.sa_handler");
    assert_handed(read, 12, "one.sa_handler {sigaction}.sa_handler f(1)");
    assert_has(read, "{ctx}.sig -> sigaction@6[0]");
    assert_has(read, "&{ctx}.sa -> sigaction@6[1]");
    read_end(read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_straight),
        cmocka_unit_test(test_branches),
        cmocka_unit_test(test_switch_overwrites),
        cmocka_unit_test(test_loops),
        cmocka_unit_test(test_loop_back_edge),
        cmocka_unit_test(test_jumps),
        cmocka_unit_test(test_structured_jumps),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_helpers),
        cmocka_unit_test(test_places_in_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
