/* SPDX-License-Identifier: Apache-2.0
 *
 * A stack by its frame pointers: frame[0] is the caller's frame, frame[1] the return address. Only frames
 * between sp and hi that go upwards are read, so that no value of a register makes the walk fault.
 */
#pragma once

#include "thread/nosplit.h"
#include <stddef.h>
#include <stdint.h>

FORCED_INLINE size_t stack_walk(uintptr_t sp, uintptr_t frame, uintptr_t hi, uintptr_t *stack, size_t count,
                                size_t max)
{
    uintptr_t from = sp;
    while (count < max && frame % sizeof(uintptr_t) == 0 && frame >= from && frame < hi - 16) {
        const uintptr_t *words = (const uintptr_t *)frame;
        if (words[1] == 0)
            break;
        stack[count++] = words[1];
        from = frame + 16;
        frame = words[0];
    }
    return count;
}
