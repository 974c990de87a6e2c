/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals from the kernel to the profiler. entry.c decides what thread it is on, plain.c is the way of own
 * threads, foreign.c and traceback_shim.c that of threads that the runtime has never seen, install.c tells
 * the kernel.
 */
#pragma once

#include "thread/g.h"
#include <signal.h>
#include <sigvet.h>

/* What a traceback function of the user is handed: it fills at most max words of buffer, a 0 behind the last.
 * */
struct traceback_argument {
    uintptr_t context;
    uintptr_t signal_context;
    uintptr_t *buffer;
    uintptr_t max;
};

typedef void traceback_function(void *argument);
typedef void signal_entry(int signal, siginfo_t *info, void *context);
typedef void traceback_shim(int signal, siginfo_t *info, void *context, traceback_function *traceback,
                            uintptr_t *callers, signal_entry *continuation);

/* How the runtime stands to a signal. */
enum { SIGNAL_HANDLED = 1, SIGNAL_SYNCHRONOUS = 2 };

struct signal_state {
    unsigned flags;
    uintptr_t earlier;           /* the handler before ours: SIG_DFL, SIG_IGN or a function */
    uint64_t delivered;          /* to sighandler */
    void (*notify)(int signal);  /* of user code; runs on the signal stack */
};

enum { SIGNALS = 65 };

extern struct signal_state signal_states[SIGNALS];
extern bool signal_c_side;                   /* the program has C code: which entry is installed */
extern traceback_function *signal_traceback; /* null: none registered */
extern traceback_shim *signal_shim;          /* null: not linked */
extern uintptr_t sigprof_callers[CALLERS_MAX];
extern uint32_t sigprof_callers_use;

/* Handles the signal from now on; repeating it is harmless. */
void signal_install(int number, unsigned flags, void (*notify)(int signal));

/* Registers the traceback of C stacks, and the shim that calls it. */
void signal_set_traceback(traceback_function *traceback);

signal_entry sigtramp_cgo;    /* the entry in programs with a C side */
signal_entry sigtramp;        /* the plain one */
signal_entry sigprof_foreign; /* sigprofNonGo of the origin */
traceback_shim callers_shim;

SIGVET_POLICY(posix+split, "entered only with g != NULL: the gsignal of an m")
void sighandler(int signal, siginfo_t *info, void *context, struct g *g);
bool signal_forward(int signal, siginfo_t *info, void *context);
void signal_return(void);
