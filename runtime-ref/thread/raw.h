/* SPDX-License-Identifier: Apache-2.0
 *
 * System calls without libc: no errno, no PLT, no stack check. A result in [-4095, -1] is an error number.
 */
#pragma once

#include "thread/nosplit.h"
#include <linux/futex.h>
#include <stdint.h>
#include <sys/syscall.h>

FORCED_INLINE long raw_syscall(long number, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

FORCED_INLINE void raw_yield(void)
{
    raw_syscall(SYS_sched_yield, 0, 0, 0, 0, 0, 0);
}

/* Sets the mask of the thread; the old one is the result. SIG_SETMASK is 2, a mask is 8 bytes. */
FORCED_INLINE uint64_t raw_signal_mask(uint64_t mask)
{
    uint64_t old = 0;
    raw_syscall(SYS_rt_sigprocmask, 2, (long)&mask, (long)&old, sizeof mask, 0, 0);
    return old;
}

/* Spins, with a yield, until *lock was 0 and is 1: never on a thread that the holder's signal can interrupt.
 * */
FORCED_INLINE void raw_spin_lock(uint32_t *lock)
{
    uint32_t free = 0;
    while (!__atomic_compare_exchange_n(lock, &free, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        free = 0;
        raw_yield();
    }
}

FORCED_INLINE int raw_try_lock(uint32_t *lock)
{
    uint32_t free = 0;
    return __atomic_compare_exchange_n(lock, &free, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

FORCED_INLINE void raw_unlock(uint32_t *lock)
{
    __atomic_store_n(lock, 0, __ATOMIC_RELEASE);
}
