/* SPDX-License-Identifier: Apache-2.0
 *
 * The beginning and the end of a profile. count, evicts and lost go on from one profile to the next, as in
 * the origin: what is lost late in one profile is reported in a later one.
 */
#include "profile/profile.h"
#include <stdio.h>

/* False, with a message, while one is running or the writer has not finished the last. */
bool profile_open(struct profile *profile, int hz)
{
    if (profile->on || __atomic_load_n(&profile->handoff, __ATOMIC_ACQUIRE) != 0) {
        fputs("runtime: cannot set cpu profile rate until previous profile has finished.\n", stderr);
        return false;
    }
    uint64_t *log = profile->log[0];
    log[0] = 0;
    log[1] = 3;
    log[2] = 0;
    log[3] = 1000000u / (unsigned)hz;
    log[4] = 0;
    profile->used = PROFILE_HEADER;
    profile->toggle = 0;
    profile->writer_toggle = 0;
    profile->holding = false;
    profile->flushing = false;
    profile->end_sent = false;
    note_clear(&profile->wait);
    profile->on = true;
    return true;
}

/* To be called when no sample can come any more. */
void profile_close(struct profile *profile)
{
    if (!profile->on)
        return;
    profile->on = false;
    uint32_t waiting = __atomic_load_n(&profile->handoff, __ATOMIC_ACQUIRE);
    do {
        if (waiting & PROFILE_CLOSED)
            fputs("runtime: setcpuprofile(off) twice\n", stderr);
    } while (!__atomic_compare_exchange_n(&profile->handoff, &waiting, waiting | PROFILE_CLOSED, 0,
                                          __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    /* Otherwise the handler woke the writer when it handed over. */
    if (waiting == 0)
        note_wake(&profile->wait);
}
