/* SPDX-License-Identifier: Apache-2.0
 *
 * Starting and stopping: limits, refusals, the real timer, and that a stop is one.
 */
#include "pprof/cpu.h"
#include "rate/rate.h"
#include "signal/signal.h"
#include "thread/thread.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <cmocka.h>

static void drain_profile(void)
{
    while (rate_read().words)
        continue;
}

static uint64_t timer_period(void)
{
    struct itimerval value;
    assert_int_equal(getitimer(ITIMER_PROF, &value), 0);
    return (uint64_t)value.it_interval.tv_sec * 1000000 + (uint64_t)value.it_interval.tv_usec;
}

static void limits(void **state)
{
    (void)state;
    assert_null(rate_read().words);
    assert_true(rate_set(0)); /* nothing is on */
    assert_true(rate_set(-5));
    assert_true(rate_set(100));
    assert_int_equal(rate_profile->log[0][3], 10000);
    assert_int_equal(timer_period(), 10000);
    assert_int_equal(rate_hz, 100);
    assert_false(rate_set(50)); /* I14 */
    assert_int_equal(rate_hz, 100);
    assert_true(rate_set(0));
    assert_int_equal(timer_period(), 0);
    assert_false(rate_set(100)); /* I14: the writer has not been there */
    drain_profile();
    assert_true(rate_set(2000000));
    assert_int_equal(rate_hz, 1000000);
    assert_int_equal(rate_profile->log[0][3], 1);
    assert_true(rate_set(0));
    drain_profile();
    assert_true(rate_set(1));
    assert_int_equal(timer_period(), 1000000);
    assert_true(rate_set(0));
    drain_profile();
}

static void one_traceback(void *argument)
{
    struct traceback_argument *traceback = argument;
    traceback->buffer[0] = 1024;
    traceback->buffer[1] = 0;
}

static int ending;

static void *send(void *argument)
{
    while (!__atomic_load_n(&ending, __ATOMIC_ACQUIRE))
        raise(SIGPROF);
    return argument;
}

static void send_own(void *argument)
{
    send(argument);
}

/* I15, with two foreign threads and an own one that never stop sending */
static void a_stop_is_one(void **state)
{
    (void)state;
    pthread_t threads[2];
    uint64_t samples = 0;
    signal_set_traceback(one_traceback);
    signal_install(SIGPROF, 0, NULL);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, send, NULL), 0);
    struct m *own = thread_start(send_own, NULL);
    for (int round = 0; round < 50; round++) {
        struct timespec moment = {.tv_nsec = 500000};
        uint64_t before = rate_profile->count;
        assert_true(rate_set(100));
        nanosleep(&moment, NULL);
        rate_store(0);
        uint64_t count = __atomic_load_n(&rate_profile->count, __ATOMIC_ACQUIRE);
        nanosleep(&moment, NULL);
        assert_int_equal(__atomic_load_n(&rate_profile->count, __ATOMIC_ACQUIRE), count);
        samples += count - before;
        rate_set(0);
        drain_profile();
    }
    __atomic_store_n(&ending, 1, __ATOMIC_RELEASE);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    thread_join(own);
    assert_true(samples > 0);
}

NOINLINE static void burn(void)
{
    struct timespec time;
    double end = 0;
    do {
        for (volatile unsigned i = 0; i < 100000; i++)
            continue;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
        double now = (double)time.tv_sec + (double)time.tv_nsec / 1e9;
        end = end == 0 ? now + 0.3 : end - now > 0 ? end : -1;
    } while (end > 0);
}

static void burn_on_own_thread(void *argument)
{
    (void)argument;
    burn();
}

/* A real profile of an own thread by the real timer: about 30 ticks. */
static void ticks_become_samples(void **state)
{
    (void)state;
    struct cpu_profile_bytes bytes = {NULL, 0, 0};
    signal_traceback = NULL;
    uint64_t lost = rate_profile->lost;
    assert_true(cpu_profile_start(cpu_profile_to_memory, &bytes));
    assert_false(cpu_profile_start(cpu_profile_to_memory, &bytes));
    thread_join(thread_start(burn_on_own_thread, NULL));
    cpu_profile_stop();
    cpu_profile_stop(); /* harmless */
    assert_int_equal(rate_profile->lost, lost);
    struct legacy_reader reader;
    struct legacy_record record;
    uint64_t samples = 0;
    assert_true(legacy_open(&reader, bytes.bytes, bytes.count));
    assert_int_equal(reader.period, 10000);
    while (legacy_next(&reader, &record) == LEGACY_RECORD) {
        samples += record.count;
        assert_true(record.depth >= 1);
    }
    assert_null(reader.fault);
    assert_true(samples >= 10 && samples <= 60);
    assert_true(reader.trailer_size > sizeof LEGACY_TRAILER);
    assert_memory_equal(reader.trailer, LEGACY_TRAILER, sizeof LEGACY_TRAILER - 1);
    free(bytes.bytes);
}

/* An m that was busy takes the rate when it is scheduled next. */
static void others_follow(void **state)
{
    (void)state;
    struct m *m = current_g->m;
    rate_store(100);
    assert_int_equal(m->profile_hz, 100);
    m->profile_hz = 0;
    const struct itimerval none = {0};
    setitimer(ITIMER_PROF, &none, NULL);
    thread_yield();
    assert_int_equal(m->profile_hz, 100);
    assert_int_equal(timer_period(), 10000);
    rate_store(0);
    assert_int_equal(timer_period(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits),
        cmocka_unit_test(a_stop_is_one),
        cmocka_unit_test(ticks_become_samples),
        cmocka_unit_test(others_follow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
