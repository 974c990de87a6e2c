/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes an object's file once more, gives a libdw handle whose addresses are sigvet's. libdw relocates
 * nothing, and libdwfl would give its own addresses: so the relocations of the .debug sections are applied
 * here, in a copy.
 */
#include "facts/object/dwarf.h"
#include "base/text.h"
#include "facts/object/arch.h"
#include "facts/object/image.h"
#include "facts/object/reader.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Puts what one relocation says into the bytes of its section. */
static void apply(const struct image *image, unsigned char *bytes, uint64_t size,
                  const Elf64_Rela *relocation)
{
    uint64_t index = ELF64_R_SYM(relocation->r_info), value = (uint64_t)relocation->r_addend;
    uint32_t type = (uint32_t)ELF64_R_TYPE(relocation->r_info);
    bool word = image->arch->machine == EM_X86_64 ? type == R_X86_64_64 : type == R_AARCH64_ABS64;
    bool half = image->arch->machine == EM_X86_64 ? type == R_X86_64_32 || type == R_X86_64_32S
                                                  : type == R_AARCH64_ABS32;
    if (index && index < image->dynsym_first)
        value += image->symbols.items[index].address;
    uint64_t width = word ? 8 : 4;
    if ((word || half) && relocation->r_offset <= size && size - relocation->r_offset >= width)
        memcpy(bytes + relocation->r_offset, &value, width);
}

static void relocate_section(const struct image *image, Elf *elf, const struct image_section *relocations)
{
    const struct image_section *target = &image->sections.items[relocations->info];
    Elf_Scn *section = elf_getscn(elf, relocations->info);
    if (!section || !target->bytes)
        return;
    if (target->flags & SHF_COMPRESSED && elf_compress(section, 0, 0) < 0)
        return;
    if (text_starts(target->name, ".zdebug") && elf_compress_gnu(section, 0, 0) < 0)
        return;
    Elf_Data *data = elf_rawdata(section, NULL);
    for (uint64_t i = 0; data && data->d_buf && i < relocations->size / sizeof(Elf64_Rela); i++) {
        Elf64_Rela relocation;
        memcpy(&relocation, relocations->bytes + i * sizeof relocation, sizeof relocation);
        apply(image, data->d_buf, data->d_size, &relocation);
    }
}

/* The bytes of the object, as they were when it was read. */
static const char *read_again(struct debug *debug, unsigned char **bytes)
{
    const struct object_facts *facts = debug->facts;
    size_t length;
    char *file = text_read_file(intern_get(facts->names, facts->path), &length, debug->scratch);
    if (!file)
        return arena_format(debug->scratch, "its file cannot be read: %s", strerror(errno));
    if (length != facts->length || facts->member_start > length ||
        facts->member_size > length - facts->member_start)
        return "its file changed since it was read";
    *bytes = (unsigned char *)(facts->member ? arena_copy(file + facts->member_start, facts->member_size,
                                                          debug->scratch)
                                             : file);
    if (object_checksum(*bytes, facts->member_size) != facts->checksum)
        return "its file changed since it was read";
    return NULL;
}

const char *debug_open(struct debug *debug, const struct object_facts *facts, struct arena *arena)
{
    struct image image;
    unsigned char *bytes = NULL;
    *debug = (struct debug){.facts = facts, .arena = arena, .scratch = arena_new()};
    debug->real_files = map_new(debug->scratch);
    debug->real_folders = map_new(debug->scratch);
    if (!(facts->flags & OBJECT_DEBUG))
        return "it has no debugging information; compile with -g";
    const char *trouble = read_again(debug, &bytes);
    if (!trouble)
        trouble = image_open(&image, bytes, facts->member_size, debug->scratch);
    if (trouble)
        return trouble;
    elf_version(EV_CURRENT);
    debug->elf = elf_memory((char *)bytes, facts->member_size);
    if (!debug->elf)
        return "libelf cannot read it";
    for (uint32_t i = 0; i < image.sections.count && image.relocatable; i++) {
        const struct image_section *section = &image.sections.items[i];
        if (section->type == SHT_RELA && section->info < image.sections.count &&
            section->link == image.symtab &&
            (text_starts(image.sections.items[section->info].name, ".debug") ||
             text_starts(image.sections.items[section->info].name, ".zdebug")))
            relocate_section(&image, debug->elf, section);
    }
    debug->dwarf = dwarf_begin_elf(debug->elf, DWARF_C_READ, NULL);
    debug->steps = 1 << 16 | (uint64_t)facts->member_size * 8;
    return debug->dwarf ? NULL : "libdw cannot read its debugging information";
}

