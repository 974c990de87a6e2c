/* SPDX-License-Identifier: Apache-2.0
 *
 * A library to be loaded and unloaded; PLUGIN is its name, SIZE makes the libraries alike.
 */
#include <stdint.h>

uint64_t PLUGIN(uint64_t rounds);

uint64_t PLUGIN(uint64_t rounds)
{
    uint64_t seed = 1;
    for (uint64_t i = 0; i < rounds; i++)
        seed = seed * 6364136223846793005u + 1442695040888963407u;
    return seed;
}
