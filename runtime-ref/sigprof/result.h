/* SPDX-License-Identifier: Apache-2.0
 *
 * A finished profile, and its two forms: pprof's profile.proto under gzip, and the legacy format. Every tick
 * is a sample or lost: ticks == samples + the sum of lost.
 */
#pragma once

#include "sigprof/collect.h"
#include "sigprof/maps.h"
#include "sigprof/tick.h"

struct result {
    const struct collection *stacks;
    const struct maps *maps;
    uint64_t ticks, samples, lost[LOSSES];
    uint64_t unreadable, strange;
    uint64_t without_timer; /* threads */
    uint64_t cpu;           /* nanoseconds of the process */
    uint64_t began, lasted; /* nanoseconds; since 1970, and of the clock on the wall */
    unsigned hz;
    bool by_process;
    bool replaced; /* somebody put another handler in the place of ours */
    bool maps_missing;
};

/* ---- result.c */
uint64_t result_lost(const struct result *result);
/* The account, a line each. False from the visitor ends it. */
typedef bool result_line(void *context, const char *line);
bool result_lines(const struct result *result, result_line *visit, void *context);

/* ---- output.c: a file that is there whole or not at all, unless it is a device or a pipe */
struct output {
    int file;
    int error; /* errno of the first failure; 0: none */
    const char *path;
    char temporary[4096]; /* empty: written in place */
};

bool output_open(struct output *output, const char *path);
bool output_write(void *output, const void *bytes, size_t size); /* a legacy_sink */
bool output_close(struct output *output);

/* ---- the formats; false: the output's error says why, or 0 for no memory */
bool write_pprof(const struct result *result, struct output *output);
bool write_legacy(const struct result *result, struct output *output);
