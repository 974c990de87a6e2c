/* SPDX-License-Identifier: Apache-2.0
 *
 * A hash map from 64-bit keys to 32-bit values. Pack small structs into the key; for texts intern them first.
 */
#ifndef SIGVET_BASE_MAP_H
#define SIGVET_BASE_MAP_H

#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

struct map;

#define MAP_NONE UINT32_MAX

struct map *map_new(struct arena *arena);
uint32_t map_get(const struct map *map, uint64_t key); /* MAP_NONE when absent */
void map_set(struct map *map, uint64_t key, uint32_t value);

/* The place of the value of a key, made with MAP_NONE when it was absent; good until the next map_set or map_at. */
uint32_t *map_at(struct map *map, uint64_t key);

/* Two 32-bit halves as one key. */
static inline uint64_t map_pair(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low;
}

#endif
