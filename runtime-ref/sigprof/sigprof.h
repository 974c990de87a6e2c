/* SPDX-License-Identifier: Apache-2.0
 *
 * libsigprof: a sampling CPU profiler for programs in C and their like, on x86-64 Linux. One profile at a
 * time, of all threads of the process. The file is written when the profile ends: by sigprof_stop, exit,
 * _exit or quick_exit; a program that dies of a signal leaves none, but see before_signals. While a profile
 * runs, SIGPROF belongs to the profiler; a program that installs a handler of its own for it ends the
 * profile.
 */
#pragma once

#include <stdbool.h>

#define SIGPROF_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

enum sigprof_format {
    SIGPROF_PPROF,  /* profile.proto of pprof, under gzip */
    SIGPROF_LEGACY, /* the format of gperftools */
};

struct sigprof_options {
    const char *file;
    unsigned hz; /* ticks for each second of CPU time, 1 to 10000; 0: 100 */
    enum sigprof_format format;
    bool process_timer;  /* ITIMER_PROF instead of a timer for each thread */
    bool before_signals; /* write, too, before SIGHUP, SIGINT or SIGTERM ends the program */
    bool verbose;        /* the account of the profile on standard error */
};

/* False with a message on standard error if a profile is running, SIGPROF has a handler, or there is no
 * timer. */
SIGPROF_API bool sigprof_start(const struct sigprof_options *options);
/* Writes the file; returns when it is there. */
SIGPROF_API void sigprof_stop(void);

#ifdef __cplusplus
}
#endif
