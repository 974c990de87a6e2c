/* SPDX-License-Identifier: Apache-2.0
 *
 * Marks of functions. A function compiled with -pg -mfentry begins with a call of __fentry__, the stack
 * check; a NOSPLIT function has none, so it may run where there is no g.
 */
#pragma once

#define NOSPLIT  __attribute__((no_instrument_function))
#define NOINLINE __attribute__((noinline))
/* Inlined even at -O0: what stands in a header and is no call in the origin either. */
#define FORCED_INLINE __attribute__((no_instrument_function, always_inline)) static inline
