/* SPDX-License-Identifier: Apache-2.0
 *
 * Growing arrays of any type, in an arena. ARRAY(struct call) calls; *array_push(&calls, arena) = call;
 * A pointer to an item is good until the next push.
 */
#ifndef SIGVET_BASE_ARRAY_H
#define SIGVET_BASE_ARRAY_H

#include "base/arena.h"
#include <stdint.h>

#define ARRAY(type)        \
    struct {               \
        type *items;       \
        uint32_t count;    \
        uint32_t capacity; \
    }

/* A pointer to a new, zeroed last item. */
#define array_push(array, arena)                                                                             \
    (array_grow((void **)&(array)->items, &(array)->count, &(array)->capacity, sizeof *(array)->items, arena), \
     &(array)->items[(array)->count - 1])

#define array_last(array) (&(array)->items[(array)->count - 1])

void array_grow(void **items, uint32_t *count, uint32_t *capacity, size_t size, struct arena *arena);

#endif
