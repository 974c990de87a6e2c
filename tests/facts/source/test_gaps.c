/* SPDX-License-Identifier: Apache-2.0
 *
 * What cannot be read whole: errors and where they count, missing headers, the plain command, assembler, C++.
 */
#include "read_text.h"

static uint32_t flags_of(const struct read *read, const char *linker)
{
    for (uint32_t i = 0; i < read->facts.functions.count; i++)
        if (strcmp(read_function(read, i), linker) == 0)
            return read->facts.functions.items[i].flags;
    return 0;
}

static void test_errors(void **state)
{
    (void)state;
    struct read *read = read_c(SIGNALS
                               "#include \"no-such-header.h\"\n"
                               "void good(void) { signal(1, h1); }\n"
                               "int bad(void) { return h4() + undeclared; }\n"
                               "void nest(void) { void in(int s) { } signal(1, in); }\n"
                               "__attribute__((no_such_attribute)) void odd(void) { implicit(1); }\n"
                               "unknown_t lost;\n");
    assert_int_equal(read->state, READING_PARTIAL);
    assert_has(read, "gap does-not-parse no-such-header.h in -");
    assert_has(read, "gap does-not-parse bad in bad");
    assert_has(read, "gap nested-function nest in nest");
    assert_has(read, arena_format(read->arena, "gap does-not-parse %s in -", read->file));
    assert_never(read, "gap does-not-parse odd");
    assert_has(read, "call odd > implicit @7");
    assert_true(flags_of(read, "bad") & FUNCTION_INCOMPLETE);
    assert_false(flags_of(read, "good") & FUNCTION_INCOMPLETE);
    read_end(read);
}

static void test_harmless_errors(void **state)
{
    (void)state;
    static const char *const flags[] = {"-fno-such-option", "-Wall", "-Werror", NULL};
    struct read *read = read_with(SIGNALS "void f(void) { int unused; signal(1, h1); }\n", ".c", flags);
    assert_int_equal(read->state, READING_WHOLE);
    assert_int_equal(read->facts.gaps.count, 0);
    assert_has(read, "h1 -> signal@3[1]");
    read_end(read);
}

static struct read *read_commands(const char *source, const char *define, const char *plain_define)
{
    struct arena *arena = arena_new();
    struct read *read = arena_alloc(sizeof *read, arena);
    read->arena = arena;
    read->facts.names = intern_new(arena);
    read->file = write_snippet(arena, source, ".c");
    const char *parse[] = {"cc", define, read->file, NULL};
    const char *plain[] = {"cc", plain_define, read->file, NULL};
    struct reading reading = {.file = read->file, .directory = "/tmp", .parse = parse, .plain = plain};
    struct source_reader *reader = source_reader_new(arena);
    read->state = source_read(reader, &reading, &read->facts, arena);
    source_reader_free(reader);
    read->text = all_lines(read);
    return read;
}

static void test_plain_command(void **state)
{
    (void)state;
    static const char source[] = "void f(void); void g(void);\n#ifdef ODD\nvoid main_(void) { f(); oops; }\n#else\n"
                                 "void main_(void) { g(); }\n#endif\n";
    struct read *read = read_commands(source, "-DODD", "-DEVEN");
    assert_int_equal(read->state, READING_WHOLE);
    assert_has(read, "call main_ > g @5");
    assert_has(read, arena_format(read->arena, "gap parsed-as-clang %s in -", read->file));
    read_end(read);
    read = read_commands(source, "-march=no-such-machine", "-DEVEN");
    assert_int_equal(read->state, READING_WHOLE);
    assert_has(read, "call main_ > g @5");
    read_end(read);
    read = read_commands(source, "-DEVEN", "-DODD");
    assert_never(read, "parsed-as-clang");
    assert_has(read, "call main_ > g @5");
    read_end(read);
    read = read_commands(source, "-DODD", "-DODD");
    assert_int_equal(read->state, READING_PARTIAL);
    assert_has(read, "gap does-not-parse main_ in main_");
    assert_never(read, "parsed-as-clang");
    read_end(read);
}

