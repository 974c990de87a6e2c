/* SPDX-License-Identifier: Apache-2.0
 *
 * What several tests of the runtime ask of a profile: a fresh one, sums over its words, its words as one
 * array.
 */
#pragma once

#include "profile/profile.h"

struct words {
    uint64_t *items;
    size_t count, room;
};

struct sums {
    uint64_t counts;   /* of records */
    uint64_t records;
    uint64_t lost;     /* of lost records */
    uint64_t headers, ends;
};

struct profile *profile_fresh(void);
/* Header words are skipped by their count of 0. Fails if a record is cut off. */
struct sums words_sum(const uint64_t *words, size_t count);
void sums_add(struct sums *into, struct sums more);
/* Sums over the hash. */
uint64_t resident(const struct profile *profile, unsigned *entries);
void words_add(struct words *into, struct profile_words more);
/* Reads until the end; the profile must be closed. */
struct words drain(struct profile *profile);
void add_colliding(struct profile *profile, unsigned first, unsigned last, bool foreign);
