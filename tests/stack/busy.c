/* SPDX-License-Identifier: Apache-2.0
 *
 * Half a second of work on one thread, at many depths of its stack: something to profile.
 */
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

enum { DEEPEST = 60, STEPS = 500 };

__attribute__((noinline)) static uint64_t descend(uint64_t seed, int depth)
{
    for (int i = 0; i < STEPS; i++)
        seed = seed * 6364136223846793005u + 1442695040888963407u;
    return depth == 0 ? seed : descend(seed ^ (uint64_t)depth, depth - 1) + 1;
}

int main(void)
{
    uint64_t seed = 1;
    for (clock_t end = clock() + CLOCKS_PER_SEC / 2; clock() < end;)
        seed = descend(seed, (int)(seed >> 33) % DEEPEST);
    return seed == 0;
}
