/* SPDX-License-Identifier: Apache-2.0
 *
 * The profile: a hash of stacks with four ways a bucket, and a log of two halves that takes what the hash
 * evicts. The signal handler fills one half while the writer empties the other; `handoff` is the only word
 * both change.
 *
 *   handler: profile_add (own thread), profile_add_foreign    add.c: hash, replace; log.c: evict, flush
 *   closer:  profile_open, profile_close                       open.c
 *   writer:  profile_read, until it gives null                 writer.c
 *
 * Nothing here takes a lock: who adds must be alone (rate/rate.h).
 */
#pragma once

#include "thread/note.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PROFILE_DEPTH = 64,       /* words of a stack that are kept */
    PROFILE_BUCKETS = 1 << 10,
    PROFILE_WAYS = 4,
    PROFILE_LOG = (1 << 17) / 2, /* words of a half */
    PROFILE_HEADER = 5,
};

#define PROFILE_CLOSED 0x80000000u /* in handoff: no more samples come */

struct profile_entry {
    uint64_t count;
    uint64_t depth;
    uint64_t stack[PROFILE_DEPTH];
};

struct profile_bucket {
    struct profile_entry ways[PROFILE_WAYS];
};

struct profile {
    bool on;
    struct note wait;          /* the writer sleeps here */
    uint64_t count;            /* samples that came, lost ones too; never reset */
    uint64_t evicts;           /* never reset */
    uint64_t lost;             /* not yet written as a lost record; never reset by a start */
    struct profile_bucket hash[PROFILE_BUCKETS];
    uint64_t log[2][PROFILE_LOG];
    size_t used;               /* words of log[toggle] */
    unsigned toggle;           /* the half that is filled */
    uint32_t handoff;          /* words that wait for the writer; 0: nothing does */
    /* the writer's own */
    unsigned writer_toggle;
    bool holding;              /* it is reading log[writer_toggle] */
    bool flushing;
    bool end_sent;
};

struct profile_words {
    const uint64_t *words;     /* null: the end */
    size_t count;
};

typedef bool profile_flush(struct profile *profile);

/* ---- the handler's side */
size_t profile_hash(const uintptr_t *stack, size_t depth);
void profile_add(struct profile *profile, const uintptr_t *stack, size_t depth);
/* On a foreign thread: never flushes, so a full half loses samples until an own thread flushes it. */
void profile_add_foreign(struct profile *profile, const uintptr_t *stack, size_t depth);
/* So many samples of one stack. */
void profile_add_with(struct profile *profile, const uintptr_t *stack, size_t depth, uint64_t samples,
                      profile_flush *flush);
bool profile_evict(struct profile *profile, struct profile_entry *entry, profile_flush *flush);
bool profile_flush_log(struct profile *profile);
/* Does nothing; its address stands for samples that were lost. */
void lost_profile_data(void);

/* ---- the closer's side */
bool profile_open(struct profile *profile, int hz);
void profile_close(struct profile *profile);

/* ---- the writer's side: sleeps until there is something; what it gave is good until the next call */
struct profile_words profile_read(struct profile *profile);
