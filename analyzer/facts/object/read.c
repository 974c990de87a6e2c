/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a file, gives the facts of each object in it. The order of the questions is fixed by what they need:
 * symbols and frames give the functions, functions and relocations give who names whom in data, and with all
 * that the code is walked. What cannot be read becomes an object without functions and with a gap.
 */
#include "base/text.h"
#include "facts/object/archive.h"
#include "facts/object/object.h"
#include "facts/object/reader.h"
#include <errno.h>
#include <string.h>

void reader_gap(struct reader *reader, const char *kind, name_id subject, const char *why, uint32_t function)
{
    struct object_facts *facts = reader->facts;
    *array_push(&facts->gaps, reader->arena) = (struct gap){.kind = intern_text(facts->names, kind),
                                                            .subject = subject,
                                                            .why = intern_text(facts->names, why),
                                                            .function = function};
}

/* FNV-1a over words: tells whether the file is still the one that was read. */
uint64_t object_checksum(const unsigned char *bytes, size_t length)
{
    uint64_t sum = 14695981039346656037U ^ length;
    size_t at = 0;
    for (uint64_t word; at + sizeof word <= length; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        sum = (sum ^ word) * 1099511628211U;
        sum ^= sum >> 29;
    }
    for (; at < length; at++)
        sum = (sum ^ bytes[at]) * 1099511628211U;
    return sum;
}

static bool is_bitcode(const unsigned char *bytes, size_t length)
{
    return length >= 4 && (memcmp(bytes, "BC\xc0\xde", 4) == 0 || memcmp(bytes, "\xde\xc0\x17\x0b", 4) == 0);
}

static void read_one(struct object_facts *facts, const unsigned char *bytes, size_t length,
                     struct arena *arena)
{
    struct arena *scratch = arena_new();
    struct reader reader = {.facts = facts, .arena = arena, .scratch = scratch};
    const char *trouble = NULL, *kind = "unread-object";
    facts->kind = OBJECT_OTHER;
    if (is_bitcode(bytes, length)) {
        facts->flags |= OBJECT_LTO;
        kind = "lto";
        trouble = "it is LLVM bitcode, not what ships; read the linked binary instead";
    } else if (length < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG) != 0) {
        trouble = "it is no ELF file";
    } else {
        trouble = image_open(&reader.image, bytes, length, scratch);
    }
    if (trouble) {
        reader_gap(&reader, kind, facts->member ? facts->member : facts->path, trouble, NONE);
        arena_free(scratch);
        return;
    }
    notes_read(&reader);
    data_read(&reader);
    frames_read(&reader.image, scratch, &reader.frames);
    functions_read(&reader);
    marks_read(&reader);
    data_references(&reader);
    walk_functions(&reader);
    if (reader.frames.broken)
        reader_gap(&reader, "frames", facts->path,
                   "its .eh_frame could not be read whole; some frames are not known", NONE);
    arena_free(scratch);
}

static struct object_facts *add(struct object_list *list, const char *path, const char *member,
                                struct intern *names, struct arena *arena)
{
    struct object_facts *facts = arena_alloc(sizeof *facts, arena);
    facts->names = names;
    facts->path = intern_text(names, path);
    facts->member = intern_text(names, member);
    *array_push(&list->objects, arena) = facts;
    return facts;
}

static void list_gap(struct object_list *list, const char *path, const char *why, struct intern *names,
                     struct arena *arena)
{
    *array_push(&list->gaps, arena) = (struct gap){.kind = intern_text(names, "unread-object"),
                                                   .subject = intern_text(names, path),
                                                   .why = intern_text(names, why),
                                                   .function = NONE};
}

static void read_archive(const char *path, const unsigned char *bytes, size_t length, struct intern *names,
                         struct arena *arena, struct object_list *list)
{
    struct arena *scratch = arena_new();
    struct archive archive;
    struct archive_member member;
    archive_open(&archive, bytes, length);
    while (archive_next(&archive, scratch, &member)) {
        if (archive.thin) { /* a file beside the archive; never an archive again, so this ends */
            const char *slash = strrchr(path, '/');
            const char *folder = slash ? arena_copy(path, (size_t)(slash - path), scratch) : ".";
            const char *own = text_path(folder, member.name, scratch);
            size_t size;
            const char *content = text_read_file(own, &size, scratch);
            if (!content) {
                list_gap(list, own, strerror(errno), names, arena);
                continue;
            }
            struct object_facts *facts = add(list, own, NULL, names, arena);
            facts->member_size = facts->length = size;
            facts->checksum = object_checksum((const unsigned char *)content, size);
            read_one(facts, (const unsigned char *)content, size, arena);
            continue;
        }
        /* Members begin at even addresses only: a copy is aligned. */
        const unsigned char *copy =
            (const unsigned char *)arena_copy((const char *)bytes + member.start, member.length, scratch);
        struct object_facts *facts = add(list, path, member.name, names, arena);
        facts->member_start = member.start;
        facts->member_size = member.length;
        facts->length = length;
        facts->checksum = object_checksum(copy, member.length);
        read_one(facts, copy, member.length, arena);
    }
    if (archive.trouble)
        list_gap(list, path, archive.trouble, names, arena);
    arena_free(scratch);
}

void object_read_bytes(const char *path, const unsigned char *bytes, size_t length, struct intern *names,
                       struct arena *arena, struct object_list *list)
{
    if (archive_is(bytes, length)) {
        read_archive(path, bytes, length, names, arena, list);
        return;
    }
    struct object_facts *facts = add(list, path, NULL, names, arena);
    facts->member_size = facts->length = length;
    facts->checksum = object_checksum(bytes, length);
    read_one(facts, bytes, length, arena);
}

void object_read(const char *path, struct intern *names, struct arena *arena, struct object_list *list)
{
    struct arena *scratch = arena_new();
    size_t length;
    const char *bytes = text_read_file(path, &length, scratch);
    if (bytes)
        object_read_bytes(path, (const unsigned char *)bytes, length, names, arena, list);
    else
        list_gap(list, path, strerror(errno), names, arena);
    arena_free(scratch);
}
