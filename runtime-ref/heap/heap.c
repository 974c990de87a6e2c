/* SPDX-License-Identifier: Apache-2.0
 *
 * Size classes, free lists, and behind them a pointer that moves up. A block has a header of 16 bytes.
 */
#include "heap/heap.h"
#include "msan/msan.h"
#include "race/race.h"
#include "slice/slice.h"
#include "table/bucket.h"
#include "thread/raw.h"
#include "thread/thread.h"
#include <sys/mman.h>

enum { CLASS_PAGE = 8192 };

static const uint16_t classes[] = {
    8,    16,   32,   48,   64,   80,   96,   112,  128,  144,  160,  176,  192,  208,  224,  240,
    256,  288,  320,  352,  384,  416,  448,  480,  512,  576,  640,  704,  768,  896,  1024, 1152,
    1280, 1408, 1536, 1664, 2048, 2304, 2560, 2816, 3072, 3328, 4096, 4608, 5376, 6144, 6400, 6656,
    6912, 8192,
};
enum { CLASSES = sizeof classes / sizeof *classes };

struct block {
    size_t size;
    union {
        struct bucket *bucket; /* in use: what it was counted in */
        struct block *next;    /* free */
    };
};

uintptr_t heap_start;
static uintptr_t heap_next;
static struct block *free_blocks[CLASSES + 1]; /* the last: larger than any class */
static uint32_t heap_lock;

static unsigned class_index(size_t size)
{
    unsigned index = 0;
    while (index < CLASSES && classes[index] < size)
        index++;
    return index;
}

size_t heap_class(size_t size)
{
    unsigned index = class_index(size);
    if (index < CLASSES)
        return classes[index];
    return (size + CLASS_PAGE - 1) / CLASS_PAGE * CLASS_PAGE;
}

static struct block *take(size_t size)
{
    for (struct block **at = &free_blocks[class_index(size)]; *at; at = &(*at)->next) {
        if ((*at)->size == size) {
            struct block *block = *at;
            *at = block->next;
            return block;
        }
    }
    if (!heap_start) {
        void *memory =
            mmap(NULL, HEAP_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED)
            runtime_throw("out of memory");
        heap_next = heap_start = (uintptr_t)memory;
    }
    if (size > HEAP_SIZE - sizeof(struct block) - (heap_next - heap_start))
        runtime_throw("out of memory");
    struct block *block = (struct block *)heap_next;
    heap_next += (sizeof *block + size + 15) & ~(uintptr_t)15;
    block->size = size;
    return block;
}

NOINLINE void *heap_alloc(size_t size)
{
    size_t rounded = heap_class(size ? size : 1);
    raw_spin_lock(&heap_lock);
    struct block *block = take(rounded);
    raw_unlock(&heap_lock);
    block->bucket = mprof_malloc(rounded);
    unsigned char *memory = (unsigned char *)(block + 1);
    for (size_t i = 0; i < rounded; i++)
        memory[i] = 0;
#if RACE
    racemalloc(memory, rounded);
#endif
#if MSAN
    msanmalloc(memory, rounded);
#endif
    return memory;
}

void heap_free(void *memory)
{
    if (!memory)
        return;
    struct block *block = (struct block *)memory - 1;
    mprof_free(block->bucket, block->size);
    raw_spin_lock(&heap_lock);
    struct block **list = &free_blocks[class_index(block->size)];
    block->next = *list;
    *list = block;
    raw_unlock(&heap_lock);
}
