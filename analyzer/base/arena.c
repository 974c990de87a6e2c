/* SPDX-License-Identifier: Apache-2.0
 *
 * Arenas: blocks that double up to a megabyte; a piece larger than a quarter of a block gets a block of its own.
 */
#include "base/arena.h"
#include "base/fault.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20, ALIGNMENT = 16 };

struct block {
    struct block *next;
    size_t size;
    size_t used;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

struct arena {
    struct block *blocks; /* the one that is being filled first */
    size_t next_size;
};

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        fatal("out of memory");
    arena->next_size = FIRST_BLOCK;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    for (struct block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
}

static struct block *add_block(struct arena *arena, size_t size)
{
    struct block *block = calloc(1, sizeof *block + size);
    if (!block)
        fatal("out of memory (%zu bytes more were needed)", size);
    block->size = size;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *arena_alloc(size_t size, struct arena *arena)
{
    if (size > SIZE_MAX / 2)
        fatal("out of memory (%zu bytes more were needed)", size);
#ifdef SIGVET_ARENA_MALLOC
    struct block *own = add_block(arena, size);
    return own->bytes;
#else
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    struct block *block = arena->blocks;
    if (block && block->size - block->used >= rounded) {
        void *piece = block->bytes + block->used;
        block->used += rounded;
        return piece;
    }
    if (rounded > arena->next_size / 4) {
        struct block *large = add_block(arena, rounded);
        large->used = rounded;
        if (block) { /* keep filling the block that still has room */
            large->next = block->next;
            block->next = large;
            arena->blocks = block;
        }
        return large->bytes;
    }
    block = add_block(arena, arena->next_size);
    if (arena->next_size < LARGEST_BLOCK)
        arena->next_size *= 2;
    block->used = rounded;
    return block->bytes;
#endif
}

void *arena_array(size_t count, size_t size, struct arena *arena)
{
    if (size && count > SIZE_MAX / size)
        fatal("out of memory (an array of %zu items was asked for)", count);
    return arena_alloc(count * size, arena);
}

char *arena_copy(const char *bytes, size_t length, struct arena *arena)
{
    char *copy = arena_alloc(length + 1, arena);
    if (length)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_text(const char *text, struct arena *arena)
{
    return arena_copy(text, strlen(text), arena);
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        fatal("cannot format a text");
    char *text = arena_alloc((size_t)length + 1, arena);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}
