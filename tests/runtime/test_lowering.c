/* SPDX-License-Identifier: Apache-2.0
 *
 * Which calls the lowering makes: a small unit is compiled in all eight combinations of instrumenting, part
 * of the runtime, and fixed, by each compiler and at each level, and the calls of each of its functions are
 * read from the object.
 */
#include "run.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static const char unit[] =
    "#include \"lower/lower.h\"\n"
    "size_t site_copy(uintptr_t *to, const uintptr_t *from, size_t n) { return COPY(to, n, from, n, 8); }\n"
    "size_t site_text(char *to, const char *from, size_t n) { return COPY_TEXT(to, n, from, n); }\n"
    "void site_slice(struct slice *s, const uintptr_t *from, size_t n) { APPEND_SLICE(s, from, n, 8); }\n"
    "void site_values(struct slice *s, uintptr_t a, uintptr_t b) { APPEND_VALUES(s, a, b); }\n"
    "size_t site_pointers(void **to, void **from, size_t n) { return COPY_POINTERS(to, n, from, n); }\n"
    "void site_pointer_slice(struct slice *s, void **from, size_t n) { APPEND_POINTERS(s, from, n); }\n";

/* Whether the disassembly of function in text calls callee. */
static bool calls(const char *text, const char *function, const char *callee)
{
    char head[64];
    snprintf(head, sizeof head, " <%s>:\n", function);
    const char *from = strstr(text, head);
    assert_non_null(from);
    const char *to = strstr(from, "\n\n");
    char target[64];
    snprintf(target, sizeof target, "\t%s", callee); /* of a relocation, its addend behind it */
    for (const char *at = from; (at = strstr(at, target)) && (!to || at < to); at++)
        if (strchr("-+@\n", at[strlen(target)]))
            return true;
    return false;
}

static void check(const char *compiler, const char *level, bool instrumenting, bool runtime, bool fixed)
{
    char command[1024];
    snprintf(command, sizeof command,
             "%s -std=gnu17 %s -fPIE -I%s -I%s/../include -DINSTRUMENTING=%d -DCOMPILING_RUNTIME=%d -DGATE=%d -c lowering.c "
             "-o lowering.o && objdump -dr --no-show-raw-insn lowering.o",
             compiler, level, RUNTIME_SOURCE, RUNTIME_SOURCE, instrumenting, runtime, fixed);
    char *text = output_of(command);
    bool call = instrumenting && !(fixed && runtime);
    print_message("%s %s instrumenting %d runtime %d fixed %d: call %d\n", compiler, level, instrumenting,
                  runtime, fixed, call);
    assert_int_equal(calls(text, "site_copy", "slicecopy"), call);
    assert_int_equal(calls(text, "site_text", "slicestringcopy"), call);
    assert_int_equal(calls(text, "site_slice", "slicecopy"), call);
    assert_int_equal(calls(text, "site_values", "slicecopy"), call);
    /* What stands in its place at the first two; growth is a call either way. */
    if (!call && strcmp(level, "-O0") != 0) {
        assert_true(calls(text, "site_copy", "raw_memmove"));
        assert_true(calls(text, "site_slice", "raw_memmove"));
    }
    assert_true(calls(text, "site_slice", "growslice"));
    /* I22: with pointers, the gate changes nothing. */
    assert_true(calls(text, "site_pointers", "typedslicecopy"));
    assert_true(calls(text, "site_pointer_slice", "typedslicecopy"));
    assert_false(calls(text, "site_pointer_slice", "slicecopy"));
    free(text);
}

/* I21 and I22 */
static void the_matrix_of_the_gate(void **state)
{
    (void)state;
    char folder[] = "/tmp/lowering.XXXXXX";
    static const char *const levels[] = {"-O0", "-O1", "-O2"};
    char compilers[256];
    snprintf(compilers, sizeof compilers, "%s", RUNTIME_COMPILERS);
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    FILE *file = fopen("lowering.c", "w");
    assert_non_null(file);
    fputs(unit, file);
    fclose(file);
    for (char *compiler = strtok(compilers, " "); compiler; compiler = strtok(NULL, " "))
        for (unsigned level = 0; level < 3; level++)
            for (unsigned bits = 0; bits < 8; bits++)
                check(compiler, levels[level], bits & 1, bits & 2, bits & 4);
    unlink("lowering.c");
    unlink("lowering.o");
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_matrix_of_the_gate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
