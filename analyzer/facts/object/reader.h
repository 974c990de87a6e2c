/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this folder share while one object is read: its image, the facts that grow, and the
 * questions "what is at this address" and "what does this relocation name". Everything here dies with the
 * reading.
 */
#ifndef SIGVET_FACTS_OBJECT_READER_H
#define SIGVET_FACTS_OBJECT_READER_H

#include "base/map.h"
#include "facts/object/arch.h"
#include "facts/object/image.h"
#include "facts/object/object_fact.h"

/* ---- frames.c: .eh_frame ---- */

struct frame {
    uint64_t start;
    uint64_t end;
    const unsigned char *initial; /* instructions of its CIE */
    const unsigned char *initial_end;
    const unsigned char *program; /* its own */
    const unsigned char *program_end;
    uint64_t code_align;
    int64_t data_align;
    uint8_t encoding; /* of addresses */
    bool signal;      /* a signal trampoline */
};

/* From address on, the canonical frame address is reg + offset; NO_REGISTER: an expression. */
struct frame_row {
    uint64_t address;
    int64_t offset;
    uint8_t reg; /* DWARF number */
};

struct frames {
    ARRAY(struct frame) items; /* by start */
    bool broken;               /* could not be read to its end */
};

struct frame_rows {
    ARRAY(struct frame_row) items;
};

void frames_read(struct image *image, struct arena *arena, struct frames *frames);
const struct frame *frames_at(const struct frames *frames, uint64_t start);

/* Runs the program of a frame; rows are replaced. False: it cannot be understood. */
bool frames_rows(const struct frame *frame, struct frame_rows *rows, struct arena *arena);

/* ---- the object that is being read ---- */

/* An address, or a symbol that has none here. */
struct location {
    uint64_t address; /* when known */
    int64_t addend;   /* from symbol */
    uint32_t symbol;  /* NO_SYMBOL: none */
    bool known;
};

/* What stands at a location. */
struct named {
    uint32_t function; /* starts there; NONE: none of this object */
    name_id name;      /* of the function, datum or undefined symbol; 0: nothing that has a name */
    int64_t offset;    /* of a datum or an undefined symbol: in it */
};

struct range {
    uint64_t start;
    uint64_t end;
};

struct reader {
    struct image image;
    struct object_facts *facts;
    struct frames frames;
    ARRAY(uint32_t) bodies;       /* functions that are bodies, by address */
    ARRAY(uint32_t) data_order;   /* data with an address, by address */
    ARRAY(struct range) islands;  /* data between code, said to be so by symbols; by start */
    ARRAY(uint64_t) labels;       /* addresses inside functions that data names, sorted */
    uint32_t *function_of_symbol; /* NONE: none */
    uint32_t *first_child;        /* of a body, its first .cold, .part, …; NULL: there are none at all */
    uint32_t *next_child;
    uint64_t budget;       /* bytes of code that may still be decoded */
    uint64_t entries;      /* of jump tables that may still be read */
    struct arena *arena;   /* of the facts */
    struct arena *scratch; /* of this reading */
};

void reader_gap(struct reader *reader, const char *kind, name_id subject, const char *why, uint32_t function);

/* ---- functions.c, coverage.c: who is where ---- */

void functions_read(struct reader *reader);
void functions_uncovered(struct reader *reader, uint32_t *order, uint32_t count);
name_id functions_nameless(struct reader *reader, uint64_t address);
void functions_parents(struct reader *reader);
/* The child of a body behind `after`, or its first when that is NONE; NONE: no more. */
uint32_t functions_child(const struct reader *reader, uint32_t body, uint32_t after);
bool functions_is_stub(const struct image_section *section);

uint32_t function_at(const struct reader *reader, uint64_t address); /* a body that starts there, or NONE */
uint32_t function_within(const struct reader *reader,
                         uint64_t address); /* the innermost body around it, or NONE */

/* ---- locations.c: what is at an address ---- */

struct location location_of(const struct reader *reader, const struct image_relocation *relocation,
                            int64_t bias);
struct location location_at(uint64_t address);
struct named location_name(const struct reader *reader, struct location location);
name_id symbol_name(const struct reader *reader, uint32_t symbol);

/* The datum that holds an address, or NONE; offset is where in it. */
uint32_t datum_at(const struct reader *reader, uint64_t address, int64_t *offset);

/* Linked: what a slot holds, when the linker or the dynamic linker says so. relocation may be NULL. */
bool location_in_slot(struct reader *reader, uint64_t slot, struct location *location,
                      const struct image_relocation **relocation);

/* Linked: the slot through which the stub at an address jumps. */
bool location_of_stub(struct reader *reader, uint64_t address, uint64_t *slot);

/* ---- data.c: addresses in data ---- */

void data_read(struct reader *reader); /* the named data and the labels */
void data_references(struct reader *reader);

/* ---- marks.c, notes.c: what sections, notes and the dynamic section say ---- */

void marks_read(struct reader *reader);
void mark_function(struct reader *reader, uint32_t function, const char *kind, name_id name);
void mark_call(struct reader *reader, uint32_t function, name_id callee);
void mark_use(struct reader *reader, uint32_t function, struct location used);
void notes_read(struct reader *reader);

/* ---- walk.c: the code ---- */

void walk_functions(struct reader *reader);

/* ---- read.c ---- */

uint64_t object_checksum(const unsigned char *bytes, size_t length);

#endif
