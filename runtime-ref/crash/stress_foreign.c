/* SPDX-License-Identifier: Apache-2.0
 *
 * Pthreads without a g. Their traceback gives stacks of many depths, sometimes an empty one, sometimes a full
 * one, and now and then raises the very signal it is called for.
 */
#include "crash/stress_foreign.h"
#include "signal/signal.h"
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

enum { MOST = 16, ANSWER = 7 };

static pthread_t threads[MOST];
static int thread_count;
static int ending;
static uint32_t tracebacks;
static volatile uint64_t sink;

static void work(void)
{
    for (unsigned i = 0; i < 20000; i++)
        sink = sink * 41 + i;
}

void stress_c_work(void *argument)
{
    (void)argument;
    work();
    raise(SIGPROF);
    raise(SIGUSR1);
}

void stress_traceback(void *argument)
{
    struct traceback_argument *traceback = argument;
    uint32_t call = __atomic_add_fetch(&tracebacks, 1, __ATOMIC_RELAXED);
    uintptr_t depth = call % 5 == 0 ? call % (traceback->max + 1) : call % 3;
    for (uintptr_t i = 0; i < depth; i++)
        traceback->buffer[i] = (call % 977 + i) * 1024;
    if (depth < traceback->max)
        traceback->buffer[depth] = 0;
    if (call % 7 == 0)
        raise(SIGPROF);
}

int stress_child(void *argument)
{
    (void)argument;
    return ANSWER;
}

static void *foreign_thread(void *argument)
{
    int number = *(const int *)argument;
    while (!__atomic_load_n(&ending, __ATOMIC_ACQUIRE)) {
        work();
        raise(SIGPROF);
        raise(SIGUSR1);
        /* The thread before this one is joined after it. */
        if (number > 0)
            pthread_kill(threads[number - 1], SIGPROF);
        sched_yield();
    }
    return NULL;
}

void stress_foreign_start(int count)
{
    static int numbers[MOST];
    thread_count = count < MOST ? count : MOST;
    for (int i = 0; i < thread_count; i++) {
        numbers[i] = i;
        if (pthread_create(&threads[i], NULL, foreign_thread, &numbers[i]) != 0)
            abort();
    }
}

void stress_foreign_end(void)
{
    __atomic_store_n(&ending, 1, __ATOMIC_RELEASE);
    for (int i = thread_count; i-- > 0;)
        pthread_join(threads[i], NULL);
}
