/* SPDX-License-Identifier: Apache-2.0
 *
 * g, its guard, and what happens when a check fails: growth, preemption, the fork guard, the traps of system
 * stacks, and the fault of a thread without g. This file is compiled without checks; its own checked
 * functions call the runtime's.
 */
#include "slice/slice.h"
#include "thread/thread.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void layout(void **state)
{
    (void)state;
    assert_int_equal(offsetof(struct g, lo), 0);
    assert_int_equal(offsetof(struct g, hi), 8);
    assert_int_equal(offsetof(struct g, guard0), 16);
    assert_int_equal(offsetof(struct g, guard1), 24);
    assert_int_equal(offsetof(struct g, saved_sp), 32);
    assert_int_equal(offsetof(struct g, saved_pc), 40);
    assert_int_equal(offsetof(struct g, m), 48);
    assert_int_equal(offsetof(struct m, g0), 0);
    assert_int_equal(offsetof(struct m, gsignal), 8);
    assert_int_equal(STACK_NOSPLIT, 752);
    uintptr_t thread;
    __asm__("mov %%fs:0, %0" : "=r"(thread));
    assert_int_equal((uintptr_t)&current_g, thread - 8);
}

/* The three prologues agree where their limits meet, and no stack pointer passes a request. */
static void three_prologues(void **state)
{
    (void)state;
    struct g g = {.lo = 0x10000, .hi = 0x20000, .guard0 = 0x10000 + STACK_GUARD};
    assert_true(stack_short_small(g.guard0, &g));
    assert_false(stack_short_small(g.guard0 + 1, &g));
    for (uintptr_t frame = STACK_SMALL; frame <= 3 * STACK_BIG; frame += 8) {
        uintptr_t edge = g.guard0 + frame - STACK_SMALL;
        assert_true(stack_short_big(edge, frame, &g));
        assert_false(stack_short_big(edge + 1, frame, &g));
        assert_true(stack_short_huge(edge, frame, &g));
        assert_false(stack_short_huge(edge + 1, frame, &g));
    }
    g.guard0 = STACK_PREEMPT;
    assert_true(stack_short_small(g.hi, &g));
    assert_true(stack_short_big(g.hi, STACK_BIG, &g));
    assert_true(stack_short_huge(g.hi, STACK_BIG * 2, &g));
    g.guard0 = STACK_FORK;
    assert_true(stack_short_small(g.hi, &g));
}

/* ---- checked functions, with every register for arguments in use */

extern void __fentry__(void);

__attribute__((noinline, naked)) static long checked_sum(long a, long b, long c, long d, long e, long f,
                                                         long on_stack)
{
    (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)on_stack;
    __asm__("call __fentry__\n\t"
            "movq %rdi, %rax\n\t"
            "addq %rsi, %rax\n\t"
            "addq %rdx, %rax\n\t"
            "addq %rcx, %rax\n\t"
            "addq %r8, %rax\n\t"
            "addq %r9, %rax\n\t"
            "addq 8(%rsp), %rax\n\t"
            "ret");
}

NOINLINE static long deep(long depth)
{
    volatile char frame[700];
    frame[0] = 1;
    long sum = checked_sum(1, 2, 3, 4, 5, 6, 7);
    return depth == 0 ? sum : deep(depth - 1) + frame[0] - 1;
}

struct growth {
    uintptr_t lo, lo_after;
    unsigned grown, preempted;
    long sum;
};

static void grow(void *argument)
{
    struct growth *growth = argument;
    struct g *g = current_g;
    growth->lo = g->lo;
    growth->sum = deep(200);
    growth->lo_after = g->lo;
    growth->grown = g->grown;
}

static void a_stack_grows_in_place(void **state)
{
    (void)state;
    struct growth growth = {0};
    thread_join(thread_start(grow, &growth));
    assert_int_equal(growth.sum, 28);
    assert_true(growth.grown >= 4);
    assert_true(growth.lo - growth.lo_after >= 128 << 10);
}

static void be_preempted(void *argument)
{
    struct growth *growth = argument;
    for (int i = 0; i < 3; i++) {
        thread_preempt(current_g);
        growth->sum = checked_sum(1, 2, 3, 4, 5, 6, 7);
        if (current_g->guard0 != current_g->lo + STACK_GUARD)
            return;
    }
    growth->preempted = current_g->preempted;
    growth->grown = current_g->grown;
}

