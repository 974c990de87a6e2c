/* SPDX-License-Identifier: Apache-2.0
 *
 * act WHAT: programs that are difficult to profile, one for each word.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

static volatile sig_atomic_t handled;
static volatile uint64_t kept;

__attribute__((noinline)) uint64_t burn(uint64_t rounds);
uint64_t burn(uint64_t rounds)
{
    uint64_t seed = kept;
    for (uint64_t i = 0; i < rounds; i++)
        seed = seed * 6364136223846793005u + 1442695040888963407u;
    kept = seed;
    return seed;
}

static double cpu_time(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void busy(double seconds)
{
    double start = cpu_time(CLOCK_THREAD_CPUTIME_ID);
    while (cpu_time(CLOCK_THREAD_CPUTIME_ID) - start < seconds)
        burn(100000);
}

__attribute__((noinline)) static void busy_child(double seconds)
{
    busy(seconds);
    kept++;
}

static void *busy_thread(void *seconds)
{
    busy(*(double *)seconds);
    return NULL;
}

static void on_signal(int number)
{
    (void)number;
    handled++;
}

/* ---- a handler of its own: 0 if it got every signal it sent itself and none before */
static int own(void)
{
    struct sigaction before, mine = {.sa_handler = on_signal};
    busy(0.3);
    if (sigaction(SIGPROF, &mine, &before) != 0 || before.sa_handler != SIG_DFL || handled > 0)
        return 1;
    raise(SIGPROF);
    busy(0.3);
    return handled == 1 ? 0 : 2;
}

/* ---- it only resets, as programs do with all signals; the profile goes on */
static int reset(void)
{
    struct sigaction before;
    busy(0.2);
    if (signal(SIGPROF, SIG_IGN) != SIG_DFL || signal(SIGPROF, SIG_DFL) != SIG_IGN)
        return 1;
    if (sigaction(SIGPROF, NULL, &before) != 0 || before.sa_handler != SIG_DFL)
        return 2;
    busy(0.4);
    return 0;
}

/* ---- children: one that exits, one that ends by _exit, one that runs another program */
static int forks(char *self)
{
    busy(0.2);
    for (int kind = 0; kind < 3; kind++) {
        pid_t child = fork();
        if (child == 0) {
            double seconds = 0.1;
            pthread_t thread;
            busy_child(0.2);
            if (kind == 0 && pthread_create(&thread, NULL, busy_thread, &seconds) == 0)
                pthread_join(thread, NULL);
            if (kind == 0)
                exit(0);
            if (kind == 2)
                execl(self, self, "reset", (char *)NULL);
            _exit(0);
        }
        int status;
        if (waitpid(child, &status, 0) != child || status != 0)
            return 1;
    }
    busy(0.2);
    return 0;
}

/* ---- many threads, each shorter than a period; one leaves by pthread_exit */
static void *short_life(void *argument)
{
    busy(0.0015);
    if (argument)
        pthread_exit(NULL);
    return NULL;
}

static int threads(void)
{
    for (int i = 0; i < 250; i++) {
        pthread_t pair[2];
        for (int k = 0; k < 2; k++)
            if (pthread_create(&pair[k], NULL, short_life, k ? pair : NULL) != 0)
                return 1;
        for (int k = 0; k < 2; k++)
            pthread_join(pair[k], NULL);
    }
    return 0;
}

/* ---- _exit, from another thread */
static void *end_at_once(void *unused)
{
    (void)unused;
    busy(0.3);
    _exit(3);
}

static int ends(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, end_at_once, NULL) == 0)
        pthread_join(thread, NULL);
    return 1;
}

/* ---- the signal is blocked: for a while, and until the end */
static int blocked(void)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    busy(0.2);
    sigprocmask(SIG_UNBLOCK, &all, NULL);
    busy(0.1);
    sigprocmask(SIG_BLOCK, &all, NULL);
    busy(0.2);
    return 0;
}

/* ---- frame pointers that point anywhere, on the thread's stack and on another one */
static void wild_frames(void)
{
    double start = cpu_time(CLOCK_THREAD_CPUTIME_ID);
    uintptr_t values[] = {0,
                          8,
                          4096,
                          UINTPTR_MAX - 7,
                          (uintptr_t)1 << 63,
                          0x7ffffffff000,
                          (uintptr_t)&start + 8,
                          (uintptr_t)&start,
                          (uintptr_t)values,
                          0x10,
                          (uintptr_t)&values[1]};
    for (unsigned i = 0; cpu_time(CLOCK_THREAD_CPUTIME_ID) - start < 0.5; i++) {
        uintptr_t value = values[i % (sizeof values / sizeof *values)];
        __asm__ volatile("push %%rbp\n\t"
                         "mov %0, %%rbp\n\t"
                         "mov $3000000, %%ecx\n"
                         "1: dec %%ecx\n\t"
                         "jnz 1b\n\t"
                         "pop %%rbp"
                         :
                         : "r"(value)
                         : "rcx", "memory", "cc");
    }
}

static int wild(void)
{
    static ucontext_t here, other;
    static char stack[1 << 16];
    wild_frames();
    getcontext(&other);
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = sizeof stack;
    other.uc_link = &here;
    makecontext(&other, wild_frames, 0);
    return swapcontext(&here, &other) == 0 ? 0 : 1;
}

/* ---- libraries that come and go, in the same place as a rule */
static int plugin(const char *folder, const char *name)
{
    char path[4096];
    uint64_t (*work)(uint64_t);
    snprintf(path, sizeof path, "%s/%s.so", folder, name);
    void *library = dlopen(path, RTLD_NOW);
    void *address = library ? dlsym(library, name) : NULL;
    if (!address)
        return 1;
    memcpy(&work, &address, sizeof work);
    double start = cpu_time(CLOCK_THREAD_CPUTIME_ID);
    while (cpu_time(CLOCK_THREAD_CPUTIME_ID) - start < 0.4)
        kept = work(1000000);
    printf("%s %p\n", name, address);
    return dlclose(library);
}

/* ---- ended by a signal that it has no handler for, now as before */
static int ended(void)
{
    struct sigaction before;
    busy(0.3);
    if (signal(SIGTERM, on_signal) != SIG_DFL || raise(SIGTERM) != 0 || handled != 1)
        return 1;
    if (signal(SIGTERM, SIG_DFL) != on_signal || sigaction(SIGTERM, NULL, &before) != 0 ||
        before.sa_handler != SIG_DFL)
        return 2;
    raise(SIGTERM);
    return 3;
}

static int crash(void)
{
    busy(0.2);
    *(volatile int *)(uintptr_t)kept = 1;
    return 0;
}

int main(int count, char **arguments)
{
    const char *what = count > 1 ? arguments[1] : "";
    if (strcmp(what, "own") == 0)
        return own();
    if (strcmp(what, "reset") == 0)
        return reset();
    if (strcmp(what, "forks") == 0)
        return forks(arguments[0]);
    if (strcmp(what, "exec") == 0)
        return execl(arguments[0], arguments[0], "reset", (char *)NULL);
    if (strcmp(what, "threads") == 0)
        return threads();
    if (strcmp(what, "ends") == 0)
        return ends();
    if (strcmp(what, "blocked") == 0)
        return blocked();
    if (strcmp(what, "wild") == 0)
        return wild();
    if (strcmp(what, "ended") == 0)
        return ended();
    if (strcmp(what, "crash") == 0)
        return crash();
    if (strcmp(what, "plugins") == 0 && count > 2)
        return plugin(arguments[2], "plugin_a") + plugin(arguments[2], "plugin_b");
    return 99;
}
