/* SPDX-License-Identifier: Apache-2.0
 *
 * Programs that are difficult to profile: the profile is right or says what it lacks, and the program never
 * notices.
 */
#include "profiled.h"
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>

/* The program ended as it would without sigprof, with a profile that adds up and nothing beside it. */
static struct profiled good(const char *options, const char *program, int code)
{
    struct profiled result = profiled(options, program);
    if (!WIFEXITED(result.status) || WEXITSTATUS(result.status) != code)
        fail_msg("%s: status %x:\n%s", program, result.status, result.output);
    assert_non_null(result.profile);
    assert_false(result.rests);
    check_account(result.profile);
    return result;
}

static void near(uint64_t ticks, double seconds, double hz)
{
    print_message("%lu ticks in %.3f s\n", ticks, seconds);
    assert_true(fabs((double)ticks - seconds * hz) <= 0.05 * seconds * hz + 3);
}

static void own_handler(void **state)
{
    (void)state;
    struct profiled result = good("", "act own", 0);
    assert_non_null(strstr(result.output, "the program has a handler for SIGPROF"));
    near(account(result.profile, "ticks"), 0.3, 100);
    profiled_free(&result);
}

static void reset_dispositions(void **state)
{
    (void)state;
    struct profiled result = good("", "act reset", 0);
    near(account(result.profile, "ticks"), 0.6, 100);
    profiled_free(&result);
}

static void children_are_left_alone(void **state)
{
    (void)state;
    struct profiled result = good("", "act forks", 0);
    near(account(result.profile, "ticks"), 0.4, 100);
    profiled_free(&result);
}

static void exec_goes_on(void **state)
{
    (void)state;
    struct profiled result = good("", "act exec", 0);
    near(account(result.profile, "ticks"), 0.6, 100);
    profiled_free(&result);
}

static void threads_come_and_go(void **state)
{
    (void)state;
    struct profiled result = good("", "act threads", 0);
    double seconds = cpu_seconds(result.profile);
    uint64_t ticks = account(result.profile, "ticks");
    print_message("%lu ticks in %.3f s\n", ticks, seconds);
    /* What a thread uses before it begins and after it left is no one's: at most a fifth of a millisecond. */
    assert_true((double)ticks <= 100 * seconds + 3);
    assert_true((double)ticks >= 100 * (500 * 0.0015) * 0.95 - 3);
    assert_int_equal(account(result.profile, "threads without a timer"), 0);
    profiled_free(&result);
}

static void ends_without_exit(void **state)
{
    (void)state;
    struct profiled result = good("", "act ends", 3);
    near(account(result.profile, "ticks"), 0.3, 100);
    profiled_free(&result);
}

static void ended_by_a_signal(void **state)
{
    (void)state;
    struct profiled result = profiled("", "act ended");
    assert_true(WIFSIGNALED(result.status) && WTERMSIG(result.status) == SIGTERM);
    assert_non_null(result.profile);
    assert_false(result.rests);
    check_account(result.profile);
    near(account(result.profile, "ticks"), 0.3, 100);
    profiled_free(&result);
}

static void a_blocked_signal_is_counted(void **state)
{
    (void)state;
    struct profiled result = good("", "act blocked", 0);
    near(account(result.profile, "ticks"), 0.5, 100);
    assert_true(account(result.profile, "lost, overrun") >= 17);
    assert_true(account(result.profile, "lost, not delivered") >= 18);
    assert_non_null(strstr(result.output, "ticks were lost"));
    profiled_free(&result);
}

static void wild_frame_pointers(void **state)
{
    (void)state;
    struct profiled result = good("--hz 1000", "act wild", 0);
    assert_true(account(result.profile, "samples of an unreadable stack") > 0);
    assert_int_equal(count_in(result.profile, "act", "wild_frames") > 10, true);
    profiled_free(&result);
}

static void libraries_come_and_go(void **state)
{
    (void)state;
    struct profiled result = good("", "act plugins .", 0);
    double samples = (double)count_samples(result.profile);
    double a = 100 * (double)count_in(result.profile, "plugin_a.so", "plugin_a") / samples;
    double b = 100 * (double)count_in(result.profile, "plugin_b.so", "plugin_b") / samples;
    print_message("%splugin_a %.1f %%, plugin_b %.1f %%\n", result.output, a, b);
    /* Half and half, but for what is lost; if the one were taken for the other, one would have all. */
    assert_true(fabs(a - 50) < 25 && fabs(b - 50) < 25 && a + b > 80);
    profiled_free(&result);
}

static void the_timer_of_the_process(void **state)
{
    (void)state;
    struct profiled result = good("--timer process", "act reset", 0);
    near(account(result.profile, "ticks"), 0.6, 100);
    assert_true(account(result.profile, "samples") > 5); /* how many is a matter of what else runs */
    profiled_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_handler),
        cmocka_unit_test(reset_dispositions),
        cmocka_unit_test(children_are_left_alone),
        cmocka_unit_test(exec_goes_on),
        cmocka_unit_test(threads_come_and_go),
        cmocka_unit_test(ends_without_exit),
        cmocka_unit_test(ended_by_a_signal),
        cmocka_unit_test(a_blocked_signal_is_counted),
        cmocka_unit_test(wild_frame_pointers),
        cmocka_unit_test(libraries_come_and_go),
        cmocka_unit_test(the_timer_of_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
