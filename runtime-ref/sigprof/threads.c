/* SPDX-License-Identifier: Apache-2.0
 *
 * Entering, leaving, arming. The lock of the list is held with all signals blocked, so a signal handler of
 * the program that ends it never finds it taken by its own thread.
 */
#include "sigprof/threads.h"
#include "thread/raw.h"
#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#define SECOND 1000000000u

static struct {
    uint32_t lock;
    unsigned fresh; /* of tick.threads, never used yet from here on */
    struct tick_thread *free;
    struct tick_thread *used;
    uint64_t period; /* nanoseconds; 0: no profile is running */
    uint64_t left;   /* nanoseconds of ended threads, not paid for */
    uint64_t ticks;  /* of ended threads */
    uint64_t without_timer;
    uint64_t mask; /* of the thread that forks */
} list;

static uint64_t lock(void)
{
    uint64_t mask = raw_signal_mask(~(uint64_t)0);
    raw_spin_lock(&list.lock);
    return mask;
}

static void unlock(uint64_t mask)
{
    raw_unlock(&list.lock);
    raw_signal_mask(mask);
}

static clockid_t cpu_clock(pid_t thread)
{
    return (clockid_t)(~(unsigned)thread << 3 | 6); /* as the kernel has it: per thread, scheduler's time */
}

/* Nanoseconds; 0 if the thread is gone. */
static uint64_t cpu_time(clockid_t clock)
{
    struct timespec now;
    return clock_gettime(clock, &now) == 0 ? (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec : 0;
}

static uint64_t paid(const struct tick_thread *thread)
{
    return __atomic_load_n(&thread->ticks, __ATOMIC_RELAXED) * list.period;
}

/* What it used and no tick has paid for. */
static uint64_t unpaid(const struct tick_thread *thread, uint64_t now)
{
    uint64_t used = now > thread->cpu_at_start ? now - thread->cpu_at_start : 0;
    return used + thread->credit > paid(thread) ? used + thread->credit - paid(thread) : 0;
}

static uint64_t whole_periods_lost(uint64_t time)
{
    uint64_t ticks = time / list.period;
    list.ticks += ticks;
    __atomic_fetch_add(&tick.lost[LOSS_UNDELIVERED], ticks, __ATOMIC_RELAXED);
    return time % list.period;
}

/* ---- under the lock ---- */

static struct tick_thread *take(void)
{
    struct tick_thread *thread = list.free;
    if (thread)
        list.free = thread->next;
    else if (list.fresh < TICK_THREADS)
        thread = &tick.threads[list.fresh++];
    else
        return NULL;
    *thread = (struct tick_thread){.next = list.used};
    list.used = thread;
    return thread;
}

static void give_back(struct tick_thread *thread)
{
    struct tick_thread **at = &list.used;
    while (*at && *at != thread)
        at = &(*at)->next;
    if (!*at)
        return; /* a fork took it out */
    *at = thread->next;
    thread->next = list.free;
    list.free = thread;
}

static bool arm(struct tick_thread *thread)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF};
    event.sigev_value.sival_ptr = thread;
    event._sigev_un._tid = thread->id;
    clockid_t clock = cpu_clock(thread->id);
    if (timer_create(clock, &event, &thread->timer) != 0)
        return false;
    thread->ticks = 0;
    thread->credit = whole_periods_lost(list.left);
    list.left = 0;
    thread->cpu_at_start = cpu_time(clock);
    uint64_t first = list.period - thread->credit;
    struct itimerspec times = {
        .it_value = {(time_t)(first / SECOND), (long)(first % SECOND)},
        .it_interval = {(time_t)(list.period / SECOND), (long)(list.period % SECOND)},
    };
    thread->armed = timer_settime(thread->timer, 0, &times, NULL) == 0;
    if (!thread->armed)
        timer_delete(thread->timer);
    return thread->armed;
}

static void stop_timer(struct tick_thread *thread)
{
    struct itimerspec never = {0};
    timer_settime(thread->timer, 0, &never, NULL);
}

/* The timer is gone and its last tick delivered, or never will be. */
static void settle(struct tick_thread *thread)
{
    uint64_t now = cpu_time(cpu_clock(thread->id));
    uint64_t left = now == 0 ? 0 : unpaid(thread, now);
    list.ticks += thread->ticks;
    list.left += left;
    thread->armed = false;
}

static struct tick_thread *known(pid_t id)
{
    struct tick_thread *thread = list.used;
    while (thread && thread->id != id)
        thread = thread->next;
    return thread;
}

/* It was adopted before it entered, or a thread of the same number was and has ended. */
static void forget_timer(struct tick_thread *thread)
{
    timer_delete(thread->timer);
    thread->armed = false;
    list.ticks += thread->ticks;
    thread->ticks = 0;
}

/* ---- a thread comes and goes ---- */

/* With unlimited stacks the kernel may put other things between the main thread's stack and its lower bound;
 * then frames are read by way of the kernel. */
