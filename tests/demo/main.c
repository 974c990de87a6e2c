/* SPDX-License-Identifier: Apache-2.0
 *
 * A small daemon to try sigvet on: it logs a line every ten seconds, stops on SIGINT and SIGTERM, reopens its log on
 * SIGHUP. The rest of its handlers are in traps.c.
 */
#include "daemon.h"
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t stopping;

/* What a handler should be: it sets a flag, the main loop does the work. */
static void on_stop(int number)
{
    (void)number;
    stopping = 1;
}

/* Looks just as small; what it runs is in log.c. */
static void on_hangup(int number)
{
    (void)number;
    log_reopen();
}

int main(void)
{
    log_open("daemon.log");
    trap(SIGINT, on_stop);
    trap(SIGTERM, on_stop);
    trap(SIGHUP, on_hangup);
    traps_install();
    while (!stopping) {
        log_line("alive");
        sleep(10);
    }
    log_line("stopped");
    return 0;
}
