/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals by which programs are ended on purpose: where the program leaves them alone, the profile is written
 * first, and then the program ends by the signal all the same. To the program they look as they did.
 */
#include "sigprof/session.h"
#include "thread/raw.h"
#include <unistd.h>

static const int watched[] = {SIGHUP, SIGINT, SIGTERM};

static bool watching;

static void on_fatal(int number)
{
    struct sigaction ending = {.sa_handler = SIG_DFL};
    sigset_t only;
    sigprof_stop();
    wrapped()->sigaction(number, &ending, NULL);
    raw_syscall(SYS_tgkill, getpid(), gettid(), number, 0, 0, 0);
    sigemptyset(&only);
    sigaddset(&only, number);
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
}

static bool is_default(const struct sigaction *action)
{
    return !(action->sa_flags & SA_SIGINFO) && action->sa_handler == SIG_DFL;
}

static bool is_watched(int number)
{
    for (unsigned i = 0; i < sizeof watched / sizeof *watched; i++)
        if (watched[i] == number)
            return watching;
    return false;
}

bool fatal_disposition(int number, const struct sigaction *wanted, struct sigaction *old, int *result)
{
    struct sigaction ours = {.sa_handler = on_fatal, .sa_flags = SA_ONSTACK};
    struct sigaction before;
    if (!is_watched(number))
        return false;
    sigfillset(&ours.sa_mask);
    *result = wrapped()->sigaction(number, wanted && is_default(wanted) ? &ours : wanted, &before);
    if (*result == 0 && old)
        *old = before.sa_handler == on_fatal ? (struct sigaction){.sa_handler = SIG_DFL} : before;
    return true;
}

void fatal_watch(void)
{
    watching = true;
    for (unsigned i = 0; i < sizeof watched / sizeof *watched; i++) {
        struct sigaction now, ending = {.sa_handler = SIG_DFL};
        int result;
        if (wrapped()->sigaction(watched[i], NULL, &now) == 0 && is_default(&now))
            fatal_disposition(watched[i], &ending, NULL, &result);
    }
}
