/* SPDX-License-Identifier: Apache-2.0
 *
 * Atomic operations of instrumented code, all of them in sequential order: before a read everything that was
 * released at the address is acquired, a write releases.
 */
#include "race/race.h"
#include "thread/nosplit.h"

#define READ_WRITE(bits, name, builtin)                                                                      \
    uint##bits##_t __tsan_atomic##bits##_##name(volatile uint##bits##_t *at, uint##bits##_t value,           \
                                                int order);                                                  \
    NOSPLIT uint##bits##_t __tsan_atomic##bits##_##name(volatile uint##bits##_t *at, uint##bits##_t value,   \
                                                        int order)                                           \
    {                                                                                                        \
        (void)order;                                                                                         \
        racerelease((const void *)at);                                                                       \
        uint##bits##_t old = builtin(at, value, __ATOMIC_SEQ_CST);                                           \
        raceacquire((const void *)at);                                                                       \
        return old;                                                                                          \
    }

#define COMPARE(bits, name)                                                                                  \
    int __tsan_atomic##bits##_##name(volatile uint##bits##_t *at, uint##bits##_t *expected,                  \
                                     uint##bits##_t value, int order, int failure);                          \
    NOSPLIT int __tsan_atomic##bits##_##name(volatile uint##bits##_t *at, uint##bits##_t *expected,          \
                                             uint##bits##_t value, int order, int failure)                   \
    {                                                                                                        \
        (void)order;                                                                                         \
        (void)failure;                                                                                       \
        racerelease((const void *)at);                                                                       \
        int done = __atomic_compare_exchange_n(at, expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);  \
        raceacquire((const void *)at);                                                                       \
        return done;                                                                                         \
    }

#define COMPARE_VALUE(bits)                                                                                  \
    uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(                                               \
        volatile uint##bits##_t *at, uint##bits##_t expected, uint##bits##_t value, int order, int failure); \
    NOSPLIT uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(                                       \
        volatile uint##bits##_t *at, uint##bits##_t expected, uint##bits##_t value, int order, int failure)  \
    {                                                                                                        \
        __tsan_atomic##bits##_compare_exchange_strong(at, &expected, value, order, failure);                 \
        return expected;                                                                                     \
    }

#define ATOMICS(bits) \
    uint##bits##_t __tsan_atomic##bits##_load(const volatile uint##bits##_t *at, int order); \
    NOSPLIT uint##bits##_t __tsan_atomic##bits##_load(const volatile uint##bits##_t *at, int order) \
    { \
        (void)order; \
        uint##bits##_t value = __atomic_load_n(at, __ATOMIC_SEQ_CST); \
        raceacquire((const void *)at); \
        return value; \
    } \
    void __tsan_atomic##bits##_store(volatile uint##bits##_t *at, uint##bits##_t value, int order); \
    NOSPLIT void __tsan_atomic##bits##_store(volatile uint##bits##_t *at, uint##bits##_t value, int order) \
    { \
        (void)order; \
        racerelease((const void *)at); \
        __atomic_store_n(at, value, __ATOMIC_SEQ_CST); \
    } \
    READ_WRITE(bits, exchange, __atomic_exchange_n) \
    READ_WRITE(bits, fetch_add, __atomic_fetch_add) \
    READ_WRITE(bits, fetch_sub, __atomic_fetch_sub) \
    READ_WRITE(bits, fetch_and, __atomic_fetch_and) \
    READ_WRITE(bits, fetch_or, __atomic_fetch_or) \
    READ_WRITE(bits, fetch_xor, __atomic_fetch_xor) \
    COMPARE(bits, compare_exchange_strong) \
    COMPARE(bits, compare_exchange_weak) \
    COMPARE_VALUE(bits)

ATOMICS(8)
ATOMICS(16)
ATOMICS(32)
ATOMICS(64)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_signal_fence(int order);

NOSPLIT void __tsan_atomic_thread_fence(int order)
{
    (void)order;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

NOSPLIT void __tsan_atomic_signal_fence(int order)
{
    (void)order;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
