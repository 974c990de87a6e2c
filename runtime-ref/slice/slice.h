/* SPDX-License-Identifier: Apache-2.0
 *
 * The runtime behind copy and append: what the lowering calls (slicecopy and its kin), what it puts in place
 * of a call (slice_move), and the checks of bounds, which are calls that do not return, and are checked for
 * stack like any other.
 */
#pragma once

#include "thread/nosplit.h"
#include <sigvet.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
    void *items;
    size_t count;
    size_t room;
};

/* Copies the smaller number of elements, each width bytes, and says how many. Ablation A marks it nosplit. */
size_t slicecopy(void *to, size_t to_count, const void *from, size_t from_count, size_t width);
size_t slicestringcopy(void *to, size_t to_count, const void *from, size_t from_count);
size_t typedslicecopy(void *to, size_t to_count, const void *from, size_t from_count);

/* Room for needed elements at least; the old ones are kept. */
void growslice(struct slice *slice, size_t width, size_t needed);
size_t growslice_room(size_t room, size_t needed, size_t width);

void raw_memmove(void *to, const void *from, size_t bytes);

SIGVET_NEVER("evict leaves when the log is full; an index is below its depth")
_Noreturn void panicindex(void);
SIGVET_NEVER("no depth above PROFILE_DEPTH is stored; callers end at CALLERS_MAX")
_Noreturn void panicslice(void);

/* items[index], and items[:end] */
#define SLICE_INDEX(index, count) ((index) < (count) ? (void)0 : panicindex())
#define SLICE_BOUND(end, room)    ((end) <= (room) ? (void)0 : panicslice())

FORCED_INLINE size_t slice_move(void *to, size_t to_count, const void *from, size_t from_count, size_t width)
{
    size_t count = from_count < to_count ? from_count : to_count;
    raw_memmove(to, from, count * width);
    return count;
}
