/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the bytes of an ELF file, gives sections, symbols and relocations with every bound checked. The one
 * idea: a relocatable object has no addresses, so each section that would be loaded gets a range of its own,
 * and all that follows can speak of addresses, whatever the file.
 */
#include "facts/object/image.h"
#include "facts/object/arch.h"
#include <stdlib.h>
#include <string.h>

enum { FIRST_ADDRESS = 0x10000, SECTION_GAP = 16, MOST_SECTIONS = 1 << 20 };
static const uint64_t LARGEST_SECTION = (uint64_t)1 << 40;

/* size bytes at offset, or NULL when the file does not have them. */
static const unsigned char *file_bytes(const struct image *image, uint64_t offset, uint64_t size)
{
    if (offset > image->length || size > image->length - offset)
        return NULL;
    return image->bytes + offset;
}

static const char *check_header(struct image *image, Elf64_Ehdr *header)
{
    const unsigned char *bytes = file_bytes(image, 0, sizeof *header);
    if (image->length >= EI_NIDENT && memcmp(image->bytes, ELFMAG, SELFMAG) == 0) {
        if (image->bytes[EI_CLASS] != ELFCLASS64)
            return "it is a 32-bit object; x86-64 and aarch64 are read";
        if (image->bytes[EI_DATA] != ELFDATA2LSB)
            return "it is big-endian; only little-endian objects are read";
    }
    if (!bytes)
        return "it is truncated: no whole ELF header";
    memcpy(header, bytes, sizeof *header);
    image->arch = arch_of_machine(header->e_machine);
    if (!image->arch)
        return "it is for another machine; x86-64 and aarch64 are read";
    if (header->e_type != ET_REL && header->e_type != ET_EXEC && header->e_type != ET_DYN)
        return header->e_type == ET_CORE ? "it is a core dump" : "its ELF type is not known";
    if (!header->e_shoff)
        return "it has no section headers";
    if (header->e_shentsize != sizeof(Elf64_Shdr))
        return "its section headers have a strange size";
    image->type = header->e_type;
    image->relocatable = header->e_type == ET_REL;
    image->fixed = header->e_type == ET_EXEC;
    image->entry = header->e_entry;
    return NULL;
}

/* A NUL-ended text at an offset of a string table; "" when there is none. */
static const char *string_at(const struct image *image, uint32_t table, uint64_t offset)
{
    if (table >= image->sections.count)
        return "";
    const struct image_section *section = &image->sections.items[table];
    if (section->type != SHT_STRTAB || !section->bytes || offset >= section->size ||
        !memchr(section->bytes + offset, 0, section->size - offset))
        return "";
    return (const char *)section->bytes + offset;
}

static const char *read_sections(struct image *image, const Elf64_Ehdr *header)
{
    Elf64_Shdr first;
    const unsigned char *table = file_bytes(image, header->e_shoff, sizeof first);
    if (!table)
        return "it is truncated: its section headers lie behind its end";
    memcpy(&first, table, sizeof first);
    uint64_t count = header->e_shnum ? header->e_shnum : first.sh_size;
    uint32_t names = header->e_shstrndx == SHN_XINDEX ? first.sh_link : header->e_shstrndx;
    if (count > MOST_SECTIONS || !file_bytes(image, header->e_shoff, count * sizeof first))
        return "it is truncated: its section headers lie behind its end";
    for (uint64_t i = 0; i < count; i++) {
        Elf64_Shdr from;
        memcpy(&from, table + i * sizeof from, sizeof from);
        struct image_section *section = array_push(&image->sections, image->arena);
        *section = (struct image_section){.name = "",
                                          .address = from.sh_addr,
                                          .size = from.sh_size,
                                          .offset = from.sh_offset,
                                          .flags = from.sh_flags,
                                          .entry_size = from.sh_entsize,
                                          .type = i ? from.sh_type : SHT_NULL,
                                          .link = from.sh_link,
                                          .info = from.sh_info};
        if (section->type == SHT_NULL)
            section->size = 0;
        else if (section->type != SHT_NOBITS)
            section->bytes = file_bytes(image, from.sh_offset, from.sh_size);
        if (section->type != SHT_NOBITS && section->type != SHT_NULL && !section->bytes)
            return "it is truncated: a section lies behind its end";
        section->flags &= ~(uint64_t)(section->type == SHT_NULL ? SHF_ALLOC | SHF_EXECINSTR : 0);
    }
    for (uint32_t i = 0; i < image->sections.count; i++) {
        uint64_t at = (uint64_t)i * sizeof(Elf64_Shdr) + offsetof(Elf64_Shdr, sh_name);
        uint32_t name;
        memcpy(&name, table + at, sizeof name);
        image->sections.items[i].name = string_at(image, names, name);
    }
    return NULL;
}

