/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of the benchmark: running a program and what it cost, the commands that it is measured against, and reading
 * the objects of a project.
 */
#ifndef SIGVET_BENCH_H
#define SIGVET_BENCH_H

#include "base/arena.h"
#include <jansson.h>
#include <stdbool.h>

struct cost {
    double cpu;      /* seconds, user and system, of the process and all it waited for */
    long peak_kib;   /* resident, of all its processes together, sampled */
    int status;      /* as wait4 gave it */
};

/* Runs it in the folder; its standard output goes to a file, NULL: nowhere. Sampled: the peak is looked for. */
struct cost bench_run(char *const *arguments, const char *directory, const char *output, bool sampled);

/* Compiles each unit of a compilation database with clang, writing nothing; CPU seconds, and how many failed. */
double bench_clang(json_t *database, const char *clang, unsigned *failed);

/* The same with clang-tidy's check of signal handlers; negative: there is no clang-tidy. */
double bench_tidy(json_t *database, const char *tidy, const char *folder);

/* Reads every object of a compilation database in worker processes and says how many there are; main of a process of
 * its own, so that its cost can be taken. */
int bench_read_objects(const char *folder);

#endif
