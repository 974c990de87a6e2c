/* SPDX-License-Identifier: Apache-2.0
 *
 * A look at a linked binary that reads no code: what it is, and enough to find its DWARF again.
 */
#include "base/text.h"
#include "facts/object/object.h"
#include "facts/object/reader.h"
#include <elf.h>
#include <string.h>

static bool has_interpreter(const char *bytes, size_t length, const Elf64_Ehdr *header)
{
    for (size_t i = 0; i < header->e_phnum && header->e_phoff < length; i++) {
        Elf64_Phdr segment;
        size_t at = (size_t)header->e_phoff + i * sizeof segment;
        if (at > length - sizeof segment)
            return false;
        memcpy(&segment, bytes + at, sizeof segment);
        if (segment.p_type == PT_INTERP)
            return true;
    }
    return false;
}

struct object_facts *object_glance(const char *path, struct intern *names, struct arena *arena)
{
    struct arena *scratch = arena_new();
    size_t length = 0;
    const char *bytes = text_read_file(path, &length, scratch);
    struct object_facts *facts = NULL;
    Elf64_Ehdr header;
    if (bytes && length >= sizeof header)
        memcpy(&header, bytes, sizeof header);
    if (bytes && length >= sizeof header && memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
        header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB &&
        (header.e_type == ET_DYN || header.e_type == ET_EXEC)) {
        bool shared = header.e_type == ET_DYN && !has_interpreter(bytes, length, &header);
        facts = arena_alloc(sizeof *facts, arena);
        *facts = (struct object_facts){.path = intern_text(names, path),
                                       .length = length,
                                       .member_size = length,
                                       .checksum = object_checksum((const unsigned char *)bytes, length),
                                       .kind = shared ? OBJECT_SHARED : OBJECT_EXECUTABLE,
                                       .flags = OBJECT_DEBUG,
                                       .names = names};
    }
    arena_free(scratch);
    return facts;
}
