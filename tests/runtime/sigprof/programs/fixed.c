/* SPDX-License-Identifier: Apache-2.0
 *
 * fixed ROUNDS: two threads with so much work each, in stacks some ten frames deep, with calls of malloc:
 * what a profiler costs is seen in its CPU time.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

enum { DEPTH = 12, STEPS = 2000 };

static long rounds;

__attribute__((noinline)) static uint64_t descend(uint64_t seed, int depth)
{
    for (int i = 0; i < STEPS; i++)
        seed = seed * 6364136223846793005u + 1442695040888963407u;
    return depth == 0 ? seed : descend(seed ^ (uint64_t)depth, depth - 1) + 1;
}

static void *work(void *argument)
{
    uint64_t seed = (uintptr_t)argument;
    for (long i = 0; i < rounds; i++) {
        uint64_t *kept = malloc(64 + seed % 64);
        if (!kept)
            return NULL;
        *kept = descend(seed, DEPTH);
        seed = *kept;
        free(kept);
    }
    return (void *)(uintptr_t)(seed | 1);
}

int main(int count, char **arguments)
{
    pthread_t threads[2];
    rounds = count > 1 ? strtol(arguments[1], NULL, 10) : 1000;
    for (uintptr_t i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, work, (void *)(i + 1)) != 0)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
