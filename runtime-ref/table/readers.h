/* SPDX-License-Identifier: Apache-2.0
 *
 * The two functions by which a user reads the memory and the block profile into memory of his own. Because it
 * is his, each declares its writes to the race runtime and to the initialised-memory instrumenter.
 */
#pragma once

#include "table/bucket.h"

struct memory_record {
    uint64_t alloc_bytes, free_bytes, allocs, frees;
    uintptr_t stack0[BUCKET_DEPTH]; /* zeroes behind the last */
};

struct block_record {
    int64_t count, cycles;
    uintptr_t stack0[BUCKET_DEPTH];
};

/* How many records there are; they are filled in only if there is room for all. all: what is freed again,
 * too. */
size_t memory_profile(struct memory_record *records, size_t room, bool all, bool *filled);
size_t block_profile(struct block_record *records, size_t room, bool *filled);
