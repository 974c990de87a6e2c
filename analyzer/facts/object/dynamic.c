/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads section headers and from there the few tables of dynamic linking, each no longer than the file. A table that lies
 * behind the file's end makes the file unreadable; a name or version that points nowhere is dropped.
 */
#include "facts/object/dynamic.h"
#include "base/text.h"
#include "facts/object/archive.h"
#include <ar.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_NEEDED = 1 << 10, MOST_STEPS = 1 << 16, LEAST_ROOM = 1 << 20 };

/* A table in memory. */
struct piece {
    const unsigned char *bytes;
    uint64_t size;
};

struct glance {
    struct object_dynamic *dynamic;
    int file;
    uint64_t length;
    const Elf64_Shdr *sections;
    uint32_t count;
    ARRAY(const char *) versions; /* index in .gnu.version -> name; NULL: none */
    uint64_t left;                /* bytes that may still be read: tables may be the same ones again and again */
    uint64_t room;                /* bytes that names may still take: they may overlap in the file */
    uint32_t steps;               /* entries of versions that may still be read: they may overlap, too */
    struct arena *arena;          /* of the result */
    struct arena *scratch;
};

/* ---- bytes ---- */

static bool read_piece(struct glance *glance, uint64_t offset, uint64_t size, struct piece *piece)
{
    *piece = (struct piece){NULL, 0};
    if (offset > glance->length || size > glance->length - offset || size > glance->left)
        return false;
    glance->left -= size;
    unsigned char *bytes = arena_alloc((size_t)size + 1, glance->scratch);
    for (uint64_t done = 0; done < size;) {
        ssize_t got = pread(glance->file, bytes + done, (size_t)(size - done), (off_t)(offset + done));
        if (got <= 0)
            return false;
        done += (uint64_t)got;
    }
    bytes[size] = 0;
    *piece = (struct piece){bytes, size};
    return true;
}

static bool read_section(struct glance *glance, uint32_t index, struct piece *piece)
{
    *piece = (struct piece){NULL, 0};
    if (!index || index >= glance->count || glance->sections[index].sh_type == SHT_NOBITS)
        return false;
    return read_piece(glance, glance->sections[index].sh_offset, glance->sections[index].sh_size, piece);
}

/* A name in a table of them; NULL: outside. The byte behind a table is 0, so all end. */
static const char *string_in(struct glance *glance, const struct piece *strings, uint64_t offset)
{
    if (offset >= strings->size)
        return NULL;
    const char *text = (const char *)strings->bytes + offset;
    size_t length = strnlen(text, (size_t)glance->room + 1);
    if (length > glance->room)
        return NULL;
    glance->room -= length;
    return text;
}

static uint32_t section_of_type(const struct glance *glance, uint32_t type)
{
    for (uint32_t i = 1; i < glance->count; i++)
        if (glance->sections[i].sh_type == type)
            return i;
    return 0;
}

/* ---- the dynamic section ---- */

static const char *keep(const struct glance *glance, const char *text)
{
    return text ? arena_text(text, glance->arena) : NULL;
}

static void read_entry(struct glance *glance, const Elf64_Dyn *entry, const struct piece *strings)
{
    struct object_dynamic *dynamic = glance->dynamic;
    bool names = entry->d_tag == DT_NEEDED || entry->d_tag == DT_SONAME || entry->d_tag == DT_RPATH ||
                 entry->d_tag == DT_RUNPATH;
    const char *text = names ? string_in(glance, strings, entry->d_un.d_val) : NULL;
    switch (entry->d_tag) {
    case DT_NEEDED:
        if (text && *text && dynamic->needed.count < MOST_NEEDED)
            *array_push(&dynamic->needed, glance->arena) = keep(glance, text);
        break;
    case DT_SONAME:
        dynamic->soname = keep(glance, text);
        break;
    case DT_RPATH:
        dynamic->rpath = keep(glance, text);
        break;
    case DT_RUNPATH:
        dynamic->runpath = keep(glance, text);
        break;
    case DT_SYMBOLIC:
        dynamic->symbolic = true;
        break;
    case DT_BIND_NOW:
        dynamic->flags |= OBJECT_BIND_NOW;
        break;
    case DT_FLAGS:
        dynamic->flags |= entry->d_un.d_val & DF_BIND_NOW ? OBJECT_BIND_NOW : 0;
        dynamic->symbolic |= (entry->d_un.d_val & DF_SYMBOLIC) != 0;
        break;
    case DT_FLAGS_1:
        dynamic->flags |= entry->d_un.d_val & DF_1_NOW ? OBJECT_BIND_NOW : 0;
        dynamic->flags |= entry->d_un.d_val & DF_1_PIE ? OBJECT_PIE : 0;
        break;
    default:
        break;
    }
}

