/* SPDX-License-Identifier: Apache-2.0
 *
 * Sets of small numbers as bits, 64 to a word: the caller gives the room, one word for each 64 numbers that were begun.
 */
#ifndef SIGVET_BASE_BITS_H
#define SIGVET_BASE_BITS_H

#include <stdbool.h>
#include <stdint.h>

static inline bool bits_test(const uint64_t *bits, uint32_t index)
{
    return bits[index / 64] >> (index % 64) & 1;
}

/* True when it was not there. */
static inline bool bits_set(uint64_t *bits, uint32_t index)
{
    uint64_t bit = (uint64_t)1 << (index % 64);
    bool fresh = !(bits[index / 64] & bit);
    bits[index / 64] |= bit;
    return fresh;
}

#endif
