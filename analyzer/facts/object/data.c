/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes symbols, relocations and the bytes of data sections, gives the named data, the addresses that data
 * holds (each slot of an operations table is a reference), and the labels: addresses inside functions that a
 * computed goto or a jump table may reach.
 */
#include "facts/object/reader.h"
#include <stdlib.h>
#include <string.h>

static bool is_datum(const struct reader *reader, const struct image_symbol *symbol)
{
    const struct image_section *section = &reader->image.sections.items[symbol->section];
    if (!*symbol->name || symbol->name[0] == '$' || (symbol->name[0] == '.' && symbol->name[1] == 'L'))
        return false;
    if (symbol->type == STT_OBJECT || symbol->type == STT_COMMON || symbol->type == STT_TLS)
        return symbol->defined;
    return symbol->type == STT_NOTYPE && symbol->section && section->loaded && !image_executable(section) &&
           symbol->address - section->address < section->size;
}

static int compare_data(const void *a, const void *b, void *payload)
{
    const struct object_facts *facts = payload;
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    const struct object_datum *x = &facts->data.items[left], *y = &facts->data.items[right];
    if (x->address != y->address)
        return x->address < y->address ? -1 : 1;
    if (x->size != y->size)
        return x->size < y->size ? -1 : 1;
    return (left > right) - (left < right);
}

static int compare_ranges(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return x->start != y->start ? (x->start < y->start ? -1 : 1) : (x->end > y->end) - (x->end < y->end);
}

/* Sorts the islands and joins those that touch. */
static void join_islands(struct reader *reader)
{
    uint32_t kept = 0;
    if (reader->islands.count)
        qsort(reader->islands.items, reader->islands.count, sizeof *reader->islands.items, compare_ranges);
    for (uint32_t i = 0; i < reader->islands.count; i++) {
        struct range island = reader->islands.items[i];
        struct range *last = kept ? &reader->islands.items[kept - 1] : NULL;
        if (last && island.start <= last->end)
            last->end = island.end > last->end ? island.end : last->end;
        else
            reader->islands.items[kept++] = island;
    }
    reader->islands.count = kept;
}

/* AArch64's mapping symbols: $d begins data, $x begins code. They stand in the order of the symbol table. */
struct mapping {
    uint64_t address;
    uint32_t section;
    bool data;
};

static int compare_mappings(const void *a, const void *b)
{
    const struct mapping *x = a, *y = b;
    return x->address != y->address ? (x->address < y->address ? -1 : 1) : x->data - y->data;
}

static void add_mapped(struct reader *reader)
{
    ARRAY(struct mapping) mappings = {0};
    for (uint32_t i = 0; i < reader->image.symbols.count; i++) {
        const struct image_symbol *symbol = &reader->image.symbols.items[i];
        if (symbol->name[0] != '$' || !symbol->section ||
            (symbol->name[1] != 'd' && symbol->name[1] != 'x') ||
            !image_executable(&reader->image.sections.items[symbol->section]))
            continue;
        *array_push(&mappings, reader->scratch) =
            (struct mapping){symbol->address, symbol->section, symbol->name[1] == 'd'};
    }
    if (mappings.count)
        qsort(mappings.items, mappings.count, sizeof *mappings.items, compare_mappings);
    for (uint32_t i = 0; i < mappings.count; i++) {
        const struct mapping *from = &mappings.items[i];
        const struct image_section *section = &reader->image.sections.items[from->section];
        uint64_t end = section->address + section->size;
        if (i + 1 < mappings.count && mappings.items[i + 1].address < end)
            end = mappings.items[i + 1].address;
        if (from->data && end > from->address)
            *array_push(&reader->islands, reader->scratch) = (struct range){from->address, end};
    }
}

static void add_data(struct reader *reader)
{
    struct object_facts *facts = reader->facts;
    for (uint32_t i = 0; i < reader->image.symbols.count; i++) {
        const struct image_symbol *symbol = &reader->image.symbols.items[i];
        if (!is_datum(reader, symbol) || (symbol->dynamic && reader->image.symtab))
            continue;
        const struct image_section *section = &reader->image.sections.items[symbol->section];
        *array_push(&facts->data, reader->arena) =
            (struct object_datum){.name = symbol_name(reader, i),
                                  .file = intern_text(facts->names, symbol->file),
                                  .section = symbol->section,
                                  .address = symbol->address,
                                  .size = symbol->size,
                                  .scope = symbol->bind == STB_LOCAL    ? SCOPE_LOCAL
                                           : symbol->bind == STB_GLOBAL ? SCOPE_GLOBAL
                                                                        : SCOPE_WEAK};
        if (!symbol->section || !section->loaded || (symbol->type == STT_TLS && !reader->image.relocatable))
            continue;
        *array_push(&reader->data_order, reader->scratch) = facts->data.count - 1;
        uint64_t room = section->size - (symbol->address - section->address);
        if (image_executable(section) && symbol->size && symbol->address >= section->address &&
            symbol->address - section->address < section->size)
            *array_push(&reader->islands, reader->scratch) = (struct range){
                symbol->address, symbol->address + (symbol->size < room ? symbol->size : room)};
    }
    if (reader->data_order.count)
        qsort_r(reader->data_order.items, reader->data_order.count, sizeof *reader->data_order.items,
                compare_data, facts);
}

