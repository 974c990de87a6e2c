/* SPDX-License-Identifier: Apache-2.0
 *
 * The nouns: what is known of one unit. Everything is an index into an array of the same unit, or a name; nothing
 * points. So facts can be sent through a pipe (facts/wire.h), written to a database (store/) and compared.
 * Facts say what the source says. What a name means (registrar, safe, alias) is for the catalogue, later.
 */
#ifndef SIGVET_FACTS_FACT_H
#define SIGVET_FACTS_FACT_H

#include "base/array.h"
#include "base/intern.h"
#include <stdbool.h>
#include <stdint.h>

#define NONE UINT32_MAX /* an index that points nowhere */

struct place {
    name_id file;    /* real, absolute path; 0: not known */
    uint32_t line;   /* from 1; 0: not known */
    uint32_t column; /* from 1, in bytes; 0: not known */
};

enum function_scope {
    SCOPE_LOCAL,  /* static: only this unit can name it */
    SCOPE_GLOBAL, /* one definition in a program */
    SCOPE_WEAK,   /* gives way to a global one; also what every unit may define: inline, linkonce */
};

enum function_flag {
    FUNCTION_DEFINED = 1 << 0,
    FUNCTION_INLINE = 1 << 1,            /* says inline */
    FUNCTION_VARIADIC = 1 << 2,
    FUNCTION_NO_PROTOTYPE = 1 << 3,      /* K&R: the type says nothing of the parameters */
    FUNCTION_NORETURN = 1 << 4,
    FUNCTION_ALWAYS_INLINE = 1 << 5,
    FUNCTION_NOINLINE = 1 << 6,
    FUNCTION_NO_INSTRUMENT = 1 << 7,     /* no_instrument_function */
    FUNCTION_NO_PROFILE = 1 << 8,        /* no_profile_instrument_function */
    FUNCTION_NO_SPLIT = 1 << 9,          /* no_split_stack */
    FUNCTION_NO_STACK_PROTECTOR = 1 << 10,
    FUNCTION_NO_SANITIZE = 1 << 11,      /* of which sanitizer: see attributes */
    FUNCTION_CONSTRUCTOR = 1 << 12,      /* runs before main */
    FUNCTION_NAKED = 1 << 13,
    FUNCTION_INCOMPLETE = 1 << 14,       /* errors in its body: calls and flows may be missing */
    FUNCTION_SYSTEM = 1 << 15,           /* declared or defined in a system header */
};

/* A function that the unit defines, calls or takes the address of. */
struct function {
    name_id name;        /* as the source spells it */
    name_id linker;      /* as the linker knows it: asm labels and C++ mangling applied; "__builtin_x" stays so */
    name_id type;        /* canonical: "void (int)" */
    name_id attributes;  /* the rest, normalised, one space between: "section(.init.text) no_sanitize(thread)" */
    name_id annotations; /* annotate texts, one newline between */
    name_id alias;       /* linker name of what it is an alias of; 0: none */
    struct place place;  /* of its definition, else of the first declaration */
    uint32_t end_line;   /* last line of the body; 0 without a body */
    uint32_t parameters; /* how many are declared */
    uint32_t flags;      /* enum function_flag */
    uint32_t scope;      /* enum function_scope */
};

enum call_kind {
    CALL_DIRECT,
    CALL_POINTER,
    CALL_TAIL, /* from objects only */
};

enum call_flag {
    CALL_CLEANUP = 1 << 0, /* made by __attribute__((cleanup)) when the variable goes out of scope */
    CALL_MACRO = 1 << 1,   /* the name of the callee stands in a macro's body */
    CALL_NOARGS = 1 << 2,  /* the arguments could not be read */
};

/* A call that the source makes. */
struct call {
    uint32_t caller;     /* function */
    uint32_t callee;     /* function; NONE for a pointer call */
    uint32_t slot;       /* the slot called through; NONE for a direct call */
    name_id type;        /* canonical type of the function called through a pointer: "void (int)" */
    struct place place;  /* where it is written; in a macro, the place of expansion */
    uint32_t end_line;   /* last line of the call expression; of one in a macro, the line of its place */
    struct place spelled; /* in a macro: the place in the macro's body; else line 0 */
    name_id macro;       /* the outermost macro it comes from; 0: none */
    uint32_t kind;       /* enum call_kind */
    uint32_t flags;      /* enum call_flag */
    uint32_t arguments;  /* how many */
};

