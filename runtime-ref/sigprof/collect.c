/* SPDX-License-Identifier: Apache-2.0
 *
 * A hash table of stacks. The last word of a stack is the epoch, which is part of what makes it different.
 */
#include "sigprof/collect.h"
#include <string.h>

enum { FIRST_ROOM = 1 << 10 };

static uint64_t hash_of(const uint64_t *words, size_t count)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15u ^ hash >> 29;
    return hash ^ hash >> 32;
}

/* The place of a stack in the index, or a free one. */
static size_t place_of(const struct collection *collection, const uint64_t *stack, size_t depth)
{
    size_t slots = 2 * collection->room;
    size_t at = hash_of(stack, depth) % slots;
    for (; collection->index[at] != 0; at = (at + 1) % slots) {
        const struct collected *item = &collection->items[collection->index[at] - 1];
        if (item->depth + 1 == depth && memcmp(item->words, stack, depth * sizeof *stack) == 0)
            break;
    }
    return at;
}

static bool grow(struct collection *collection)
{
    struct collection larger = *collection;
    larger.room = collection->room ? 2 * collection->room : FIRST_ROOM;
    larger.items = memory_take(&larger.memory, larger.room * sizeof *larger.items);
    larger.index = larger.items ? memory_take(&larger.memory, 2 * larger.room * sizeof *larger.index) : NULL;
    collection->memory = larger.memory;
    if (!larger.index)
        return false;
    if (collection->count > 0)
        memcpy(larger.items, collection->items, collection->count * sizeof *larger.items);
    for (size_t i = 0; i < larger.count; i++)
        larger.index[place_of(&larger, larger.items[i].words, larger.items[i].depth + 1)] = (uint32_t)i + 1;
    *collection = larger;
    return true;
}

static void add(struct collection *collection, const uint64_t *stack, size_t depth, uint64_t count)
{
    if (collection->count == collection->room && !grow(collection)) {
        collection->lost_memory += count;
        return;
    }
    size_t at = place_of(collection, stack, depth);
    if (collection->index[at] == 0) {
        uint64_t *words = memory_take(&collection->memory, depth * sizeof *stack);
        if (!words) {
            collection->lost_memory += count;
            return;
        }
        memcpy(words, stack, depth * sizeof *stack);
        collection->items[collection->count] = (struct collected){words, depth - 1, stack[depth - 1], 0};
        collection->index[at] = (uint32_t)++collection->count;
    }
    collection->items[collection->index[at] - 1].count += count;
    collection->samples += count;
}

void collect(struct collection *collection, const uint64_t *words, size_t count)
{
    for (size_t at = 0; at + 2 <= count && words[at + 1] <= count - at - 2; at += 2 + words[at + 1]) {
        uint64_t samples = words[at];
        size_t depth = words[at + 1];
        if (samples == 0)
            continue; /* the header, or the end */
        if (depth == 1 && words[at + 2] == (uintptr_t)lost_profile_data)
            collection->lost_log += samples;
        else if (depth >= 2)
            add(collection, words + at + 2, depth, samples);
    }
}
