/* SPDX-License-Identifier: Apache-2.0
 *
 * The plain entry: forward to an earlier handler, drop what a foreign thread cannot use, or run sighandler on
 * gsignal. From sighandler on, everything has a g and may be checked.
 */
#include "rate/rate.h"
#include "signal/signal.h"
#include "thread/raw.h"
#include "thread/thread.h"
#include <errno.h>
#include <ucontext.h>

/* Somebody may have given the thread another signal stack. */
NOSPLIT static void fit_gsignal(struct g *gsignal, uintptr_t sp)
{
    if (sp >= gsignal->lo && sp < gsignal->hi)
        return;
    stack_t stack;
    raw_syscall(SYS_sigaltstack, 0, (long)&stack, 0, 0, 0, 0);
    uintptr_t lo = (uintptr_t)stack.ss_sp;
    uintptr_t hi = lo + stack.ss_size;
    if (stack.ss_flags & SS_DISABLE || sp < lo || sp >= hi) {
        lo = sp - 4 * STACK_BIG; /* the interrupted stack itself; what is below is its own affair */
        hi = sp + STACK_BIG;
    }
    gsignal->lo = lo;
    gsignal->hi = hi;
    gsignal->guard0 = gsignal->guard1 = lo + STACK_GUARD;
}

/* Not SIGPROF, and the thread has no g: with a borrowed m. */
NOSPLIT static void bad_signal(int signal, siginfo_t *info, void *context)
{
    struct m *m = m_borrow();
    current_g = m->gsignal;
    sighandler(signal, info, context, NULL);
    current_g = NULL;
    m_return(m);
}

NOSPLIT void sigtramp(int signal, siginfo_t *info, void *context)
{
    if (signal_forward(signal, info, context))
        return;
    struct g *g = current_g;
    if (!g) {
        if (signal != SIGPROF)
            bad_signal(signal, info, context);
        return;
    }
    fit_gsignal(g->m->gsignal, (uintptr_t)__builtin_frame_address(0));
    current_g = g->m->gsignal;
    sighandler(signal, info, context, g);
    current_g = g;
}

SIGVET_SAFE("code of the user, given to signal_install; SIGPROF has none")
NOINLINE static void run_notify(int signal)
{
    signal_states[signal].notify(signal);
}

/* On gsignal; g is what was interrupted, null on a foreign thread. A call also in optimised code: with its check it may not
 * become part of a function that has none. */
NOINLINE void sighandler(int signal, siginfo_t *info, void *context, struct g *g)
{
    (void)info;
    int kept = errno;
    struct m *m = current_g->m;
    m->signals++;
    __atomic_fetch_add(&signal_states[signal].delivered, 1, __ATOMIC_RELAXED);
    if (signal == SIGPROF) {
        const greg_t *registers = ((const ucontext_t *)context)->uc_mcontext.gregs;
        sigprof((uintptr_t)registers[REG_RIP], (uintptr_t)registers[REG_RSP], (uintptr_t)registers[REG_RBP],
                g, m);
    } else if (signal_states[signal].notify) {
        run_notify(signal);
    } else if (signal_states[signal].flags & SIGNAL_SYNCHRONOUS) {
        runtime_throw("unexpected signal");
    }
    errno = kept;
}
