/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs one program to its end and keeps what it prints. No shell, nothing to read, a limit on time and on
 * output.
 */
#ifndef SIGVET_DISCOVER_RUN_H
#define SIGVET_DISCOVER_RUN_H

#include "base/arena.h"

struct run_result {
    const char *output;  /* standard output */
    const char *errors;  /* standard error */
    const char *trouble; /* why it did not end well ("it ran for more than 10 s"), or NULL */
};

/* words[0] is the program's path; the list ends in NULL. */
void run_program(const char *const *words, struct run_result *result, struct arena *arena);

#endif
