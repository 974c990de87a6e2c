/* SPDX-License-Identifier: Apache-2.0
 *
 * Running a program under sigprof, and reading what came of it: the profile by protobuf-c, functions by nm.
 */
#pragma once

#include "profile.pb-c.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct profiled {
    int status;                            /* as waitpid gives it */
    char output[8192];                     /* both streams */
    bool written;                          /* there is a file */
    bool rests;                            /* there are files besides that begin with its name */
    Perftools__Profiles__Profile *profile; /* null if it is none of pprof's */
};

/* A shell command, its output and its status. */
int run(const char *command, char *output, size_t room);
/* sigprof OPTIONS -o (a file of the test's own) -- PROGRAM, a program of tests/runtime/sigprof/programs. */
struct profiled profiled(const char *options, const char *program);
void profiled_free(struct profiled *profiled);
/* Where profiled lets it be written. */
const char *profiled_file(void);

/* Null if it is none. */
Perftools__Profiles__Profile *load_profile(const char *path);
/* A number of the account in the comments. */
uint64_t account(const Perftools__Profiles__Profile *profile, const char *name);
/* Ticks are samples and lost ones, and the samples are in the profile. */
void check_account(const Perftools__Profiles__Profile *profile);
uint64_t count_samples(const Perftools__Profiles__Profile *profile);
/* Samples whose interrupted address is in the function of the file of that name. */
uint64_t count_in(const Perftools__Profiles__Profile *profile, const char *file, const char *function);
double cpu_seconds(const Perftools__Profiles__Profile *profile);
