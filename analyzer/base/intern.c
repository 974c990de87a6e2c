/* SPDX-License-Identifier: Apache-2.0
 *
 * Interning: a table of ids by hash, chained through the entries. FNV-1a is enough for identifiers and paths.
 */
#include "base/intern.h"
#include "base/array.h"
#include "base/fault.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct entry {
    const char *text;
    uint32_t length;
    uint32_t hash;
    name_id next; /* the next id of the same bucket; 0 ends */
};

struct intern {
    ARRAY(struct entry) entries;
    name_id *buckets;
    uint32_t bucket_count; /* a power of two */
    struct arena *arena;
};

struct intern *intern_new(struct arena *arena)
{
    struct intern *names = arena_alloc(sizeof *names, arena);
    names->arena = arena;
    names->bucket_count = 64;
    names->buckets = arena_array(names->bucket_count, sizeof *names->buckets, arena);
    *array_push(&names->entries, arena) = (struct entry){.text = ""};
    return names;
}

static uint32_t hash_bytes(const char *bytes, size_t length)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 16777619U;
    return hash;
}

static name_id find(const struct intern *names, const char *bytes, size_t length, uint32_t hash)
{
    for (name_id id = names->buckets[hash & (names->bucket_count - 1)]; id; id = names->entries.items[id].next) {
        const struct entry *entry = &names->entries.items[id];
        if (entry->hash == hash && entry->length == length && memcmp(entry->text, bytes, length) == 0)
            return id;
    }
    return 0;
}

static void grow(struct intern *names)
{
    names->bucket_count *= 2;
    names->buckets = arena_array(names->bucket_count, sizeof *names->buckets, names->arena);
    for (name_id id = 1; id < names->entries.count; id++) {
        struct entry *entry = &names->entries.items[id];
        name_id *bucket = &names->buckets[entry->hash & (names->bucket_count - 1)];
        entry->next = *bucket;
        *bucket = id;
    }
}

name_id intern_bytes(struct intern *names, const char *bytes, size_t length)
{
    if (!length)
        return 0;
    if (length > UINT32_MAX)
        fatal("a text of %zu bytes is too long", length);
    uint32_t hash = hash_bytes(bytes, length);
    name_id known = find(names, bytes, length, hash);
    if (known)
        return known;
    if (names->entries.count > names->bucket_count)
        grow(names);
    name_id id = names->entries.count;
    name_id *bucket = &names->buckets[hash & (names->bucket_count - 1)];
    *array_push(&names->entries, names->arena) = (struct entry){
        .text = arena_copy(bytes, length, names->arena), .length = (uint32_t)length, .hash = hash, .next = *bucket};
    *bucket = id;
    return id;
}

name_id intern_text(struct intern *names, const char *text)
{
    return text ? intern_bytes(names, text, strlen(text)) : 0;
}

name_id intern_format(struct intern *names, const char *format, ...)
{
    char room[512];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(room, sizeof room, format, arguments);
    va_end(arguments);
    if (length < 0)
        fatal("cannot format a text");
    char *text = room;
    if ((size_t)length >= sizeof room) {
        text = arena_alloc((size_t)length + 1, names->arena);
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return intern_bytes(names, text, (size_t)length);
}

name_id intern_find(const struct intern *names, const char *text)
{
    size_t length = strlen(text);
    return length ? find(names, text, length, hash_bytes(text, length)) : 0;
}

const char *intern_get(const struct intern *names, name_id id)
{
    return names->entries.items[id].text;
}

uint32_t intern_count(const struct intern *names)
{
    return names->entries.count;
}