/* Sections whose relocations say where code is, not that anybody takes its address. */
static bool describes_code(const struct image_section *section)
{
    static const char *const names[] = {
        ".eh_frame",    ".gcc_except_table", ".kcfi_traps",   ".llvm_bb_addr_map",
        ".sframe",      ".stack_sizes",      "__mcount_loc",  "__patchable_function_entries",
        "__sancov_pcs", "xray_fn_idx",       "xray_instr_map"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(section->name, names[i]) == 0)
            return true;
    return false;
}

static void add_reference(struct reader *reader, uint64_t slot, const struct image_section *section,
                          struct location location)
{
    struct named named = location_name(reader, location);
    if (!named.name)
        return;
    struct object_reference *reference = array_push(&reader->facts->references, reader->arena);
    *reference = (struct object_reference){.function = named.function,
                                           .name = named.name,
                                           .offset = named.offset,
                                           .holder = NONE,
                                           .address = slot,
                                           .section = (uint32_t)(section - reader->image.sections.items),
                                           .access = OBJECT_ACCESS_INITIAL};
    uint32_t datum = datum_at(reader, slot, &reference->datum_offset);
    if (datum != NONE)
        reference->datum = reader->facts->data.items[datum].name;
    else
        reference->datum_offset = (int64_t)(slot - section->address);
}

/* One relocation of a section that is no code. */
static void take_relocation(struct reader *reader, const struct image_relocation *relocation,
                            const struct image_section *section)
{
    enum relocation_use use = reader->image.arch->use(relocation->type);
    if (use != RELOCATION_ABSOLUTE && use != RELOCATION_RELATIVE && use != RELOCATION_BASE &&
        use != RELOCATION_RESOLVER && !(use == RELOCATION_SLOT && strncmp(section->name, ".got", 4) != 0))
        return;
    struct location location = location_of(reader, relocation, 0);
    const struct image_section *to =
        location.known ? image_section_at(&reader->image, location.address) : NULL;
    if (to && image_executable(to) && function_at(reader, location.address) == NONE) {
        if (use != RELOCATION_RELATIVE) /* those of a jump table are counted from the table, which is not
                                           known here */
            *array_push(&reader->labels, reader->scratch) = location.address;
        return;
    }
    if (strncmp(section->name, ".got", 4) != 0)
        add_reference(reader, relocation->address, section, location);
}

/* A binary that is not moved has no relocations: any aligned word that is a function's address counts as one.
 */
static void scan_words(struct reader *reader, const struct image_section *section)
{
    if (!section->bytes || image_executable(section) || section->type == SHT_NOTE ||
        section->type == SHT_DYNSYM || section->type == SHT_STRTAB || section->type == SHT_RELA ||
        strncmp(section->name, ".got", 4) == 0 || describes_code(section) || section->address % 8)
        return;
    for (uint64_t at = 0; at + 8 <= section->size; at += 8) {
        uint64_t word;
        memcpy(&word, section->bytes + at, 8);
        const struct image_section *to = word ? image_section_at(&reader->image, word) : NULL;
        if (!to || !image_executable(to))
            continue;
        if (function_at(reader, word) != NONE)
            add_reference(reader, section->address + at, section, location_at(word));
        else
            *array_push(&reader->labels, reader->scratch) = word;
    }
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

void data_read(struct reader *reader)
{
    add_data(reader);
    add_mapped(reader);
    join_islands(reader);
}

void data_references(struct reader *reader)
{
    for (uint32_t i = 0; i < reader->image.relocations.count; i++) {
        const struct image_relocation *relocation = &reader->image.relocations.items[i];
        const struct image_section *section = image_section_at(&reader->image, relocation->address);
        if (section && !image_executable(section) && !describes_code(section))
            take_relocation(reader, relocation, section);
    }
    for (uint32_t i = 0; i < reader->image.order.count && reader->image.fixed; i++)
        scan_words(reader, &reader->image.sections.items[reader->image.order.items[i]]);
    if (reader->labels.count)
        qsort(reader->labels.items, reader->labels.count, sizeof *reader->labels.items, compare_numbers);
}
