/* SPDX-License-Identifier: Apache-2.0
 *
 * What morestack runs on g0. C keeps addresses of locals, so a stack cannot be moved as the origin moves it:
 * it grows in place, downwards in address space that was reserved for it. Requests come the same way, as
 * guards no pointer passes.
 */
#include "thread/thread.h"

/* Twice as much, and again, until the stack pointer is above the guard. */
static void grow(struct g *g)
{
    uintptr_t sp = g->saved_sp;
    uintptr_t size = g->hi - g->lo;
    do
        size *= 2;
    while (g->hi - size + STACK_GUARD >= sp && size < g->hi - g->reserve);
    if (size > g->hi - g->reserve)
        size = g->hi - g->reserve;
    if (g->hi - size + STACK_GUARD >= sp || size == g->hi - g->lo)
        runtime_throw("stack overflow");
    g->lo = g->hi - size;
    g->grown++;
}

void newstack(struct g *g)
{
    SYSTEM_STACK_ONLY();
    uintptr_t guard = __atomic_load_n(&g->guard0, __ATOMIC_RELAXED);
    if (guard == STACK_FORK)
        runtime_throw("stack growth after fork");
    if (guard == STACK_PREEMPT) {
        __atomic_store_n(&g->guard0, g->lo + STACK_GUARD, __ATOMIC_RELAXED);
        g->preempted++;
        thread_yield();
        return;
    }
    grow(g);
    /* A preemption request that came meanwhile must not be lost. */
    __atomic_compare_exchange_n(&g->guard0, &guard, g->lo + STACK_GUARD, 0, __ATOMIC_RELAXED,
                                __ATOMIC_RELAXED);
}
