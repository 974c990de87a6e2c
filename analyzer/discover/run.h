/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs programs to their end, one or many at a time, and keeps what they print. No shell, nothing to read, a limit on time
 * and on output.
 */
#ifndef SIGVET_DISCOVER_RUN_H
#define SIGVET_DISCOVER_RUN_H

#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

struct run_result {
    const char *output;  /* standard output */
    const char *errors;  /* standard error */
    const char *trouble; /* why it did not end well ("it ran for more than 10 s"), or NULL */
};

struct run_job {
    const char *const *words; /* the program's path first; the list ends in NULL */
    const char *directory;    /* where it runs; NULL: here */
    uint32_t seconds;         /* it may take */
    uint32_t bytes;           /* of its output that are kept; one that prints more is ended unless `cut` */
    bool cut;                 /* more is dropped */
    struct run_result result;
};

/* Runs all of them, so many at a time; what: of a progress bar, NULL for none. */
void run_programs(struct run_job *jobs, uint32_t count, uint32_t workers, const char *what, struct arena *arena);

/* One, for 10 seconds and 4 MiB. */
void run_program(const char *const *words, struct run_result *result, struct arena *arena);

#endif