static void find_stack(struct tick_thread *thread)
{
    pthread_attr_t attributes;
    struct rlimit limit;
    void *low;
    size_t size;
    if (thread->id == getpid() && (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY))
        return;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return;
    if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
        thread->stack_high = (uintptr_t)low + size;
        thread->stack_low = (uintptr_t)low;
    }
    pthread_attr_destroy(&attributes);
}

struct tick_thread *threads_enter(void)
{
    struct tick_thread bounds = {.id = gettid()};
    find_stack(&bounds);
    uint64_t mask = lock();
    struct tick_thread *thread = known(bounds.id);
    if (!thread)
        thread = take();
    else if (thread->armed)
        forget_timer(thread);
    if (thread) {
        thread->adopted = false;
        thread->id = bounds.id;
        thread->stack_low = bounds.stack_low;
        thread->stack_high = bounds.stack_high;
    }
    if (list.period > 0 && !tick.by_process && (!thread || !arm(thread)))
        list.without_timer++;
    unlock(mask);
    return thread;
}

void threads_leave(struct tick_thread *thread)
{
    uint64_t mask = lock();
    bool armed = thread->armed;
    if (armed)
        stop_timer(thread);
    unlock(mask);
    if (armed) {
        /* A tick that waits because the thread blocked the signal is delivered now. */
        sigset_t only;
        sigemptyset(&only);
        sigaddset(&only, SIGPROF);
        pthread_sigmask(SIG_UNBLOCK, &only, NULL);
    }
    lock();
    if (thread->armed) {
        settle(thread);
        timer_delete(thread->timer);
    }
    give_back(thread);
    unlock(mask);
}

/* ---- all of them ---- */

/* Threads that did not come by our pthread_create. No bounds are known of them. */
static void adopt_others(void)
{
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *entry; tasks && (entry = readdir(tasks));) {
        pid_t id = (pid_t)strtol(entry->d_name, NULL, 10);
        if (id <= 0)
            continue;
        uint64_t mask = lock();
        struct tick_thread *thread = known(id) ? NULL : take();
        if (thread) {
            thread->id = id;
            thread->adopted = true;
        }
        unlock(mask);
    }
    if (tasks)
        closedir(tasks);
}

static bool arm_process(void)
{
    struct timeval period = {(time_t)(list.period / SECOND), (suseconds_t)(list.period % SECOND / 1000)};
    struct itimerval times = {period, period};
    tick.whole = (struct tick_thread){.cpu_at_start = cpu_time(CLOCK_PROCESS_CPUTIME_ID)};
    return setitimer(ITIMER_PROF, &times, NULL) == 0;
}

bool threads_arm_all(unsigned hz)
{
    adopt_others();
    uint64_t mask = lock();
    bool any = false;
    list.period = SECOND / hz;
    list.left = 0;
    list.ticks = 0;
    list.without_timer = 0;
    if (tick.by_process) {
        any = arm_process();
    } else {
        for (struct tick_thread *thread = list.used; thread; thread = thread->next) {
            if (arm(thread))
                any = true;
            else
                list.without_timer++;
        }
    }
    if (!any)
        list.period = 0;
    unlock(mask);
    return any;
}

void threads_disarm_all(void)
{
    uint64_t mask = lock();
    struct itimerval never = {0};
    if (tick.by_process)
        setitimer(ITIMER_PROF, &never, NULL);
    for (struct tick_thread *thread = list.used; thread; thread = thread->next)
        if (thread->armed)
            stop_timer(thread);
    unlock(mask);
}

uint64_t threads_settle(void)
{
    uint64_t mask = lock();
    if (tick.by_process) {
        list.ticks = tick.whole.ticks;
        list.left = unpaid(&tick.whole, cpu_time(CLOCK_PROCESS_CPUTIME_ID));
    }
    struct tick_thread *next;
    for (struct tick_thread *thread = list.used; thread; thread = next) {
        next = thread->next;
        if (thread->armed) {
            uint64_t before = list.left;
            settle(thread);
            /* Time of threads that live does not add up to a tick that somebody missed. */
            list.left = before + (list.left - before) / list.period * list.period;
            timer_delete(thread->timer);
        }
        if (thread->adopted)
            give_back(thread);
    }
    whole_periods_lost(list.left);
    uint64_t ticks = list.ticks;
    list.period = 0;
    unlock(mask);
    return ticks;
}

uint64_t threads_without_timer(void)
{
    return list.without_timer;
}

/* ---- fork ---- */

void threads_fork_begins(void)
{
    uint64_t mask = lock();
    list.mask = mask;
}

void threads_fork_ends(void)
{
    unlock(list.mask);
}

void threads_forked(struct tick_thread *mine)
{
    list.period = 0;
    struct tick_thread *next;
    for (struct tick_thread *thread = list.used; thread; thread = next) {
        next = thread->next;
        thread->armed = false;
        if (thread == mine)
            thread->id = gettid();
        else
            give_back(thread);
    }
    unlock(list.mask);
}
