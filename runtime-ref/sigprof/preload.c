/* SPDX-License-Identifier: Apache-2.0
 *
 * Loaded before the program by the command sigprof, which says in the environment what to do. Only the
 * process that it names is profiled: children inherit the environment, and must not write over its file.
 */
#include "sigprof/session.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is(const char *name, const char *value)
{
    const char *there = getenv(name);
    return there && strcmp(there, value) == 0;
}

__attribute__((constructor)) static void start(void)
{
    const char *file = getenv("SIGPROF_FILE");
    const char *process = getenv("SIGPROF_PID");
    const char *hz = getenv("SIGPROF_HZ");
    if (!file || !process || strtol(process, NULL, 10) != (long)getpid())
        return;
    struct sigprof_options options = {
        .file = file,
        .hz = hz ? (unsigned)strtoul(hz, NULL, 10) : 0,
        .format = is("SIGPROF_FORMAT", "legacy") ? SIGPROF_LEGACY : SIGPROF_PPROF,
        .process_timer = is("SIGPROF_TIMER", "process"),
        .before_signals = true,
        .verbose = is("SIGPROF_VERBOSE", "1"),
    };
    sigprof_start(&options);
}