static bool read_dynamic(struct glance *glance)
{
    uint32_t index = section_of_type(glance, SHT_DYNAMIC);
    struct piece entries, strings;
    if (!index)
        return true;
    if (!read_section(glance, index, &entries) || !read_section(glance, glance->sections[index].sh_link, &strings))
        return false;
    glance->dynamic->flags |= OBJECT_DYNAMIC;
    for (uint64_t i = 0; i < entries.size / sizeof(Elf64_Dyn); i++) {
        Elf64_Dyn entry;
        memcpy(&entry, entries.bytes + i * sizeof entry, sizeof entry);
        if (entry.d_tag == DT_NULL)
            break;
        read_entry(glance, &entry, &strings);
    }
    return true;
}

/* ---- versions ---- */

static void name_version(struct glance *glance, uint32_t index, const char *name)
{
    enum { MOST_VERSIONS = 1 << 15 };
    if (!name || index >= MOST_VERSIONS)
        return;
    while (glance->versions.count <= index)
        *array_push(&glance->versions, glance->scratch) = NULL;
    glance->versions.items[index] = keep(glance, name);
}

/* The versions that the file defines; the first is the file itself and no version. */
static void read_defined_versions(struct glance *glance)
{
    uint32_t index = section_of_type(glance, SHT_GNU_verdef);
    struct piece table, strings;
    if (!index || !read_section(glance, index, &table) ||
        !read_section(glance, glance->sections[index].sh_link, &strings))
        return;
    for (uint64_t at = 0; at <= table.size && table.size - at >= sizeof(Elf64_Verdef) && glance->steps;) {
        glance->steps--;
        Elf64_Verdef version;
        Elf64_Verdaux name;
        memcpy(&version, table.bytes + at, sizeof version);
        uint64_t name_at = at + version.vd_aux;
        if (name_at <= table.size && table.size - name_at >= sizeof name && !(version.vd_flags & VER_FLG_BASE)) {
            memcpy(&name, table.bytes + name_at, sizeof name);
            name_version(glance, version.vd_ndx, string_in(glance, &strings, name.vda_name));
        }
        if (!version.vd_next)
            return;
        at += version.vd_next;
    }
}

/* One library's versions that the file wants: a chain of names inside the table. */
static void read_wanted_names(struct glance *glance, const struct piece *table, const struct piece *strings, uint64_t at)
{
    while (at <= table->size && table->size - at >= sizeof(Elf64_Vernaux) && glance->steps) {
        glance->steps--;
        Elf64_Vernaux version;
        memcpy(&version, table->bytes + at, sizeof version);
        name_version(glance, version.vna_other & 0x7fffU, string_in(glance, strings, version.vna_name));
        if (!version.vna_next)
            return;
        at += version.vna_next;
    }
}

static void read_wanted_versions(struct glance *glance)
{
    uint32_t index = section_of_type(glance, SHT_GNU_verneed);
    struct piece table, strings;
    if (!index || !read_section(glance, index, &table) ||
        !read_section(glance, glance->sections[index].sh_link, &strings))
        return;
    for (uint64_t at = 0; at <= table.size && table.size - at >= sizeof(Elf64_Verneed) && glance->steps;) {
        glance->steps--;
        Elf64_Verneed library;
        memcpy(&library, table.bytes + at, sizeof library);
        read_wanted_names(glance, &table, &strings, at + library.vn_aux);
        if (!library.vn_next)
            return;
        at += library.vn_next;
    }
}

/* ---- symbols ---- */

