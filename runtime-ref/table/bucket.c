/* SPDX-License-Identifier: Apache-2.0
 *
 * The table, and the events that are counted in it. Buckets are never freed.
 */
#include "table/bucket.h"
#include "lower/lower.h"
#include "thread/raw.h"
#include "thread/thread.h"
#include "thread/walk.h"
#include <sys/mman.h>

enum { CHUNK = 256 << 10 };

uint32_t bucket_lock;
static struct bucket *slots[BUCKET_SLOTS];
static struct bucket *all[2];
static uintptr_t chunk, chunk_end;

uintptr_t bucket_hash(const uintptr_t *stack, size_t depth, size_t size)
{
    uintptr_t hash = 0;
    for (size_t i = 0; i <= depth; i++) {
        hash += i < depth ? stack[i] : size;
        hash += hash << 10;
        hash ^= hash >> 6;
    }
    hash += hash << 3;
    hash ^= hash >> 11;
    return hash;
}

static void *persistent(size_t bytes)
{
    bytes = (bytes + 15) & ~(size_t)15;
    if (bytes > chunk_end - chunk) {
        void *memory = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            runtime_throw("out of memory");
        chunk = (uintptr_t)memory;
        chunk_end = chunk + CHUNK;
    }
    void *piece = (void *)chunk;
    chunk += bytes;
    return piece;
}

static bool same(const struct bucket *bucket, enum bucket_type type, uintptr_t hash, size_t size,
                 const uintptr_t *stack, size_t depth)
{
    if (bucket->type != type || bucket->hash != hash || bucket->size != size || bucket->depth != depth)
        return false;
    for (size_t i = 0; i < depth; i++)
        if (bucket->stack[i] != stack[i])
            return false;
    return true;
}

struct bucket *bucket_get(enum bucket_type type, size_t size, const uintptr_t *stack, size_t depth, bool make)
{
    if (depth > BUCKET_DEPTH)
        depth = BUCKET_DEPTH;
    uintptr_t hash = bucket_hash(stack, depth, size);
    struct bucket **slot = &slots[hash % BUCKET_SLOTS];
    for (struct bucket *bucket = *slot; bucket; bucket = bucket->next)
        if (same(bucket, type, hash, size, stack, depth))
            return bucket;
    if (!make)
        return NULL;
    size_t payload =
        type == BUCKET_MEMORY ? sizeof(struct memory_record_counts) : sizeof(struct block_counts);
    struct bucket *bucket = persistent(sizeof *bucket + depth * sizeof *stack + payload);
    COPY(bucket->stack, depth, stack, depth, sizeof *stack);
    bucket->type = type;
    bucket->hash = hash;
    bucket->size = size;
    bucket->depth = depth;
    bucket->next = *slot;
    *slot = bucket;
    bucket->all_next = all[type];
    all[type] = bucket;
    return bucket;
}

struct bucket *bucket_first(enum bucket_type type)
{
    return all[type];
}

struct memory_record_counts *bucket_memory(struct bucket *bucket)
{
    return (struct memory_record_counts *)(bucket->stack + bucket->depth);
}

struct block_counts *bucket_block(struct bucket *bucket)
{
    return (struct block_counts *)(bucket->stack + bucket->depth);
}

/* ---- events */

/* The callers of the function that frame belongs to. */
static size_t callers(const void *frame, uintptr_t *stack)
{
    const struct g *g = current_g;
    return stack_walk((uintptr_t)frame, (uintptr_t)frame, g->hi, stack, 0, BUCKET_DEPTH);
}

NOINLINE struct bucket *mprof_malloc(size_t size)
{
    uintptr_t stack[BUCKET_DEPTH];
    size_t depth = callers(__builtin_frame_address(0), stack);
    raw_spin_lock(&bucket_lock);
    struct bucket *bucket = bucket_get(BUCKET_MEMORY, size, stack, depth, true);
    struct memory_counts *recent = &bucket_memory(bucket)->recent;
    recent->allocs++;
    recent->alloc_bytes += size;
    raw_unlock(&bucket_lock);
    return bucket;
}

/* As a sweep does: it frees what the last collection found dead. */
void mprof_free(struct bucket *bucket, size_t size)
{
    raw_spin_lock(&bucket_lock);
    struct memory_counts *previous = &bucket_memory(bucket)->previous;
    previous->frees++;
    previous->free_bytes += size;
    raw_unlock(&bucket_lock);
}

void mprof_shift(void)
{
    for (struct bucket *bucket = all[BUCKET_MEMORY]; bucket; bucket = bucket->all_next) {
        struct memory_record_counts *counts = bucket_memory(bucket);
        counts->total.allocs += counts->previous.allocs;
        counts->total.frees += counts->previous.frees;
        counts->total.alloc_bytes += counts->previous.alloc_bytes;
        counts->total.free_bytes += counts->previous.free_bytes;
        counts->previous = counts->recent;
        counts->recent = (struct memory_counts) {0};
    }
}

void mprof_collect(void)
{
    raw_spin_lock(&bucket_lock);
    mprof_shift();
    raw_unlock(&bucket_lock);
}

NOINLINE void mprof_block(int64_t cycles)
{
    uintptr_t stack[BUCKET_DEPTH];
    size_t depth = callers(__builtin_frame_address(0), stack);
    raw_spin_lock(&bucket_lock);
    struct block_counts *counts = bucket_block(bucket_get(BUCKET_BLOCK, 0, stack, depth, true));
    counts->count++;
    counts->cycles += cycles;
    raw_unlock(&bucket_lock);
}
