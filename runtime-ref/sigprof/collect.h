/* SPDX-License-Identifier: Apache-2.0
 *
 * What the log gave, added up: each stack once. Header, end and lost records are taken out.
 */
#pragma once

#include "profile/profile.h"
#include "sigprof/memory.h"

struct collected {
    const uint64_t *words; /* addresses, the interrupted one first */
    size_t depth;
    uint64_t epoch;
    uint64_t count;
};

struct collection {
    struct memory memory;
    struct collected *items;
    size_t count, room;
    uint32_t *index; /* of items, plus one; a hash table of twice the room */
    uint64_t samples;
    uint64_t lost_log; /* of lost records */
    uint64_t lost_memory;
};

/* Words as profile_read gives them. */
void collect(struct collection *collection, const uint64_t *words, size_t count);
