/* SPDX-License-Identifier: Apache-2.0
 *
 * The crash test: profiling to memory, a foreign thread with a hundred colliding samples, "OK". User code,
 * which the race build instruments.
 *
 *   --samples=N  so many instead of a hundred
 *   --report     a fault is reported before the process dies
 *   --figures    the counters of the profile behind the OK
 *   --own        the same samples from this thread, and the finished profile on standard output instead of OK
 */
#include "crash/foreign.h"
#include "pprof/cpu.h"
#include "rate/rate.h"
#include "signal/signal.h"
#include "thread/thread.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 100 };

struct options {
    bool report, figures, own;
    int samples;
};

static struct cpu_profile_bytes sink;

static void own_samples(void *argument)
{
    (void)argument;
    raw_spin_lock(&rate_lock);
    for (uintptr_t k = 1; k <= SAMPLES; k++) {
        uintptr_t stack = k * 1024;
        profile_add(rate_profile, &stack, 1);
    }
    raw_unlock(&rate_lock);
}

/* Without the map of the process, which is another one in every run. */
static void print_profile(void)
{
    struct legacy_reader reader;
    struct legacy_record record;
    cpu_profile_stop();
    if (!legacy_open(&reader, sink.bytes, sink.count))
        exit(1);
    while (legacy_next(&reader, &record) == LEGACY_RECORD)
        continue;
    fwrite(sink.bytes, 1, sink.count - reader.trailer_size, stdout);
}

static void program(void *argument)
{
    struct options *options = argument;
    signal_set_traceback(traceback_colliding);
    if (!cpu_profile_start(cpu_profile_to_memory, &sink))
        exit(1);
    if (options->report)
        report_faults();
    if (options->own) {
        rate_store(0); /* no ticks between */
        systemstack(own_samples, NULL);
        print_profile();
        return;
    }
    c_call(foreign_samples, &options->samples);
    puts("OK");
    if (options->figures)
        printf("count %lu, evictions %lu, lost %lu, log %zu\n", (unsigned long) rate_profile->count,
               (unsigned long) rate_profile->evicts, (unsigned long) rate_profile->lost, rate_profile->used);
}

NOSPLIT int main(int argc, char **argv)
{
    static struct options options = {.samples = SAMPLES};
    for (int i = 1; i < argc; i++) {
        options.report |= strcmp(argv[i], "--report") == 0;
        options.figures |= strcmp(argv[i], "--figures") == 0;
        options.own |= strcmp(argv[i], "--own") == 0;
        if (strncmp(argv[i], "--samples=", 10) == 0)
            options.samples = atoi(argv[i] + 10);
    }
    runtime_main(program, &options);
    return 0;
}
