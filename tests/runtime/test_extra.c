/* SPDX-License-Identifier: Apache-2.0
 *
 * The buffer for foreign samples, alone and in its place on the foreign path: what selects it is compiled here
 * once more.
 */
#define FOREIGN_EXTRA 1
#include "profiles.h"
#include "rate/rate.c"
#include "rate/sample.c"
#include "signal/foreign.c"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void strictly_less(void **state)
{
    struct profile_extra extra = {.used = 0};
    uintptr_t stack[PROFILE_DEPTH] = {1024};
    (void)state;
    for (int i = 0; i < 600; i++)
        profile_extra_add(&extra, stack, 1);
    /* 998 + 2 is not less than 1000. */
    assert_int_equal(extra.used, 998);
    assert_int_equal(extra.lost, 600 - 499);
    profile_extra_add(&extra, stack, 0);
    assert_int_equal(extra.used, 999);
    profile_extra_add(&extra, stack, 0);
    assert_int_equal(extra.lost, 600 - 499 + 1);
}

static void drained_with_its_loss(void **state)
{
    struct profile_extra extra = {.used = 0};
    struct profile *profile = profile_fresh();
    (void)state;
    assert_true(profile_open(profile, 100));
    for (uintptr_t k = 1; k <= 1000; k++) {
        uintptr_t stack[2] = {k % 3 * 1024, 7};
        profile_extra_add(&extra, stack, 2);
    }
    assert_int_equal(extra.lost, 1000 - 333);
    profile_extra_drain(&extra, profile);
    assert_int_equal(extra.used, 0);
    assert_int_equal(extra.lost, 0);
    assert_int_equal(profile->count, 1000);
    const uintptr_t frames[2] = {(uintptr_t)lost_external_code, (uintptr_t)external_code};
    const struct profile_entry *way = profile->hash[profile_hash(frames, 2)].ways;
    assert_int_equal(way->count, 667);
    assert_memory_equal(way->stack, frames, sizeof frames);
    free(profile);
}

static void one_word(void *argument)
{
    struct traceback_argument *traceback = argument;
    traceback->buffer[0] = 2048;
    traceback->buffer[1] = 0;
}

static void *send(void *argument)
{
    for (int i = 0; i < 10; i++)
        raise(SIGPROF);
    return argument;
}

static void on_the_foreign_path(void **state)
{
    const struct itimerval none = {0};
    pthread_t thread;
    (void)state;
    signal_set_traceback(one_word);
    assert_true(rate_set(100));
    setitimer(ITIMER_PROF, &none, NULL);
    assert_int_equal(pthread_create(&thread, NULL, send, NULL), 0);
    pthread_join(thread, NULL);
    assert_int_equal(rate_profile->count, 0);
    assert_int_equal(rate_extra.used, 20);
    raise(SIGPROF); /* an own sample takes them over */
    assert_int_equal(rate_profile->count, 11);
    assert_int_equal(pthread_create(&thread, NULL, send, NULL), 0);
    pthread_join(thread, NULL);
    assert_true(rate_set(0)); /* and the end does */
    assert_int_equal(rate_profile->count, 21);
    struct words all = drain(rate_profile);
    assert_int_equal(words_sum(all.items, all.count).counts, 21);
    free(all.items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strictly_less),
        cmocka_unit_test(drained_with_its_loss),
        cmocka_unit_test(on_the_foreign_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
