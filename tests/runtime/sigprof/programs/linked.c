/* SPDX-License-Identifier: Apache-2.0
 *
 * linked FILE1 FILE2: a program that is linked with libsigprof.a and asks for two profiles, the second while
 * a thread runs that was there before it.
 */
#include "sigprof/sigprof.h"
#include <pthread.h>
#include <stdint.h>
#include <time.h>

static int over;
static volatile uint64_t kept;

__attribute__((noinline)) static void burn(void)
{
    uint64_t seed = 1;
    for (int i = 0; i < 100000; i++)
        seed = seed * 6364136223846793005u + 1442695040888963407u;
    kept = seed;
}

static void *work(void *unused)
{
    while (!__atomic_load_n(&over, __ATOMIC_RELAXED))
        burn();
    return unused;
}

static void busy(void)
{
    struct timespec now, start;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    do {
        burn();
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    } while ((now.tv_sec - start.tv_sec) * 1000000000 + now.tv_nsec - start.tv_nsec < 400000000);
}

int main(int count, char **arguments)
{
    pthread_t thread;
    if (count < 3)
        return 1;
    struct sigprof_options options = {.file = arguments[1], .hz = 100};
    if (!sigprof_start(&options) || sigprof_start(&options))
        return 2;
    busy();
    sigprof_stop();
    if (pthread_create(&thread, NULL, work, NULL) != 0)
        return 3;
    options.file = arguments[2];
    if (!sigprof_start(&options))
        return 4;
    busy();
    __atomic_store_n(&over, 1, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    sigprof_stop();
    return 0;
}
