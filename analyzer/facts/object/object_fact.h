/* SPDX-License-Identifier: Apache-2.0
 *
 * The nouns of compiled code: what is known of one object file, archive member or linked binary. Like
 * facts/fact.h, everything is an index into an array of the same object, or a name; nothing points. Facts say
 * what the machine code does; whether a name is a registrar, a profiler's hook or safe is for the catalogue.
 * Addresses of a relocatable object are sigvet's own: each section that would be loaded gets a range for
 * itself.
 */
#ifndef SIGVET_FACTS_OBJECT_OBJECT_FACT_H
#define SIGVET_FACTS_OBJECT_OBJECT_FACT_H

#include "facts/fact.h"

enum object_kind {
    OBJECT_RELOCATABLE,
    OBJECT_EXECUTABLE,
    OBJECT_SHARED,
    OBJECT_OTHER, /* nothing that holds code we read; a gap says why */
};

enum object_flag {
    OBJECT_PIE = 1 << 0,      /* an executable that may be loaded anywhere */
    OBJECT_BIND_NOW = 1 << 1, /* no lazy binding: a first call does not run the dynamic linker's resolver */
    OBJECT_STRIPPED = 1 << 2, /* linked, and without .symtab */
    OBJECT_LTO = 1 << 3,   /* holds a compiler's intermediate code; its machine code, if any, does not ship */
    OBJECT_DEBUG = 1 << 4, /* has .debug_info */
    OBJECT_SPLIT_DEBUG = 1 << 5, /* its DWARF is in .dwo or .dwp files */
    OBJECT_DYNAMIC = 1 << 6,     /* linked dynamically */
    OBJECT_SPLIT_STACK = 1 << 7, /* compiled with -fsplit-stack */
};

struct object_section {
    name_id name;
    uint32_t type;  /* SHT_… */
    uint64_t flags; /* SHF_… */
    uint64_t address;
    uint64_t size;
};

enum object_function_flag {
    OBJECT_FUNCTION_ALIAS = 1 << 0,    /* another function of this object has the same code: see body */
    OBJECT_FUNCTION_IFUNC = 1 << 1,    /* the code is the resolver's; what it returns is what a caller runs */
    OBJECT_FUNCTION_NOTYPE = 1 << 2,   /* hand-written assembly: the symbol has no type */
    OBJECT_FUNCTION_UNSIZED = 1 << 3,  /* the symbol has no size; the next symbol or FDE bounds it */
    OBJECT_FUNCTION_NAMELESS = 1 << 4, /* no symbol: found by its FDE, or as code that nothing else covers */
    OBJECT_FUNCTION_INNER = 1 << 5,    /* an entry into the middle of another function's code */
    OBJECT_FUNCTION_CHILD = 1 << 6,    /* .cold, .part, .isra, …: belongs to parent */
    OBJECT_FUNCTION_DECODED = 1 << 7,  /* every byte is code that was read, or data that is explained */
    OBJECT_FUNCTION_HAS_FRAME = 1 << 8,     /* frame is known */
    OBJECT_FUNCTION_DYNAMIC = 1 << 9,       /* the frame grows at run time: alloca, variable arrays */
    OBJECT_FUNCTION_STACK_GUARD = 1 << 11,  /* calls __stack_chk_fail */
    OBJECT_FUNCTION_INSTRUMENTED = 1 << 12, /* see marks */
    OBJECT_FUNCTION_UNKNOWN_JUMP = 1 << 13, /* a jump table whose targets could not be read */
    OBJECT_FUNCTION_HIDDEN = 1 << 14,       /* hidden or internal: no other linked object can name it */
    OBJECT_FUNCTION_DYNAMIC_NAME = 1 << 15, /* in .dynsym and defined: other linked objects can name it */
};

struct object_function {
    name_id name;        /* linker name, without a version; "<.text+0x40>" when nobody named it */
    name_id file;        /* of the STT_FILE symbol before a local one; 0: not known */
    name_id parent_name; /* CHILD: the name without its suffixes */
    uint32_t parent;     /* CHILD: that function, or NONE */
    uint32_t body;       /* the function that stands for this code; calls and references name only such */
    uint32_t section;
    uint64_t address;
    uint64_t offset; /* in its section */
    uint64_t size;   /* as used: of an unsized one, to what bounds it */
    uint64_t
        frame; /* bytes of stack, the return address included; an upper bound. DYNAMIC: of the fixed part */
    uint32_t flags;      /* enum object_function_flag */
    uint32_t scope;      /* enum function_scope */
    uint32_t first_call; /* its calls stand together, by address */
    uint32_t call_count;
};

/* A named object in memory: a variable, a table. */
struct object_datum {
    name_id name;
    name_id file;
    uint32_t section;
    uint32_t scope; /* enum function_scope */
    uint64_t address;
    uint64_t size;
};

enum object_call_kind {
    OBJECT_CALL_DIRECT,       /* call of a function by name or address */
    OBJECT_CALL_POINTER,      /* call through a register or memory */
    OBJECT_CALL_TAIL,         /* jump to another function */
    OBJECT_CALL_POINTER_TAIL, /* jump through a register or memory that is no jump table */
    OBJECT_CALL_FALL,         /* runs on into the next function */
    OBJECT_CALL_SYSTEM,       /* system call instruction; offset is the number, or -1 */
    OBJECT_CALL_TLSDESC,      /* call of a TLS descriptor's resolver; name is the thread-local variable */
};

