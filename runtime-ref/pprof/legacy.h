/* SPDX-License-Identifier: Apache-2.0
 *
 * The legacy format of a CPU profile: little-endian words. A header 0, 3, 0, period in microseconds, 0;
 * records of count, depth, and that many words; the end 0, 1, 0; then text, "\nMAPPED_LIBRARIES:\n" and a
 * copy of /proc/self/maps.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LEGACY_DEPTH = 1 << 10 }; /* more is taken for garbage */

#define LEGACY_TRAILER "\nMAPPED_LIBRARIES:\n"

/* ---- writing: false is the sink's failure */
typedef bool legacy_sink(void *context, const void *bytes, size_t size);

bool legacy_write_words(const uint64_t *words, size_t count, legacy_sink *sink, void *context);
bool legacy_write_maps(legacy_sink *sink, void *context);

/* ---- reading, from any bytes */
struct legacy_reader {
    const unsigned char *at;
    const unsigned char *end;
    uint64_t period;      /* microseconds */
    const char *fault;    /* null: none yet */
    const char *trailer;  /* behind the end marker */
    size_t trailer_size;
};

struct legacy_record {
    uint64_t count;
    size_t depth;
    const unsigned char *words; /* unaligned: legacy_word */
};

enum legacy_step { LEGACY_RECORD, LEGACY_END, LEGACY_BROKEN };

/* False if the header is none. */
bool legacy_open(struct legacy_reader *reader, const void *bytes, size_t size);
enum legacy_step legacy_next(struct legacy_reader *reader, struct legacy_record *record);
uint64_t legacy_word(const unsigned char *words, size_t index);
