/* SPDX-License-Identifier: Apache-2.0
 *
 * The rate of the one CPU profile, its timer, and the lock around the profile. Own threads spin for it, in a
 * handler with all signals masked; a foreign thread tries once. Nobody may take it on a thread that a
 * profiling signal could interrupt meanwhile: the handler would wait for its own thread.
 */
#pragma once

#include "profile/extra.h"
#include "thread/g.h"

extern uint32_t rate_lock;
extern int32_t rate_hz; /* 0: no sample is added */
extern struct profile *rate_profile; /* made at the first start, never freed */
extern struct profile_extra rate_extra; /* with FOREIGN_EXTRA only */

/* SetCPUProfileRate: 0 stops. False if it was refused. */
bool rate_set(int hz);

/* The lower half: timer off, rate stored, timer on. After rate_store(0) no sample is added. */
void rate_store(int32_t hz);

/* An own thread being scheduled takes the rate that others have set. */
void rate_follow(struct m *m);

/* What the writer of the profile loops on. */
struct profile_words rate_read(void);

/* A sample of an own thread; g is what was interrupted. Runs on gsignal. */
void sigprof(uintptr_t pc, uintptr_t sp, uintptr_t frame, struct g *g, struct m *m);
