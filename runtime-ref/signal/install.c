/* SPDX-License-Identifier: Apache-2.0
 *
 * Installing handlers, with the flags of the origin: siginfo, the signal stack, restart, an own restorer, and
 * every signal masked meanwhile. So a fault inside a handler ends the process: the kernel does not run a
 * blocked handler. And the rules by which a signal is handed on to a handler that was there before.
 */
#include "signal/signal.h"
#include "thread/raw.h"
#include "thread/thread.h"

enum { RESTORER_FLAG = 0x04000000 };

/* As the kernel has it, not as libc. */
struct kernel_action {
    uintptr_t handler;
    unsigned long flags;
    uintptr_t restorer;
    uint64_t mask;
};

struct signal_state signal_states[SIGNALS];
bool signal_c_side = true;

void signal_install(int number, unsigned flags, void (*notify)(int signal))
{
    struct signal_state *state = &signal_states[number];
    state->notify = notify;
    if (state->flags & SIGNAL_HANDLED)
        return;
    struct kernel_action old = {0};
    raw_syscall(SYS_rt_sigaction, number, 0, (long)&old, sizeof old.mask, 0, 0);
    state->earlier = old.handler;
    state->flags = flags | SIGNAL_HANDLED;
    struct kernel_action action = {
        .handler = (uintptr_t)(signal_c_side ? sigtramp_cgo : sigtramp),
        .flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART | RESTORER_FLAG,
        .restorer = (uintptr_t)signal_return,
        .mask = ~(uint64_t)0,
    };
    if (raw_syscall(SYS_rt_sigaction, number, (long)&action, 0, sizeof action.mask, 0, 0) != 0)
        runtime_throw("no handler");
}

void signal_set_traceback(traceback_function *traceback)
{
    signal_shim = callers_shim;
    __atomic_store_n(&signal_traceback, traceback, __ATOMIC_RELEASE);
}

/* Nothing was handled before the runtime began: without an earlier handler the signal ends the process. */
NOSPLIT static void die_of(int signal)
{
    struct kernel_action standard = {0};
    raw_syscall(SYS_rt_sigaction, signal, (long)&standard, 0, sizeof standard.mask, 0, 0);
    raw_signal_mask(0);
    raw_syscall(SYS_tkill, raw_syscall(SYS_gettid, 0, 0, 0, 0, 0, 0), signal, 0, 0, 0, 0);
}

SIGVET_SAFE("the program's handler of before, judged where it is registered")
NOSPLIT NOINLINE static void run_earlier(uintptr_t earlier, int signal, siginfo_t *info, void *context)
{
    ((signal_entry *)earlier)(signal, info, context);
}

/* Whether it was dealt with. Asynchronous signals that are ours are never handed on; a fault is if C code
 * caused it. */
NOSPLIT bool signal_forward(int signal, siginfo_t *info, void *context)
{
    const struct signal_state *state = &signal_states[signal];
    uintptr_t earlier = state->earlier;
    bool handled = state->flags & SIGNAL_HANDLED;
    if (earlier == (uintptr_t)SIG_DFL) {
        if (!handled)
            die_of(signal);
        return !handled;
    }
    if (handled) {
        if (info->si_code <= 0 || !(state->flags & SIGNAL_SYNCHRONOUS))
            return false;
        const struct g *g = current_g;
        if (g && g->m && g->m->curg && g->m->curg->syscall_sp == 0)
            return false;
    }
    if (earlier != (uintptr_t)SIG_IGN)
        run_earlier(earlier, signal, info, context);
    return true;
}
