/* SPDX-License-Identifier: Apache-2.0
 *
 * What the wrapped functions of libc tell the profile that runs. All may be called at any time.
 */
#pragma once

#include "sigprof/sigprof.h"
#include "sigprof/tick.h"
#include <pthread.h>

/* The program asks for or sets the disposition of SIGPROF. True: answered here, and *old filled in. */
bool session_disposition(const struct sigaction *wanted, struct sigaction *old);
/* Around the unloading of a library. */
void session_unloading(void);
void session_unloaded(void);
/* One line on standard error: sigprof: and the text. No malloc, no stdio. */
void session_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- fatal.c: SIGHUP, SIGINT and SIGTERM, from fatal_watch on, where the program has no handler for them.
 * True: a question about one of them, answered here as sigaction would. */
void fatal_watch(void);
bool fatal_disposition(int number, const struct sigaction *wanted, struct sigaction *old, int *result);

/* ---- wrap.c: what the wrapped functions stand in front of */
struct wrapped {
    int (*pthread_create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    int (*sigaction)(int, const struct sigaction *, struct sigaction *);
};

const struct wrapped *wrapped(void);
/* The calling thread's, or null. */
struct tick_thread *wrap_current(void);
void wrap_enter(void);
