/* SPDX-License-Identifier: Apache-2.0
 *
 * The code of one function while it is read: sweep (walk.c) decodes every byte, follow (values.c) tells what
 * registers hold as far as one straight run of code shows, tables.c tells jump tables from tail calls, emit.c
 * writes the facts.
 */
#ifndef SIGVET_FACTS_OBJECT_WALK_H
#define SIGVET_FACTS_OBJECT_WALK_H

#include "facts/object/reader.h"

/* An instruction, and what its fields name. */
struct point {
    struct step step;
    struct location to;     /* of step.target, or of a relocated displacement */
    struct location number; /* of a relocated immediate */
    uint32_t type;          /* R_… at the target field; 0: none */
    uint8_t to_use;         /* enum relocation_use; IGNORED: not relocated */
    uint8_t number_use;
    bool has_to;
    bool is_thread_local; /* a field is relocated against a thread-local variable: thread_local_one */
    struct location thread_local_one;
    bool descriptor_call; /* marked as the call of a TLS descriptor's resolver */
    uint8_t table;        /* enum table_state of a pointer jump */
};

enum table_state { TABLE_NONE, TABLE_READ, TABLE_UNKNOWN };

enum value_kind {
    VALUE_UNKNOWN,
    VALUE_NUMBER,
    VALUE_ADDRESS,
    VALUE_SLOT,       /* loaded from location */
    VALUE_ENTRY,      /* loaded from an element of the table at location */
    VALUE_LABEL,      /* base + an entry of the table at location: where a switch goes */
    VALUE_OFFSET,     /* location, counted from the start of the GOT */
    VALUE_GOT_OFFSET, /* the GOT slot of location, counted from the start of the GOT */
    VALUE_FRAME,      /* address in the function's own frame: number, counted from `scale`; see slots.c */
    VALUE_PARAMETER,  /* what the function was handed: number is the position */
    VALUE_DESCRIPTOR, /* a TLS descriptor's resolver; location names the variable */
};

struct value {
    struct location location;
    uint64_t base; /* LABEL */
    int64_t number;
    uint8_t kind;  /* enum value_kind */
    uint8_t width; /* ENTRY, LABEL: bytes of one */
    uint8_t scale; /* LABEL: as a shift; FRAME: what is counted from */
    uint8_t
        table_reg;    /* ENTRY, LABEL: location is not known, but what this register held; else NO_REGISTER */
    uint8_t base_reg; /* LABEL: the same for base */
    bool is_signed;   /* ENTRY, LABEL */
    bool own;         /* LABEL: each entry is counted from its own place */
    bool page;        /* ADDRESS: the upper part only */
    bool indexed;     /* ADDRESS: of some element */
    bool got;         /* ADDRESS: read from the global offset table */
};

enum { MARK_BOUNDARY = 1, MARK_LABEL = 2, MARK_DATA = 4 };

/* An address that some register of the function holds somewhere. */
struct candidate {
    uint64_t address;
    uint8_t reg;
};

/* A jump table's way out of the function. */
struct table_exit {
    uint32_t point;
    uint64_t address;
};

/* A store into the frame. */
struct frame_store {
    int64_t offset;
    uint64_t width;
    struct value value; /* UNKNOWN, NUMBER, ADDRESS or PARAMETER */
    uint32_t run;       /* of walk */
    uint32_t calls;     /* of the object, before it */
    uint8_t base;
};

/* An address in the frame that a call hands over. */
struct handed_frame {
    int64_t offset;
    uint32_t call;
    uint32_t position;
    struct value last; /* what the same straight run of code stored there last; */
    bool has_last;     /* and that it did: nothing else stands there, */
    uint32_t since;    /* unless a call since this one did something */
    uint8_t base;
    bool fills; /* the callee only fills it with a number */
};

/* A place in the frame as instructions name it; of one that is stored to once, its loads give what was stored. */
struct frame_slot {
    struct value value;
    int64_t offset;
    uint32_t round; /* of walk: else it is of another function */
    uint8_t reg;
    uint8_t stores; /* 2: several, or its address is taken */
    uint8_t width;
};

/* A jump to an address of the function. */
struct jump {
    uint64_t to;
    uint32_t from; /* point */
};

enum { SLOTS = 256 };

