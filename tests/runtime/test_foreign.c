/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals on threads the runtime has never seen: what comes of them, that they never wait, and that they
 * leave nothing behind. With real signals on real pthreads.
 */
#include "pprof/cpu.h"
#include "rate/rate.h"
#include "signal/signal.h"
#include "thread/thread.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static unsigned tracebacks;
static uintptr_t depth_wanted = 1;
static void (*in_traceback)(void);
static _Thread_local uint64_t neighbours[16]; /* of current_g in TLS */

static void traceback(void *argument)
{
    struct traceback_argument *traceback = argument;
    __atomic_fetch_add(&tracebacks, 1, __ATOMIC_RELAXED);
    for (uintptr_t i = 0; i < depth_wanted && i < traceback->max; i++)
        traceback->buffer[i] = 1024 + i;
    if (depth_wanted < traceback->max)
        traceback->buffer[depth_wanted] = 0;
    if (in_traceback)
        in_traceback();
}

/* Runs function on a foreign thread, which may not take ten seconds. */
static void on_foreign_thread(void *(*function)(void *), void *argument)
{
    pthread_t thread;
    struct timespec until;
    assert_int_equal(pthread_create(&thread, NULL, function, argument), 0);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 10;
    assert_int_equal(pthread_timedjoin_np(thread, NULL, &until), 0);
}

static void *send_ten(void *argument)
{
    for (int i = 0; i < 10; i++)
        raise(SIGPROF);
    return argument;
}

static int profile_on(void **state)
{
    static struct cpu_profile_bytes bytes;
    (void)state;
    bytes.count = 0;
    tracebacks = 0;
    depth_wanted = 1;
    signal_set_traceback(traceback);
    if (!cpu_profile_start(cpu_profile_to_memory, &bytes))
        return 1;
    /* The rate stays, the ticks do not: what is counted here is counted exactly. */
    const struct itimerval none = {0};
    return setitimer(ITIMER_PROF, &none, NULL);
}

static int profile_off(void **state)
{
    (void)state;
    cpu_profile_stop();
    return 0;
}

static void samples_arrive(void **state)
{
    (void)state;
    uint64_t before = rate_profile->count;
    on_foreign_thread(send_ten, NULL);
    assert_int_equal(tracebacks, 10);
    assert_int_equal(rate_profile->count - before, 10);
    assert_int_equal(sigprof_callers_use, 0);
    assert_int_equal(rate_lock, 0);
}

/* I6: a full buffer has no 0 behind it */
static void no_more_than_the_buffer(void **state)
{
    (void)state;
    uintptr_t stack[CALLERS_MAX];
    for (uintptr_t i = 0; i < CALLERS_MAX; i++)
        stack[i] = 1024 + i;
    depth_wanted = CALLERS_MAX + 10;
    on_foreign_thread(send_ten, NULL);
    const struct profile_entry *way = rate_profile->hash[profile_hash(stack, CALLERS_MAX)].ways;
    assert_int_equal(way->depth, CALLERS_MAX);
    assert_int_equal(way->count, 10);
}

/* I16 */
static void the_lock_is_tried_once(void **state)
{
    (void)state;
    raw_spin_lock(&rate_lock);
    uint64_t before = rate_profile->count;
    on_foreign_thread(send_ten, NULL);
    assert_int_equal(tracebacks, 10);
    assert_int_equal(rate_profile->count, before);
    assert_int_equal(sigprof_callers_use, 0);
    raw_unlock(&rate_lock);
}

/* I16, with no rate: straight into the continuation, so that no timer is needed */
static void no_rate_no_sample(void **state)
{
    (void)state;
    cpu_profile_stop();
    uint64_t before = rate_profile->count;
    on_foreign_thread(send_ten, NULL);
    assert_int_equal(tracebacks, 10);
    assert_int_equal(rate_profile->count, before);
    assert_int_equal(sigprof_callers_use, 0);
}

