/* SPDX-License-Identifier: Apache-2.0
 *
 * MemProfile and BlockProfile of the origin. As long as COPY was a call of slicecopy, the race runtime saw
 * the write to the user's records by the way; with the gate it is a bare memmove, so ANNOTATIONS declares it:
 * all of stack0, because the tail is zeroed too, under the name of the public function, before the copy.
 */
#include "table/readers.h"
#include "lower/lower.h"
#include "msan/msan.h"
#include "race/race.h"
#include "thread/raw.h"

#define CALLER ((uintptr_t)__builtin_return_address(0))

#if ANNOTATIONS && RACE
#define DECLARE_RACE(address, size, caller, pc) racewriterangepc(address, size, caller, pc)
#else
#define DECLARE_RACE(address, size, caller, pc) ((void)0)
#endif
#if ANNOTATIONS && MSAN
#define DECLARE_WRITTEN(address, size) msanwrite(address, size)
#else
#define DECLARE_WRITTEN(address, size) ((void)0)
#endif

FORCED_INLINE void fill_stack(uintptr_t *stack0, const struct bucket *bucket)
{
    size_t count = COPY(stack0, BUCKET_DEPTH, bucket->stack, bucket->depth, sizeof *stack0);
    for (size_t i = count; i < BUCKET_DEPTH; i++)
        stack0[i] = 0;
}

NOINLINE void memory_profile_record(struct memory_record *record, struct bucket *bucket);

NOINLINE void memory_profile_record(struct memory_record *record, struct bucket *bucket)
{
    const struct memory_counts *total = &bucket_memory(bucket)->total;
    record->alloc_bytes = total->alloc_bytes;
    record->free_bytes = total->free_bytes;
    record->allocs = total->allocs;
    record->frees = total->frees;
    DECLARE_RACE(record->stack0, sizeof record->stack0, CALLER, (uintptr_t)memory_profile);
    DECLARE_WRITTEN(record->stack0, sizeof record->stack0);
    fill_stack(record->stack0, bucket);
}

static bool wanted(struct bucket *bucket, bool all)
{
    const struct memory_counts *total = &bucket_memory(bucket)->total;
    return all || total->alloc_bytes != total->free_bytes;
}

static size_t count_memory(bool all, bool *clear)
{
    size_t count = 0;
    *clear = true;
    for (struct bucket *bucket = bucket_first(BUCKET_MEMORY); bucket; bucket = bucket->all_next) {
        const struct memory_counts *total = &bucket_memory(bucket)->total;
        count += wanted(bucket, all);
        if (total->allocs != 0 || total->frees != 0)
            *clear = false;
    }
    return count;
}

NOINLINE size_t memory_profile(struct memory_record *records, size_t room, bool all, bool *filled)
{
    bool clear;
    raw_spin_lock(&bucket_lock);
    size_t count = count_memory(all, &clear);
    if (clear) {
        /* No collection yet: as if one had just been. */
        mprof_shift();
        mprof_shift();
        count = count_memory(all, &clear);
    }
    *filled = count <= room;
    if (*filled) {
        struct memory_record *record = records;
        for (struct bucket *bucket = bucket_first(BUCKET_MEMORY); bucket; bucket = bucket->all_next)
            if (wanted(bucket, all))
                memory_profile_record(record++, bucket);
    }
    raw_unlock(&bucket_lock);
    return count;
}

NOINLINE size_t block_profile(struct block_record *records, size_t room, bool *filled)
{
    size_t count = 0;
    raw_spin_lock(&bucket_lock);
    for (struct bucket *bucket = bucket_first(BUCKET_BLOCK); bucket; bucket = bucket->all_next)
        count++;
    *filled = count <= room;
    if (*filled) {
        struct block_record *record = records;
        for (struct bucket *bucket = bucket_first(BUCKET_BLOCK); bucket; bucket = bucket->all_next) {
            const struct block_counts *counts = bucket_block(bucket);
            record->count = counts->count;
            record->cycles = counts->cycles;
            DECLARE_RACE(record->stack0, sizeof record->stack0, CALLER, (uintptr_t)block_profile);
            DECLARE_WRITTEN(record->stack0, sizeof record->stack0);
            fill_stack(record->stack0, bucket);
            record++;
        }
    }
    raw_unlock(&bucket_lock);
    return count;
}
