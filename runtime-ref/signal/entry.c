/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the kernel enters: foreign thread, own thread in a C call, or own thread. A foreign thread with
 * SIGPROF goes to the C side and from there to sigprof_foreign, on the stack that it happens to be on,
 * without a g. Nothing from here to there may be checked for stack.
 */
#include "signal/signal.h"
#include "thread/raw.h"

traceback_function *signal_traceback;
traceback_shim *signal_shim;
uintptr_t sigprof_callers[CALLERS_MAX];
uint32_t sigprof_callers_use;

/* True of the thread's own m if a C call of it was interrupted and its buffer is free. */
NOSPLIT static bool in_c_call(const struct m *m)
{
    return m && m->ncgo > 0 && m->curg && m->curg->syscall_sp != 0 && m->cgo_callers &&
           m->cgo_callers_use == 0;
}

NOSPLIT void sigtramp_cgo(int signal, siginfo_t *info, void *context)
{
    traceback_function *traceback = signal_traceback;
    traceback_shim *shim = signal_shim;
    struct g *g = current_g;
    uintptr_t *callers = sigprof_callers;
    signal_entry *continuation = sigprof_foreign;
    if (!traceback || !shim) {
        sigtramp(signal, info, context);
        return;
    }
    if (!g) {
        if (signal != SIGPROF) {
            sigtramp(signal, info, context);
            return;
        }
        uint32_t free = 0;
        if (!__atomic_compare_exchange_n(&sigprof_callers_use, &free, 1, 0, __ATOMIC_ACQUIRE,
                                         __ATOMIC_RELAXED))
            return; /* another thread is at it: the sample is dropped */
    } else if (in_c_call(g->m)) {
        callers = g->m->cgo_callers;
        continuation = sigtramp;
    } else {
        sigtramp(signal, info, context);
        return;
    }
    shim(signal, info, context, traceback, callers, continuation);
}
