/* SPDX-License-Identifier: Apache-2.0
 *
 * Growing arrays: room doubles, in the arena; the old room is given up.
 */
#include "base/array.h"
#include "base/fault.h"
#include <string.h>

void array_grow(void **items, uint32_t *count, uint32_t *capacity, size_t size, struct arena *arena)
{
    if (*count == *capacity) {
        if (*capacity > UINT32_MAX / 2)
            fatal("out of memory (an array of %u items was to grow)", *capacity);
        uint32_t more = *capacity ? *capacity * 2 : 8;
        void *room = arena_array(more, size, arena);
        if (*count)
            memcpy(room, *items, *count * size);
        *items = room;
        *capacity = more;
    }
    memset((unsigned char *)*items + (size_t)*count * size, 0, size);
    ++*count;
}
