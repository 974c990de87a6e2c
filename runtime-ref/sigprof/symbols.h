/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of functions by address, from the symbol tables of the files that are mapped. A file is read when its
 * first address is asked for; what cannot be read, or makes no sense, has no names. Nothing here calls
 * malloc.
 */
#pragma once

#include "sigprof/maps.h"

struct symbol {
    uint64_t address, size; /* as the file has them */
    const char *name;
    uint32_t number; /* for the caller; 0 at first */
};

struct symbol_file;

struct symbols {
    struct memory memory;
    struct symbol_file *files;
};

/* Null: no function of the file is known to be there. */
struct symbol *symbols_find(struct symbols *symbols, const struct mapping *mapping, uintptr_t address);

/* Was an address of the file asked for, and has it the table of all its functions, not only of those that it
 * exports? */
bool symbols_all(const struct symbols *symbols, const struct mapping *mapping);
void symbols_release(struct symbols *symbols);
