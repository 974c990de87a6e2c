/* SPDX-License-Identifier: Apache-2.0
 *
 * The writer's side: gives back the half it read, sleeps, takes the next; after the close, it owns everything
 * and empties the hash through the log until nothing is left.
 */
#include "profile/profile.h"
#include <stdio.h>

static const struct profile_words nothing_more;

/* Bucket by bucket, as much as the log takes: handoff is not 0 now, so no flush succeeds. */
static void evict_all(struct profile *profile)
{
    for (size_t bucket = 0; bucket < PROFILE_BUCKETS; bucket++) {
        for (int way = 0; way < PROFILE_WAYS; way++) {
            struct profile_entry *entry = &profile->hash[bucket].ways[way];
            if (entry->count > 0 && !profile_evict(profile, entry, profile_flush_log))
                return;
        }
    }
}

static struct profile_words flush(struct profile *profile)
{
    static const uint64_t end[3] = {0, 1, 0};
    evict_all(profile);
    if (profile->used > 0) {
        struct profile_words words = {profile->log[profile->toggle], profile->used};
        profile->used = 0;
        return words;
    }
    if (!profile->end_sent) {
        profile->end_sent = true;
        return (struct profile_words) {end, 3};
    }
    profile->flushing = false;
    uint32_t closed = __atomic_load_n(&profile->handoff, __ATOMIC_ACQUIRE);
    if (!__atomic_compare_exchange_n(&profile->handoff, &closed, 0, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        fputs("runtime: profile flush racing with something\n", stderr);
    return nothing_more;
}

/* Gives back the half that was read. False if there was none to give back. */
static bool release(struct profile *profile)
{
    uint32_t waiting = __atomic_load_n(&profile->handoff, __ATOMIC_ACQUIRE);
    do {
        if (waiting == 0) {
            fputs("runtime: phase error during cpu profile release\n", stderr);
            return false;
        }
        if (waiting & PROFILE_CLOSED) {
            profile->flushing = true;
            break;
        }
    } while (
        !__atomic_compare_exchange_n(&profile->handoff, &waiting, 0, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    profile->writer_toggle = 1 - profile->writer_toggle;
    profile->holding = false;
    return true;
}

struct profile_words profile_read(struct profile *profile)
{
    if (profile->holding && !release(profile))
        return nothing_more;
    if (profile->flushing)
        return flush(profile);
    if (!profile->on && __atomic_load_n(&profile->handoff, __ATOMIC_ACQUIRE) == 0)
        return nothing_more;
    note_sleep(&profile->wait);
    note_clear(&profile->wait);
    uint32_t waiting = __atomic_load_n(&profile->handoff, __ATOMIC_ACQUIRE);
    if (waiting == 0) {
        fputs("runtime: phase error during cpu profile wait\n", stderr);
        return nothing_more;
    }
    if (waiting == PROFILE_CLOSED) {
        profile->flushing = true;
        return flush(profile);
    }
    profile->holding = true;
    return (struct profile_words) {profile->log[profile->writer_toggle], waiting & ~PROFILE_CLOSED};
}