static void a_request_is_seen_once(void **state)
{
    (void)state;
    struct growth growth = {0};
    thread_join(thread_start(be_preempted, &growth));
    assert_int_equal(growth.preempted, 3);
    assert_int_equal(growth.grown, 0);
    assert_int_equal(growth.sum, 28);
}

/* ---- deaths, each in a child */

static int death_of(void (*function)(void))
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        signal(SIGSEGV, SIG_DFL); /* cmocka has its own */
        if (!freopen("/dev/null", "w", stderr))
            _exit(2);
        function();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

static void *without_g(void *argument)
{
    return (void *)checked_sum(1, 2, 3, 4, 5, 6, (long)argument);
}

static void foreign_call(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, without_g, NULL);
    pthread_join(thread, NULL);
}

static void g0_overflow(void)
{
    current_g->guard0 = STACK_PREEMPT;
    checked_sum(1, 2, 3, 4, 5, 6, 7);
}

static void gsignal_overflow(void)
{
    current_g = current_g->m->gsignal_place.m ? &current_g->m->gsignal_place : NULL;
    current_g->guard0 = STACK_PREEMPT;
    checked_sum(1, 2, 3, 4, 5, 6, 7);
}

static void endless(void *argument)
{
    deep((long)argument);
}

static void overflow(void)
{
    thread_join(thread_start(endless, (void *)1000000));
}

static void system_only(void *argument)
{
    (void)argument;
    system_stack_check();
}

static void system_function_on_user_stack(void)
{
    thread_join(thread_start(system_only, NULL));
}

static int checked_child(void *argument)
{
    (void)argument;
    return (int)checked_sum(1, 2, 3, 4, 5, 6, 7);
}

static int unchecked_child(void *argument)
{
    (void)argument;
    return 7;
}

static int (*child_function)(void *);

static void fork_there(void *argument)
{
    int *answer = argument;
    int status = 0;
    uintptr_t guard = current_g->guard0;
    pid_t child = runtime_fork(child_function, NULL);
    waitpid(child, &status, 0);
    *answer = WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
    if (current_g->guard0 != guard)
        *answer = 99;
}

static void deaths(void **state)
{
    (void)state;
    assert_int_equal(death_of(foreign_call), SIGSEGV);
    assert_int_equal(death_of(g0_overflow), SIGTRAP);
    assert_int_equal(death_of(gsignal_overflow), SIGTRAP);
    assert_int_equal(death_of(overflow), SIGABRT);
    assert_int_equal(death_of(system_function_on_user_stack), SIGTRAP);
    system_stack_check(); /* on g0: fine */
    assert_int_equal(death_of(panicindex), SIGABRT);
}

static void no_check_between_fork_and_exec(void **state)
{
    (void)state;
    int answer = 0;
    child_function = unchecked_child;
    thread_join(thread_start(fork_there, &answer));
    assert_int_equal(answer, -7);
    child_function = checked_child;
    thread_join(thread_start(fork_there, &answer));
    assert_int_equal(answer, SIGABRT);
}

static void note_g(void *argument)
{
    *(struct g **)argument = current_g;
}

static void switch_there(void *argument)
{
    struct g **seen = argument;
    seen[0] = current_g;
    systemstack(note_g, &seen[1]);
    seen[2] = current_g;
}

static void systemstack_is_g0(void **state)
{
    (void)state;
    struct g *seen[3] = {0};
    struct m *m = thread_start(switch_there, seen);
    pthread_join(m->thread, NULL); /* m is still there to compare with */
    assert_ptr_equal(seen[0], &m->curg_place);
    assert_ptr_equal(seen[1], m->g0);
    assert_ptr_equal(seen[2], seen[0]);
    systemstack(note_g, &seen[1]); /* on g0: at once */
    assert_ptr_equal(seen[1], current_g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout),
        cmocka_unit_test(three_prologues),
        cmocka_unit_test(a_stack_grows_in_place),
        cmocka_unit_test(a_request_is_seen_once),
        cmocka_unit_test(deaths),
        cmocka_unit_test(no_check_between_fork_and_exec),
        cmocka_unit_test(systemstack_is_g0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