/*
 * A slot is something that can hold a function pointer (or a signal number, or the address of a struct sigaction).
 * Two slots of different units are the same when all that names them is the same and local is not set.
 *
 * Flows are field-based: SLOT_FIELD is that field of *any* object of the record type. A variable that is named directly
 * has slots of its own, for each path of fields below it (path "a.b"); array subscripts are folded away. `view` ties them,
 * in a chain: of a variable's "a.b" it is the SLOT_FIELD "a.b" that a pointer to the record around would see, and of that
 * field the field "b" that a pointer to the record of a would see; of a plain variable, the "*TYPE" field that a pointer to
 * it would see.
 */
enum slot_kind {
    SLOT_FUNCTION,  /* the function itself: a value, never written */
    SLOT_NUMBER,    /* an integer constant: a value */
    SLOT_UNKNOWN,   /* a value nobody can know; as a destination: lost from sight */
    SLOT_VARIABLE,  /* global, static or local variable, or a path below it */
    SLOT_PARAMETER, /* the index-th parameter of a function, or a path below it */
    SLOT_RESULT,    /* what a function returns, or a path below it */
    SLOT_FIELD,     /* field of a record type (name = tag), or what a pointer to TYPE points to (name = "*TYPE") */
    SLOT_ARGUMENT,  /* the index-th argument of a call, or a path below it */
    SLOT_ANSWER,    /* what a call returned, or a path below it */
    SLOT_HANDED,    /* path below the object whose address is the index-th argument of a call, as it is at that call */
};

struct slot {
    uint32_t kind;     /* enum slot_kind */
    uint32_t function; /* FUNCTION, PARAMETER, RESULT: which; VARIABLE: the function of an automatic one, else NONE;
                          FIELD: when it is reached through a parameter that is never assigned to, whose; else NONE */
    name_id name;      /* VARIABLE: linker name, of a local one "name@line:column"; FIELD: record tag or "*TYPE" */
    name_id path;      /* fields below it, "a.b"; 0: the thing itself. FIELD of a record: at least one field */
    uint32_t index;    /* PARAMETER, ARGUMENT, HANDED: position; FIELD with a function: of the parameter; NUMBER: the value as uint32_t */
    uint32_t call;     /* ARGUMENT, ANSWER, HANDED: which; else NONE */
    uint32_t view;     /* the SLOT_FIELD that a pointer would see; NONE */
    name_id type;      /* canonical type of what it holds; 0: not needed */
    bool local;        /* VARIABLE: no other unit can name it */
    name_id targets;   /* the functions that it is declared to hold, "f,g"; 0: nothing is declared */
};

enum flow_mode {
    FLOW_COPY,    /* the value of source moves into target */
    FLOW_ADDRESS, /* the address of source moves into target (UNKNOWN: it escapes) */
    FLOW_OBJECT,  /* target, an argument, points to source and to nothing else; a FIELD without a path is the whole object
                     that a parameter points to */
};

/* A value moves from one slot to another. */
struct flow {
    uint32_t source;    /* slot */
    uint32_t target;    /* slot */
    uint32_t mode;      /* enum flow_mode */
    uint32_t function;  /* in which body; NONE: a static initialiser */
    uint32_t row;       /* element of the initialised array; NONE: not an array */
    struct place place;
};

/* An aggregate that is copied, filled or zeroed: what may become a memcpy or memset that nobody wrote. */
enum copy_kind { COPY_ASSIGN, COPY_INIT, COPY_PASS, COPY_RETURN, COPY_ZERO, COPY_LIST /* values of a list */ };

struct copy {
    uint32_t function;
    uint32_t kind;  /* enum copy_kind */
    uint64_t bytes; /* 0: not known */
    name_id type;
    struct place place;
};

/* A call that can only be read in assembler text. */
struct assembly {
    uint32_t function; /* NONE: file scope */
    struct place place;
    name_id text;      /* the template */
    bool may_call;     /* it names a call, jump, trap or system call instruction */
};

/* Something that could not be seen. Kinds are words of the views: "does-not-parse", "inline-asm", … */
struct gap {
    name_id kind;
    name_id subject;   /* a function, file or option */
    name_id why;       /* one clause, and what would close it */
    struct place place;
    uint32_t function; /* the function it is in; NONE: the whole unit */
};

/* A file that was read for the unit, the main file first. */
struct input {
    name_id file; /* real path */
};

struct facts {
    ARRAY(struct function) functions;
    ARRAY(struct call) calls;
    ARRAY(struct slot) slots;
    ARRAY(struct flow) flows;
    ARRAY(struct copy) copies;
    ARRAY(struct assembly) assemblies;
    ARRAY(struct gap) gaps;
    ARRAY(struct input) inputs;
    struct intern *names; /* what the name_ids mean */
};

#endif
