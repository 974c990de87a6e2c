/* SPDX-License-Identifier: Apache-2.0
 *
 * What is at an address, what a relocation names, what a slot of the global offset table holds, where a stub
 * leads.
 */
#include "facts/object/reader.h"
#include <string.h>

name_id symbol_name(const struct reader *reader, uint32_t symbol)
{
    const char *name = reader->image.symbols.items[symbol].name, *version = strchr(name, '@');
    size_t length = version && version != name ? (size_t)(version - name) : strlen(name);
    return intern_bytes(reader->facts->names, name, length);
}

struct location location_at(uint64_t address)
{
    return (struct location){.address = address, .symbol = NO_SYMBOL, .known = true};
}

struct location location_of(const struct reader *reader, const struct image_relocation *relocation,
                            int64_t bias)
{
    int64_t addend = (int64_t)((uint64_t)relocation->addend + (uint64_t)bias);
    if (relocation->symbol == NO_SYMBOL)
        return location_at((uint64_t)addend);
    const struct image_symbol *symbol = &reader->image.symbols.items[relocation->symbol];
    return (struct location){.address = symbol->address + (uint64_t)addend,
                             .addend = addend,
                             .symbol = relocation->symbol,
                             .known = symbol->defined};
}

uint32_t datum_at(const struct reader *reader, uint64_t address, int64_t *offset)
{
    enum { NESTED = 16 }; /* so many symbols may stand inside a datum before the address asked for */
    uint32_t low = 0, high = reader->data_order.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (reader->facts->data.items[reader->data_order.items[middle]].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    for (unsigned i = 0; i < NESTED && low; i++) {
        uint32_t datum = reader->data_order.items[--low];
        const struct object_datum *found = &reader->facts->data.items[datum];
        *offset = (int64_t)(address - found->address);
        if (address - found->address < found->size || address == found->address)
            return datum;
    }
    return NONE;
}

struct named location_name(const struct reader *reader, struct location location)
{
    struct named named = {.function = NONE};
    if (!location.known && location.symbol == NO_SYMBOL)
        return named;
    if (location.symbol != NO_SYMBOL) {
        const struct image_symbol *symbol = &reader->image.symbols.items[location.symbol];
        if (!location.known || !symbol->section) {
            named.name = symbol_name(reader, location.symbol);
            named.offset = location.addend;
            return named;
        }
        if (!location.addend && reader->function_of_symbol[location.symbol] != NONE) {
            named.function = reader->function_of_symbol[location.symbol];
            named.name = reader->facts->functions.items[named.function].name;
            return named;
        }
        if (symbol->bind != STB_LOCAL && symbol->type != STT_SECTION && symbol->type != STT_FUNC) {
            named.name = symbol_name(reader, location.symbol);
            named.offset = location.addend;
            return named;
        }
    }
    named.function = function_at(reader, location.address);
    if (named.function != NONE) {
        named.name = reader->facts->functions.items[named.function].name;
        return named;
    }
    uint32_t datum = datum_at(reader, location.address, &named.offset);
    if (datum != NONE)
        named.name = reader->facts->data.items[datum].name;
    else
        named.offset = 0;
    return named;
}

bool location_in_slot(struct reader *reader, uint64_t slot, struct location *location,
                      const struct image_relocation **relocation)
{
    const struct image_relocation *found = image_relocation_at(&reader->image, slot);
    if (relocation)
        *relocation = found;
    if (found) {
        enum relocation_use use = reader->image.arch->use(found->type);
        *location = location_of(reader, found, 0);
        return use == RELOCATION_SLOT || use == RELOCATION_RESOLVER || use == RELOCATION_BASE;
    }
    const struct image_section *section = image_section_at(&reader->image, slot);
    uint64_t address;
    if (!section || strncmp(section->name, ".got", 4) != 0 || !reader->image.fixed ||
        !image_number(&reader->image, slot, 8, &address) || !address)
        return false;
    *location = location_at(address);
    return true;
}

/* x86-64: jmp *slot(%rip). AArch64: adrp, ldr, add, br. So follow addresses for a few instructions. */
bool location_of_stub(struct reader *reader, uint64_t address, uint64_t *slot)
{
    enum { LONGEST = 6 };
    const struct image_section *section = image_section_at(&reader->image, address);
    if (!section || !functions_is_stub(section))
        return false;
    uint64_t known[REGISTERS] = {0}, loaded[REGISTERS] = {0};
    for (unsigned i = 0; i < LONGEST; i++) {
        uint64_t available;
        const unsigned char *bytes = image_bytes(&reader->image, address, &available);
        struct step step;
        if (!bytes || !reader->image.arch->decode(bytes, available, address, &step))
            return false;
        address += step.size;
        if (step.kind == STEP_JUMP_POINTER) {
            *slot = step.memory == MEMORY_FIXED ? step.target : step.base < REGISTERS ? loaded[step.base] : 0;
            return *slot != 0;
        }
        if (step.kind != STEP_PLAIN && step.kind != STEP_PADDING)
            return false;
        if (step.operation == OPERATION_ADDRESS && step.reg < REGISTERS)
            known[step.reg] = step.target;
        if (step.operation == OPERATION_LOAD && step.reg < REGISTERS && step.base < REGISTERS &&
            known[step.base])
            loaded[step.reg] = known[step.base] + step.target;
        if (step.operation == OPERATION_ADD && step.reg < REGISTERS && step.base < REGISTERS &&
            known[step.base] && step.index == NO_REGISTER)
            known[step.reg] = known[step.base] + (uint64_t)step.value;
    }
    return false;
}
