/* SPDX-License-Identifier: Apache-2.0
 *
 * The seam between machines. An architecture decodes one instruction at a time into a step: where control
 * goes, which register gets what, as far as sigvet follows values. All else (functions, relocations, jump
 * tables, PLT) is common.
 *
 * To add one: arch_x.c with a `const struct arch arch_x`, one line in archs.def, and the checks of
 * tests/facts/object/test_arch.c over a whole libc of that machine.
 */
#ifndef SIGVET_FACTS_OBJECT_ARCH_H
#define SIGVET_FACTS_OBJECT_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REGISTERS = 64 /* general ones, vectors from VECTOR on */, VECTOR = 32,
       NO_REGISTER = 0xff, ZERO_REGISTER = 0xfe /* always zero; only as what is stored */ };

enum step_kind {
    STEP_PLAIN,
    STEP_PADDING, /* does nothing, and stands between functions: nop, int3, udf 0 */
    STEP_CALL,
    STEP_CALL_POINTER,
    STEP_JUMP,
    STEP_BRANCH, /* conditional jump */
    STEP_JUMP_POINTER,
    STEP_RETURN,
    STEP_TRAP,   /* never goes on: ud2, hlt */
    STEP_SYSTEM, /* system call */
};

enum step_operation {
    OPERATION_NONE,    /* nothing that is followed; see writes */
    OPERATION_NUMBER,  /* reg = value */
    OPERATION_ADDRESS, /* reg = the address that the memory operand names */
    OPERATION_COPY,    /* reg = base */
    OPERATION_ADD,     /* reg = base + value, or base + (index << scale) */
    OPERATION_INSERT,  /* 16 bits of reg, from bit `scale` on, = those of value */
    OPERATION_LOAD,    /* reg = what the memory operand names */
    OPERATION_COMPARE, /* base with value */
    OPERATION_STORE,   /* what the memory operand names = reg, and pair behind it; no reg: value */
    OPERATION_FILL,    /* from base on, index times width bytes of reg */
};

enum step_memory {
    MEMORY_NONE,
    MEMORY_FIXED,   /* [target] */
    MEMORY_INDEXED, /* [target + (index << scale)] */
    MEMORY_BASE,    /* [base + value], or [base + (index << scale) + value] */
};

enum {
    STEP_READS = 1,
    STEP_WRITES = 2,
    STEP_SIGNED = 4,
    STEP_UNKNOWN_STACK = 8,
    STEP_PAGE = 16,
    STEP_IMMEDIATE = 32,
    STEP_GIVES_STACK = 64,
    STEP_RESTORES = 128 /* gives registers back what the caller had in them */
};

/* Instrumentation that only an instruction shows. */
enum step_sign { SIGN_NOTHING, SIGN_KCFI, SIGN_SHADOW_STACK };

struct step {
    uint64_t address;
    uint64_t target; /* direct: where to; FIXED and INDEXED memory, ADDRESS: the address, before relocation */
    int64_t value;
    uint64_t writes; /* registers that lose what was known of them, one bit each */
    int32_t stack;   /* bytes by which the stack grows; negative: shrinks */
    uint8_t size;
    uint8_t kind;      /* enum step_kind */
    uint8_t operation; /* enum step_operation */
    uint8_t memory;    /* enum step_memory */
    uint8_t reg;
    uint8_t pair;      /* STORE: the second register; a load of two: the second, without an operation */
    uint8_t base;      /* NO_REGISTER: none */
    uint8_t index;     /* NO_REGISTER: none */
    uint8_t scale;     /* as a shift */
    uint8_t width;     /* bytes of a load or store, of each register */
    uint8_t target_at; /* where in the instruction the field of target (or of a displacement) is */
    uint8_t value_at;  /* where in the instruction the field of an immediate is */
    uint8_t flags;     /* STEP_… */
    uint8_t sign;      /* enum step_sign */
};

/* What a relocation means; places and addends are the same everywhere in ELF. */
enum relocation_use {
    RELOCATION_IGNORED,
    RELOCATION_ABSOLUTE,     /* S + A */
    RELOCATION_RELATIVE,     /* S + A - P, of data or code */
    RELOCATION_BRANCH,       /* S + A - P, of a call or jump */
    RELOCATION_PAGE,         /* the upper part of S + A */
    RELOCATION_LOW,          /* the lower part of S + A */
    RELOCATION_GOT,          /* the GOT slot of S, whole or its lower part */
    RELOCATION_GOT_PAGE,     /* the upper part of the address of the GOT slot of S */
    RELOCATION_GOT_OFFSET,   /* the GOT slot of S, from the GOT's start */
    RELOCATION_OFFSET,       /* S + A from the GOT's start */
    RELOCATION_SLOT,         /* linked: the dynamic linker puts S there */
    RELOCATION_BASE,         /* linked: the dynamic linker puts A there, moved with the program */
    RELOCATION_RESOLVER,     /* linked: the dynamic linker puts there what the function at A returns */
    RELOCATION_TLS,          /* thread-local storage */
    RELOCATION_TLSDESC,      /* the descriptor of thread-local storage, or linked: a slot with one */
    RELOCATION_TLSDESC_CALL, /* marks the call of a descriptor's resolver */
};

struct arch {
    const char *name;
    uint16_t machine;     /* EM_… */
    uint32_t relative;    /* the type of a relocation by the load address alone */
    uint64_t clobbers;    /* registers that a call may change */
    uint8_t arguments[4]; /* registers of the first arguments */
    uint8_t system;       /* register of a system call's number */
    uint8_t stack;        /* DWARF number of the stack pointer */
    uint8_t frame;        /* of the register that may hold the frame's address */
    uint8_t stack_register; /* both by the number that steps use */
    uint8_t frame_register;
    uint64_t saved;       /* registers that a call keeps, one bit each */
    uint8_t return_bytes; /* bytes of a return address on the stack at a function's entry */
    uint8_t unit;         /* functions and instructions are aligned to so many bytes */
    bool exact_frames;    /* .eh_frame is exact at every jump; else compilers leave out what epilogues do */
    bool relative_to_end; /* S + A - P: the address meant is counted from the end of the instruction */

    /* Decodes the instruction at address, of which `available` bytes are there. False: cannot. */
    bool (*decode)(const unsigned char *bytes, uint64_t available, uint64_t address, struct step *step);
    enum relocation_use (*use)(uint32_t type);
    /* Whether a function of that name only calls what a register holds; reg is which, or NO_REGISTER. */
    bool (*thunk)(const char *name, uint8_t *reg);
    /* Whether a function of that name only returns. */
    bool (*return_thunk)(const char *name);
};

/* The architecture of an EM_… number; NULL: not read. */
const struct arch *arch_of_machine(uint16_t machine);

#endif
