/* SPDX-License-Identifier: Apache-2.0
 *
 * The second instrumenter: memory of the heap counts as unwritten until code says that it wrote it. User code
 * compiled for it would say so at every access; here it does by MSAN_USE and MSAN_WROTE. The runtime says it
 * where its copies are lowered to calls, or where an annotation stands.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

void msanmalloc(const void *address, size_t size);
void msanwrite(const void *address, size_t size);
void msanread(const void *address, size_t size);
unsigned msan_reports(void);

#if MSAN
#define MSAN_USE(address, size)   msanread(address, size)
#define MSAN_WROTE(address, size) msanwrite(address, size)
#else
#define MSAN_USE(address, size)   ((void)0)
#define MSAN_WROTE(address, size) ((void)0)
#endif
