/* SPDX-License-Identifier: Apache-2.0
 *
 * Everything at once, for SECONDS (default 0.4): own threads that grow their stacks, append, call C and fork;
 * foreign threads; real timers; signals from every side, some raised by handlers and by the traceback;
 * profiling switched on and off. Each profile that ends is read back and must be whole. Prints OK, and no
 * variant may say anything else but by dying.
 *
 *   SECONDS   so long
 *   --report  a fault is reported before the process dies
 */
#include "crash/foreign.h"
#include "crash/stress_foreign.h"
#include "heap/heap.h"
#include "lower/lower.h"
#include "pprof/cpu.h"
#include "rate/rate.h"
#include "signal/signal.h"
#include "thread/thread.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OWN_THREADS = 4, FOREIGN_THREADS = 4, DEPTH = 60, ANSWER = 7 };

static int ending;
static uint64_t notified;

static void fail(const char *why)
{
    fprintf(stderr, "stress: %s\n", why);
    _exit(1);
}

/* Frames of a kilobyte, so that the stack grows past its first eight. */
NOINLINE static unsigned deep(unsigned depth)
{
    volatile unsigned char frame[1024];
    frame[depth % sizeof frame] = (unsigned char)depth;
    return depth == 0 ? 0 : deep(depth - 1) + frame[depth % sizeof frame] - (unsigned char)depth + 1;
}

static void append_some(void)
{
    struct slice slice = {NULL, 0, 0};
    uintptr_t values[4] = {1, 2, 3, 4};
    for (int i = 0; i < 8; i++) {
        void *old = slice.items;
        size_t room = slice.room;
        APPEND_VALUES(&slice, 10, 20);
        APPEND_SLICE(&slice, values, (size_t)4, sizeof *values);
        if (slice.room != room)
            heap_free(old);
    }
    const uintptr_t *items = slice.items;
    if (slice.count != 48 || items[0] != 10 || items[42] != 10 || items[47] != 4)
        fail("an append went wrong");
    heap_free(slice.items);
}

static void fork_one(void)
{
    int status = 0;
    pid_t child = runtime_fork(stress_child, NULL);
    if (child < 0 || waitpid(child, &status, 0) != child)
        fail("no child");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != ANSWER)
        fail("the child died");
}

static void own_thread(void *argument)
{
    (void)argument;
    for (unsigned round = 0; !__atomic_load_n(&ending, __ATOMIC_ACQUIRE); round++) {
        if (deep(DEPTH) != DEPTH)
            fail("the stack was spoiled");
        append_some();
        c_call(stress_c_work, NULL);
        if (round % 16 == 0)
            fork_one();
        if (round % 4 == 0)
            thread_preempt(current_g);
        thread_yield();
    }
}

/* Raises another, which waits until this one returns. */
static void on_user_signal(int number)
{
    __atomic_fetch_add(&notified, 1, __ATOMIC_RELAXED);
    if (number == SIGUSR1)
        raise(SIGUSR2);
}

static void check_profile(const struct cpu_profile_bytes *bytes)
{
    struct legacy_reader reader;
    struct legacy_record record;
    enum legacy_step step = LEGACY_BROKEN;
    if (!legacy_open(&reader, bytes->bytes, bytes->count))
        fail(reader.fault);
    while ((step = legacy_next(&reader, &record)) == LEGACY_RECORD)
        continue;
    if (step == LEGACY_BROKEN)
        fail(reader.fault);
}

static void profile_once(void)
{
    struct cpu_profile_bytes bytes = {NULL, 0, 0};
    if (!cpu_profile_start(cpu_profile_to_memory, &bytes))
        fail("no profile");
    rate_store(1000);
    struct timespec moment = {.tv_nsec = 20000000};
    nanosleep(&moment, NULL);
    cpu_profile_stop();
    check_profile(&bytes);
    free(bytes.bytes);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

struct options {
    double seconds;
    bool report;
};

static void program(void *argument)
{
    const struct options *options = argument;
    struct m *own[OWN_THREADS];
    signal_set_traceback(stress_traceback);
    signal_install(SIGUSR1, 0, on_user_signal);
    signal_install(SIGUSR2, 0, on_user_signal);
    profile_once();
    if (options->report)
        report_faults();
    for (int i = 0; i < OWN_THREADS; i++)
        own[i] = thread_start(own_thread, NULL);
    stress_foreign_start(FOREIGN_THREADS);
    unsigned profiles = 0;
    for (double end = now() + options->seconds; now() < end; profiles++)
        profile_once();
    stress_foreign_end();
    __atomic_store_n(&ending, 1, __ATOMIC_RELEASE);
    for (int i = 0; i < OWN_THREADS; i++)
        thread_join(own[i]);
    if (rate_profile->count == 0 || notified == 0 || profiles == 0)
        fail("nothing happened");
    if (rate_lock != 0 || sigprof_callers_use != 0)
        fail("a lock was left");
    puts("OK");
}

NOSPLIT int main(int argc, char **argv)
{
    static struct options options = {.seconds = 0.4};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--report") == 0)
            options.report = true;
        else
            options.seconds = atof(argv[i]);
    }
    runtime_main(program, &options);
    return 0;
}
