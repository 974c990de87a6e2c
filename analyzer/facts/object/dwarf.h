/* SPDX-License-Identifier: Apache-2.0
 *
 * libdw over the bytes of an object. What debug.c and places.c share: opening, walking units, files and
 * ranges.
 */
#ifndef SIGVET_FACTS_OBJECT_DWARF_H
#define SIGVET_FACTS_OBJECT_DWARF_H

#include "base/map.h"
#include "facts/object/object.h"
#include <dwarf.h>
#include <elfutils/libdw.h>

struct debug {
    const struct object_facts *facts;
    Elf *elf;
    Dwarf *dwarf;
    uint64_t steps;         /* DIEs that may still be visited: hostile siblings can go in circles */
    struct map *real_files; /* name as DWARF has it, to the real path */
    struct map *real_folders;
    struct arena *arena;    /* of the results */
    struct arena *scratch;
};

/* One compilation unit; die is where its functions are, which with split DWARF is another file. */
struct debug_unit {
    Dwarf_Die die;
    Dwarf_Die skeleton; /* has the line table; the same as die without split DWARF */
    const char *directory;
    Dwarf_CU *next; /* for debug_next_unit */
    bool missing;   /* its .dwo was not found */
};

/* Opens; NULL when it worked, else one clause saying why not. debug_close is needed either way. */
const char *debug_open(struct debug *debug, const struct object_facts *facts, struct arena *arena);
void debug_close(struct debug *debug);

/* The first unit (zeroed before), then the next; false: no more. */
bool debug_next_unit(struct debug *debug, struct debug_unit *unit);

/* The real, absolute path of a file. */
name_id debug_file(struct debug *debug, const struct debug_unit *unit, const char *file);

/* The n-th file of a unit's line table; 0: none. */
name_id debug_numbered_file(struct debug *debug, struct debug_unit *unit, uint64_t number);

/* An attribute that is a number, followed to the abstract instance; 0: none. */
uint64_t debug_number(Dwarf_Die *die, unsigned attribute);

/* The linker name that DWARF gives, or NULL. */
const char *debug_linkage(Dwarf_Die *die);

#endif
