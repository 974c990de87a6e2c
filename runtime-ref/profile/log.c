/* SPDX-License-Identifier: Apache-2.0
 *
 * The log: evict writes an entry of the hash behind what is there (copy site B), flush hands a full half to
 * the writer.
 */
#include "lower/lower.h"
#include "profile/profile.h"

NOSPLIT void lost_profile_data(void)
{
}

NOSPLIT bool profile_evict(struct profile *profile, struct profile_entry *entry, profile_flush *flush)
{
    size_t depth = entry->depth;
    size_t need = depth + 2;
    if (profile->used + need > PROFILE_LOG) {
        if (!flush(profile))
            return false;
    }
    uint64_t *log = profile->log[profile->toggle];
    size_t used = profile->used;
    SLICE_INDEX(used + 1, (size_t)PROFILE_LOG);
    log[used++] = entry->count;
    log[used++] = depth;
    SLICE_BOUND(depth, (size_t)PROFILE_DEPTH);
    COPY(log + used, PROFILE_LOG - used, entry->stack, depth, sizeof *log);
    profile->used = used + depth;
    entry->count = 0;
    return true;
}

/* Own threads only: it wakes the writer. False if that still has the other half. */
bool profile_flush_log(struct profile *profile)
{
    uint32_t nothing = 0;
    if (!__atomic_compare_exchange_n(&profile->handoff, &nothing, (uint32_t)profile->used, 0,
                                     __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        return false;
    note_wake(&profile->wait);
    profile->toggle = 1 - profile->toggle;
    uint64_t *log = profile->log[profile->toggle];
    size_t used = 0;
    if (profile->lost > 0) {
        log[used++] = profile->lost;
        log[used++] = 1;
        log[used++] = (uintptr_t)lost_profile_data;
        profile->lost = 0;
    }
    profile->used = used;
    return true;
}
