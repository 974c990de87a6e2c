/* SPDX-License-Identifier: Apache-2.0
 *
 * A sample of a foreign thread. It has no g, may not wait and may not be checked for stack: the profile's
 * lock is tried once, and a failure loses the sample.
 */
#include "profile/profile.h"
#include "rate/rate.h"
#include "signal/signal.h"
#include "slice/slice.h"
#include "thread/raw.h"

#if FOREIGN_EXTRA
#define ADD(stack, depth) profile_extra_add(&rate_extra, stack, depth)
#else
#define ADD(stack, depth) profile_add_foreign(rate_profile, stack, depth)
#endif

NOSPLIT static void add_callers(size_t count)
{
    if (!raw_try_lock(&rate_lock))
        return;
    if (__atomic_load_n(&rate_hz, __ATOMIC_RELAXED) != 0) {
        SLICE_BOUND(count, CALLERS_MAX);
        ADD(sigprof_callers, count);
    }
    raw_unlock(&rate_lock);
}

NOSPLIT void sigprof_foreign(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)info;
    (void)context;
    if (__atomic_load_n(&rate_hz, __ATOMIC_RELAXED) != 0) {
        size_t count = 0;
        while (count < CALLERS_MAX && sigprof_callers[count] != 0)
            count++;
        add_callers(count);
    }
    __atomic_store_n(&sigprof_callers_use, 0, __ATOMIC_RELEASE);
}