/* I17 */
static void a_second_sample_is_dropped(void **state)
{
    (void)state;
    __atomic_store_n(&sigprof_callers_use, 1, __ATOMIC_RELEASE);
    uint64_t before = rate_profile->count;
    on_foreign_thread(send_ten, NULL);
    assert_int_equal(tracebacks, 0);
    assert_int_equal(rate_profile->count, before);
    assert_int_equal(sigprof_callers_use, 1);
    __atomic_store_n(&sigprof_callers_use, 0, __ATOMIC_RELEASE);
}

/* I18 */
static void without_traceback_nothing(void **state)
{
    (void)state;
    __atomic_store_n(&signal_traceback, NULL, __ATOMIC_RELEASE);
    uint64_t before = rate_profile->count;
    on_foreign_thread(send_ten, NULL);
    assert_int_equal(tracebacks, 0);
    assert_int_equal(rate_profile->count, before);
    signal_set_traceback(traceback);
}

/* The same where no C side is linked. */
static void without_shim_nothing(void **state)
{
    (void)state;
    traceback_shim *shim = signal_shim;
    __atomic_store_n(&signal_shim, NULL, __ATOMIC_RELEASE);
    uint64_t before = rate_profile->count;
    on_foreign_thread(send_ten, NULL);
    assert_int_equal(tracebacks, 0);
    assert_int_equal(rate_profile->count, before);
    assert_int_equal(sigprof_callers_use, 0);
    signal_shim = shim;
}

static void *send_and_compare(void *argument)
{
    bool *same = argument;
    uint64_t before[16];
    for (int i = 0; i < 16; i++)
        before[i] = neighbours[i] = (uint64_t)i * 0x0101010101010101u;
    *same = true;
    for (int i = 0; i < 10; i++) {
        errno = 1234 + i;
        raise(SIGPROF);
        *same = *same && errno == 1234 + i && !current_g && memcmp(before, neighbours, sizeof before) == 0;
    }
    return NULL;
}

static void set_errno(void)
{
    raw_syscall(SYS_close, -1, 0, 0, 0, 0, 0); /* a failure that libc does not see */
}

/* I19, on a foreign and on an own thread */
static void the_thread_stays_as_it_was(void **state)
{
    (void)state;
    bool same = false;
    in_traceback = set_errno;
    on_foreign_thread(send_and_compare, &same);
    in_traceback = NULL;
    assert_true(same);
    const struct g *g = current_g;
    assert_non_null(g);
    for (int i = 0; i < 10; i++) {
        errno = 1234 + i;
        raise(SIGPROF);
        assert_int_equal(errno, 1234 + i);
        assert_ptr_equal(current_g, g);
    }
}

/* ---- other signals */

static unsigned notified;
static bool notified_with_g;

static void notify(int signal)
{
    (void)signal;
    notified++;
    notified_with_g = current_g && current_g == current_g->m->gsignal;
}

static void *send_user_signal(void *argument)
{
    raise(SIGUSR1);
    return argument;
}

/* With a borrowed m, which is given back. */
static void a_bad_signal_borrows(void **state)
{
    (void)state;
    signal_install(SIGUSR1, 0, notify);
    for (unsigned i = 1; i <= 3; i++) {
        on_foreign_thread(send_user_signal, NULL);
        assert_int_equal(notified, i);
        assert_true(notified_with_g);
    }
}

static unsigned earlier_calls;

static void earlier_handler(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)info;
    (void)context;
    earlier_calls++;
}

