/* SPDX-License-Identifier: Apache-2.0
 *
 * hot SECONDS: two threads, each so long on its CPU, about three quarters of it in hot and one in warm.
 * Prints the seconds that each really spent.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SLICE = 2000000 }; /* nanoseconds, about */

static double wanted;
static double spent[2][2];

static uint64_t cpu_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#define WORK(name, rounds)                                                                                   \
    __attribute__((noinline)) uint64_t name(uint64_t seed);                                                  \
    uint64_t name(uint64_t seed)                                                                             \
    {                                                                                                        \
        for (int i = 0; i < (rounds); i++)                                                                   \
            seed = seed * 6364136223846793005u + 1442695040888963407u;                                       \
        return seed;                                                                                         \
    }

WORK(hot, 100000)
WORK(warm, 100000)

static void *work(void *argument)
{
    double *mine = argument;
    uint64_t seed = 1, start = cpu_time();
    while ((double)(cpu_time() - start) < wanted * 1e9) {
        /* Of no fixed length, or it would keep in step with the ticks. */
        uint64_t slice = SLICE / 2 + (seed >> 20) % SLICE, began = cpu_time(), between;
        while (cpu_time() - began < 3 * slice)
            seed = hot(seed);
        between = cpu_time();
        slice = SLICE / 2 + (seed >> 20) % SLICE;
        mine[0] += (double)(between - began) / 1e9;
        while (cpu_time() - between < slice)
            seed = warm(seed);
        mine[1] += (double)(cpu_time() - between) / 1e9;
    }
    return (void *)(uintptr_t)(seed | 1);
}

int main(int count, char **arguments)
{
    pthread_t threads[2];
    wanted = count > 1 ? strtod(arguments[1], NULL) : 1;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, work, spent[i]) != 0)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    printf("%.3f %.3f\n", spent[0][0] + spent[1][0], spent[0][1] + spent[1][1]);
    fflush(stdout); /* before the profiler speaks */
    return 0;
}
