/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes notes, the dynamic section and the names of sections, gives what is true of the object as a whole:
 * build id, needed libraries, binding, LTO, debugging information, whether it was stripped.
 */
#include "base/text.h"
#include "facts/object/reader.h"
#include <string.h>

static void read_build_id(struct reader *reader, const struct image_section *section)
{
    enum { LONGEST = 64 };
    Elf64_Nhdr header;
    for (uint64_t at = 0; at <= section->size && section->size - at >= sizeof header;) {
        memcpy(&header, section->bytes + at, sizeof header);
        uint64_t name = at + sizeof header, data = name + (((uint64_t)header.n_namesz + 3) & ~(uint64_t)3);
        uint64_t end = data + (((uint64_t)header.n_descsz + 3) & ~(uint64_t)3);
        if (data > section->size || header.n_descsz > section->size - data)
            return;
        if (header.n_type == NT_GNU_BUILD_ID && header.n_namesz == 4 && header.n_descsz <= LONGEST &&
            memcmp(section->bytes + name, "GNU", 4) == 0) {
            struct text text = {.arena = reader->scratch};
            for (uint32_t i = 0; i < header.n_descsz; i++)
                text_format(&text, "%02x", section->bytes[data + i]);
            reader->facts->build_id = intern_text(reader->facts->names, text_get(&text));
        }
        at = end;
    }
}

static name_id string_of(const struct reader *reader, const struct image_section *table, uint64_t offset)
{
    if (!table->bytes || offset >= table->size || !memchr(table->bytes + offset, 0, table->size - offset))
        return 0;
    return intern_text(reader->facts->names, (const char *)table->bytes + offset);
}

static void read_dynamic(struct reader *reader, const struct image_section *section)
{
    struct object_facts *facts = reader->facts;
    if (section->link >= reader->image.sections.count)
        return;
    const struct image_section *table = &reader->image.sections.items[section->link];
    facts->flags |= OBJECT_DYNAMIC;
    for (uint64_t i = 0; i < section->size / sizeof(Elf64_Dyn); i++) {
        Elf64_Dyn entry;
        memcpy(&entry, section->bytes + i * sizeof entry, sizeof entry);
        name_id name;
        switch (entry.d_tag) {
        case DT_NULL:
            return;
        case DT_NEEDED:
            name = string_of(reader, table, entry.d_un.d_val);
            if (name)
                *array_push(&facts->needed, reader->arena) = name;
            break;
        case DT_SONAME:
            facts->soname = string_of(reader, table, entry.d_un.d_val);
            break;
        case DT_BIND_NOW:
            facts->flags |= OBJECT_BIND_NOW;
            break;
        case DT_FLAGS:
            facts->flags |= entry.d_un.d_val & DF_BIND_NOW ? OBJECT_BIND_NOW : 0;
            break;
        case DT_FLAGS_1:
            facts->flags |= entry.d_un.d_val & DF_1_NOW ? OBJECT_BIND_NOW : 0;
            facts->flags |= entry.d_un.d_val & DF_1_PIE ? OBJECT_PIE : 0;
            break;
        default:
            break;
        }
    }
}

static void read_name(struct reader *reader, const struct image_section *section)
{
    struct object_facts *facts = reader->facts;
    const char *name = section->name;
    if (text_starts(name, ".gnu.lto_") || strcmp(name, ".llvmbc") == 0 || strcmp(name, ".llvm.lto") == 0)
        facts->flags |= OBJECT_LTO;
    else if (strcmp(name, ".debug_info") == 0 || strcmp(name, ".zdebug_info") == 0)
        facts->flags |= OBJECT_DEBUG;
    else if (text_starts(name, ".note.GNU-split-stack"))
        facts->flags |= OBJECT_SPLIT_STACK;
    else if (strcmp(name, ".interp") == 0 && section->bytes && section->size)
        facts->interpreter = intern_bytes(facts->names, (const char *)section->bytes,
                                          strnlen((const char *)section->bytes, section->size));
}

/* An executable is what has an interpreter, or fixed addresses, or says so itself. */
static void tell_kind(struct reader *reader)
{
    struct object_facts *facts = reader->facts;
    bool moved = reader->image.type == ET_DYN;
    facts->kind = reader->image.relocatable                                   ? OBJECT_RELOCATABLE
                  : !moved || facts->interpreter || facts->flags & OBJECT_PIE ? OBJECT_EXECUTABLE
                                                                              : OBJECT_SHARED;
    facts->flags |= moved && facts->kind == OBJECT_EXECUTABLE ? OBJECT_PIE : 0;
    facts->flags |= !reader->image.relocatable && !reader->image.symtab ? OBJECT_STRIPPED : 0;
    facts->machine = intern_text(facts->names, reader->image.arch->name);
    facts->entry = reader->image.entry;
}

void notes_read(struct reader *reader)
{
    struct object_facts *facts = reader->facts;
    for (uint32_t i = 0; i < reader->image.sections.count; i++) {
        const struct image_section *section = &reader->image.sections.items[i];
        *array_push(&facts->sections, reader->arena) =
            (struct object_section){.name = intern_text(facts->names, section->name),
                                    .type = section->type,
                                    .flags = section->flags,
                                    .address = section->address,
                                    .size = section->size};
        read_name(reader, section);
        if (section->type == SHT_NOTE && section->bytes)
            read_build_id(reader, section);
        else if (section->type == SHT_DYNAMIC && section->bytes)
            read_dynamic(reader, section);
    }
    for (uint32_t i = 0; i < reader->image.symbols.count; i++) {
        const char *name = reader->image.symbols.items[i].name;
        if (name[0] == '_' && strcmp(name, "__gnu_lto_slim") == 0)
            facts->flags |= OBJECT_LTO;
    }
    tell_kind(reader);
    if (facts->flags & OBJECT_LTO)
        reader_gap(reader, "lto", facts->path,
                   "it holds the compiler's intermediate code, not what ships; "
                   "read the linked binary instead",
                   NONE);
    if (facts->flags & OBJECT_STRIPPED)
        reader_gap(reader, "stripped", facts->path,
                   "it has no symbol table; functions without an exported name are "
                   "known by address only",
                   NONE);
}
