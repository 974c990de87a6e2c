/* SPDX-License-Identifier: Apache-2.0
 *
 * Own threads: made by thread_start, or the main thread, which runtime_main adopts. User code runs on curg.
 */
#pragma once

#include "thread/g.h"
#include <sys/types.h>

/* Runs function(argument) on a user stack of the main thread. To be called once, from main. */
void runtime_main(void (*function)(void *), void *argument);

struct m *thread_start(void (*function)(void *), void *argument);
void thread_join(struct m *m);

/* Where an own thread would be scheduled: it follows the profiling rate, and lets others run. */
void thread_yield(void);

/* The next stack check of g ends in thread_yield. */
void thread_preempt(struct g *g);

/* A C call: on the system stack, marked so that the profiler asks the traceback. */
void c_call(void (*function)(void *), void *argument);

/* A child that runs function, which must be nosplit, and ends: between fork and exec no stack may grow. */
pid_t runtime_fork(int (*function)(void *), void *argument);

/* An m for a signal on a thread that has none; as long as it is borrowed, others wait. */
struct m *m_borrow(void);
void m_return(struct m *m);

void systemstack(void (*function)(void *), void *argument);
void run_on(struct g *g, void (*function)(void *), void *argument);
void newstack(struct g *g);
void system_stack_check(void);

#define SYSTEM_STACK_ONLY() system_stack_check()

/* Prints and dies; for what cannot happen. */
_Noreturn void runtime_throw(const char *why);
