/* SPDX-License-Identifier: Apache-2.0
 *
 * A bar on a terminal for work that takes over a second. Silent when standard error is no terminal.
 */
#ifndef SIGVET_BASE_PROGRESS_H
#define SIGVET_BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    const char *what; /* "reading" */
    uint32_t total;
    uint32_t done;
    int64_t started; /* nanoseconds, monotonic */
    int64_t drawn;   /* when the bar was drawn last */
    bool visible;    /* standard error is a terminal and nobody asked for quiet */
    bool on_screen;  /* a bar is there now */
};

void progress_start(struct progress *progress, const char *what, uint32_t total, bool wanted);
void progress_step(struct progress *progress, uint32_t done);
void progress_end(struct progress *progress); /* wipes the bar */

#endif
