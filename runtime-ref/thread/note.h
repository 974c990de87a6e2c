/* SPDX-License-Identifier: Apache-2.0
 *
 * A note: one sleeps on it, another wakes it, once between two clearings. A futex, so that a signal handler
 * may wake it.
 */
#pragma once

#include "thread/raw.h"

struct note {
    uint32_t key; /* 1: woken */
    uint32_t wakes;
};

FORCED_INLINE void note_clear(struct note *note)
{
    __atomic_store_n(&note->key, 0, __ATOMIC_RELEASE);
}

FORCED_INLINE void note_wake(struct note *note)
{
    __atomic_fetch_add(&note->wakes, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&note->key, 1, __ATOMIC_RELEASE);
    raw_syscall(SYS_futex, (long)&note->key, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, 0, 0, 0);
}

FORCED_INLINE void note_sleep(struct note *note)
{
    while (__atomic_load_n(&note->key, __ATOMIC_ACQUIRE) == 0)
        raw_syscall(SYS_futex, (long)&note->key, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0, 0, 0, 0);
}
