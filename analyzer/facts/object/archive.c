/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the bytes of an archive, gives its members one by one. A header that cannot be believed ends the
 * reading, and says so: nothing is searched for behind it.
 */
#include "facts/object/archive.h"
#include <ar.h>
#include <string.h>

bool archive_is(const unsigned char *bytes, size_t length)
{
    return length >= SARMAG && (memcmp(bytes, ARMAG, SARMAG) == 0 || memcmp(bytes, "!<thin>\n", SARMAG) == 0);
}

void archive_open(struct archive *archive, const unsigned char *bytes, size_t length)
{
    *archive = (struct archive){.bytes = bytes, .length = length, .next = SARMAG, .thin = bytes[2] == 't'};
}

static bool decimal(const char *digits, size_t length, size_t *number)
{
    size_t at = 0;
    *number = 0;
    for (; at < length && digits[at] >= '0' && digits[at] <= '9'; at++)
        *number = *number * 10 + (size_t)(digits[at] - '0');
    bool some = at > 0;
    while (at < length && (digits[at] == ' ' || digits[at] == '/'))
        at++;
    return some && at == length;
}

/* The length of a name in the table of long names: it ends with "/\n". */
static const char *long_name(const struct archive *archive, size_t offset, struct arena *arena)
{
    if (offset >= archive->names_length)
        return "";
    const char *from = (const char *)archive->bytes + archive->names + offset;
    const char *end = memchr(from, '\n', archive->names_length - offset);
    size_t length = end ? (size_t)(end - from) : archive->names_length - offset;
    if (length && from[length - 1] == '/')
        length--;
    return arena_copy(from, length, arena);
}

static const char *short_name(const char *name, size_t room, struct arena *arena)
{
    size_t length = strnlen(name, room);
    while (length && name[length - 1] == ' ')
        length--;
    if (length && name[length - 1] == '/')
        length--;
    return arena_copy(name, length, arena);
}

/* The name of a member, and where its bytes begin: BSD puts long names before them. */
static void name_member(const struct archive *archive, const struct ar_hdr *header, struct arena *arena,
                        struct archive_member *member)
{
    size_t number;
    if (memcmp(header->ar_name, "#1/", 3) == 0 &&
        decimal(header->ar_name + 3, sizeof header->ar_name - 3, &number) && number <= member->length) {
        member->name = short_name((const char *)archive->bytes + member->start, number, arena);
        member->start += number;
        member->length -= number;
    } else if (header->ar_name[0] == '/' &&
               decimal(header->ar_name + 1, sizeof header->ar_name - 1, &number)) {
        member->name = long_name(archive, number, arena);
    } else {
        member->name = short_name(header->ar_name, sizeof header->ar_name, arena);
    }
}

bool archive_next(struct archive *archive, struct arena *arena, struct archive_member *member)
{
    struct ar_hdr header;
    while (archive->next < archive->length) {
        if (archive->length - archive->next < sizeof header) {
            archive->trouble = archive->length - archive->next > 1 ? "the archive is truncated" : NULL;
            return false;
        }
        memcpy(&header, archive->bytes + archive->next, sizeof header);
        size_t size, start = archive->next + sizeof header;
        if (memcmp(header.ar_fmag, ARFMAG, sizeof header.ar_fmag) != 0 ||
            !decimal(header.ar_size, sizeof header.ar_size, &size)) {
            archive->trouble = "the archive is damaged: a member has no header";
            return false;
        }
        bool index = memcmp(header.ar_name, "/ ", 2) == 0 || memcmp(header.ar_name, "/SYM64/ ", 8) == 0 ||
                     memcmp(header.ar_name, "__.SYMDEF", 9) == 0;
        bool names = memcmp(header.ar_name, "// ", 3) == 0, inside = !archive->thin || index || names;
        if (inside && size > archive->length - start) {
            archive->trouble = "the archive is truncated: a member lies behind its end";
            return false;
        }
        archive->next = inside ? start + size + (size & 1) : start;
        if (names) {
            archive->names = start;
            archive->names_length = size;
        }
        if (index || names)
            continue;
        *member = (struct archive_member){.start = start, .length = inside ? size : 0};
        name_member(archive, &header, arena, member);
        return true;
    }
    return false;
}
