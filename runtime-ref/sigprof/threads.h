/* SPDX-License-Identifier: Apache-2.0
 *
 * The threads that are sampled and their timers. A thread that ends leaves the CPU time behind that no tick
 * has paid for; the next one that starts goes on with it, so that threads shorter than a period are sampled
 * by their share, and what is never paid for is counted as lost.
 */
#pragma once

#include "sigprof/tick.h"

/* In the thread itself: its stack, and a timer if a profile is running. Null if there are too many. */
struct tick_thread *threads_enter(void);
/* In the thread itself, when it ends. */
void threads_leave(struct tick_thread *thread);

/* Timers for all threads of the process; false if not even the first could have one. */
bool threads_arm_all(unsigned hz);
void threads_disarm_all(void);

/* Around a fork: before it, after it in the parent, after it in the child, where one thread is left and no
 * timer. mine may be null. */
void threads_fork_begins(void);
void threads_fork_ends(void);
void threads_forked(struct tick_thread *mine);

/* After threads_disarm_all: ticks of all threads since threads_arm_all, those that were not delivered too,
 * which it counts as lost. */
uint64_t threads_settle(void);
/* Threads that were not sampled since threads_arm_all, for want of a timer. */
uint64_t threads_without_timer(void);