struct walk {
    struct reader *reader;
    uint32_t function;
    uint64_t start;
    uint64_t end;
    ARRAY(struct point) points;
    ARRAY(struct table_exit) exits;     /* in the order of points */
    uint32_t exit;                      /* the first that is not written yet */
    ARRAY(struct candidate) candidates; /* only where a pointer jump needs them */
    ARRAY(uint64_t) pages;              /* AArch64, linked: the pages that ADRP names here */
    unsigned char *marks;               /* MARK_…, one for each byte */
    uint64_t room;                      /* of marks */
    struct frame_rows rows;
    bool has_rows;
    bool again;          /* data was found where code had been decoded */
    bool blind;          /* some jump's targets are not known: any point may be a label */
    const char *trouble; /* why it is not decoded */
    struct value values[REGISTERS];
    uint64_t known;  /* which of them hold */
    uint64_t steady; /* written once in the function, besides being given back to the caller */
    uint64_t framed; /* written with an address in the frame somewhere */
    uint32_t row;    /* in rows, for the point at hand */
    const struct frame_row *applied; /* the row that the frame's registers were set by */
    ARRAY(struct frame_store) stores;
    ARRAY(struct frame_store) fills; /* long ones */
    ARRAY(struct handed_frame) handed;
    struct frame_slot slots[SLOTS];
    ARRAY(struct jump) jumps;   /* of this round when jumps_round says so */
    ARRAY(uint32_t) table_jumps; /* points */
    uint32_t jumps_round;
    uint32_t *searched; /* point: the search that came by it last */
    uint32_t searched_room;
    uint32_t search;
    uint32_t search_steps;
    uint32_t first_call; /* of the function */
    uint32_t round;
    uint32_t run; /* straight runs of code, counted */
    bool stack_moves; /* where the frame pointer is in use */
    bool crowded;     /* more stores than are kept */
};

static inline const struct value *walk_value(const struct walk *walk, uint8_t reg)
{
    return reg < REGISTERS && walk->known >> reg & 1 ? &walk->values[reg] : NULL;
}

/* ---- values.c ---- */

/* Where the memory operand of a point is; indexed: some element of what is there. */
bool value_memory(const struct walk *walk, const struct point *point, struct location *location,
                  bool *indexed);

/* What a load by this point gives. */
struct value value_loaded(struct walk *walk, const struct point *point);

/* The immediate of a point. */
struct value value_number(struct walk *walk, const struct point *point);

/* What a point puts into its register, before it does. */
struct value value_result(struct walk *walk, const struct point *point);

/* Before a point: forgets everything where another path may join. */
void value_enter(struct walk *walk, uint32_t point);

/* What the point does to the registers. */
void value_leave(struct walk *walk, uint32_t point);

/* ---- slots.c: the function's own frame ---- */

void slots_begin(struct walk *walk);
void slots_registers(struct walk *walk, const struct point *point); /* the stack pointer, and what else holds it */
void slots_note(struct walk *walk, const struct point *point);      /* what a point stores */
/* Whether an instruction makes an address of the frame out of the stack or frame pointer, and which. */
bool slots_place(struct walk *walk, const struct step *step, struct value *value);
struct value slots_load(struct walk *walk, const struct step *step);
void slots_filled(struct walk *walk); /* the call made last is memset */
void slots_hand(struct walk *walk, uint32_t call, uint32_t position, const struct value *value);
void slots_end(struct walk *walk, uint32_t first); /* of facts->arguments, those of this function begin there */

/* ---- reaching.c ---- */

/* The address in the frame that a register holds before a point, on whatever way that was reached; false: not known. */
bool reaching_frame(struct walk *walk, uint32_t index, uint8_t reg, struct value *value);

/* ---- tables.c ---- */

/* Behind a point: keeps an address that it made, for tables whose base is set far from their jump. */
void table_note(struct walk *walk, uint32_t point);

/* Decides about the pointer jump at a point; the values before it are in walk. */
void table_decide(struct walk *walk, uint32_t point);

/* ---- emit.c, transfer.c ---- */

void emit_references(struct walk *walk, const struct point *point);
void emit_transfer(struct walk *walk, uint32_t point);
void emit_fall(struct walk *walk);

/* ---- stack.c ---- */

void stack_frame(struct walk *walk);
bool stack_is_entry(const struct walk *walk, uint64_t address, bool *known);

#endif
