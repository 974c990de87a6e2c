/* SPDX-License-Identifier: Apache-2.0
 *
 * .symtab where there is one, else .dynsym: the functions, sorted by address. Files are read, never mapped,
 * and every number in them is checked: they may change or be nonsense.
 */
#include "sigprof/symbols.h"
#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { MOST_SEGMENTS = 64, MOST_SYMBOLS = 1 << 22 };

static const uint64_t most_text = (uint64_t)1 << 28;

struct symbol_file {
    struct symbol_file *next;
    const char *path;
    bool all;
    struct symbol *items;
    size_t count;
    Elf64_Phdr *segments;
    size_t segment_count;
};

struct reading {
    int file;
    struct symbols *symbols;
};

static void *read_at(const struct reading *reading, uint64_t offset, uint64_t size)
{
    char *bytes = offset < INT64_MAX ? memory_take(&reading->symbols->memory, size + 1) : NULL;
    uint64_t have = 0;
    while (bytes && have < size) {
        ssize_t got = pread(reading->file, bytes + have, size - have, (off_t)(offset + have));
        if (got <= 0)
            return NULL;
        have += (uint64_t)got;
    }
    return bytes;
}

/* ---- in order of address: heapsort, for qsort may call malloc ---- */

static void sink(struct symbol *items, size_t at, size_t count)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && items[child + 1].address > items[child].address)
            child++;
        if (items[at].address >= items[child].address)
            return;
        struct symbol other = items[at];
        items[at] = items[child];
        items[child] = other;
    }
}

static void sort(struct symbol *items, size_t count)
{
    for (size_t at = count / 2; at > 0; at--)
        sink(items, at - 1, count);
    for (size_t last = count; last > 1; last--) {
        struct symbol largest = items[0];
        items[0] = items[last - 1];
        items[last - 1] = largest;
        sink(items, 0, last - 1);
    }
}

/* ---- a file ---- */

static void take_table(const struct reading *reading, const Elf64_Shdr *table, const Elf64_Shdr *texts,
                       struct symbol_file *file)
{
    size_t count = table->sh_size / sizeof(Elf64_Sym);
    if (table->sh_entsize != sizeof(Elf64_Sym) || count > MOST_SYMBOLS || texts->sh_size == 0 ||
        texts->sh_size > most_text)
        return;
    const Elf64_Sym *found = read_at(reading, table->sh_offset, count * sizeof *found);
    char *text = read_at(reading, texts->sh_offset, texts->sh_size);
    struct symbol *items = memory_take(&reading->symbols->memory, count * sizeof *items + 1);
    if (!found || !text || !items)
        return;
    text[texts->sh_size - 1] = '\0';
    file->items = items;
    for (size_t i = 0; i < count; i++) {
        unsigned type = ELF64_ST_TYPE(found[i].st_info);
        if ((type == STT_FUNC || type == STT_GNU_IFUNC) && found[i].st_shndx != SHN_UNDEF &&
            found[i].st_name < texts->sh_size && text[found[i].st_name] != '\0')
            items[file->count++] =
                (struct symbol){found[i].st_value, found[i].st_size, text + found[i].st_name, 0};
    }
    sort(items, file->count);
}

static void read_file(const struct reading *reading, struct symbol_file *file)
{
    const Elf64_Ehdr *header = read_at(reading, 0, sizeof *header);
    if (!header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_ident[EI_CLASS] != ELFCLASS64 ||
        header->e_phentsize != sizeof(Elf64_Phdr) || header->e_phnum > MOST_SEGMENTS ||
        header->e_shentsize != sizeof(Elf64_Shdr))
        return;
    file->segments = read_at(reading, header->e_phoff, header->e_phnum * sizeof *file->segments);
    file->segment_count = file->segments ? header->e_phnum : 0;
    const Elf64_Shdr *sections = read_at(reading, header->e_shoff, header->e_shnum * sizeof *sections);
    const Elf64_Shdr *table = NULL;
    for (size_t i = 0; sections && i < header->e_shnum; i++)
        if (sections[i].sh_type == SHT_SYMTAB || (sections[i].sh_type == SHT_DYNSYM && !table))
            table = &sections[i];
    if (!table || table->sh_link >= header->e_shnum)
        return;
    file->all = table->sh_type == SHT_SYMTAB;
    take_table(reading, table, &sections[table->sh_link], file);
}

static struct symbol_file *find_file(struct symbols *symbols, const char *path)
{
    for (struct symbol_file *file = symbols->files; file; file = file->next)
        if (strcmp(file->path, path) == 0)
            return file;
    struct symbol_file *file = memory_take(&symbols->memory, sizeof *file);
    if (!file)
        return NULL;
    *file = (struct symbol_file){.next = symbols->files, .path = path};
    symbols->files = file;
    struct reading reading = {path[0] == '/' ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1, symbols};
    if (reading.file >= 0) {
        read_file(&reading, file);
        close(reading.file);
    }
    return file;
}

/* ---- addresses ---- */

static bool address_in_file(const struct symbol_file *file, const struct mapping *mapping, uintptr_t address,
                            uint64_t *into)
{
    uint64_t offset = address - mapping->start + mapping->offset;
    for (size_t i = 0; i < file->segment_count; i++) {
        const Elf64_Phdr *segment = &file->segments[i];
        if (segment->p_type == PT_LOAD && offset >= segment->p_offset &&
            offset - segment->p_offset < segment->p_filesz) {
            *into = offset - segment->p_offset + segment->p_vaddr;
            return true;
        }
    }
    return false;
}

struct symbol *symbols_find(struct symbols *symbols, const struct mapping *mapping, uintptr_t address)
{
    struct symbol_file *file = find_file(symbols, mapping->file);
    uint64_t there;
    if (!file || file->count == 0 || !address_in_file(file, mapping, address, &there))
        return NULL;
    size_t low = 0, high = file->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (file->items[middle].address <= there)
            low = middle + 1;
        else
            high = middle;
    }
    /* Of several names the first one that is long enough; assembler code may have no size. */
    for (size_t at = low; at > 0 && low - at < 8; at--) {
        struct symbol *symbol = &file->items[at - 1];
        if (there - symbol->address < symbol->size || (symbol->size == 0 && file->all))
            return symbol;
    }
    return NULL;
}

bool symbols_all(const struct symbols *symbols, const struct mapping *mapping)
{
    for (const struct symbol_file *file = symbols->files; file; file = file->next)
        if (strcmp(file->path, mapping->file) == 0)
            return file->all && file->count > 0;
    return false;
}

void symbols_release(struct symbols *symbols)
{
    memory_release(&symbols->memory);
    symbols->files = NULL;
}
