/* SPDX-License-Identifier: Apache-2.0
 *
 * An ELF file as the rest of this folder sees it: sections with addresses, symbols, relocations sorted by
 * place. Only image.c touches the file's own structures, and it believes no offset, size or index of them:
 * what points outside is dropped. (libelf would do as well here; libdw needs it, and uses it in dwarf.c
 * alone.)
 */
#ifndef SIGVET_FACTS_OBJECT_IMAGE_H
#define SIGVET_FACTS_OBJECT_IMAGE_H

#include "base/array.h"
#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arch;

struct image_section {
    const char *name;
    const unsigned char *bytes; /* NULL: none in the file */
    uint64_t address;           /* of a relocatable object: given by us; 0 when it is not loaded */
    uint64_t size;
    uint64_t offset; /* in the file */
    uint64_t flags;
    uint64_t entry_size;
    uint32_t type;
    uint32_t link;
    uint32_t info;
    bool loaded; /* has an address range of its own */
};

struct image_symbol {
    const char *name;
    const char *file; /* of the STT_FILE symbol before it, for local ones; NULL: not known */
    uint64_t address; /* 0 when undefined */
    uint64_t size;
    uint32_t section; /* 0: undefined, absolute or common */
    uint8_t type;
    uint8_t bind;
    uint8_t visibility;
    bool dynamic; /* from .dynsym */
    bool defined; /* has a section, or is absolute or common */
};

/* What a relocation puts at a place; type is the machine's. */
struct image_relocation {
    uint64_t address; /* of the place */
    int64_t addend;
    uint32_t symbol; /* NO_SYMBOL: none */
    uint32_t type;
};

#define NO_SYMBOL UINT32_MAX

struct image {
    const unsigned char *bytes;
    size_t length;
    const struct arch *arch;
    bool relocatable;
    bool fixed;    /* linked to run at its own addresses */
    uint16_t type; /* ET_… */
    uint64_t entry;
    ARRAY(struct image_section) sections;
    ARRAY(uint32_t) order;                      /* loaded sections by address */
    ARRAY(struct image_symbol) symbols;         /* .symtab, then .dynsym */
    ARRAY(struct image_relocation) relocations; /* of loaded sections, by address */
    uint32_t symtab;                            /* section, 0: none */
    uint32_t dynsym;
    uint32_t dynsym_first; /* where its symbols begin */
    uint32_t last;         /* the section found last: the next question is mostly about it */
    struct arena *arena;
};

/* Reads headers, symbols and relocations. NULL when it worked, else one clause saying why the file is not
 * read. */
const char *image_open(struct image *image, const unsigned char *bytes, size_t length, struct arena *arena);

/* The loaded section that holds an address; NULL: none. */
const struct image_section *image_section_at(struct image *image, uint64_t address);

/* The bytes from an address to the end of its section; NULL, and 0 bytes, when the file has none. */
const unsigned char *image_bytes(struct image *image, uint64_t address, uint64_t *available);

/* A little-endian number of width bytes (1 to 8) at an address. */
bool image_number(struct image *image, uint64_t address, unsigned width, uint64_t *number);

/* The first relocation at or behind an address: an index into relocations, or their count. */
uint32_t image_relocation_from(const struct image *image, uint64_t address);

/* The relocation exactly at an address; NULL: none. */
const struct image_relocation *image_relocation_at(const struct image *image, uint64_t address);

/* The first section of that name; NULL: none. */
const struct image_section *image_section_named(const struct image *image, const char *name);

static inline bool image_executable(const struct image_section *section)
{
    return section->loaded && section->flags & SHF_EXECINSTR;
}

#endif
