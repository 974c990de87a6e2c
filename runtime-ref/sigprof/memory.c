/* SPDX-License-Identifier: Apache-2.0
 *
 * Chunks from mmap, filled one after the other; what is larger than a chunk gets one of its own.
 */
#include "sigprof/memory.h"
#include <sys/mman.h>

enum { CHUNK = 1 << 20, ALIGN = 16 };

struct memory_chunk {
    struct memory_chunk *next;
    size_t size;
};

void *memory_take(struct memory *memory, size_t bytes)
{
    if (bytes > (size_t)1 << 46)
        return NULL;
    bytes = (bytes + ALIGN - 1) / ALIGN * ALIGN;
    if (!memory->chunks || memory->used + bytes > memory->chunks->size) {
        size_t size = bytes + ALIGN > CHUNK ? bytes + ALIGN : CHUNK;
        struct memory_chunk *chunk =
            mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (chunk == MAP_FAILED)
            return NULL;
        *chunk = (struct memory_chunk){memory->chunks, size};
        memory->chunks = chunk;
        memory->used = ALIGN;
    }
    char *at = (char *)memory->chunks + memory->used;
    memory->used += bytes;
    return at;
}

void memory_release(struct memory *memory)
{
    struct memory_chunk *next;
    for (struct memory_chunk *chunk = memory->chunks; chunk; chunk = next) {
        next = chunk->next;
        munmap(chunk, chunk->size);
    }
    *memory = (struct memory){0};
}