static uint32_t add_symbol(struct glance *glance, const char *name, struct dynamic_symbol symbol)
{
    struct object_dynamic *dynamic = glance->dynamic;
    uint32_t *first = map_at(dynamic->first, intern_text(dynamic->names, name));
    symbol.next = *first == MAP_NONE ? NONE : *first;
    *array_push(&dynamic->symbols, glance->arena) = symbol;
    return *first = dynamic->symbols.count - 1;
}

static bool is_function(const Elf64_Sym *symbol)
{
    unsigned type = ELF64_ST_TYPE(symbol->st_info);
    return type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE;
}

/* Of the symbols that are linked dynamically; index of each in dynamic->symbols, for relocations. */
static bool read_exported(struct glance *glance, uint32_t *section, uint32_t **indices, uint32_t *count)
{
    uint32_t index = *section = section_of_type(glance, SHT_DYNSYM);
    struct piece table, strings, versions = {NULL, 0};
    *count = 0;
    if (!index)
        return true;
    if (!read_section(glance, index, &table) || !read_section(glance, glance->sections[index].sh_link, &strings))
        return false;
    read_section(glance, section_of_type(glance, SHT_GNU_versym), &versions);
    *count = (uint32_t)(table.size / sizeof(Elf64_Sym));
    *indices = arena_array(*count, sizeof **indices, glance->scratch);
    for (uint32_t i = 0; i < *count; i++) {
        Elf64_Sym symbol;
        uint16_t version = 1;
        memcpy(&symbol, table.bytes + (size_t)i * sizeof symbol, sizeof symbol);
        if ((uint64_t)i * 2 + 2 <= versions.size)
            memcpy(&version, versions.bytes + (size_t)i * 2, 2);
        const char *name = string_in(glance, &strings, symbol.st_name);
        bool defined = symbol.st_shndx != SHN_UNDEF;
        (*indices)[i] = NONE;
        if (!name || !*name || !is_function(&symbol) || ELF64_ST_BIND(symbol.st_info) == STB_LOCAL)
            continue;
        uint32_t number = version & 0x7fffU;
        (*indices)[i] = add_symbol(
            glance, name,
            (struct dynamic_symbol){.version = number < glance->versions.count ? glance->versions.items[number] : NULL,
                                    .address = symbol.st_value,
                                    .flags = (defined ? DYNAMIC_DEFINED | DYNAMIC_EXPORTED : 0) |
                                             (version & 0x8000U ? DYNAMIC_OLD : 0)});
    }
    return true;
}

/* Of the linker's own table: what was linked in from archives, and is no other linked file's business. */
static void read_internal(struct glance *glance)
{
    uint32_t index = section_of_type(glance, SHT_SYMTAB);
    struct piece table, strings;
    if (!index || !read_section(glance, index, &table) ||
        !read_section(glance, glance->sections[index].sh_link, &strings))
        return;
    for (uint64_t i = 0; i < table.size / sizeof(Elf64_Sym); i++) {
        Elf64_Sym symbol;
        memcpy(&symbol, table.bytes + i * sizeof symbol, sizeof symbol);
        const char *name = string_in(glance, &strings, symbol.st_name);
        if (!name || !*name || symbol.st_shndx == SHN_UNDEF || symbol.st_shndx >= SHN_LORESERVE || !is_function(&symbol) ||
            ELF64_ST_BIND(symbol.st_info) == STB_LOCAL)
            continue;
        add_symbol(glance, name, (struct dynamic_symbol){.address = symbol.st_value, .flags = DYNAMIC_DEFINED});
    }
}

/* ---- binding ---- */

static bool fills_slot(uint32_t machine, uint32_t type)
{
    return machine == EM_X86_64 ? type == R_X86_64_JUMP_SLOT : machine == EM_AARCH64 && type == R_AARCH64_JUMP_SLOT;
}

