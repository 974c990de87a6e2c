/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions of libc that the profiler stands in front of: threads that come, SIGPROF for somebody else, ends
 * of the process that exit knows nothing of, libraries that go.
 */
#include "sigprof/session.h"
#include "sigprof/threads.h"
#include "thread/raw.h"
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

static struct {
    pthread_once_t once;
    struct wrapped wrapped;
    int (*thrd_create)(thrd_t *, thrd_start_t, void *);
    sighandler_t (*signal)(int, sighandler_t);
    int (*dlclose)(void *);
    pthread_key_t key;
    bool key_made;
} wrap = {.once = PTHREAD_ONCE_INIT};

static void leave(void *thread)
{
    threads_leave(thread);
}

/* ISO C has no conversion of a data pointer into one to a function. */
static void find(const char *name, void *function)
{
    void *address = dlsym(RTLD_NEXT, name);
    memcpy(function, &address, sizeof address);
}

static void find_all(void)
{
    find("pthread_create", &wrap.wrapped.pthread_create);
    find("sigaction", &wrap.wrapped.sigaction);
    find("thrd_create", &wrap.thrd_create);
    find("signal", &wrap.signal);
    find("dlclose", &wrap.dlclose);
    wrap.key_made = pthread_key_create(&wrap.key, leave) == 0;
}

const struct wrapped *wrapped(void)
{
    pthread_once(&wrap.once, find_all);
    return &wrap.wrapped;
}

/* Before anybody forks or handles a signal. */
__attribute__((constructor)) static void find_early(void)
{
    wrapped();
}

struct tick_thread *wrap_current(void)
{
    return wrap.key_made ? pthread_getspecific(wrap.key) : NULL;
}

void wrap_enter(void)
{
    struct tick_thread *thread = threads_enter();
    if (thread && wrap.key_made)
        pthread_setspecific(wrap.key, thread);
}

/* ---- threads ---- */

struct birth {
    void *(*start)(void *);
    thrd_start_t start_c11;
    void *argument;
};

/* A thread may be made with all signals blocked by somebody who does not want those that he handles. */
static struct birth begin(void *argument)
{
    struct birth birth = *(struct birth *)argument;
    sigset_t ticks;
    free(argument);
    sigemptyset(&ticks);
    sigaddset(&ticks, SIGPROF);
    if (tick.on)
        pthread_sigmask(SIG_UNBLOCK, &ticks, NULL);
    wrap_enter();
    return birth;
}

static void *thread_begins(void *argument)
{
    struct birth birth = begin(argument);
    return birth.start(birth.argument);
}

static int thread_begins_c11(void *argument)
{
    struct birth birth = begin(argument);
    return birth.start_c11(birth.argument);
}

EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                          void *argument)
{
    struct birth *birth = malloc(sizeof *birth);
    if (!birth)
        return EAGAIN;
    *birth = (struct birth){.start = start, .argument = argument};
    int error = wrapped()->pthread_create(thread, attributes, thread_begins, birth);
    if (error != 0)
        free(birth);
    return error;
}

EXPORT int thrd_create(thrd_t *thread, thrd_start_t start, void *argument)
{
    struct birth *birth = malloc(sizeof *birth);
    if (!birth)
        return thrd_nomem;
    *birth = (struct birth){.start_c11 = start, .argument = argument};
    wrapped();
    int result = wrap.thrd_create(thread, thread_begins_c11, birth);
    if (result != thrd_success)
        free(birth);
    return result;
}

/* ---- signals ---- */

EXPORT int sigaction(int number, const struct sigaction *wanted, struct sigaction *old)
{
    int result;
    if (number == SIGPROF && session_disposition(wanted, old))
        return 0;
    if (fatal_disposition(number, wanted, old, &result))
        return result;
    return wrapped()->sigaction(number, wanted, old);
}

EXPORT sighandler_t signal(int number, sighandler_t handler)
{
    struct sigaction wanted = {.sa_handler = handler, .sa_flags = SA_RESTART};
    struct sigaction old;
    sigemptyset(&wanted.sa_mask);
    int result;
    if (number == SIGPROF && session_disposition(&wanted, &old))
        return old.sa_handler;
    if (fatal_disposition(number, &wanted, &old, &result))
        return result == 0 ? old.sa_handler : SIG_ERR;
    wrapped();
    return wrap.signal(number, handler);
}

/* ---- ends ---- */

EXPORT _Noreturn void _exit(int status)
{
    sigprof_stop();
    for (;;)
        raw_syscall(SYS_exit_group, status, 0, 0, 0, 0, 0);
}

EXPORT _Noreturn void _Exit(int status)
{
    _exit(status);
}

/* ---- libraries ---- */

EXPORT int dlclose(void *library)
{
    session_unloading();
    wrapped();
    int result = wrap.dlclose(library);
    session_unloaded();
    return result;
}
