/* SPDX-License-Identifier: Apache-2.0
 *
 * What the origin's compiler does with copy and append, as macros: the three sites where it turned a harmless
 * expression into a call of the runtime. The build says how: INSTRUMENTING (race or initialised-memory
 * build), COMPILING_RUNTIME (this file is part of the runtime), GATE (the fix). The defect is the first line
 * below without its second half.
 */
#pragma once

#include "slice/slice.h"

#define LOWERED_TO_CALL (INSTRUMENTING && !(GATE && COMPILING_RUNTIME))

/* Site 1, copyany: copy(to, from) of elements without pointers. */
#if LOWERED_TO_CALL
#define COPY(to, to_count, from, from_count, width) slicecopy(to, to_count, from, from_count, width)
#define COPY_TEXT(to, to_count, from, from_count) slicestringcopy(to, to_count, from, from_count)
#else
#define COPY(to, to_count, from, from_count, width) slice_move(to, to_count, from, from_count, width)
#define COPY_TEXT(to, to_count, from, from_count) slice_move(to, to_count, from, from_count, 1)
#endif
/* Elements with pointers: always a call, which the gate has nothing to do with. */
#define COPY_POINTERS(to, to_count, from, from_count) typedslicecopy(to, to_count, from, from_count)

/* Site 2, appendslice: slice = append(slice, from...). */
#define APPEND_SLICE(slice, from, from_count, width) \
    do { \
        size_t append_old = (slice)->count; \
        if ((from_count) > (slice)->room - append_old) \
            growslice(slice, width, append_old + (from_count)); \
        (slice)->count = append_old + (from_count); \
        COPY((char *)(slice)->items + append_old * (width), from_count, from, from_count, width); \
    } while (0)

#define APPEND_POINTERS(slice, from, from_count) \
    do { \
        size_t append_old = (slice)->count; \
        if ((from_count) > (slice)->room - append_old) \
            growslice(slice, sizeof(void *), append_old + (from_count)); \
        (slice)->count = append_old + (from_count); \
        COPY_POINTERS((void **)(slice)->items + append_old, from_count, from, from_count); \
    } while (0)

/* Site 3, walkappend: slice = append(slice, first, second), two words. Expanded, each assignment is one
 * element's copy, so that it can be instrumented; left to the back end, they are stores, and only the cold
 * path is a call. */
#if LOWERED_TO_CALL
#define APPEND_VALUES(slice, first, second) \
    do { \
        size_t append_old = (slice)->count; \
        if ((slice)->room - append_old < 2) \
            growslice(slice, sizeof(uintptr_t), append_old + 2); \
        (slice)->count = append_old + 2; \
        uintptr_t append_values[2] = {first, second}; \
        uintptr_t *append_to = (uintptr_t *)(slice)->items + append_old; \
        slicecopy(append_to, 1, append_values, 1, sizeof(uintptr_t)); \
        slicecopy(append_to + 1, 1, append_values + 1, 1, sizeof(uintptr_t)); \
    } while (0)
#else
#define APPEND_VALUES(slice, first, second) \
    do { \
        size_t append_old = (slice)->count; \
        if (__builtin_expect((slice)->room - append_old < 2, 0)) \
            growslice(slice, sizeof(uintptr_t), append_old + 2); \
        uintptr_t *append_to = (uintptr_t *)(slice)->items + append_old; \
        append_to[0] = (first); \
        append_to[1] = (second); \
        (slice)->count = append_old + 2; \
    } while (0)
#endif