static void read_slots(struct glance *glance, uint32_t dynsym, const uint32_t *indices, uint32_t count)
{
    struct object_dynamic *dynamic = glance->dynamic;
    for (uint32_t s = 1; s < glance->count; s++) {
        const Elf64_Shdr *section = &glance->sections[s];
        struct piece table;
        if (section->sh_type != SHT_RELA || !(section->sh_flags & SHF_ALLOC) || section->sh_link != dynsym ||
            !read_section(glance, s, &table))
            continue;
        for (uint64_t i = 0; i < table.size / sizeof(Elf64_Rela); i++) {
            Elf64_Rela slot;
            memcpy(&slot, table.bytes + i * sizeof slot, sizeof slot);
            uint64_t symbol = ELF64_R_SYM(slot.r_info);
            if (!fills_slot(dynamic->machine, (uint32_t)ELF64_R_TYPE(slot.r_info)) || symbol >= count ||
                indices[symbol] == NONE)
                continue;
            dynamic->symbols.items[indices[symbol]].flags |= DYNAMIC_LAZY;
            dynamic->lazy = true;
        }
    }
    dynamic->lazy &= !(dynamic->flags & OBJECT_BIND_NOW);
}

/* ---- files ---- */

static const char *read_sections(struct glance *glance, const Elf64_Ehdr *header)
{
    struct piece table;
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB)
        return "it is no 64-bit little-endian file";
    if (header->e_type != ET_DYN && header->e_type != ET_EXEC)
        return "it is not linked";
    glance->dynamic->machine = header->e_machine;
    if (!header->e_shoff || header->e_shentsize != sizeof(Elf64_Shdr))
        return "it has no section headers";
    glance->count = header->e_shnum;
    if (!header->e_shnum ||
        !read_piece(glance, header->e_shoff, (uint64_t)header->e_shnum * sizeof(Elf64_Shdr), &table))
        return "it is truncated: its section headers lie behind its end";
    Elf64_Shdr *sections = arena_array(glance->count, sizeof *sections, glance->scratch);
    memcpy(sections, table.bytes, (size_t)table.size);
    glance->sections = sections;
    return NULL;
}

static const char *read_linked(struct glance *glance, const Elf64_Ehdr *header)
{
    uint32_t dynsym, count, *indices = NULL;
    const char *why = read_sections(glance, header);
    if (why)
        return why;
    if (!read_dynamic(glance))
        return "it is truncated: its dynamic section lies behind its end";
    read_defined_versions(glance);
    read_wanted_versions(glance);
    if (!read_exported(glance, &dynsym, &indices, &count))
        return "it is truncated: its symbols lie behind its end";
    read_slots(glance, dynsym, indices, count);
    bool runs = header->e_type == ET_EXEC || glance->dynamic->flags & OBJECT_PIE;
    glance->dynamic->kind = runs ? OBJECT_EXECUTABLE : OBJECT_SHARED;
    return NULL;
}

/* The index of an archive: how many names, for each the offset of its member, then the names. */
static const char *read_index(struct glance *glance)
{
    struct ar_hdr header;
    struct piece head, index;
    if (!read_piece(glance, SARMAG, sizeof header, &head))
        return "it is an empty archive";
    memcpy(&header, head.bytes, sizeof header);
    unsigned width = memcmp(header.ar_name, "/SYM64/ ", 8) == 0 ? 8 : memcmp(header.ar_name, "/ ", 2) == 0 ? 4 : 0;
    uint64_t size = 0;
    for (size_t i = 0; i < sizeof header.ar_size && header.ar_size[i] >= '0' && header.ar_size[i] <= '9'; i++)
        size = size * 10 + (uint64_t)(header.ar_size[i] - '0');
    if (!width)
        return "it is an archive without an index: run ranlib";
    if (!read_piece(glance, SARMAG + sizeof header, size, &index) || size < width)
        return "it is truncated: the archive's index lies behind its end";
    uint64_t count = 0;
    for (unsigned i = 0; i < width; i++)
        count = count << 8 | index.bytes[i];
    if (count > size / width)
        return "the archive's index is damaged";
    for (uint64_t i = 0, at = (count + 1) * width; i < count && at < size; i++) {
        const char *name = (const char *)index.bytes + at;
        add_symbol(glance, name, (struct dynamic_symbol){.flags = DYNAMIC_DEFINED | DYNAMIC_EXPORTED});
        at += strlen(name) + 1;
    }
    glance->dynamic->kind = OBJECT_RELOCATABLE;
    return NULL;
}

