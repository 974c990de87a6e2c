/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading the legacy format from any bytes: nothing is allocated, nothing outside is read, a fault is named.
 */
#include "pprof/legacy.h"

enum { WORD = 8, HEADER = 5 };

uint64_t legacy_word(const unsigned char *words, size_t index)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < WORD; i++)
        value |= (uint64_t)words[index * WORD + i] << 8 * i;
    return value;
}

static size_t words_left(const struct legacy_reader *reader)
{
    return (size_t)(reader->end - reader->at) / WORD;
}

bool legacy_open(struct legacy_reader *reader, const void *bytes, size_t size)
{
    *reader = (struct legacy_reader) {.at = bytes, .end = (const unsigned char *)bytes + size};
    if (words_left(reader) < HEADER) {
        reader->fault = "shorter than a header";
        return false;
    }
    if (legacy_word(reader->at, 0) != 0 || legacy_word(reader->at, 1) != 3 ||
        legacy_word(reader->at, 2) != 0 || legacy_word(reader->at, 4) != 0) {
        reader->fault = "no header";
        return false;
    }
    reader->period = legacy_word(reader->at, 3);
    reader->at += HEADER * WORD;
    return true;
}

static enum legacy_step broken(struct legacy_reader *reader, const char *fault)
{
    reader->fault = fault;
    return LEGACY_BROKEN;
}

enum legacy_step legacy_next(struct legacy_reader *reader, struct legacy_record *record)
{
    if (reader->fault)
        return LEGACY_BROKEN;
    if (reader->trailer)
        return LEGACY_END;
    if (words_left(reader) < 2)
        return broken(reader, "no end marker");
    uint64_t depth = legacy_word(reader->at, 1);
    record->count = legacy_word(reader->at, 0);
    if (depth > LEGACY_DEPTH)
        return broken(reader, "a stack too deep");
    record->depth = (size_t)depth;
    record->words = reader->at + 2 * WORD;
    if (words_left(reader) < 2 + record->depth)
        return broken(reader, "a record cut off");
    reader->at += (2 + record->depth) * WORD;
    if (record->count == 0 && depth == 1 && legacy_word(record->words, 0) == 0) {
        reader->trailer = (const char *)reader->at;
        reader->trailer_size = (size_t)(reader->end - reader->at);
        return LEGACY_END;
    }
    if (record->count == 0)
        return broken(reader, "a record that counts nothing");
    return LEGACY_RECORD;
}
