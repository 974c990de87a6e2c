/* SPDX-License-Identifier: Apache-2.0
 *
 * How a thread gets its m and its three g, and how it gives them back. What runs before g is set is NOSPLIT.
 */
#include "thread/thread.h"
#include "race/race.h"
#include "rate/rate.h"
#include "thread/raw.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    USER_STACK = 256 << 10,  /* reserved; what is used at first is less */
    USER_STACK_FIRST = 8 << 10,
    SYSTEM_STACK = 256 << 10,
    SIGNAL_STACK = 64 << 10,
    PAGE = 4096,
};

_Thread_local struct g *current_g __attribute__((tls_model("initial-exec")));

static struct m main_m;
static struct m extra_m; /* what m_borrow gives */
static uint32_t extra_m_lock;

static void say(const char *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    raw_syscall(SYS_write, STDERR_FILENO, (long)text, (long)length, 0, 0, 0);
}

/* Also in a handler. */
_Noreturn void runtime_throw(const char *why)
{
    say("fatal error: ");
    say(why);
    say("\n");
    abort();
}

NOSPLIT static void set_stack(struct g *g, uintptr_t lo, uintptr_t hi, bool system)
{
    g->lo = g->reserve = lo;
    g->hi = hi;
    g->guard0 = lo + STACK_GUARD;
    g->guard1 = system ? lo + STACK_GUARD : ~(uintptr_t)0;
}

/* The g of the running thread is g0 from here on. Nothing may be called that is checked before it. */
NOSPLIT static void adopt(struct m *m, uintptr_t sp, size_t system_stack)
{
    m->g0 = &m->g0_place;
    m->gsignal = &m->gsignal_place;
    m->g0->m = m->gsignal->m = m->curg_place.m = m;
    set_stack(m->g0, sp - system_stack, sp + PAGE, true);
    m->g0->saved_sp = sp;
    m->cgo_callers = m->callers_place;
    current_g = m->g0;
}

/* The main thread has its g before any constructor runs: what sanitizers add there is checked too. */
NOSPLIT static void adopt_main(void)
{
    if (!current_g)
        adopt(&main_m, (uintptr_t)__builtin_frame_address(0), SYSTEM_STACK);
}

__attribute__((section(".preinit_array"), used)) static void (*const adopt_first)(void) = adopt_main;

static void *map(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        runtime_throw("out of memory");
    return memory;
}

static void give_stacks(struct m *m)
{
    if (!m->signal_stack)
        m->signal_stack = map(SIGNAL_STACK);
    if (!m->user_stack) {
        m->user_stack = map(USER_STACK + PAGE);
        if (mprotect(m->user_stack, PAGE, PROT_NONE))
            runtime_throw("no guard page");
    }
    stack_t stack = {.ss_sp = m->signal_stack, .ss_size = SIGNAL_STACK};
    if (sigaltstack(&stack, NULL))
        runtime_throw("no signal stack");
    set_stack(m->gsignal, (uintptr_t)m->signal_stack, (uintptr_t)m->signal_stack + SIGNAL_STACK, true);
    uintptr_t bottom = (uintptr_t)m->user_stack + PAGE;
    uintptr_t top = bottom + USER_STACK;
    set_stack(&m->curg_place, top - USER_STACK_FIRST, top, false);
    m->curg_place.reserve = bottom;
}

static void run_user(struct m *m)
{
    m->thread = pthread_self();
    m->curg = &m->curg_place;
    run_on(m->curg, m->curg->start, m->curg->argument);
    m->curg = NULL;
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
}

void runtime_main(void (*function)(void *), void *argument)
{
    give_stacks(&main_m);
    main_m.curg_place.start = function;
    main_m.curg_place.argument = argument;
    main_m.curg_place.race = race_context_new(NULL);
    run_user(&main_m);
}

NOSPLIT static void *thread_entry(void *argument)
{
    struct m *m = argument;
    adopt(m, (uintptr_t)__builtin_frame_address(0), SYSTEM_STACK - 8 * PAGE);
    give_stacks(m);
    raw_signal_mask(m->mask);
    run_user(m);
    /* From here to its end the thread is foreign again, and dies without being checked. */
    raw_signal_mask(~(uint64_t)0);
    current_g = NULL;
    return NULL;
}

struct m *thread_start(void (*function)(void *), void *argument)
{
    struct m *m = calloc(1, sizeof *m);
    if (!m)
        runtime_throw("out of memory");
    m->curg_place.start = function;
    m->curg_place.argument = argument;
    m->curg_place.race = race_context_new(current_g->race);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, SYSTEM_STACK);
    /* It must have its stacks before the first signal comes. */
    m->mask = raw_signal_mask(~(uint64_t)0);
    int error = pthread_create(&m->thread, &attributes, thread_entry, m);
    raw_signal_mask(m->mask);
    pthread_attr_destroy(&attributes);
    if (error)
        runtime_throw("no thread");
    return m;
}

void thread_join(struct m *m)
{
    pthread_join(m->thread, NULL);
    race_context_end(m->curg_place.race, current_g->race);
    munmap(m->user_stack, USER_STACK + PAGE);
    munmap(m->signal_stack, SIGNAL_STACK);
    free(m);
}

void thread_yield(void)
{
    rate_follow(current_g->m);
    raw_yield();
}

void thread_preempt(struct g *g)
{
    __atomic_store_n(&g->guard0, STACK_PREEMPT, __ATOMIC_RELAXED);
}

void c_call(void (*function)(void *), void *argument)
{
    struct g *g = current_g;
    struct m *m = g->m;
    m->ncgo++;
    __atomic_store_n(&m->cgo_callers[0], 0, __ATOMIC_RELAXED);
    __atomic_store_n(&g->syscall_sp, (uintptr_t)__builtin_frame_address(0), __ATOMIC_RELEASE);
    systemstack(function, argument);
    __atomic_store_n(&g->syscall_sp, 0, __ATOMIC_RELEASE);
    m->ncgo--;
}

/* A raw fork: no atfork handlers, no lock of libc. The child has the parent's memory and this one thread. */
NOSPLIT pid_t runtime_fork(int (*function)(void *), void *argument)
{
    struct g *g = current_g;
    uintptr_t guard = g->guard0;
    uint64_t mask = raw_signal_mask(~(uint64_t)0);
    g->guard0 = STACK_FORK;
    long child = raw_syscall(SYS_fork, 0, 0, 0, 0, 0, 0);
    if (child == 0)
        raw_syscall(SYS_exit_group, function(argument), 0, 0, 0, 0, 0);
    g->guard0 = guard;
    raw_signal_mask(mask);
    return (pid_t)child;
}

NOSPLIT struct m *m_borrow(void)
{
    raw_spin_lock(&extra_m_lock);
    uintptr_t sp = (uintptr_t)__builtin_frame_address(0);
    extra_m.g0 = &extra_m.g0_place;
    extra_m.gsignal = &extra_m.gsignal_place;
    extra_m.g0->m = extra_m.gsignal->m = &extra_m;
    set_stack(extra_m.g0, sp - STACK_BIG * 4, sp + PAGE, true);
    set_stack(extra_m.gsignal, sp - STACK_BIG * 4, sp + PAGE, true);
    return &extra_m;
}

NOSPLIT void m_return(struct m *m)
{
    (void)m;
    raw_unlock(&extra_m_lock);
}
