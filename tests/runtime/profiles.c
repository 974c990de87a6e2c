/* SPDX-License-Identifier: Apache-2.0
 *
 * What several tests of the runtime ask of a profile.
 */
#include "profiles.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct profile *profile_fresh(void)
{
    struct profile *profile = calloc(1, sizeof *profile);
    assert_non_null(profile);
    return profile;
}

void sums_add(struct sums *into, struct sums more)
{
    into->counts += more.counts;
    into->records += more.records;
    into->lost += more.lost;
    into->headers += more.headers;
    into->ends += more.ends;
}

struct sums words_sum(const uint64_t *words, size_t count)
{
    struct sums sums = {0};
    for (size_t at = 0; at < count;) {
        assert_true(count - at >= 2);
        uint64_t depth = words[at + 1];
        assert_true(depth <= count - at - 2);
        if (words[at] == 0 && depth == 3)
            sums.headers++;
        else if (words[at] == 0 && depth == 1)
            sums.ends++;
        else if (depth == 1 && words[at + 2] == (uintptr_t)lost_profile_data)
            sums.lost += words[at];
        else
            sums.records++, sums.counts += words[at];
        at += 2 + depth;
    }
    return sums;
}

uint64_t resident(const struct profile *profile, unsigned *entries)
{
    uint64_t sum = 0;
    *entries = 0;
    for (unsigned bucket = 0; bucket < PROFILE_BUCKETS; bucket++) {
        for (unsigned way = 0; way < PROFILE_WAYS; way++) {
            sum += profile->hash[bucket].ways[way].count;
            *entries += profile->hash[bucket].ways[way].count > 0;
        }
    }
    return sum;
}

void words_add(struct words *into, struct profile_words more)
{
    if (into->count + more.count > into->room) {
        into->room = (into->count + more.count) * 2;
        into->items = realloc(into->items, into->room * sizeof *into->items);
        assert_non_null(into->items);
    }
    memcpy(into->items + into->count, more.words, more.count * sizeof *more.words);
    into->count += more.count;
}

struct words drain(struct profile *profile)
{
    struct words all = {0};
    struct profile_words words;
    while ((words = profile_read(profile)).words)
        words_add(&all, words);
    return all;
}

void add_colliding(struct profile *profile, unsigned first, unsigned last, bool foreign)
{
    for (uintptr_t k = first; k <= last; k++) {
        uintptr_t stack = k * 1024;
        if (foreign)
            profile_add_foreign(profile, &stack, 1);
        else
            profile_add(profile, &stack, 1);
    }
}