void debug_close(struct debug *debug)
{
    if (debug->dwarf)
        dwarf_end(debug->dwarf);
    if (debug->elf)
        elf_end(debug->elf);
    arena_free(debug->scratch);
}

bool debug_next_unit(struct debug *debug, struct debug_unit *unit)
{
    Dwarf_CU *next = unit->next;
    Dwarf_Half version;
    uint8_t type;
    do {
        *unit = (struct debug_unit){.next = next};
        if (!debug->steps ||
            dwarf_get_units(debug->dwarf, next, &next, &version, &type, &unit->skeleton, &unit->die) != 0)
            return false;
        debug->steps--;
    } while (type != DW_UT_compile && type != DW_UT_skeleton && type != DW_UT_partial);
    unit->next = next;
    unit->missing = type == DW_UT_skeleton && !unit->die.addr;
    if (type != DW_UT_skeleton || unit->missing)
        unit->die = unit->skeleton;
    Dwarf_Attribute attribute;
    unit->directory = dwarf_formstring(dwarf_attr(&unit->skeleton, DW_AT_comp_dir, &attribute));
    return true;
}

/* The real path of a folder, or 0; there are few of them, and realpath asks about each component. */
static name_id real_folder(struct debug *debug, const char *folder)
{
    struct intern *names = debug->facts->names;
    char real[PATH_MAX];
    uint32_t *known = map_at(debug->real_folders, intern_text(names, folder));
    if (*known == MAP_NONE)
        *known = realpath(folder, real) ? intern_text(names, real) : 0;
    return *known;
}

/* The same as realpath, of an absolute path; 0 when there is no such file. */
static name_id real_path(struct debug *debug, const char *path)
{
    struct intern *names = debug->facts->names;
    char real[PATH_MAX], link;
    size_t length = strlen(path) - strlen(text_basename(path));
    const char *folder =
        intern_get(names, real_folder(debug, arena_copy(path, length > 1 ? length - 1 : 1, debug->scratch)));
    if (!*folder)
        return 0;
    const char *whole = arena_format(debug->scratch, "%s/%s", folder[1] ? folder : "", text_basename(path));
    if (readlink(whole, &link, 1) < 0)
        return errno == EINVAL ? intern_text(names, whole) : 0;
    return realpath(whole, real) ? intern_text(names, real) : 0;
}

name_id debug_file(struct debug *debug, const struct debug_unit *unit, const char *file)
{
    struct intern *names = debug->facts->names;
    if (!file || !*file)
        return 0;
    const char *path = unit->directory || *file == '/'
                           ? text_path(unit->directory ? unit->directory : "/", file, debug->scratch)
                           : file;
    name_id name = intern_text(names, path);
    uint32_t *known = map_at(debug->real_files, name);
    if (*known == MAP_NONE) {
        name_id real = *path == '/' ? real_path(debug, path) : 0;
        *known = real ? real : name;
    }
    return *known;
}

name_id debug_numbered_file(struct debug *debug, struct debug_unit *unit, uint64_t number)
{
    Dwarf_Files *files;
    size_t count;
    if (dwarf_getsrcfiles(&unit->die, &files, &count) != 0 || number >= count)
        return 0;
    return debug_file(debug, unit, dwarf_filesrc(files, number, NULL, NULL));
}

uint64_t debug_number(Dwarf_Die *die, unsigned attribute)
{
    Dwarf_Attribute found;
    Dwarf_Word number;
    return dwarf_attr_integrate(die, attribute, &found) && dwarf_formudata(&found, &number) == 0 ? number : 0;
}

const char *debug_linkage(Dwarf_Die *die)
{
    Dwarf_Attribute found;
    if (!dwarf_attr_integrate(die, DW_AT_linkage_name, &found) &&
        !dwarf_attr_integrate(die, DW_AT_MIPS_linkage_name, &found))
        return NULL;
    return dwarf_formstring(&found);
}
