/* SPDX-License-Identifier: Apache-2.0
 *
 * A tick: the signal of a thread's CPU timer, made into a sample of the profile or counted as lost with the
 * reason. Everything that the handler reads and writes is in `tick`; it calls no libc, takes no lock that it
 * would wait for, allocates nothing and reads no memory that might not be there.
 */
#pragma once

#include "profile/profile.h"
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum tick_loss {
    LOSS_LOG,         /* one half was full and the writer had the other */
    LOSS_LOCK,        /* another thread was adding */
    LOSS_OVERRUN,     /* the timer ran out again before its signal came */
    LOSS_UNDELIVERED, /* the CPU time passed, but the thread or the profile ended before the signal came */
    LOSS_MEMORY,      /* the writer had no memory for the stack */
    LOSSES
};

enum {
    TICK_FRAMES = PROFILE_DEPTH - 1, /* the last word of a stack is the epoch */
    TICK_THREADS = 1 << 14,          /* that have a timer at the same time */
};

/* A thread that is sampled. Its timer's signal carries the address. */
struct tick_thread {
    uintptr_t stack_low, stack_high; /* mapped as long as the thread lives; both 0: not known */
    uint64_t ticks;                  /* delivered, overruns too */
    uint64_t credit;                 /* nanoseconds of threads that ended, which this one goes on with */
    uint64_t cpu_at_start;
    struct tick_thread *next; /* in the list of those in use, or of those that are free */
    timer_t timer;
    pid_t id;
    bool armed;
    bool adopted; /* not started by our pthread_create: nobody tells when it ends */
};

struct tick {
    uint32_t on;
    uint32_t by_process; /* ITIMER_PROF instead of a timer for each thread */
    uint32_t lock;       /* of the profile */
    uint32_t inside;     /* handlers that are at work */
    uint64_t epoch;      /* goes up when libraries were unloaded: addresses may mean something else */
    uint64_t lost[LOSSES];
    uint64_t unreadable; /* samples of which only the first address is known */
    uint64_t strange;    /* signals that no timer of ours sent */
    pid_t process;
    struct tick_thread whole; /* stands for the process with ITIMER_PROF */
    struct tick_thread threads[TICK_THREADS];
    struct profile profile;
};

extern struct tick tick;

/* The handler of SIGPROF, all signals masked. */
void tick_handle(int signal, siginfo_t *info, void *context);
