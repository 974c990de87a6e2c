/* SPDX-License-Identifier: Apache-2.0
 *
 * The memory and the block profile: stacks with counters, in one hash table with chains, and a list for each
 * kind.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BUCKET_SLOTS = 179999, BUCKET_DEPTH = 32 };

enum bucket_type { BUCKET_MEMORY, BUCKET_BLOCK };

/* The stack's words stand behind the head, the counters behind them. */
struct bucket {
    struct bucket *next;      /* of the chain */
    struct bucket *all_next;  /* of the kind, newest first */
    enum bucket_type type;
    uintptr_t hash;
    size_t size;
    size_t depth;
    uintptr_t stack[];
};

struct memory_counts {
    uint64_t allocs, frees, alloc_bytes, free_bytes;
};

/* What a collection has confirmed, what the last one saw, what came since. */
struct memory_record_counts {
    struct memory_counts total, previous, recent;
};

struct block_counts {
    int64_t count, cycles;
};

uintptr_t bucket_hash(const uintptr_t *stack, size_t depth, size_t size);
/* The bucket of the stack, or null if there is none and it is not to be made. */
struct bucket *bucket_get(enum bucket_type type, size_t size, const uintptr_t *stack, size_t depth,
                          bool make);
struct bucket *bucket_first(enum bucket_type type);
struct memory_record_counts *bucket_memory(struct bucket *bucket);
struct block_counts *bucket_block(struct bucket *bucket);

extern uint32_t bucket_lock; /* around all of it */

struct bucket *mprof_malloc(size_t size);
void mprof_free(struct bucket *bucket, size_t size);
void mprof_collect(void);
/* The same, with the lock held. */
void mprof_shift(void);
void mprof_block(int64_t cycles);
