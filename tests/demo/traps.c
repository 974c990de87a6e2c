/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals: a wrapper round sigaction, and a table of the handlers that every program of the house has.
 */
#include "daemon.h"
#include <execinfo.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void (*child_ended)(pid_t child, int status);

void trap(int number, void (*handler)(int))
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigaction(number, &action, NULL);
}

/* Read from the configuration. */
char secret[4096];
size_t secret_length;

/* Says where the program died. write is fine here; backtrace is not. No core file shall hold the secret. */
static void on_crash(int number)
{
    static const char text[] = "daemon: crashed\n";
    void *frames[64];

    for (size_t i = 0; i < secret_length; i++)
        secret[i] = 0;
    write(STDERR_FILENO, text, sizeof text - 1);
    backtrace_symbols_fd(frames, backtrace(frames, 64), STDERR_FILENO);
    _exit(128 + number);
}

static void on_child(int number)
{
    pid_t child;
    int status;

    (void)number;
    while ((child = waitpid(-1, &status, WNOHANG)) > 0)
        if (child_ended)
            child_ended(child, status);
}

static const struct {
    int number;
    void (*handler)(int);
} traps[] = {
    {SIGSEGV, on_crash},
    {SIGCHLD, on_child},
};

void traps_install(void)
{
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++)
        trap(traps[i].number, traps[i].handler);
}