/* Gives the sections of a relocatable object addresses; elsewhere believes theirs. */
static const char *place_sections(struct image *image, const Elf64_Ehdr *header)
{
    uint64_t next = FIRST_ADDRESS;
    for (uint32_t i = 0; i < image->sections.count; i++) {
        struct image_section *section = &image->sections.items[i];
        if (!(section->flags & SHF_ALLOC)) {
            section->address = 0;
            continue;
        }
        if (section->size > LARGEST_SECTION || section->address > UINT64_MAX - LARGEST_SECTION)
            return "it is hostile: a section of an impossible size";
        if (image->relocatable) {
            Elf64_Shdr from;
            memcpy(&from, image->bytes + header->e_shoff + i * sizeof from, sizeof from);
            uint64_t align = from.sh_addralign;
            if (!align || align & (align - 1) || align > LARGEST_SECTION)
                align = 1;
            section->address = (next + align - 1) & ~(align - 1);
            next = section->address + section->size + SECTION_GAP;
            if (next > UINT64_MAX / 4)
                return "it is hostile: sections of an impossible size";
        }
        section->loaded = section->size &&
                          (image->relocatable || !(section->flags & SHF_TLS && section->type == SHT_NOBITS));
        if (section->loaded)
            *array_push(&image->order, image->arena) = i;
    }
    return NULL;
}

static int compare_sections(const void *a, const void *b, void *payload)
{
    const struct image *image = payload;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    uint64_t left = image->sections.items[x].address, right = image->sections.items[y].address;
    return left != right ? (left < right ? -1 : 1) : (x > y) - (x < y);
}

/* The section that holds the wide section numbers of a symbol table; NULL: none. */
static const struct image_section *wide_numbers(const struct image *image, uint32_t table)
{
    for (uint32_t i = 0; i < image->sections.count; i++)
        if (image->sections.items[i].type == SHT_SYMTAB_SHNDX && image->sections.items[i].link == table)
            return &image->sections.items[i];
    return NULL;
}

static uint32_t section_index(const struct image *image, const struct image_section *wide, uint32_t symbol,
                              uint16_t index)
{
    uint32_t section = index < SHN_LORESERVE ? index : 0;
    if (index == SHN_XINDEX && wide && symbol < wide->size / 4)
        memcpy(&section, wide->bytes + (size_t)symbol * 4, 4);
    return section < image->sections.count ? section : 0;
}

static void read_symbols(struct image *image, uint32_t table)
{
    const struct image_section *section = &image->sections.items[table];
    const struct image_section *wide = wide_numbers(image, table);
    const char *file = NULL;
    uint64_t count = section->size / sizeof(Elf64_Sym);
    for (uint32_t i = 0; i < count; i++) {
        Elf64_Sym from;
        memcpy(&from, section->bytes + (size_t)i * sizeof from, sizeof from);
        struct image_symbol *symbol = array_push(&image->symbols, image->arena);
        *symbol = (struct image_symbol){.name = string_at(image, section->link, from.st_name),
                                        .size = from.st_size,
                                        .type = ELF64_ST_TYPE(from.st_info),
                                        .bind = ELF64_ST_BIND(from.st_info),
                                        .visibility = ELF64_ST_VISIBILITY(from.st_other),
                                        .dynamic = section->type == SHT_DYNSYM,
                                        .defined = from.st_shndx != SHN_UNDEF};
        if (symbol->type == STT_FILE)
            file = symbol->name;
        if (symbol->bind == STB_LOCAL)
            symbol->file = file;
        symbol->section = section_index(image, wide, i, from.st_shndx);
        if (symbol->section || from.st_shndx == SHN_ABS)
            symbol->address = from.st_value;
        if (symbol->section && image->relocatable)
            symbol->address += image->sections.items[symbol->section].address;
    }
}

static void read_symbol_tables(struct image *image)
{
    for (uint32_t i = 0; i < image->sections.count; i++) {
        if (image->sections.items[i].type == SHT_SYMTAB && !image->symtab)
            image->symtab = i;
        if (image->sections.items[i].type == SHT_DYNSYM && !image->dynsym)
            image->dynsym = i;
    }
    if (image->symtab)
        read_symbols(image, image->symtab);
    image->dynsym_first = image->symbols.count;
    if (image->dynsym)
        read_symbols(image, image->dynsym);
}

static uint32_t symbol_of(const struct image *image, uint32_t table, uint64_t index)
{
    uint64_t at = table == image->dynsym ? image->dynsym_first + index : index;
    uint64_t end = table == image->dynsym ? image->symbols.count : image->dynsym_first;
    return index && at < end && (table == image->dynsym || table == image->symtab) ? (uint32_t)at : NO_SYMBOL;
}

