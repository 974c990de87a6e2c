/* SPDX-License-Identifier: Apache-2.0
 *
 * What a proved handler rests on, as texts and numbers: the compiled functions that it may run (members), what their
 * code says (facts of objects: functions, symbols, calls), where pointers lead, and what was believed of the rest. Facts
 * are shared by all certificates; members, targets and axioms belong to one. Indices are into the arrays of one proof.
 */
#ifndef SIGVET_JUDGE_CERTIFICATE_H
#define SIGVET_JUDGE_CERTIFICATE_H

#include "base/array.h"
#include "judge/spot.h"
#include <stdbool.h>

#define NO_ROW UINT32_MAX

/* A file that holds code of members. */
struct proof_object {
    const char *path;
    const char *member;   /* of an archive; "" */
    const char *machine;
    const char *build_id; /* "" */
    const char *variant;
    uint64_t size;        /* of the file */
    uint64_t hash;        /* of the bytes that were read */
};

/* A body of machine code. */
struct proof_function {
    uint32_t object;
    const char *name;     /* linker name */
    const char *source;   /* the function that it was compiled from, as the source spells it */
    struct spot defined;
    uint64_t address;
    uint64_t size;
    int64_t frame;        /* -1: not known, or only known when it runs */
    uint32_t flags;       /* enum object_function_flag */
    bool decoded;         /* every byte was read, every jump is known */
    bool splittable;
    uint32_t first_call;
    uint32_t call_count;
    uint32_t first_symbol;
    uint32_t symbol_count;
    uint32_t first_inline;
    uint32_t inline_count;
};

/* A name by which other objects know a body. */
struct proof_symbol {
    uint32_t function;
    const char *name;
    bool weak;
};

/* A function of the source whose code stands in a body, around a call. */
struct proof_inline {
    uint32_t function;
    const char *name;
};

struct proof_call {
    uint32_t function;
    uint64_t address;
    const char *kind;  /* proof_call_kind */
    uint32_t flags;    /* enum object_call_flag */
    bool dead;         /* runs on behind a call that does not return */
    uint32_t callee;   /* function, where the object itself says which; NO_ROW: the name decides, or a pointer */
    const char *name;  /* the symbol; "" : a pointer */
    const char *slot;  /* pointer: the datum it is loaded from; "" */
    struct spot spot;  /* where it is written; file "" when not known */
};

/* What a call may run besides what it names: a pointer's target, a callback, what an ifunc chooses, what exit runs. */
struct proof_target {
    uint32_t certificate;
    uint32_t call;
    uint32_t function;   /* NO_ROW: the symbol, which has no code here */
    const char *symbol;
    const char *how;     /* "flow", "callback", "choice", "runs" */
};

struct proof_member {
    uint32_t certificate;
    uint32_t function;
    uint32_t parent;     /* function by which it was reached first; NO_ROW: the handler itself */
    struct spot spot;    /* of that call */
};

struct proof_axiom {
    uint32_t certificate;
    const char *symbol;    /* as the code calls it */
    const char *function;  /* as the judgement's axioms name it */
    const char *authority;
};

struct certificate {
    uint32_t handler; /* index in judgement.handlers */
};

/* Why a clean handler is not proved. */
struct obstacle {
    uint32_t handler;
    const char *kind;    /* "code-not-read", "not-decoded", "unit-not-read", "open-call" */
    const char *subject;
    const char *why;
    struct spot spot;
};

struct proof {
    const char *tool;    /* version of sigvet */
    const char *tables;  /* hash of the tables, hexadecimal */
    ARRAY(struct proof_object) objects;
    ARRAY(struct proof_function) functions;
    ARRAY(struct proof_symbol) symbols;
    ARRAY(struct proof_inline) inlines;
    ARRAY(struct proof_call) calls;
    ARRAY(struct certificate) certificates;
    ARRAY(struct proof_member) members;
    ARRAY(struct proof_target) targets;
    ARRAY(struct proof_axiom) axioms;
    ARRAY(struct obstacle) obstacles;
};

/* "direct", "pointer", "tail", "pointer-tail", "fall", "system", "tlsdesc"; of an ifunc's body there is one "choice". */
const char *proof_call_kind(uint32_t kind); /* enum object_call_kind */

#endif
