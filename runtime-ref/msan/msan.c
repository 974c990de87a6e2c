/* SPDX-License-Identifier: Apache-2.0
 *
 * One shadow byte for each byte of the heap: 1 is unwritten. Its entries are nosplit, as the origin's glue
 * is.
 */
#include "msan/msan.h"
#include "heap/heap.h"
#include "thread/thread.h"
#include <stdio.h>

static unsigned char unwritten[HEAP_SIZE];
static unsigned report_count;

NOSPLIT static void mark(const void *address, size_t size, unsigned char value)
{
    uintptr_t at = (uintptr_t)address;
    for (size_t i = 0; i < size && heap_has(at + i); i++)
        unwritten[at + i - heap_start] = value;
}

NOSPLIT void msanmalloc(const void *address, size_t size)
{
    mark(address, size, 1);
}

NOSPLIT void msanwrite(const void *address, size_t size)
{
    mark(address, size, 0);
}

static void report(void *address)
{
    fprintf(stderr, "msan: use of unwritten memory, byte %zu of the heap\n",
            (size_t)((uintptr_t)address - heap_start));
}

NOSPLIT void msanread(const void *address, size_t size)
{
    uintptr_t at = (uintptr_t)address;
    for (size_t i = 0; i < size && heap_has(at + i); i++) {
        if (unwritten[at + i - heap_start]) {
            report_count++;
            systemstack(report, (void *)(at + i));
            return;
        }
    }
}

unsigned msan_reports(void)
{
    return report_count;
}
