/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the path of a program or library, gives its functions by address, its stubs, and the words of it that
 * the dynamic linker fills with addresses of functions.
 */
#include "trace/trace.h"
#include <elf.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int compare_symbols(const void *left, const void *right)
{
    const struct symbol *a = left, *b = right;
    if (a->address != b->address)
        return a->address < b->address ? -1 : 1;
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return strcmp(a->name, b->name);
}

static void sort_symbols(struct symbol *items, uint32_t count)
{
    if (count)
        qsort(items, count, sizeof *items, compare_symbols);
}

static void add_functions(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, struct image *image,
                          struct arena *arena)
{
    Elf_Data *data = elf_getdata(section, NULL);
    size_t count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
    for (size_t i = 0; data && i < count; i++) {
        GElf_Sym symbol;
        if (!gelf_getsym(data, (int)i, &symbol) || symbol.st_shndx == SHN_UNDEF)
            continue;
        int type = GELF_ST_TYPE(symbol.st_info);
        const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);
        if ((type == STT_FUNC || type == STT_GNU_IFUNC) && name && *name)
            *array_push(&image->functions.items, arena) =
                (struct symbol){symbol.st_value, symbol.st_size, arena_text(name, arena)};
    }
}

/* Relocations that put the address of a named symbol into a word. */
static void add_slots(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, struct image *image,
                      struct arena *arena)
{
    Elf_Data *data = elf_getdata(section, NULL);
    Elf_Scn *linked = elf_getscn(elf, header->sh_link);
    GElf_Shdr names;
    Elf_Data *symbols = linked && gelf_getshdr(linked, &names) ? elf_getdata(linked, NULL) : NULL;
    size_t count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
    for (size_t i = 0; data && symbols && i < count; i++) {
        GElf_Rela rela;
        GElf_Sym symbol;
        if (!gelf_getrela(data, (int)i, &rela) || !GELF_R_SYM(rela.r_info) ||
            !gelf_getsym(symbols, (int)GELF_R_SYM(rela.r_info), &symbol))
            continue;
        const char *name = elf_strptr(elf, names.sh_link, symbol.st_name);
        if (name && *name)
            *array_push(&image->slots.items, arena) =
                (struct symbol){rela.r_offset, 8, arena_text(name, arena)};
    }
}

static void read_sections(Elf *elf, struct image *image, struct arena *arena)
{
    size_t names = 0;
    bool whole = false;
    elf_getshdrstrndx(elf, &names);
    for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB)
            whole = true;
    }
    for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
        GElf_Shdr header;
        if (!gelf_getshdr(section, &header))
            continue;
        const char *name = elf_strptr(elf, names, header.sh_name);
        if (header.sh_type == (whole ? SHT_SYMTAB : SHT_DYNSYM))
            add_functions(elf, section, &header, image, arena);
        else if (header.sh_type == SHT_RELA && header.sh_flags & SHF_ALLOC)
            add_slots(elf, section, &header, image, arena);
        else if (name && text_starts(name, ".plt"))
            *array_push(&image->stubs.items, arena) =
                (struct span){header.sh_addr, header.sh_addr + header.sh_size, header.sh_offset};
    }
    sort_symbols(image->functions.items.items, image->functions.items.count);
    sort_symbols(image->slots.items.items, image->slots.items.count);
}

static void read_segments(Elf *elf, struct image *image, struct arena *arena)
{
    size_t count = 0;
    elf_getphdrnum(elf, &count);
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr header;
        if (gelf_getphdr(elf, (int)i, &header) && header.p_type == PT_LOAD && header.p_flags & PF_X)
            *array_push(&image->segments.items, arena) =
                (struct span){header.p_vaddr, header.p_vaddr + header.p_filesz, header.p_offset};
    }
}

static void read_image(struct image *image, struct arena *arena)
{
    int file = open(image->path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(file, ELF_C_READ, NULL);
    if (elf && elf_kind(elf) == ELF_K_ELF) {
        read_segments(elf, image, arena);
        read_sections(elf, image, arena);
    }
    elf_end(elf);
    close(file);
}

uint32_t images_find(struct images *images, const char *path)
{
    for (uint32_t i = 0; i < images->items.count; i++)
        if (strcmp(images->items.items[i].path, path) == 0)
            return i;
    struct image *image = array_push(&images->items, images->arena);
    image->path = arena_text(path, images->arena);
    for (const char *const *own = images->own; *own; own++)
        image->own |= text_starts(path, *own);
    read_image(image, images->arena);
    return images->items.count - 1;
}

/* The last one that does not begin behind the address; items.count: none. */
static uint32_t last_from(const struct symbol *items, uint32_t count, uint64_t address)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (items[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? low - 1 : count;
}

const struct symbol *image_around(const struct image *image, uint64_t address)
{
    uint32_t count = image->functions.items.count;
    const struct symbol *items = image->functions.items.items;
    for (uint32_t i = last_from(items, count, address); i < count; i--) {
        const struct symbol *symbol = &items[i];
        if (symbol->size == 0 || address < symbol->address + symbol->size)
            return symbol;
        if (address - symbol->address > 1 << 20)
            break;
    }
    return NULL;
}

const char *name_base(const char *name, struct arena *arena)
{
    const char *dot = strchr(name + 1, '.');
    return dot ? arena_copy(name, (size_t)(dot - name), arena) : name;
}

bool image_is_stub(const struct image *image, uint64_t address)
{
    for (uint32_t i = 0; i < image->stubs.items.count; i++)
        if (address >= image->stubs.items.items[i].low && address < image->stubs.items.items[i].high)
            return true;
    return false;
}

const char *image_slot(const struct image *image, uint64_t address)
{
    uint32_t count = image->slots.items.count;
    uint32_t at = last_from(image->slots.items.items, count, address);
    return at < count && image->slots.items.items[at].address == address ? image->slots.items.items[at].name
                                                                         : NULL;
}

bool is_start_file(const char *name)
{
    static const char *const names[] = {"__do_global_dtors_aux",
                                        "_dl_relocate_static_pie",
                                        "_fini",
                                        "_init",
                                        "_start",
                                        "deregister_tm_clones",
                                        "frame_dummy",
                                        "register_tm_clones"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}
