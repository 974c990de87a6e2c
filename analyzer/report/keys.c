/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys as the nodes of a tree whose branches are texts and numbers: no two rows share a key, so nothing is compared
 * again.
 */
#include "report/keys.h"
#include "base/intern.h"
#include "base/map.h"
#include <string.h>

struct keys {
    struct intern *texts;
    struct map *by_text;
    struct map *by_number;
    uint32_t count;
};

struct keys *keys_new(struct arena *arena)
{
    struct keys *keys = arena_alloc(sizeof *keys, arena);
    *keys = (struct keys){.texts = intern_new(arena), .by_text = map_new(arena), .by_number = map_new(arena)};
    return keys;
}

static uint32_t grown(struct keys *keys, struct map *map, uint32_t key, uint32_t piece)
{
    uint32_t *next = map_at(map, map_pair(key, piece));
    if (*next == MAP_NONE)
        *next = ++keys->count;
    return *next;
}

uint32_t keys_bytes(struct keys *keys, uint32_t key, const char *bytes, size_t length)
{
    return grown(keys, keys->by_text, key, intern_bytes(keys->texts, bytes, length));
}

uint32_t keys_text(struct keys *keys, uint32_t key, const char *text)
{
    return keys_bytes(keys, key, text, strlen(text));
}

uint32_t keys_number(struct keys *keys, uint32_t key, uint32_t number)
{
    return grown(keys, keys->by_number, key, number);
}

uint32_t keys_spot(struct keys *keys, uint32_t key, const struct spot *spot)
{
    return keys_number(keys, keys_number(keys, keys_text(keys, key, spot->file), spot->line), spot->column);
}