/* One SHT_RELA section, when what it relocates is loaded. */
static void read_relocations(struct image *image, const struct image_section *section)
{
    uint64_t base = 0;
    if (image->relocatable) {
        if (section->info >= image->sections.count || !image->sections.items[section->info].loaded)
            return;
        base = image->sections.items[section->info].address;
    } else if (!(section->flags & SHF_ALLOC)) {
        return; /* --emit-relocs: the same again */
    }
    for (uint64_t i = 0; i < section->size / sizeof(Elf64_Rela); i++) {
        Elf64_Rela from;
        memcpy(&from, section->bytes + i * sizeof from, sizeof from);
        if (image->relocatable && from.r_offset >= image->sections.items[section->info].size)
            continue;
        *array_push(&image->relocations, image->arena) =
            (struct image_relocation){.address = base + from.r_offset,
                                      .addend = from.r_addend,
                                      .symbol = symbol_of(image, section->link, ELF64_R_SYM(from.r_info)),
                                      .type = (uint32_t)ELF64_R_TYPE(from.r_info)};
    }
}

static void push_relative(struct image *image, uint64_t address)
{
    uint64_t value;
    if (image_number(image, address, 8, &value))
        *array_push(&image->relocations, image->arena) = (struct image_relocation){
            .address = address, .addend = (int64_t)value, .symbol = NO_SYMBOL, .type = image->arch->relative};
}

/* SHT_RELR: an even word is the address of one pointer; an odd one has a bit for each of the 63 words that
 * follow. */
static void read_packed(struct image *image, const struct image_section *section)
{
    uint64_t next = 0;
    for (uint64_t i = 0; i < section->size / 8; i++) {
        uint64_t word;
        memcpy(&word, section->bytes + i * 8, 8);
        if (!(word & 1)) {
            push_relative(image, word);
            next = word + 8;
            continue;
        }
        for (unsigned bit = 0; bit < 63; bit++)
            if (word >> (bit + 1) & 1)
                push_relative(image, next + (uint64_t)bit * 8);
        next += (uint64_t)63 * 8;
    }
}

static int compare_relocations(const void *a, const void *b)
{
    const struct image_relocation *x = a, *y = b;
    if (x->address != y->address)
        return x->address < y->address ? -1 : 1;
    return x->type < y->type ? -1 : x->type > y->type;
}

static void read_all_relocations(struct image *image)
{
    for (uint32_t i = 0; i < image->sections.count; i++) {
        const struct image_section *section = &image->sections.items[i];
        if (section->type == SHT_RELA)
            read_relocations(image, section);
        else if (section->type == SHT_RELR && !image->relocatable)
            read_packed(image, section);
    }
    for (uint32_t i = 1; i < image->relocations.count; i++)
        if (compare_relocations(&image->relocations.items[i - 1], &image->relocations.items[i]) > 0) {
            qsort(image->relocations.items, image->relocations.count, sizeof *image->relocations.items,
                  compare_relocations);
            return;
        }
}

const char *image_open(struct image *image, const unsigned char *bytes, size_t length, struct arena *arena)
{
    Elf64_Ehdr header = {0};
    *image = (struct image){.bytes = bytes, .length = length, .arena = arena};
    const char *trouble = check_header(image, &header);
    if (!trouble)
        trouble = read_sections(image, &header);
    if (!trouble)
        trouble = place_sections(image, &header);
    if (trouble)
        return trouble;
    if (image->order.count)
        qsort_r(image->order.items, image->order.count, sizeof *image->order.items, compare_sections, image);
    read_symbol_tables(image);
    read_all_relocations(image);
    return NULL;
}

const struct image_section *image_section_at(struct image *image, uint64_t address)
{
    const struct image_section *last = &image->sections.items[image->last];
    if (last->loaded && address >= last->address && address - last->address < last->size)
        return last;
    uint32_t low = 0, high = image->order.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (image->sections.items[image->order.items[middle]].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        return NULL;
    const struct image_section *section = &image->sections.items[image->order.items[low - 1]];
    if (address - section->address >= section->size)
        return NULL;
    image->last = image->order.items[low - 1];
    return section;
}

const unsigned char *image_bytes(struct image *image, uint64_t address, uint64_t *available)
{
    const struct image_section *section = image_section_at(image, address);
    *available = section && section->bytes ? section->size - (address - section->address) : 0;
    return *available ? section->bytes + (address - section->address) : NULL;
}

bool image_number(struct image *image, uint64_t address, unsigned width, uint64_t *number)
{
    uint64_t available;
    const unsigned char *bytes = image_bytes(image, address, &available);
    if (available < width)
        return false;
    *number = 0;
    memcpy(number, bytes, width);
    return true;
}

uint32_t image_relocation_from(const struct image *image, uint64_t address)
{
    uint32_t low = 0, high = image->relocations.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (image->relocations.items[middle].address < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct image_relocation *image_relocation_at(const struct image *image, uint64_t address)
{
    uint32_t at = image_relocation_from(image, address);
    return at < image->relocations.count && image->relocations.items[at].address == address
               ? &image->relocations.items[at]
               : NULL;
}

const struct image_section *image_section_named(const struct image *image, const char *name)
{
    for (uint32_t i = 1; i < image->sections.count; i++)
        if (strcmp(image->sections.items[i].name, name) == 0)
            return &image->sections.items[i];
    return NULL;
}
