/* SPDX-License-Identifier: Apache-2.0
 *
 * Growing texts, folded paths, whole files, and the line that a fatal failure prints.
 */
#include "base/fault.h"
#include "base/text.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static int start(void **state)
{
    *state = arena_new();
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

static void texts_grow(void **state)
{
    struct text text = {.arena = *state};
    assert_string_equal(text_get(&text), "");
    text_add(&text, "");
    assert_string_equal(text_get(&text), "");
    for (int i = 0; i < 1000; i++)
        text_format(&text, "%d,", i);
    assert_true(text_starts(text_get(&text), "0,1,2,"));
    assert_true(text_ends(text_get(&text), ",998,999,"));
    assert_int_equal(strlen(text.bytes), text.length);
    text_add_bytes(&text, "a\0b", 3);
    assert_int_equal(text.bytes[text.length - 1], 'b');
    assert_int_equal(text.bytes[text.length], '\0');
}

static void texts_fit_exactly(void **state)
{
    for (size_t length = 120; length < 140; length++) {
        struct text text = {.arena = *state};
        for (size_t i = 0; i < length; i++)
            text_add_bytes(&text, "x", 1);
        assert_int_equal(strlen(text_get(&text)), length);
        struct text formatted = {.arena = *state};
        text_format(&formatted, "%0*d", (int)length, 0);
        assert_int_equal(strlen(text_get(&formatted)), length);
    }
}

static void beginnings_and_ends(void **state)
{
    (void)state;
    assert_true(text_starts("signal", "sig"));
    assert_true(text_starts("signal", ""));
    assert_false(text_starts("sig", "signal"));
    assert_true(text_ends("main.c", ".c"));
    assert_false(text_ends("c", ".c"));
    assert_true(text_ends("", ""));
    assert_string_equal(text_basename("/a/b.c"), "b.c");
    assert_string_equal(text_basename("b.c"), "b.c");
    assert_string_equal(text_basename("/a/"), "");
}

static void paths_are_folded(void **state)
{
    static const char *const cases[][3] = {
        {"/src", "a.c", "/src/a.c"},
        {"/src/", "a.c", "/src/a.c"},
        {"/p", "/abs/a.c", "/abs/a.c"},
        {"/p/build", "../src/a.c", "/p/src/a.c"},
        {"/p/build", "./a.c", "/p/build/a.c"},
        {"/p", "a//b///c", "/p/a/b/c"},
        {"/p", "a/./b/.", "/p/a/b"},
        {"/", "../../a", "/a"},
        {"/p", "../..", "/"},
        {"/a", "..", "/"},
        {"/a/b", "..", "/a"},
        {"/p", "", "/p"},
        {"/", "", "/"},
        {"", "a.c", "a.c"},
        {"rel", "a.c", "rel/a.c"},
        {"rel", "../a.c", "a.c"},
        {"rel", "../../a.c", "../a.c"},
        {"..", "../a.c", "../../a.c"},
        {"", "../a", "../a"},
        {"", "", "."},
        {"a", "..", "."},
        {"/p", "...", "/p/..."},
        {"/p", "..a/b..", "/p/..a/b.."},
        {"a..", "..", "."},
        {"/p", "a/b/../../c", "/p/c"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(text_path(cases[i][0], cases[i][1], *state), cases[i][2]);
}

static void files_are_read_whole(void **state)
{
    char path[] = "/tmp/sigvet-test-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    static const char bytes[] = "one\0two\n";
    for (int i = 0; i < 1000; i++)
        assert_int_equal(write(file, bytes, sizeof bytes), sizeof bytes);
    close(file);
    size_t length = 0;
    char *content = text_read_file(path, &length, *state);
    assert_non_null(content);
    assert_int_equal(length, 1000 * sizeof bytes);
    assert_memory_equal(content + 999 * sizeof bytes, bytes, sizeof bytes);
    assert_int_equal(content[length], '\0');
    assert_int_equal(truncate(path, 0), 0);
    assert_string_equal(text_read_file(path, NULL, *state), "");
    unlink(path);
    assert_null(text_read_file(path, NULL, *state));
    assert_int_equal(errno, ENOENT);
    assert_null(text_read_file("/tmp", NULL, *state));
    assert_int_equal(errno, EISDIR);
    assert_non_null(text_read_file("/proc/self/stat", &length, *state));
    assert_true(length > 0);
}

static void fatal_says_one_line_and_exits_with_3(void **state)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        errno = ENOSPC;
        fatal("%s: cannot be written:", "x.db");
    }
    close(ends[1]);
    char said[200] = "";
    size_t length = 0;
    for (ssize_t got; (got = read(ends[0], said + length, sizeof said - 1 - length)) > 0;)
        length += (size_t)got;
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(WEXITSTATUS(status), EXIT_HOST);
    assert_string_equal(said,
                        arena_format(*state, "sigvet: x.db: cannot be written: %s\n", strerror(ENOSPC)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts_grow, start, end),
        cmocka_unit_test_setup_teardown(texts_fit_exactly, start, end),
        cmocka_unit_test(beginnings_and_ends),
        cmocka_unit_test_setup_teardown(paths_are_folded, start, end),
        cmocka_unit_test_setup_teardown(files_are_read_whole, start, end),
        cmocka_unit_test_setup_teardown(fatal_says_one_line_and_exits_with_3, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