static const char *read_file(struct glance *glance)
{
    struct piece head;
    Elf64_Ehdr header;
    if (read_piece(glance, 0, SARMAG, &head) && archive_is(head.bytes, SARMAG))
        return read_index(glance);
    if (!read_piece(glance, 0, sizeof header, &head) || memcmp(head.bytes, ELFMAG, SELFMAG) != 0)
        return "it is no ELF file and no archive";
    memcpy(&header, head.bytes, sizeof header);
    return read_linked(glance, &header);
}

static const char *open_file(struct glance *glance, const char *path)
{
    struct stat status;
    glance->file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (glance->file < 0 || fstat(glance->file, &status) != 0)
        return strerror(errno);
    glance->length = (uint64_t)status.st_size;
    glance->room = glance->left = glance->length * 4 + LEAST_ROOM;
    glance->steps = MOST_STEPS;
    return S_ISREG(status.st_mode) ? NULL : "it is no regular file";
}

static void close_file(struct glance *glance)
{
    if (glance->file >= 0)
        close(glance->file);
    arena_free(glance->scratch);
}

struct object_dynamic *object_dynamic(const char *path, struct arena *arena)
{
    struct object_dynamic *dynamic = arena_alloc(sizeof *dynamic, arena);
    *dynamic = (struct object_dynamic){
        .path = path, .kind = OBJECT_OTHER, .names = intern_new(arena), .first = map_new(arena)};
    struct glance glance = {.dynamic = dynamic, .arena = arena, .scratch = arena_new()};
    const char *trouble = open_file(&glance, path);
    dynamic->trouble = trouble ? arena_text(trouble, arena) : read_file(&glance);
    close_file(&glance);
    return dynamic;
}

void dynamic_read_internal(struct object_dynamic *dynamic, struct arena *arena)
{
    struct glance glance = {.dynamic = dynamic, .file = -1, .arena = arena, .scratch = arena_new()};
    struct piece head;
    Elf64_Ehdr header;
    if (!dynamic->internal && dynamic->kind != OBJECT_RELOCATABLE && !open_file(&glance, dynamic->path) &&
        read_piece(&glance, 0, sizeof header, &head)) {
        memcpy(&header, head.bytes, sizeof header);
        if (!read_sections(&glance, &header))
            read_internal(&glance);
    }
    dynamic->internal = true;
    close_file(&glance);
}

/* ---- questions ---- */

static const struct dynamic_symbol *first_of(const struct object_dynamic *dynamic, const char *name)
{
    name_id id = intern_find(dynamic->names, name);
    uint32_t first = id ? map_get(dynamic->first, id) : MAP_NONE;
    return first == MAP_NONE ? NULL : &dynamic->symbols.items[first];
}

static const struct dynamic_symbol *next_of(const struct object_dynamic *dynamic, const struct dynamic_symbol *symbol)
{
    return symbol->next == NONE ? NULL : &dynamic->symbols.items[symbol->next];
}

/* As ld.so has it: the version asked for, or one without a version; who asks for none gets the default one. */
const struct dynamic_symbol *dynamic_definition(const struct object_dynamic *dynamic, const char *name,
                                                const char *version, bool exported)
{
    const struct dynamic_symbol *other = NULL;
    for (const struct dynamic_symbol *at = first_of(dynamic, name); at; at = next_of(dynamic, at)) {
        if (!(at->flags & DYNAMIC_DEFINED) || (exported && !(at->flags & DYNAMIC_EXPORTED)))
            continue;
        bool old = at->flags & DYNAMIC_OLD;
        if (version && at->version ? strcmp(version, at->version) == 0 : !old)
            return at;
        other = version && at->version ? other : at;
    }
    return other;
}

const char *dynamic_wanted(const struct object_dynamic *dynamic, const char *name)
{
    for (const struct dynamic_symbol *at = first_of(dynamic, name); at; at = next_of(dynamic, at))
        if (!(at->flags & DYNAMIC_DEFINED) && at->version)
            return at->version;
    return NULL;
}

bool dynamic_is_lazy(const struct object_dynamic *dynamic, const char *name)
{
    if (!dynamic->lazy)
        return false;
    for (const struct dynamic_symbol *at = first_of(dynamic, name); at; at = next_of(dynamic, at))
        if (at->flags & DYNAMIC_LAZY)
            return true;
    return false;
}
