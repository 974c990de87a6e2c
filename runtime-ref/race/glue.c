/* SPDX-License-Identifier: Apache-2.0
 *
 * From the code to the detector. All of it is nosplit and reads g->m without asking whether there is a g: on
 * a foreign thread that is a fault at address 48, which is why a nosplit slicecopy is no fix.
 */
#include "race/race.h"
#include "heap/heap.h"
#include "slice/slice.h"
#include "thread/thread.h"

extern char __data_start[], _end[];

/* The heap, the data and the bss; stacks are their thread's own. */
NOSPLIT static bool watched(uintptr_t address)
{
    return heap_has(address) || (address >= (uintptr_t)__data_start && address < (uintptr_t)_end);
}

NOSPLIT static void range(struct g *g, const void *address, size_t size, bool write, uintptr_t caller,
                          uintptr_t pc)
{
    struct race_access access;
    if (!watched((uintptr_t)address) || size == 0)
        return;
    access.context = g->race;
    access.address = (uintptr_t)address;
    access.size = size;
    access.write = write;
    access.caller = caller;
    access.pc = pc;
    systemstack(race_access, &access);
}

NOSPLIT NOINLINE void racewriterangepc(const void *address, size_t size, uintptr_t caller, uintptr_t pc)
{
    struct g *g = current_g;
    if (g != g->m->curg)
        return; /* the system's or the signal's stack */
    range(g, address, size, true, caller, pc);
}

NOSPLIT NOINLINE void racereadrangepc(const void *address, size_t size, uintptr_t caller, uintptr_t pc)
{
    struct g *g = current_g;
    if (g != g->m->curg)
        return;
    range(g, address, size, false, caller, pc);
}

NOSPLIT void racemalloc(const void *address, size_t size)
{
    struct race_access access = {.address = (uintptr_t)address, .size = size};
    systemstack(race_forget, &access);
}

NOSPLIT static void sync(const void *address, bool release)
{
    struct g *g = current_g;
    if (g != g->m->curg)
        return;
    struct race_sync_request request;
    request.context = g->race;
    request.address = (uintptr_t)address;
    request.release = release;
    systemstack(race_sync, &request);
}

NOSPLIT void raceacquire(const void *address)
{
    sync(address, false);
}

NOSPLIT void racerelease(const void *address)
{
    sync(address, true);
}

/* ---- what gcc and clang put into code compiled with -fsanitize=thread */

void __tsan_init(void);
void __tsan_func_entry(void *pc);
void __tsan_func_exit(void);

NOSPLIT void __tsan_init(void)
{
}

NOSPLIT void __tsan_func_entry(void *pc)
{
    struct g *g = current_g;
    if (g != g->m->curg || !g->race)
        return;
    if (g->race->depth < RACE_FRAMES)
        g->race->frames[g->race->depth] = (uintptr_t)pc;
    g->race->depth++;
}

NOSPLIT void __tsan_func_exit(void)
{
    struct g *g = current_g;
    if (g == g->m->curg && g->race)
        g->race->depth--;
}

#define PC ((uintptr_t)__builtin_return_address(0))

#define ACCESS(name, bytes, write) \
    void name(const void *address); \
    NOSPLIT void name(const void *address) \
    { \
        struct g *g = current_g; \
        if (g == g->m->curg) \
            range(g, address, bytes, write, 0, PC); \
    }

#define ACCESSES(bytes) \
    ACCESS(__tsan_read##bytes, bytes, false) \
    ACCESS(__tsan_write##bytes, bytes, true) \
    ACCESS(__tsan_unaligned_read##bytes, bytes, false) \
    ACCESS(__tsan_unaligned_write##bytes, bytes, true) \
    ACCESS(__tsan_volatile_read##bytes, bytes, false) \
    ACCESS(__tsan_volatile_write##bytes, bytes, true) \
    ACCESS(__tsan_read_write##bytes, bytes, true)

ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

void __tsan_read_range(const void *address, size_t size);
void __tsan_write_range(const void *address, size_t size);

NOSPLIT void __tsan_read_range(const void *address, size_t size)
{
    racereadrangepc(address, size, 0, PC);
}

NOSPLIT void __tsan_write_range(const void *address, size_t size)
{
    racewriterangepc(address, size, 0, PC);
}

/* ---- copies in instrumented code: by name (clang 19), or redirected to these names in the object (gcc,
 * clang 14) */

#define MOVE(name) \
    void *name(void *to, const void *from, size_t size); \
    NOSPLIT void *name(void *to, const void *from, size_t size) \
    { \
        racereadrangepc(from, size, 0, PC); \
        racewriterangepc(to, size, 0, PC); \
        raw_memmove(to, from, size); \
        return to; \
    }

#define SET(name) \
    void *name(void *to, int value, size_t size); \
    NOSPLIT void *name(void *to, int value, size_t size) \
    { \
        racewriterangepc(to, size, 0, PC); \
        for (volatile char *at = to, *end = at + size; at < end; at++) \
            *at = (char)value; \
        return to; \
    }

MOVE(__tsan_memcpy)
MOVE(__tsan_memmove)
MOVE(race_memcpy)
MOVE(race_memmove)
SET(__tsan_memset)
SET(race_memset)
