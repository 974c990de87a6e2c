/* SPDX-License-Identifier: Apache-2.0
 *
 * The progress bar: drawn ten times a second at most, and only once a second has gone by.
 */
#include "base/progress.h"
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { BAR_WIDTH = 30 };

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void progress_start(struct progress *progress, const char *what, uint32_t total, bool wanted)
{
    *progress = (struct progress){.what = what, .total = total, .started = now()};
    progress->visible = wanted && total && isatty(STDERR_FILENO);
}

void progress_step(struct progress *progress, uint32_t done)
{
    progress->done = done;
    if (!progress->visible)
        return;
    int64_t time = now();
    if (time - progress->started < 1000000000 || time - progress->drawn < 100000000)
        return;
    progress->drawn = time;
    progress->on_screen = true;
    int filled = (int)((uint64_t)done * BAR_WIDTH / progress->total);
    fprintf(stderr, "\r%s [", progress->what);
    for (int i = 0; i < BAR_WIDTH; i++)
        fputc(i < filled ? '#' : ' ', stderr);
    fprintf(stderr, "] %u/%u", done, progress->total);
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->on_screen)
        fputs("\r\033[K", stderr);
    progress->on_screen = false;
}