static void test_no_tree(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct facts facts = {.names = intern_new(arena)};
    const char *parse[] = {"cc", "/tmp/sigvet-no-such-file.c", NULL};
    struct reading reading = {.file = "/tmp/sigvet-no-such-file.c", .directory = "/tmp", .parse = parse};
    struct source_reader *reader = source_reader_new(arena);
    assert_int_equal(source_read(reader, &reading, &facts, arena), READING_FAILED);
    assert_int_equal(facts.gaps.count, 1);
    assert_string_equal(intern_get(facts.names, facts.gaps.items[0].kind), "unit-failed");
    struct reading without = {.file = "a.S", .trouble = "assembler", .trouble_kind = "assembler-unit"};
    struct facts none = {.names = intern_new(arena)};
    assert_int_equal(source_read(reader, &without, &none, arena), READING_FAILED);
    assert_string_equal(intern_get(none.names, none.gaps.items[0].kind), "assembler-unit");
    source_reader_free(reader);
    arena_free(arena);
}

static void test_assembler(void **state)
{
    (void)state;
    struct read *read = read_c("__asm__(\".globl z\\nz: call puts\");\n"
                               "#define FENCE() __asm__ volatile(\"mfence\" \"\" ::: \"memory\")\n"
                               "#define SYS(n) ({ long r; __asm__ volatile(\"syscall\" : \"=a\"(r) : \"0\"(n)); r; })\n"
                               "#define CALL(x) __asm__(\"call \" #x)\n"
                               "void f(void) { FENCE(); SYS(1); __asm__(\"jmp 1f; 1: nop\"); __asm__(\"je out\"); __asm__(\"int $0x80\");\n"
                               "    __asm__ volatile(\"\" : : : \"memory\"); __asm__(\"svc #0\"); __asm__(\"bl other\"); __asm__(\"mov b, c\");\n"
                               "    __asm__ goto(\"jmp %l0\" :::: out); CALL(g); out:; }\n");
    assert_has(read, "asm - .globl z\nz: call puts !");
    assert_has(read, "asm f mfence");
    assert_has(read, "asm f syscall !");
    assert_has(read, "asm f jmp 1f; 1: nop");
    assert_has(read, "asm f je out !");
    assert_has(read, "asm f int $0x80 !");
    assert_has(read, "asm f ");
    assert_has(read, "asm f svc #0 !");
    assert_has(read, "asm f bl other !");
    assert_has(read, "asm f jmp %l0");
    assert_has(read, "asm f call  !");
    assert_has(read, "asm f mov b, c");
    read_end(read);
}

static void test_cxx(void **state)
{
    (void)state;
    struct read *read = read_with("#include <signal.h>\n"
                                  "static void handler(int) {}\n"
                                  "struct base { virtual void v(); void plain() {} base() { plain(); } static void s(int); void (*cb)(int) = nullptr; };\n"
                                  "namespace deep { inline int add(int a) { return a; } template <class T> void run(T t) { t(1); } }\n"
                                  "struct number { int n; number operator+(const number &o) const { return {n + o.n}; } };\n"
                                  "extern \"C\" void reg() {\n"
                                  "    base b; b.plain(); b.v(); signal(SIGINT, handler); signal(SIGTERM, base::s); b.cb(1);\n"
                                  "    struct sigaction sa {}; sa.sa_handler = handler; sigaction(SIGHUP, &sa, nullptr);\n"
                                  "    deep::add(1); deep::run(handler); number x{1}, y{2}; x = x + y;\n"
                                  "}\n",
                                  ".cc", NULL);
    assert_int_equal(read->state, READING_WHOLE);
    assert_has(read, arena_format(read->arena, "gap c++-partial %s in -", read->file));
    assert_has(read, "gap virtual-call v in reg");
    assert_has(read, "call reg > _ZN4baseC1Ev @7");
    assert_has(read, "call _ZN4baseC1Ev > _ZN4base5plainEv @3");
    assert_has(read, "call reg > _ZN4base1vEv @7");
    assert_has(read, "call reg > *b.cb @7");
    assert_has(read, "call reg > _ZN4deep3addEi @9");
    assert_has(read, "call reg > _ZNK6numberplERKS_ @9");
    assert_has(read, "_ZL7handleri -> signal@7[1]");
    assert_has(read, "_ZL7handleri -> sigaction@8[&1].sa_handler");
    assert_has(read, "1 -> sigaction@8[0]");
    read_end(read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_harmless_errors),
        cmocka_unit_test(test_plain_command),
        cmocka_unit_test(test_no_tree),
        cmocka_unit_test(test_assembler),
        cmocka_unit_test(test_cxx),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
