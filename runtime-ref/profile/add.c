/* SPDX-License-Identifier: Apache-2.0
 *
 * Adding a sample: found in its bucket and counted, or put in the place of the way that counts least. Copy
 * site A.
 */
#include "lower/lower.h"
#include "profile/profile.h"

NOSPLIT size_t profile_hash(const uintptr_t *stack, size_t depth)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < depth; i++) {
        hash = hash << 8 | hash >> 56;
        hash += stack[i] * 41;
    }
    return hash % PROFILE_BUCKETS;
}

/* A way that was evicted keeps its stack and may match again; an empty stack matches a way never used. */
NOSPLIT static bool same_stack(const struct profile_entry *entry, const uintptr_t *stack, size_t depth)
{
    if (entry->depth != depth)
        return false;
    for (size_t i = 0; i < depth; i++) {
        SLICE_INDEX(i, (size_t)PROFILE_DEPTH);
        if (entry->stack[i] != stack[i])
            return false;
    }
    return true;
}

/* The first of those that count least. */
NOSPLIT static struct profile_entry *least(struct profile_bucket *bucket)
{
    struct profile_entry *victim = &bucket->ways[0];
    for (int way = 1; way < PROFILE_WAYS; way++)
        if (bucket->ways[way].count < victim->count)
            victim = &bucket->ways[way];
    return victim;
}

NOSPLIT void profile_add_with(struct profile *profile, const uintptr_t *stack, size_t depth, uint64_t samples,
                              profile_flush *flush)
{
    if (depth > PROFILE_DEPTH)
        depth = PROFILE_DEPTH;
    struct profile_bucket *bucket = &profile->hash[profile_hash(stack, depth)];
    profile->count += samples;
    for (int way = 0; way < PROFILE_WAYS; way++) {
        if (same_stack(&bucket->ways[way], stack, depth)) {
            bucket->ways[way].count += samples;
            return;
        }
    }
    struct profile_entry *victim = least(bucket);
    if (victim->count > 0) {
        if (!profile_evict(profile, victim, flush)) {
            profile->lost += samples;
            return;
        }
        profile->evicts++;
    }
    victim->depth = depth;
    victim->count = samples;
    COPY(victim->stack, PROFILE_DEPTH, stack, depth, sizeof *stack);
}

void profile_add(struct profile *profile, const uintptr_t *stack, size_t depth)
{
    profile_add_with(profile, stack, depth, 1, profile_flush_log);
}

NOSPLIT static bool never_flush(struct profile *profile)
{
    (void)profile;
    return false;
}

NOSPLIT void profile_add_foreign(struct profile *profile, const uintptr_t *stack, size_t depth)
{
    profile_add_with(profile, stack, depth, 1, never_flush);
}
