/* SPDX-License-Identifier: Apache-2.0
 *
 * A look at a linked binary that reads no code: what it is, and enough to find its DWARF again.
 */
#include "base/text.h"
#include "facts/object/object.h"
#include "facts/object/reader.h"
#include <elf.h>
#include <string.h>

/* The first segment of a type; false: there is none. */
static bool find_segment(const char *bytes, size_t length, const Elf64_Ehdr *header, uint32_t type, Elf64_Phdr *segment)
{
    for (size_t i = 0; i < header->e_phnum && header->e_phoff < length; i++) {
        size_t at = (size_t)header->e_phoff + i * sizeof *segment;
        if (at > length - sizeof *segment)
            return false;
        memcpy(segment, bytes + at, sizeof *segment);
        if (segment->p_type == type)
            return true;
    }
    return false;
}

/* What the dynamic section says of binding. */
static uint32_t dynamic_flags(const char *bytes, size_t length, const Elf64_Ehdr *header)
{
    Elf64_Phdr segment;
    uint32_t flags = OBJECT_DYNAMIC;
    if (!find_segment(bytes, length, header, PT_DYNAMIC, &segment))
        return 0;
    for (uint64_t i = 0; i < segment.p_filesz / sizeof(Elf64_Dyn); i++) {
        Elf64_Dyn entry;
        uint64_t at = segment.p_offset + i * sizeof entry;
        if (segment.p_offset > length || at > length - sizeof entry)
            break;
        memcpy(&entry, bytes + at, sizeof entry);
        if (entry.d_tag == DT_NULL)
            break;
        if (entry.d_tag == DT_BIND_NOW || (entry.d_tag == DT_FLAGS && entry.d_un.d_val & DF_BIND_NOW) ||
            (entry.d_tag == DT_FLAGS_1 && entry.d_un.d_val & DF_1_NOW))
            flags |= OBJECT_BIND_NOW;
    }
    return flags;
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
        Elf64_Phdr interpreter;
        bool shared = header.e_type == ET_DYN && !find_segment(bytes, length, &header, PT_INTERP, &interpreter);
        facts = arena_alloc(sizeof *facts, arena);
        *facts = (struct object_facts){.path = intern_text(names, path),
                                       .length = length,
                                       .member_size = length,
                                       .checksum = object_checksum((const unsigned char *)bytes, length),
                                       .kind = shared ? OBJECT_SHARED : OBJECT_EXECUTABLE,
                                       .flags = OBJECT_DEBUG | dynamic_flags(bytes, length, &header),
                                       .names = names};
    }
    arena_free(scratch);
    return facts;
}
