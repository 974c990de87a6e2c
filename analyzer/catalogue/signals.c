/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals by number, as Linux has them on x86-64 and AArch64. The real-time ones are counted from SIGRTMIN as
 * glibc gives it (34): 32 and 33 are its own.
 */
#include "catalogue/catalogue.h"

enum { GLIBC_RTMIN = 34, GLIBC_RTMAX = 64 };

static const char *const signals[] = {
    NULL,        "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",   "SIGTRAP", "SIGABRT", "SIGBUS",
    "SIGFPE",    "SIGKILL", "SIGUSR1",   "SIGSEGV", "SIGUSR2",  "SIGPIPE", "SIGALRM", "SIGTERM",
    "SIGSTKFLT", "SIGCHLD", "SIGCONT",   "SIGSTOP", "SIGTSTP",  "SIGTTIN", "SIGTTOU", "SIGURG",
    "SIGXCPU",   "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO",   "SIGPWR",  "SIGSYS",
};

const char *catalogue_signal(int32_t number, struct arena *arena)
{
    const int32_t range = GLIBC_RTMAX - GLIBC_RTMIN;
    if (number > 0 && number < (int32_t)(sizeof signals / sizeof *signals))
        return signals[number];
    if (number >= GLIBC_RTMIN && number <= GLIBC_RTMAX)
        number += SIGNAL_RTMIN - GLIBC_RTMIN;
    if (number == SIGNAL_RTMIN)
        return "SIGRTMIN";
    if (number > SIGNAL_RTMIN && number <= SIGNAL_RTMIN + range)
        return arena_format(arena, "SIGRTMIN+%d", number - SIGNAL_RTMIN);
    if (number == SIGNAL_RTMAX)
        return "SIGRTMAX";
    if (number < SIGNAL_RTMAX && number >= SIGNAL_RTMAX - range)
        return arena_format(arena, "SIGRTMAX-%d", SIGNAL_RTMAX - number);
    if (number < 0)
        return "unknown";
    return arena_format(arena, "signal %d", number);
}
