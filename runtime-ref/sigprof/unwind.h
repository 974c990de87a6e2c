/* SPDX-License-Identifier: Apache-2.0
 *
 * The stack of interrupted code by its frame pointers. On a stack whose bounds are known, frames between the
 * stack pointer and the upper bound are read as they are: that memory is there. Anywhere else (coroutines,
 * signal stacks, threads that came about behind our back) the kernel copies each frame, and says so if it
 * cannot. So no value of a register makes the walk fault.
 */
#pragma once

#include "sigprof/tick.h"
#include "thread/raw.h"
#include "thread/walk.h"
#include <sys/uio.h>
#include <ucontext.h>

FORCED_INLINE bool unwind_copy(uintptr_t from, uintptr_t *words, size_t bytes)
{
    struct iovec local = {words, bytes};
    struct iovec remote = {(void *)from, bytes};
    return raw_syscall(SYS_process_vm_readv, tick.process, (long)&local, 1, (long)&remote, 1, 0) ==
           (long)bytes;
}

/* As stack_walk, for any stack. */
FORCED_INLINE size_t unwind_checked(uintptr_t sp, uintptr_t frame, uintptr_t *stack, size_t count, size_t max)
{
    uintptr_t from = sp;
    while (count < max && frame % sizeof(uintptr_t) == 0 && frame >= from) {
        uintptr_t words[2];
        if (!unwind_copy(frame, words, sizeof words)) {
            if (count == 1)
                __atomic_fetch_add(&tick.unreadable, 1, __ATOMIC_RELAXED);
            break;
        }
        if (words[1] == 0)
            break;
        stack[count++] = words[1];
        from = frame + sizeof words;
        frame = words[0];
    }
    return count;
}

/* At most max words, the interrupted address first; at least one. */
FORCED_INLINE size_t unwind(const ucontext_t *interrupted, const struct tick_thread *thread, uintptr_t *stack,
                            size_t max)
{
    const greg_t *registers = interrupted->uc_mcontext.gregs;
    uintptr_t sp = (uintptr_t)registers[REG_RSP];
    uintptr_t frame = (uintptr_t)registers[REG_RBP];
    stack[0] = (uintptr_t)registers[REG_RIP];
    if (sp >= thread->stack_low && sp < thread->stack_high)
        return stack_walk(sp, frame, thread->stack_high, stack, 1, max);
    return unwind_checked(sp, frame, stack, 1, max);
}
