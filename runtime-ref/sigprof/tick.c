/* SPDX-License-Identifier: Apache-2.0
 *
 * The handler. `inside` is counted up before `on` is looked at, so whoever turned `on` off and then saw
 * `inside` at zero knows that no tick touches the profile any more.
 */
#include "sigprof/tick.h"
#include "sigprof/unwind.h"

enum { TRIES = 1000 };

struct tick tick;

NOSPLIT static void lose(enum tick_loss why, uint64_t ticks)
{
    __atomic_fetch_add(&tick.lost[why], ticks, __ATOMIC_RELAXED);
}

/* Whose timer sent the signal; null: none of ours. */
NOSPLIT static struct tick_thread *sender(const siginfo_t *info)
{
    if (tick.by_process)
        return info->si_code == SI_KERNEL ? &tick.whole : NULL;
    if (info->si_code != SI_TIMER)
        return NULL;
    uintptr_t offset = (uintptr_t)info->si_value.sival_ptr - (uintptr_t)tick.threads;
    if (offset >= sizeof tick.threads || offset % sizeof tick.threads[0] != 0)
        return NULL;
    return &tick.threads[offset / sizeof tick.threads[0]];
}

/* Another thread holds it for a few microseconds, unless the scheduler took its CPU away: not worth waiting.
 */
NOSPLIT static bool take_lock(void)
{
    for (int i = 0; i < TRIES; i++) {
        if (raw_try_lock(&tick.lock))
            return true;
        __builtin_ia32_pause();
    }
    return false;
}

NOSPLIT static void sample(const struct tick_thread *thread, const ucontext_t *interrupted)
{
    uintptr_t stack[PROFILE_DEPTH];
    size_t depth = unwind(interrupted, thread, stack, TICK_FRAMES);
    stack[depth++] = __atomic_load_n(&tick.epoch, __ATOMIC_RELAXED);
    if (!take_lock()) {
        lose(LOSS_LOCK, 1);
        return;
    }
    profile_add(&tick.profile, stack, depth);
    raw_unlock(&tick.lock);
}

NOSPLIT void tick_handle(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    __atomic_fetch_add(&tick.inside, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&tick.on, __ATOMIC_SEQ_CST)) {
        struct tick_thread *thread = sender(info);
        if (thread) {
            uint64_t overrun = tick.by_process || info->si_overrun < 0 ? 0 : (uint64_t)info->si_overrun;
            __atomic_fetch_add(&thread->ticks, 1 + overrun, __ATOMIC_RELAXED);
            if (overrun > 0)
                lose(LOSS_OVERRUN, overrun);
            sample(thread, context);
        } else {
            __atomic_fetch_add(&tick.strange, 1, __ATOMIC_RELAXED);
        }
    }
    __atomic_fetch_sub(&tick.inside, 1, __ATOMIC_SEQ_CST);
}