static void forwarding(void **state)
{
    (void)state;
    struct sigaction action = {.sa_sigaction = earlier_handler, .sa_flags = SA_SIGINFO};
    siginfo_t sent = {.si_code = SI_TKILL}, kernel = {.si_code = 1};
    sigaction(SIGUSR2, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    /* No earlier handler: never. */
    assert_false(signal_forward(SIGUSR1, &sent, NULL));
    /* Ours, and not synchronous: never. */
    signal_install(SIGUSR2, 0, notify);
    assert_false(signal_forward(SIGUSR2, &sent, NULL));
    assert_false(signal_forward(SIGUSR2, &kernel, NULL));
    /* A fault: only if the kernel made it, and outside user code; none runs on this thread. */
    signal_install(SIGBUS, SIGNAL_SYNCHRONOUS, notify);
    assert_false(signal_forward(SIGBUS, &sent, NULL));
    assert_int_equal(earlier_calls, 0);
    assert_true(signal_forward(SIGBUS, &kernel, NULL));
    assert_int_equal(earlier_calls, 1);
    /* Not ours any more: forwarded, whatever it is. */
    signal_states[SIGUSR2].flags = 0;
    assert_true(signal_forward(SIGUSR2, &sent, NULL));
    assert_int_equal(earlier_calls, 2);
}

/* ---- a C call of an own thread */

static void in_c(void *argument)
{
    raise(SIGPROF);
    *(unsigned *)argument = tracebacks;
}

static void call_c(void *argument)
{
    c_call(in_c, argument);
}

static void a_c_call_has_its_own_buffer(void **state)
{
    (void)state;
    unsigned calls = 0;
    thread_join(thread_start(call_c, &calls));
    assert_int_equal(calls, 1);
    raise(SIGPROF); /* not in a C call: no traceback */
    assert_int_equal(tracebacks, 1);
    assert_int_equal(sigprof_callers_use, 0);
}

/* Whoever is at it already keeps it: no traceback, and the sample has the own stack only. */
static void in_c_while_busy(void *argument)
{
    (void)argument;
    current_g->m->cgo_callers_use = 1;
    raise(SIGPROF);
    current_g->m->cgo_callers_use = 0;
}

static void call_c_while_busy(void *argument)
{
    c_call(in_c_while_busy, argument);
}

static void a_busy_buffer_is_left_alone(void **state)
{
    (void)state;
    uint64_t before = rate_profile->count;
    thread_join(thread_start(call_c_while_busy, NULL));
    assert_int_equal(tracebacks, 0);
    assert_int_equal(rate_profile->count, before + 1);
}

/* ---- a signal stack that somebody else has set */

/* Below every stack of the runtime: the limit of gsignal would call it used up. */
static char other_stack[64 << 10];

static void on_other_stack(void *argument)
{
    stack_t old, other = {.ss_sp = other_stack, .ss_size = sizeof other_stack};
    assert_int_equal(sigaltstack(&other, &old), 0);
    raise(SIGUSR1);
    sigaltstack(&old, NULL);
    *(uintptr_t *)argument = current_g->m->gsignal->lo;
}

static void call_on_other_stack(void *argument)
{
    c_call(on_other_stack, argument);
}

static void the_limits_follow_the_signal_stack(void **state)
{
    (void)state;
    uintptr_t lo = 0;
    unsigned before = notified;
    signal_install(SIGUSR1, 0, notify);
    thread_join(thread_start(call_on_other_stack, &lo));
    assert_int_equal(notified, before + 1);
    assert_true(notified_with_g);
    assert_int_equal(lo, (uintptr_t)other_stack);
}

/* Nobody handles it and nobody did before: the process ends by that signal. */
static void unhandled_is_deadly(void **state)
{
    (void)state;
    siginfo_t sent = {.si_code = SI_TKILL};
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal_forward(SIGALRM, &sent, NULL);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(samples_arrive, profile_on, profile_off),
        cmocka_unit_test_setup_teardown(no_more_than_the_buffer, profile_on, profile_off),
        cmocka_unit_test_setup_teardown(the_lock_is_tried_once, profile_on, profile_off),
        cmocka_unit_test_setup_teardown(no_rate_no_sample, profile_on, profile_off),
        cmocka_unit_test_setup_teardown(a_second_sample_is_dropped, profile_on, profile_off),
        cmocka_unit_test_setup_teardown(without_traceback_nothing, profile_on, profile_off),
        cmocka_unit_test_setup_teardown(without_shim_nothing, profile_on, profile_off),
        cmocka_unit_test_setup_teardown(the_thread_stays_as_it_was, profile_on, profile_off),
        cmocka_unit_test_setup_teardown(a_c_call_has_its_own_buffer, profile_on, profile_off),
        cmocka_unit_test_setup_teardown(a_busy_buffer_is_left_alone, profile_on, profile_off),
        cmocka_unit_test(a_bad_signal_borrows),
        cmocka_unit_test(forwarding),
        cmocka_unit_test(the_limits_follow_the_signal_stack),
        cmocka_unit_test(unhandled_is_deadly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