enum object_call_flag {
    OBJECT_CALL_CONDITIONAL = 1 << 0, /* a conditional jump, or one entry of a jump table */
    OBJECT_CALL_GOT = 1 << 1,         /* through a slot of the global offset table: no pointer call */
    OBJECT_CALL_PLT = 1 << 2,         /* through a stub of the linker */
    OBJECT_CALL_REGISTER = 1 << 3,    /* through a register that was seen to hold that function */
    OBJECT_CALL_THUNK = 1 << 4,       /* through a retpoline thunk; name says which */
    OBJECT_CALL_MIDDLE = 1 << 5,      /* into the middle of callee */
    OBJECT_CALL_INDEXED = 1 << 6,     /* pointer: slot is a table, which element is computed */
    OBJECT_CALL_AFTER_CALL = 1 << 7,  /* fall: behind a call, which hence should not return */
    OBJECT_CALL_FRAMED = 1 << 9,      /* tail, fall: the caller's frame is not known to be gone */
    OBJECT_CALL_JUMP_TABLE = 1 << 8,  /* tail: an entry of a jump table that leads out of the function */
};

/* A place where control leaves a function. */
struct object_call {
    uint32_t caller; /* function (a body) */
    uint32_t
        callee;   /* function of this object (the alias that was named); NONE: pointer, or not defined here */
    name_id name; /* linker name of the callee, without a version; 0: pointer */
    name_id slot; /* pointer: the datum it is loaded from; 0: not seen */
    int64_t offset;      /* pointer: in slot; system: the number, or -1 */
    uint64_t address;    /* of the instruction */
    uint32_t kind;       /* enum object_call_kind */
    uint32_t flags;      /* enum object_call_flag */
    uint32_t relocation; /* R_… type of the relocation that names the callee; 0: none */
};

enum object_access {
    OBJECT_ACCESS_ADDRESS, /* the address is taken */
    OBJECT_ACCESS_READ,
    OBJECT_ACCESS_WRITE,
    OBJECT_ACCESS_INITIAL, /* the address stands in data: a table, an initialised pointer */
    OBJECT_ACCESS_GOT,     /* the address is read from the global offset table */
    OBJECT_ACCESS_STORED,  /* code (holder) puts the address into datum at datum_offset */
    OBJECT_ACCESS_THREAD_LOCAL, /* a variable of each thread: by its offset, which is no address */
};

/* A function or datum that is named otherwise than by a call. */
struct object_reference {
    uint32_t function; /* referred to; NONE: a datum, or not defined here */
    name_id name;      /* its linker name */
    int64_t offset;    /* of the datum: where in it */
    uint32_t holder;   /* function (a body) whose code refers; NONE: data does */
    name_id datum;     /* the datum that holds it; 0: nameless, or code does */
    int64_t datum_offset;
    uint64_t address; /* of the instruction or of the slot */
    uint32_t section; /* of that address */
    uint32_t access;  /* enum object_access */
};

enum object_argument_kind {
    OBJECT_ARGUMENT_NUMBER,
    OBJECT_ARGUMENT_FUNCTION, /* address of a function */
    OBJECT_ARGUMENT_DATUM,    /* address of a datum: name and value as offset */
    OBJECT_ARGUMENT_PARAMETER, /* what the caller itself was handed: parameter */
    /* The argument points into the caller's frame; what the caller stores there, everywhere in its code: */
    OBJECT_ARGUMENT_POINTED_FUNCTION, /* address of a function; value: how far behind where the argument points */
    OBJECT_ARGUMENT_POINTED_PARAMETER, /* right there: parameter */
    OBJECT_ARGUMENT_POINTED_NUMBER,    /* right there: some number, which is no function */
    OBJECT_ARGUMENT_POINTED_UNKNOWN,   /* right there: something else; name: what that function, also handed the address,
                                          may store */
};

/*
 * What stands in an argument register at a call. Best effort: what is not here is not known. Several facts of one position
 * are each possible.
 */
struct object_argument {
    uint32_t call;
    uint32_t position; /* from 0 */
    uint32_t kind;     /* enum object_argument_kind */
    uint32_t function; /* FUNCTION: which; NONE: not defined here */
    name_id name;
    uint32_t parameter; /* from 0 */
    int64_t value;
};

/* A function that was instrumented, and what shows it. */
struct object_mark {
    uint32_t function; /* a body */
    name_id kind;      /* "xray", "gcov", "tsan", … */
    name_id name;      /* the symbol or section */
};

/* ---- from DWARF, only when asked for ---- */

/* A compilation unit. */
struct object_unit {
    name_id name; /* absolute when directory is known */
    name_id directory;
    name_id producer;
};

/* Where a function is defined. */
struct object_definition {
    uint32_t function;
    name_id name; /* as the source spells it; differs from the linker name under an asm label */
    struct place place;
    uint32_t unit; /* in units of the same reading */
};

struct object_facts {
    name_id path;
    name_id member;        /* of an archive; 0: none */
    uint64_t member_start; /* where its bytes are in the archive */
    uint64_t member_size;
    uint64_t length;   /* of the file at path, as it was read */
    uint64_t checksum; /* of the bytes read; object_places refuses to read others */
    name_id machine;   /* "x86-64", "aarch64" */
    name_id build_id;  /* hexadecimal */
    name_id soname;
    name_id interpreter;
    uint32_t kind;                         /* enum object_kind */
    uint32_t flags;                        /* enum object_flag */
    uint64_t entry;                        /* address where an executable starts */
    ARRAY(struct object_section) sections; /* index = section number in the file */
    ARRAY(struct object_function) functions;
    ARRAY(struct object_datum) data;
    ARRAY(struct object_call) calls;
    ARRAY(struct object_reference) references;
    ARRAY(struct object_argument) arguments;
    ARRAY(struct object_mark) marks;
    ARRAY(name_id) needed; /* DT_NEEDED */
    ARRAY(struct gap) gaps;
    struct intern *names; /* what the name_ids mean */
};

#endif
