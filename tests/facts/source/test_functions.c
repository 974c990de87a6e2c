/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions: which are in the facts, and what is said of them: names, scopes, attributes over all declarations.
 */
#include "read_text.h"

static const struct function *find_function(const struct read *read, const char *linker)
{
    for (uint32_t i = 0; i < read->facts.functions.count; i++)
        if (strcmp(read_function(read, i), linker) == 0)
            return &read->facts.functions.items[i];
    fail_msg("no function %s in:%s", linker, read->text);
    return NULL;
}

static void assert_flags(const struct read *read, const char *linker, uint32_t flags)
{
    const struct function *function = find_function(read, linker);
    if (function->flags != flags)
        fail_msg("%s has flags %#x, not %#x", linker, function->flags, flags);
}

static void test_attributes(void **state)
{
    (void)state;
    struct read *read = read_c("#define TEXT __attribute__((section(\".noinstr.text\")))\n"
                               "#define CALM __attribute__((no_sanitize(\"thread\", \"address\"), __no_sanitize_memory__))\n"
                               "TEXT CALM void a(void) {}\n"
                               "void b(void) __attribute__((noinline, annotate(\"one, two\")));\n"
                               "__attribute__((annotate(\"three\"))) void b(void) {}\n"
                               "static inline __attribute__((always_inline)) void c(void) {}\n"
                               "__attribute__((no_instrument_function, no_profile_instrument_function, no_split_stack)) void d(void) { c(); }\n"
                               "__attribute__((constructor(200), naked)) void e(void) { __asm__(\"ret\"); }\n"
                               "__attribute__((no_stack_protector)) void f(void) {}\n"
                               "__attribute__((target(\"avx2\"), cold, nothrow, pure)) int g(void) { return 1; }\n"
                               "void h(void) __attribute__((alias(\"a\")));\n"
                               "static void *pick(void) { return a; } void i(void) __attribute__((ifunc(\"pick\")));\n"
                               "[[gnu::section(\".x\")]] void j(void) {}\n");
    assert_flags(read, "a", FUNCTION_DEFINED | FUNCTION_NO_SANITIZE);
    assert_string_equal(read_name(read, find_function(read, "a")->attributes),
                        "section(.noinstr.text) no_sanitize(thread,address) no_sanitize(memory)");
    assert_flags(read, "b", FUNCTION_DEFINED | FUNCTION_NOINLINE);
    assert_string_equal(read_name(read, find_function(read, "b")->annotations), "one, two\nthree");
    assert_flags(read, "c", FUNCTION_DEFINED | FUNCTION_INLINE | FUNCTION_ALWAYS_INLINE);
    assert_flags(read, "d", FUNCTION_DEFINED | FUNCTION_NO_INSTRUMENT | FUNCTION_NO_PROFILE | FUNCTION_NO_SPLIT);
    assert_flags(read, "e", FUNCTION_DEFINED | FUNCTION_CONSTRUCTOR | FUNCTION_NAKED);
    assert_string_equal(read_name(read, find_function(read, "e")->attributes), "constructor(200)");
    assert_flags(read, "f", FUNCTION_DEFINED | FUNCTION_NO_STACK_PROTECTOR);
    assert_string_equal(read_name(read, find_function(read, "g")->attributes), "target(avx2) cold");
    assert_string_equal(read_name(read, find_function(read, "h")->alias), "a");
    assert_string_equal(read_name(read, find_function(read, "i")->attributes), "ifunc(pick)");
    assert_string_equal(read_name(read, find_function(read, "j")->attributes), "section(.x)");
    read_end(read);
}

static void test_kinds(void **state)
{
    (void)state;
    struct read *read = read_c("#include <stdlib.h>\n"
                               "void gone(void) __attribute__((noreturn)); _Noreturn void gone2(void);\n"
                               "void takes(void (*)(void) __attribute__((noreturn)));\n"
                               "int renamed(const char *, ...) __asm__(\"real_name\");\n"
                               "int old(); int kr(a, b) int a; char *b; { return a + (b != 0); }\n"
                               "inline int shared(void) { return 1; }\n"
                               "extern inline int emitted(void) { return 2; }\n"
                               "__attribute__((weak)) int weak_(void) { return 3; }\n"
                               "static int own(void) {\n"
                               "    int inner(void) __asm__(\"inner_name\"); gone(); gone2(); takes(gone); old(1); abort();\n"
                               "    return renamed(\"\") + inner();\n"
                               "}\n"
                               "void soft(void) { own(); }\n");
    assert_flags(read, "gone", FUNCTION_NORETURN);
    assert_flags(read, "gone2", FUNCTION_NORETURN);
    assert_flags(read, "takes", 0);
    assert_flags(read, "abort", FUNCTION_NORETURN | FUNCTION_SYSTEM);
    assert_flags(read, "old", FUNCTION_NO_PROTOTYPE);
    assert_flags(read, "real_name", FUNCTION_VARIADIC);
    assert_string_equal(read_name(read, find_function(read, "real_name")->name), "renamed");
    assert_has(read, "call own > inner_name @11");
    assert_int_equal(find_function(read, "own")->scope, SCOPE_LOCAL);
    assert_int_equal(find_function(read, "kr")->scope, SCOPE_GLOBAL);
    assert_int_equal(find_function(read, "kr")->parameters, 2);
    assert_int_equal(find_function(read, "shared")->scope, SCOPE_WEAK);
    assert_int_equal(find_function(read, "emitted")->scope, SCOPE_GLOBAL);
    assert_int_equal(find_function(read, "weak_")->scope, SCOPE_WEAK);
    assert_int_equal(find_function(read, "own")->place.line, 9);
    assert_int_equal(find_function(read, "own")->end_line, 12);
    assert_string_equal(read_name(read, find_function(read, "gone")->type), "void (void)");
    read_end(read);
}

static char *write_header(struct arena *arena, const char *text)
{
    return write_snippet(arena, text, ".h");
}

static void test_headers(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char *header = write_header(arena, "void leaf(int); typedef void (*H)(int);\n"
                                       "static inline void unused(void) { leaf(1); }\n"
                                       "static inline void deep(void) { leaf(2); }\n"
                                       "static inline void used(void) { deep(); }\n"
                                       "static const struct row { H h; } rows[] = { { leaf } }, idle[] = { { leaf } };\n"
                                       "void compiled_in(void) { leaf(3); }\n");
    char *source = arena_format(arena, "#include \"%s\"\n#include <string.h>\nint main(int c, char **v) { used(); rows[c].h(1);\n"
                                       "    return strlen(v[0]); }\n", header);
    struct read *read = read_c(source);
    assert_has(read, "call main > used @3");
    assert_has(read, "call used > deep @4");
    assert_has(read, "call deep > leaf @3");
    assert_has(read, "call compiled_in > leaf @6");
    assert_has(read, "leaf -> rows.h #0");
    assert_never(read, "unused");
    assert_never(read, "idle");
    assert_string_equal(read_name(read, read->facts.inputs.items[0].file), read->file);
    assert_string_equal(read_name(read, read->facts.inputs.items[1].file), header);
    assert_true(read->facts.inputs.count > 3);
    assert_string_equal(read_name(read, find_function(read, "used")->place.file), header);
    assert_true(find_function(read, "strlen")->flags & FUNCTION_SYSTEM);
    read_end(read);
    unlink(header);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
