/* SPDX-License-Identifier: Apache-2.0
 *
 * A design of a later commit of the origin, which FOREIGN_EXTRA selects: a foreign sample does not go into the hash but
 * into a buffer, and the next own sample, or the end of the profile, adds what is there. So no copy into the log stands on
 * the foreign path, and what did not fit is counted and written.
 */
#pragma once

#include "profile/profile.h"

enum { PROFILE_EXTRA = 1000 };

/* Entries of 1 + depth words: that sum, and the stack. */
struct profile_extra {
    uint64_t words[PROFILE_EXTRA];
    size_t used;
    uint64_t lost;
};

/* Both under the lock of the profile; the second on own threads only. */
void profile_extra_add(struct profile_extra *extra, const uintptr_t *stack, size_t depth);
void profile_extra_drain(struct profile_extra *extra, struct profile *profile);

/* Their addresses are the two frames of the record of lost foreign samples. */
void lost_external_code(void);
void external_code(void);
