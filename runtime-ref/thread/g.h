/* SPDX-License-Identifier: Apache-2.0
 *
 * The thread descriptor g and its machine m. Every thread that the runtime made or adopted has three g: g0
 * (the stack the system gave it), gsignal (its signal stack) and curg (the stack that user code runs on). TLS
 * holds the one that is running. On a foreign thread, one that the runtime has never seen, it is null: that
 * is the whole origin of the crash.
 */
#pragma once

#include "thread/nosplit.h"
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STACK_GUARD = 880, /* the guard lies so far above the end of the stack */
    STACK_SMALL = 128, /* so far may a checked function go below the guard */
    STACK_BIG = 4096,
    STACK_NOSPLIT = STACK_GUARD - STACK_SMALL, /* what a chain of nosplit functions may use */
};
/* Requests, written into guard0: larger than any stack pointer, so that the next check fails. */
#define STACK_PREEMPT ((uintptr_t)-1314)
#define STACK_FORK    ((uintptr_t)-1234)

struct race_context;

/* The assembly knows the offsets. */
struct g {
    uintptr_t lo;                      /*  0: the stack is [lo, hi) */
    uintptr_t hi;                      /*  8 */
    uintptr_t guard0;                  /* 16: what __fentry__ compares the stack pointer with */
    uintptr_t guard1;                  /* 24: the same for functions of the system stack; else all ones */
    uintptr_t saved_sp;                /* 32: while another g of this m runs */
    uintptr_t saved_pc;                /* 40: who asked for stack last */
    struct m *m;                       /* 48 */
    uintptr_t syscall_sp;              /* 56: not 0 while in a C call */
    struct race_context *race;         /* 64 */
    uintptr_t reserve;                 /* lo may sink to here */
    unsigned grown;                    /* times the stack was enlarged */
    unsigned preempted;                /* times a preemption request was seen */
    void (*start)(void *argument);
    void *argument;
};

enum { CALLERS_MAX = 32 };

struct m {
    struct g *g0;                      /*  0 */
    struct g *gsignal;                 /*  8 */
    struct g *curg;                    /* 16: null before the first user g */
    int ncgo;                          /* C calls it is in */
    uintptr_t *cgo_callers;            /* where the traceback of a C call goes */
    uint32_t cgo_callers_use;
    int32_t profile_hz;                /* the rate that this m has seen */
    unsigned signals;                  /* that it handled */
    struct g g0_place;
    struct g gsignal_place;
    struct g curg_place;
    uintptr_t callers_place[CALLERS_MAX];
    pthread_t thread;
    void *signal_stack;
    void *user_stack;
    uint64_t mask;                     /* signals that its creator had blocked */
};

/* Initial-exec: one load of the offset, one of the value, no call; the only TLS variable, so it lies at
 * %fs:-8. */
extern _Thread_local struct g *current_g __attribute__((tls_model("initial-exec")));

/* The end of a compiled function's prologue as it is in the origin, by the size of its frame: true asks for
 * stack. */
FORCED_INLINE bool stack_short_small(uintptr_t sp, const struct g *g)
{
    return sp <= g->guard0;
}

FORCED_INLINE bool stack_short_big(uintptr_t sp, uintptr_t frame, const struct g *g)
{
    return sp - (frame - STACK_SMALL) <= g->guard0;
}

FORCED_INLINE bool stack_short_huge(uintptr_t sp, uintptr_t frame, const struct g *g)
{
    uintptr_t guard = g->guard0;
    return guard == STACK_PREEMPT || sp + STACK_GUARD - guard <= frame + STACK_NOSPLIT;
}
