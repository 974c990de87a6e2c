/* SPDX-License-Identifier: Apache-2.0
 *
 * A sample of an own thread: its stack by frame pointers, as far as they stay inside the stack and go
 * upwards, so that no value of a register can make the walk fault; and the C stack that the traceback left,
 * if it was in a C call.
 */
#include "rate/rate.h"
#include "thread/raw.h"
#include "thread/walk.h"

static size_t take_callers(struct m *m, uintptr_t *stack)
{
    size_t count = 0;
    while (count < CALLERS_MAX && m->cgo_callers[count] != 0) {
        stack[count] = m->cgo_callers[count];
        count++;
    }
    m->cgo_callers[0] = 0;
    return count;
}

void sigprof(uintptr_t pc, uintptr_t sp, uintptr_t frame, struct g *g, struct m *m)
{
    if (__atomic_load_n(&rate_hz, __ATOMIC_RELAXED) == 0)
        return;
    uintptr_t stack[PROFILE_DEPTH];
    size_t count = 0;
    if (m->ncgo > 0 && m->curg && m->curg->syscall_sp != 0)
        count = take_callers(m, stack);
    if (count == 0)
        stack[count++] = pc;
    if (g && g == m->curg && sp >= g->lo && sp < g->hi)
        count = stack_walk(sp, frame, g->hi, stack, count, PROFILE_DEPTH);
    raw_spin_lock(&rate_lock);
    if (__atomic_load_n(&rate_hz, __ATOMIC_RELAXED) != 0) {
#if FOREIGN_EXTRA
        profile_extra_drain(&rate_extra, rate_profile);
#endif
        profile_add(rate_profile, stack, count);
    }
    raw_unlock(&rate_lock);
}
