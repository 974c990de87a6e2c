/* SPDX-License-Identifier: Apache-2.0
 *
 * The buffer of foreign samples. Its copy is lowered like any other, so it is a third site of the same defect.
 */
#include "profile/extra.h"
#include "lower/lower.h"

NOSPLIT void lost_external_code(void)
{
}

NOSPLIT void external_code(void)
{
}

NOSPLIT void profile_extra_add(struct profile_extra *extra, const uintptr_t *stack, size_t depth)
{
    if (extra->used + 1 + depth >= PROFILE_EXTRA) {
        extra->lost++;
        return;
    }
    extra->words[extra->used] = 1 + depth;
    COPY(extra->words + extra->used + 1, PROFILE_EXTRA - extra->used - 1, stack, depth, sizeof *stack);
    extra->used += 1 + depth;
}

void profile_extra_drain(struct profile_extra *extra, struct profile *profile)
{
    for (size_t at = 0; at < extra->used; at += extra->words[at])
        profile_add(profile, extra->words + at + 1, extra->words[at] - 1);
    extra->used = 0;
    if (extra->lost > 0) {
        const uintptr_t frames[2] = {(uintptr_t)lost_external_code, (uintptr_t)external_code};
        profile_add_with(profile, frames, 2, extra->lost, profile_flush_log);
        extra->lost = 0;
    }
}
