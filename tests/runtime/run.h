/* SPDX-License-Identifier: Apache-2.0
 *
 * Running a program of a cell, or a command, and what came of it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct outcome {
    int signal;      /* it died of, or 0 */
    int code;        /* its exit code */
    size_t size;
    char *output;    /* both streams together, a 0 behind; to be freed */
};

/* CELLS/cell/program with up to two options, null or the last. A minute at most. */
struct outcome run_cell(const char *cell, const char *program, const char *option, const char *more);

/* The standard output of a command that must succeed; to be freed. */
char *output_of(const char *command);

/* Calls visit for each compiler and level that cells were built with. */
void each_build(void (*visit)(const char *compiler, const char *level, void *context), void *context);
