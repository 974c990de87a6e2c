/* SPDX-License-Identifier: Apache-2.0
 *
 * Copies that tell the race runtime and the initialised-memory instrumenter what they read and write.
 * slicecopy has a stack check like every function; NOSPLIT_SLICECOPY takes it away, which is ablation A and
 * no fix: the next function, racewriterangepc, reads g->m.
 */
#include "slice/slice.h"
#include "heap/heap.h"
#include "msan/msan.h"
#include "race/race.h"
#include "thread/thread.h"

#if NOSPLIT_SLICECOPY
#define SLICECOPY_MARK NOSPLIT
#else
#define SLICECOPY_MARK
#endif

SLICECOPY_MARK NOINLINE size_t slicecopy(void *to, size_t to_count, const void *from, size_t from_count,
                                         size_t width)
{
    if (from_count == 0 || to_count == 0)
        return 0;
    size_t count = from_count < to_count ? from_count : to_count;
    if (width == 0)
        return count;
#if RACE
    uintptr_t caller = (uintptr_t)__builtin_return_address(0);
    racewriterangepc(to, count * width, caller, (uintptr_t)slicecopy);
    racereadrangepc(from, count * width, caller, (uintptr_t)slicecopy);
#endif
#if MSAN
    msanwrite(to, count * width);
    msanread(from, count * width);
#endif
    if (count * width == 1)
        *(char *)to = *(const char *)from;
    else
        raw_memmove(to, from, count * width);
    return count;
}

NOINLINE size_t slicestringcopy(void *to, size_t to_count, const void *from, size_t from_count)
{
    if (from_count == 0 || to_count == 0)
        return 0;
    size_t count = from_count < to_count ? from_count : to_count;
#if RACE
    racewriterangepc(to, count, (uintptr_t)__builtin_return_address(0), (uintptr_t)slicestringcopy);
#endif
#if MSAN
    msanwrite(to, count);
#endif
    raw_memmove(to, from, count);
    return count;
}

/* Elements with pointers: each store would pass the collector's write barrier. */
NOINLINE size_t typedslicecopy(void *to, size_t to_count, const void *from, size_t from_count)
{
    size_t count = from_count < to_count ? from_count : to_count;
    if (count == 0)
        return 0;
#if RACE
    uintptr_t caller = (uintptr_t)__builtin_return_address(0);
    racewriterangepc(to, count * sizeof(void *), caller, (uintptr_t)typedslicecopy);
    racereadrangepc(from, count * sizeof(void *), caller, (uintptr_t)typedslicecopy);
#endif
#if MSAN
    msanwrite(to, count * sizeof(void *));
    msanread(from, count * sizeof(void *));
#endif
    void **into = to;
    void *const *out_of = from;
    if ((uintptr_t)to > (uintptr_t)from)
        for (size_t i = count; i-- > 0;)
            __atomic_store_n(&into[i], out_of[i], __ATOMIC_RELAXED);
    else
        for (size_t i = 0; i < count; i++)
            __atomic_store_n(&into[i], out_of[i], __ATOMIC_RELAXED);
    return count;
}

/* What is needed if that is more than double; else double below 1024 elements, else quarters; then the size
 * class. */
size_t growslice_room(size_t room, size_t needed, size_t width)
{
    size_t next = room;
    if (needed > room * 2) {
        next = needed;
    } else if (room < 1024) {
        next = room * 2;
    } else {
        while (next < needed)
            next += next / 4;
    }
    return width == 0 ? next : heap_class(next * width) / width;
}

NOINLINE void growslice(struct slice *slice, size_t width, size_t needed)
{
#if RACE
    racereadrangepc(slice->items, slice->count * width, (uintptr_t)__builtin_return_address(0),
                    (uintptr_t)growslice);
#endif
#if MSAN
    msanread(slice->items, slice->count * width);
#endif
    if (needed < slice->room)
        runtime_throw("growslice: capacity out of range");
    size_t room = growslice_room(slice->room, needed, width);
    void *items = heap_alloc(room * width);
    raw_memmove(items, slice->items, slice->count * width);
#if MSAN
    msanwrite(items, slice->count * width);
#endif
    slice->items = items;
    slice->room = room;
}

NOINLINE _Noreturn void panicindex(void)
{
    runtime_throw("index out of range");
}

NOINLINE _Noreturn void panicslice(void)
{
    runtime_throw("slice bounds out of range");
}
