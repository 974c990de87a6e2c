/* SPDX-License-Identifier: Apache-2.0
 *
 * The C side of the programs: code that no instrumenter and no stack check touches, on threads the runtime
 * never saw.
 */
#pragma once

#include <stdint.h>

/* The stack of the k-th call is one word, k * 1024: all in bucket 0 of the hash, all different. */
void traceback_colliding(void *argument);

/* A pthread sends itself SIGPROF that many times, with a yield between; joined before the return. */
void foreign_samples(void *count);

/* From now on a fault is reported on standard error before the process dies of it (crash/fault.c). */
void report_faults(void);
