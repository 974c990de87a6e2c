/* SPDX-License-Identifier: Apache-2.0
 *
 * Open addressing with linear probing, at most two thirds full. The hash is the finaliser of splitmix64.
 */
#include "base/map.h"

struct entry {
    uint64_t key;
    uint32_t value;
    bool used;
};

struct map {
    struct entry *entries;
    uint32_t capacity; /* a power of two */
    uint32_t count;
    struct arena *arena;
};

struct map *map_new(struct arena *arena)
{
    struct map *map = arena_alloc(sizeof *map, arena);
    map->capacity = 16;
    map->entries = arena_array(map->capacity, sizeof *map->entries, arena);
    map->arena = arena;
    return map;
}

static uint64_t mix(uint64_t key)
{
    key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9U;
    key = (key ^ (key >> 27)) * 0x94d049bb133111ebU;
    return key ^ (key >> 31);
}

static struct entry *find(const struct map *map, uint64_t key)
{
    uint32_t at = (uint32_t)mix(key) & (map->capacity - 1);
    while (map->entries[at].used && map->entries[at].key != key)
        at = (at + 1) & (map->capacity - 1);
    return &map->entries[at];
}

uint32_t map_get(const struct map *map, uint64_t key)
{
    const struct entry *entry = find(map, key);
    return entry->used ? entry->value : MAP_NONE;
}

static void grow(struct map *map)
{
    struct entry *old = map->entries;
    uint32_t old_capacity = map->capacity;
    map->capacity *= 2;
    map->entries = arena_array(map->capacity, sizeof *map->entries, map->arena);
    for (uint32_t i = 0; i < old_capacity; i++)
        if (old[i].used)
            *find(map, old[i].key) = old[i];
}

uint32_t *map_at(struct map *map, uint64_t key)
{
    struct entry *entry = find(map, key);
    if (!entry->used) {
        if ((map->count + 1) * 3ULL > map->capacity * 2ULL) {
            grow(map);
            entry = find(map, key);
        }
        map->count++;
        *entry = (struct entry){.key = key, .value = MAP_NONE, .used = true};
    }
    return &entry->value;
}

void map_set(struct map *map, uint64_t key, uint32_t value)
{
    *map_at(map, key) = value;
}
