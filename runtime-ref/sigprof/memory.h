/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory of the profiler, straight from the kernel and never given back before the profile is written: the
 * program's malloc may be interrupted, replaced or broken. Not for two threads at once.
 */
#pragma once

#include <stddef.h>

struct memory_chunk;

struct memory {
    struct memory_chunk *chunks;
    size_t used; /* of the newest */
};

/* Zeroed; null if there is none. */
void *memory_take(struct memory *memory, size_t bytes);
void memory_release(struct memory *memory);
