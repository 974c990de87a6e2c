/* SPDX-License-Identifier: Apache-2.0
 *
 * Preloaded into a program: how deep its signal handlers really go. An alternate stack is painted, and the deepest byte that
 * is no longer paint is what a handler took, the kernel's frame included. Each handler that the program registers runs at
 * once in a child, which shares the stack; with PAINT_LIVE the program's own handler runs on it as signals come, and is
 * measured at the end. PAINT_OUT gets a line for each: the handler's offset in its file, or "live", and the bytes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROOM = 1 << 20, PAINT = 0xa5, SECONDS = 5 };

static unsigned char *room;

static void paint(void)
{
    memset(room, PAINT, ROOM);
}

static size_t depth(void)
{
    size_t at = 0;
    while (at < ROOM && room[at] == PAINT)
        at++;
    return ROOM - at;
}

static void report(const char *what, size_t bytes)
{
    const char *path = getenv("PAINT_OUT");
    FILE *out = path ? fopen(path, "a") : NULL;
    if (!out)
        return;
    fprintf(out, "%s %zu\n", what, bytes);
    fclose(out);
}

__attribute__((constructor)) static void begin(void)
{
    room = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    stack_t stack = {.ss_sp = room, .ss_size = ROOM};
    if (room == MAP_FAILED || sigaltstack(&stack, NULL) != 0)
        abort();
    paint();
}

__attribute__((destructor)) static void end(void)
{
    if (getenv("PAINT_LIVE") && depth())
        report("live", depth());
}

/* Lets the handler run once, in a child whatever it may do. */
static void run(int number, void *handler)
{
    Dl_info info;
    char what[32] = "?";
    if (dladdr(handler, &info))
        snprintf(what, sizeof what, "%lx", (unsigned long)((uintptr_t)handler - (uintptr_t)info.dli_fbase));
    paint();
    pid_t child = fork();
    if (child == 0) {
        sigset_t all;
        alarm(SECONDS);
        stack_t stack = {.ss_sp = room, .ss_size = ROOM};
        sigaltstack(&stack, NULL);
        sigfillset(&all);
        sigprocmask(SIG_UNBLOCK, &all, NULL);
        raise(number);
        _exit(0);
    }
    if (child > 0 && waitpid(child, NULL, 0) == child && depth())
        report(what, depth());
}

typedef int sigaction_function(int, const struct sigaction *, struct sigaction *);

__attribute__((visibility("default"))) int sigaction(int number, const struct sigaction *wanted, struct sigaction *old)
{
    sigaction_function *real = (sigaction_function *)dlsym(RTLD_NEXT, "sigaction");
    if (!wanted || wanted->sa_handler == SIG_IGN || wanted->sa_handler == SIG_DFL || getenv("PAINT_LIVE"))
        return real(number, wanted, old);
    struct sigaction painted = *wanted;
    painted.sa_flags |= SA_ONSTACK;
    int result = real(number, &painted, old);
    if (result == 0)
        run(number, (void *)(uintptr_t)wanted->sa_handler);
    return result;
}

__attribute__((visibility("default"))) sighandler_t signal(int number, sighandler_t handler)
{
    struct sigaction wanted = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;
    return sigaction(number, &wanted, &old) == 0 ? old.sa_handler : SIG_ERR;
}

/* A program that waits for signals has registered its handlers. */
__attribute__((visibility("default"))) int pause(void)
{
    _exit(0);
}

/* The program's own alternate stack is left alone: the painted one stays. */
__attribute__((visibility("default"))) int sigaltstack(const stack_t *stack, stack_t *old)
{
    typedef int function(const stack_t *, stack_t *);
    function *real = (function *)dlsym(RTLD_NEXT, "sigaltstack");
    return stack && stack->ss_sp != room ? 0 : real(stack, old);
}
