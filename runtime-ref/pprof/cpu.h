/* SPDX-License-Identifier: Apache-2.0
 *
 * StartCPUProfile and StopCPUProfile: 100 Hz, and an own thread that writes what the profile gives.
 */
#pragma once

#include "pprof/legacy.h"

/* False if one is running. sink is called from the writer's thread. */
bool cpu_profile_start(legacy_sink *sink, void *context);
/* Waits until everything is written. */
void cpu_profile_stop(void);
/* A sink into memory: context is a struct bytes. */
struct cpu_profile_bytes {
    unsigned char *bytes;
    size_t count, room;
};
bool cpu_profile_to_memory(void *context, const void *bytes, size_t size);
