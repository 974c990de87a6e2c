/* SPDX-License-Identifier: Apache-2.0
 *
 * What code was mapped where, and in which epochs: looked at before a library is unloaded and at the end, so
 * that a sample is named by what was there when it was taken.
 */
#pragma once

#include "sigprof/memory.h"
#include <stdbool.h>
#include <stdint.h>

enum { BUILD_ID_TEXT = 2 * 32 + 1 };

struct mapping {
    uintptr_t start, end;
    uint64_t offset;              /* in the file */
    const char *file;             /* as /proc/self/maps names it; "//anon" for none */
    uint64_t first, last;         /* epochs in which it was seen */
    char build_id[BUILD_ID_TEXT]; /* hexadecimal, or empty */
};

struct maps {
    struct memory memory;
    struct mapping *items;
    size_t count, room;
};

/* What is mapped now, at the end of an epoch. False if that cannot be read, or not kept. */
bool maps_look(struct maps *maps, uint64_t epoch);
/* Null if nothing was there. */
const struct mapping *maps_find(const struct maps *maps, uintptr_t address, uint64_t epoch);
