/* SPDX-License-Identifier: Apache-2.0
 *
 * The foreign thread of the crash: an ordinary pthread, which has no g.
 */
#include "crash/foreign.h"
#include "signal/signal.h"
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

static uintptr_t calls;

void traceback_colliding(void *argument)
{
    struct traceback_argument *traceback = argument;
    traceback->buffer[0] = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) * 1024;
    traceback->buffer[1] = 0;
}

static void *send(void *count)
{
    for (int i = 0; i < *(int *)count; i++) {
        raise(SIGPROF);
        sched_yield();
    }
    return NULL;
}

void foreign_samples(void *count)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, send, count) != 0)
        abort();
    pthread_join(thread, NULL);
}
