/* SPDX-License-Identifier: Apache-2.0
 *
 * The heap: blocks of size classes from one arena, so that the race runtime can tell what to watch. Every
 * allocation is counted in the memory profile.
 */
#pragma once

#include "thread/nosplit.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HEAP_SIZE = 64 << 20 };

extern uintptr_t heap_start; /* 0 before the first allocation */

/* Zeroed. Ends the program when the arena is full. */
void *heap_alloc(size_t size);
void heap_free(void *memory);
size_t heap_class(size_t size);

FORCED_INLINE bool heap_has(uintptr_t address)
{
    return heap_start != 0 && address - heap_start < HEAP_SIZE;
}
