/* SPDX-License-Identifier: Apache-2.0
 *
 * The file: there whole or not at all, in both formats, by the command and by the library linked in; and what
 * the command refuses.
 */
#include "pprof/legacy.h"
#include "profiled.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void a_crash_leaves_no_file(void **state)
{
    (void)state;
    struct profiled result = profiled("", "act crash");
    assert_true(WIFSIGNALED(result.status) && WTERMSIG(result.status) == SIGSEGV);
    assert_false(result.written);
    assert_false(result.rests);
}

static void a_full_disk(void **state)
{
    (void)state;
    char output[4096];
    assert_int_equal(run("cd " SIGPROF_WORK " && exec " SIGPROF_COMMAND " -o /dev/full -- ./act ends 2>&1",
                         output, sizeof output),
                     3 << 8);
    assert_string_equal(output, "sigprof: cannot write /dev/full: No space left on device\n");
    /* A limit in the middle of the file: nothing is left behind. */
    char command[4096];
    snprintf(command, sizeof command,
             "cd %s && ulimit -f 1 && trap '' XFSZ && exec %s --format legacy -o %s -- "
             "./act wild 2>&1",
             SIGPROF_WORK, SIGPROF_COMMAND, profiled_file());
    assert_int_equal(run(command, output, sizeof output), 0);
    assert_non_null(strstr(output, "File too large"));
    assert_int_not_equal(access(profiled_file(), F_OK), 0);
}

static void the_legacy_format(void **state)
{
    (void)state;
    static unsigned char bytes[1 << 20];
    char command[4096], output[4096];
    snprintf(command, sizeof command, "cd %s && exec %s --format legacy -o %s -- ./act blocked 2>&1",
             SIGPROF_WORK, SIGPROF_COMMAND, profiled_file());
    assert_int_equal(run(command, output, sizeof output), 0);
    FILE *file = fopen(profiled_file(), "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    unlink(profiled_file());
    struct legacy_reader reader;
    struct legacy_record record;
    uint64_t ticks = 0;
    assert_true(legacy_open(&reader, bytes, size));
    assert_int_equal(reader.period, 10000);
    while (legacy_next(&reader, &record) == LEGACY_RECORD)
        ticks += record.count;
    assert_null(reader.fault);
    assert_true(ticks >= 45 && ticks <= 55);
    const char *said = strstr(reader.trailer, "# sigprof ticks: ");
    assert_non_null(said);
    assert_int_equal(strtoull(said + strlen("# sigprof ticks: "), NULL, 10), ticks);
    assert_non_null(strstr(reader.trailer, "/act\n"));
}

static void linked_into_the_program(void **state)
{
    (void)state;
    char output[4096];
    assert_int_equal(run("cd " SIGPROF_WORK " && ./linked linked-1 linked-2 2>&1", output, sizeof output), 0);
    assert_non_null(strstr(output, "a profile is running already"));
    assert_int_equal(run("cd " SIGPROF_WORK
                         " && gzip -t <linked-1 && gzip -t <linked-2 && rm linked-1 linked-2",
                         output, sizeof output),
                     0);
}

static void what_cannot_be_run(void **state)
{
    (void)state;
    char output[4096];
    assert_int_equal(run(SIGPROF_COMMAND " -- ./no-such-program 2>&1", output, sizeof output), 127 << 8);
    assert_int_equal(run(SIGPROF_COMMAND " --hz 0 -- true 2>&1", output, sizeof output), 2 << 8);
    assert_int_equal(run(SIGPROF_COMMAND " 2>&1", output, sizeof output), 2 << 8);
    assert_int_equal(run(SIGPROF_COMMAND " --help", output, sizeof output), 0);
    assert_non_null(strstr(output, "Usage: sigprof"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crash_leaves_no_file), cmocka_unit_test(a_full_disk),
        cmocka_unit_test(the_legacy_format),      cmocka_unit_test(linked_into_the_program),
        cmocka_unit_test(what_cannot_be_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
