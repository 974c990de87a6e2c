/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this folder share: the unit that is being read, its caches, and what each file offers the
 * others. A function body is first copied out of libclang into an array of nodes in one visit (tree.c),
 * because a visit of its own for every cursor would cost more than the parse. Everything here dies with the
 * unit, except the facts.
 */
#ifndef SIGVET_FACTS_SOURCE_UNIT_H
#define SIGVET_FACTS_SOURCE_UNIT_H

#include "base/map.h"
#include "facts/fact.h"
#include <clang-c/Index.h>

/* ---- types.c: what a type can carry ---- */

enum type_class {
    TYPE_OTHER,
    TYPE_VOID,
    TYPE_INT, /* could be a signal number: no char, no bool */
    TYPE_FUNCTION,
    TYPE_FUNCTION_POINTER,
    TYPE_TO_POINTER, /* pointer to pointer to function */
    TYPE_VOID_POINTER,
    TYPE_TO_VOID_POINTER,
    TYPE_RECORD,
    TYPE_RECORD_POINTER,
    TYPE_INT_POINTER,
    TYPE_OTHER_POINTER,
    TYPE_ARRAY,
};

struct type {
    CXType canonical;
    enum type_class class;
    bool to_const;            /* points to const */
    bool va_list;             /* one of the target's va_list types */
    bool noreturn;            /* a function that says so */
    bool spelled;             /* spelling is known */
    name_id spelling;         /* asked from libclang when first needed */
    const struct type *inner; /* what it points to, its element; a function's result is not kept */
    struct record *record;    /* RECORD only; made when first needed */
};

struct field {
    const void *declaration; /* libclang's own */
    name_id name;            /* 0: anonymous */
    const struct type *type;
    uint64_t offset; /* bits, in its record */
    name_id targets; /* of a pointer: what it is declared to hold, "f,g"; 0: nothing is declared */
    bool elided;     /* anonymous, or a union whose name begins with "__": no part of a path */
};

/* A followed member, however deep; paths are from the record that lists it. */
struct leaf {
    name_id path;
    name_id tag;             /* of the record that a pointer would see it in */
    name_id last;            /* its name there */
    const struct type *type; /* without arrays */
    uint64_t offset;         /* bits */
    bool in_union;
    bool in_array; /* one of several */
};

struct record {
    name_id tag;
    bool is_union;
    bool has_pointer; /* to a function, at any depth */
    bool has_carrier; /* that, or a void pointer */
    bool is_handler;  /* has, directly, a pointer to a function that looks like a signal handler */
    bool has_union;   /* a union with a pointer to a function in it, at any depth */
    bool listed;      /* leaves are made */
    bool cut;         /* more leaves than are listed */
    ARRAY(struct field) fields;
    ARRAY(struct leaf) leaves; /* pointers first, then integers */
};

/* What a member expression refers to. */
struct member {
    name_id name;
    bool elided;
    bool in_union;        /* its record is a union */
    struct record *owner; /* the record it is seen in, anonymous ones skipped */
};

/* ---- access.c: where a value is kept ---- */

struct access {
    uint32_t kind;     /* enum slot_kind; SLOT_UNKNOWN: no slot says it */
    uint32_t variable; /* VARIABLE, PARAMETER: index in variables; else NONE */
    uint32_t base;     /* FIELD: the parameter that it is reached through, a variable; NONE */
    uint32_t function; /* FUNCTION, RESULT */
    uint32_t call;     /* ARGUMENT, ANSWER, HANDED */
    uint32_t index;    /* ARGUMENT, HANDED: position; NUMBER: value */
    name_id name;      /* FIELD: tag or "*TYPE" */
    name_id path;
    name_id tag;         /* innermost record; 0: none yet */
    name_id last;        /* last name of the path */
    struct record *root; /* the record that the path starts in; NULL */
    const struct type *type;
    bool exact;    /* one object, not any element of an array */
    bool elided;   /* the last step was an elided union */
    uint32_t row;  /* of a constant array, the element that a constant index names; NONE */
    bool integers; /* in a record that holds function pointers too, so that its integers count */
};

struct value {
    struct access access;
    uint32_t mode; /* enum flow_mode */
};

struct values {
    ARRAY(struct value) list;
};

struct variable {
    CXCursor cursor; /* the canonical declaration */
    const struct type *type;
    uint32_t kind;        /* SLOT_VARIABLE, SLOT_PARAMETER */
    uint32_t function;    /* of a local one or a parameter */
    uint32_t index;       /* of a parameter */
    name_id name;         /* as in its slot */
    bool local;           /* no other unit can name it */
    bool automatic;       /* lives in a frame: reaching definitions tell all of it */
    bool constant;    /* nobody writes it after its initialiser */
    bool moved;       /* a parameter that is a pointer: it may come to point elsewhere (handed.c) */
    bool written;     /* a parameter that is assigned to */
    int32_t uses;     /* a parameter that is a pointer: how often it is used to more than reach its object */
    uint32_t pointee; /* such a parameter: the variable that stands for the object; 0: not needed yet */
    uint32_t last_definition; /* chain through struct definition; NONE */
    uint32_t last_escape;     /* chain through struct escape; NONE */
};

/* ---- reaching.c ---- */

enum region_kind { REGION_ROOT, REGION_ARM, REGION_LOOP };

struct region {
    uint32_t parent;
    enum region_kind kind;
    uint32_t
        group; /* of ARM: which statement; arms of one group exclude each other when their chains differ */
    uint32_t chain;
    bool continues; /* LOOP: has a continue */
};

struct definition {
    uint32_t variable;
    uint32_t previous; /* of the same variable */
    name_id path;
    uint32_t sequence;
    uint32_t from; /* as sequence; of a join, where its branches begin */
    uint32_t region;
    bool strong;    /* overwrites all of path */
    bool modifies;  /* the new value comes from the old one: i++ */
    uint32_t first; /* in kept */
    uint32_t count;
};

/* The arms of one statement, of which exactly one runs. */
struct branches {
    uint32_t regions[64];
    bool leaves[64]; /* nothing runs on behind the statement */
    uint32_t count;
};

struct escape {
    uint32_t variable;
    uint32_t previous;
    name_id path;
    uint32_t sequence;
    uint32_t region;
};

struct use {
    struct access source;
    uint32_t sequence;
    uint32_t region;
    uint32_t target;
    uint32_t row;
    struct place place;
    struct record *record; /* of an argument that is a pointer to a handler record; else NULL */
    uint32_t call;         /* which argument, then */
    uint32_t index;
};

struct point {
    uint32_t sequence;
    uint32_t region;
};

/* What a function leaves in a member of the object that a parameter points to (effects.c). */
struct effect {
    uint32_t variable; /* that stands for the object */
    uint32_t parameter;
    name_id path;
    bool weak;      /* or what was there before */
    uint32_t first; /* in left */
    uint32_t count;
};

struct jump {
    CXCursor label; /* what a goto names */
    uint32_t sequence;
    uint32_t region;
    uint32_t target; /* sequence of the label */
    uint32_t target_region;
};

struct label {
    CXCursor cursor;
    uint32_t sequence;
    uint32_t region;
};

/* ---- the unit ---- */

struct node {
    CXCursor cursor;
    const struct type *type; /* asked when first needed */
    uint32_t end;            /* behind its last descendant */
};

struct known_function {
    CXCursor cursor;
    CXCursor definition; /* null: none in this unit */
    bool summarised;
    uint32_t first_effect;
    uint32_t effect_count;
};

struct attributed {
    CXCursor cursor;
    uint32_t next; /* another declaration of the same thing; NONE */
};

/* An expression that becomes a call, and the facts it became. */
struct made_call {
    uint32_t first;
    uint32_t count;
};

/* One element of a constant array, that has a slot of its own. */
struct element {
    uint32_t slot;
    uint32_t array; /* slot of all elements */
    uint32_t row;
};

struct unit {
    CXTranslationUnit handle;
    struct facts *facts;
    struct intern *names;
    struct arena *arena;   /* of the facts */
    struct arena *scratch; /* of everything else */
    CXFile main_file;
    bool cxx;
    uint32_t depth_limit;

    /* caches, by the address of libclang's object */
    struct map *files;      /* CXFile -> name_id */
    struct map *type_index; /* QualType -> types */
    ARRAY(struct type *) types;
    struct map *record_index; /* declaration -> records */
    ARRAY(struct record *) records;
    struct map *member_index; /* FieldDecl -> members */
    ARRAY(struct member) members;
    struct map *function_index;             /* FunctionDecl -> facts->functions */
    ARRAY(struct known_function) functions; /* beside facts->functions */
    struct map *variable_index;             /* VarDecl or literal -> variables */
    ARRAY(struct variable) variables;
    struct map *slot_index;       /* hash -> first slot */
    ARRAY(uint32_t) slot_next;    /* the next slot of the same hash */
    struct map *attributed_index; /* canonical declaration -> attributed */
    ARRAY(struct attributed) attributed;
    struct map *flow_index;   /* source and target -> function that has the flow already */
    struct map *number_count; /* slot -> how many numbers flow into it */
    struct map *call_index;   /* expression -> made_calls */
    ARRAY(struct made_call) made_calls;

    ARRAY(struct element) elements;
    ARRAY(name_id) nested; /* names of nested functions, which clang does not read */

    ARRAY(struct effect) effects;
    ARRAY(struct value) left;

    /* work to do */
    ARRAY(CXCursor) roots;
    ARRAY(uint32_t) function_queue;
    ARRAY(CXCursor) variable_queue;

    /* the body that is being read */
    uint32_t function; /* NONE: a static initialiser */
    uint32_t first_flow;
    uint32_t first_call;
    ARRAY(struct node) nodes;
    ARRAY(struct region) regions;
    ARRAY(struct definition) definitions;
    ARRAY(struct escape) escapes;
    ARRAY(struct use) uses;
    ARRAY(struct jump) jumps;
    ARRAY(struct label) labels;
    ARRAY(struct point) exits;
    ARRAY(struct value) kept;
    ARRAY(struct flow) pending; /* into local variables that may turn out to be of no interest */
    uint32_t region;
    uint32_t sequence;
    uint32_t groups;
    uint32_t moved_of; /* the function whose parameters were looked at; NONE */
    bool irregular; /* jumps that regions do not describe: nothing kills a definition */
    ARRAY(struct values *) lists;
    uint32_t lists_taken;
};

/* places.c */
name_id file_name(struct unit *unit, CXFile file);
struct place place_of_location(struct unit *unit, CXSourceLocation location);
struct place place_of(struct unit *unit, CXCursor cursor);
bool in_main_file(struct unit *unit, CXCursor cursor);
bool spelled_elsewhere(struct unit *unit, CXSourceLocation location, struct place *spelled, name_id *macro);
/* The text from where the location is spelled; NULL when the file is not at hand. */
const char *text_at(struct unit *unit, CXSourceLocation location, size_t *length);
/* contracts.c: "f,g" as SIGVET_TARGETS has it; 0: nothing is declared */
name_id contract_of(struct unit *unit, CXCursor declaration);
name_id contract_of_member(struct unit *unit, const struct record *record, name_id path);

name_id take_string(struct unit *unit, CXString string);

/* types.c */
const struct type *type_of(struct unit *unit, CXType type);
const struct type *type_without_arrays(const struct type *type);
name_id type_spelling(struct unit *unit, const struct type *type);
bool type_is_pointer_like(const struct type *type);            /* can hold a function pointer */
bool type_carries(struct unit *unit, const struct type *type); /* an object of it is worth an address */
bool type_is_pointer(struct unit *unit, const struct type *type);
bool type_is_followed(struct unit *unit, const struct type *type);
struct record *record_of(struct unit *unit, const struct type *type);

/* records.c */
struct record *record_build(struct unit *unit, CXType type);
void record_list(struct unit *unit, struct record *record); /* makes its leaves */
const struct member *member_of(struct unit *unit, CXCursor field);
name_id join_path(struct unit *unit, name_id left, name_id right);

/* tree.c */
bool tree_read(struct unit *unit, CXCursor root);                               /* false: nested too deep */
uint32_t node_child(const struct unit *unit, uint32_t node, uint32_t position); /* NONE when there is none */
uint32_t node_next(const struct unit *unit, uint32_t node, uint32_t child);     /* NONE when there is none */
uint32_t node_children(const struct unit *unit, uint32_t node);
uint32_t node_last(const struct unit *unit, uint32_t node);
const struct type *node_type(struct unit *unit, uint32_t node);
uint32_t node_strip(struct unit *unit, uint32_t node); /* without parentheses and implicit casts */
bool node_is_implicit_cast(struct unit *unit, uint32_t node);

/* Where errors broke the tree a node may be missing (NONE): it has no kind, no type and no children. */
static inline CXCursor node_cursor(const struct unit *unit, uint32_t node)
{
    return node == NONE ? clang_getNullCursor() : unit->nodes.items[node].cursor;
}

static inline enum CXCursorKind node_kind(const struct unit *unit, uint32_t node)
{
    return node == NONE ? CXCursor_InvalidCode : unit->nodes.items[node].cursor.kind;
}

/* numbers.c */
bool constant_value(struct unit *unit, uint32_t node, int64_t *value);
int condition_value(struct unit *unit, uint32_t node); /* 0, 1, or -1: not known from literals alone */
bool signal_expression(struct unit *unit, uint32_t node, int64_t *value);

/* functions.c */
uint32_t function_of(struct unit *unit, CXCursor declaration);
void unit_visit(struct unit *unit);
CXCursor function_named(struct unit *unit, const char *name);

/* attributes.c */
void attributes_note(struct unit *unit, CXCursor declaration);
void attributes_read(struct unit *unit, uint32_t function, CXCursor canonical);
void attributes_note_local(struct unit *unit, CXCursor declaration, CXCursor canonical);
name_id linker_name(struct unit *unit, CXCursor canonical, name_id name);
bool attributes_define(struct unit *unit, CXCursor declaration);
bool attributes_run(struct unit *unit, CXCursor declaration);
CXCursor cleanup_of(struct unit *unit, CXCursor variable); /* null: none */

/* access.c */
uint32_t variable_of(struct unit *unit, CXCursor declaration);
uint32_t variable_literal(struct unit *unit, uint32_t node);
struct access access_of(struct unit *unit, uint32_t node);
struct access access_of_variable(struct unit *unit, uint32_t variable);
struct access access_below(struct unit *unit, const struct access *access, const struct leaf *leaf);
struct access access_leaf(const struct access *any, const struct leaf *leaf);
struct access access_field(struct unit *unit, const struct access *access, const struct record *record,
                           const struct field *field);
struct access access_pointee(struct unit *unit, uint32_t node);
struct access access_through(struct unit *unit, const struct type *pointee); /* any object of it */
struct access access_unknown(void);
void access_effects(struct unit *unit, uint32_t node);

/* puns.c */
void pun_records(struct unit *unit, const struct type *from, const struct type *to, CXCursor where);

/* slots.c */
uint32_t slot_of(struct unit *unit, const struct access *access);
uint32_t slot_of_object(struct unit *unit, const struct access *access); /* of which the address is taken */
void slots_fill_elements(struct unit *unit);
uint32_t slot_function(struct unit *unit, uint32_t function);
uint32_t slot_unknown(struct unit *unit);
void slot_show_parameter(struct unit *unit, uint32_t parameter);
uint32_t slot_number(struct unit *unit, int64_t value);

/* values.c */
struct values *values_take(struct unit *unit);
void values_give(struct unit *unit);
void value_add(struct unit *unit, struct values *values, const struct access *access, uint32_t mode);
void value_add_unknown(struct unit *unit, struct values *values);
void value_add_number(struct unit *unit, struct values *values, int64_t number);
void value_add_function(struct unit *unit, struct values *values, uint32_t function);

/* expression.c: walks one, with all it does; its value goes to values, or is lost, or does not matter (NULL,
 * false) */
void expression(struct unit *unit, uint32_t node, struct values *values, bool lost);
/* reads.c: parts of it, for what names something */
void expression_read(struct unit *unit, const struct access *access, uint32_t node, struct values *values,
                     bool lost);
void expression_reference(struct unit *unit, uint32_t node, struct values *values, bool lost);
void expression_read_memory(struct unit *unit, uint32_t node, struct values *values, bool lost);
void expression_address_of(struct unit *unit, uint32_t node, struct values *values, bool lost);
/* The value as it moves into something of its own type; values stays empty when nobody follows it. */
void expression_value(struct unit *unit, uint32_t node, struct values *values);

/* generic.c: the associations that may be the chosen one; how many */
enum { GENERIC_CHOICES = 32 };
uint32_t generic_choices(struct unit *unit, uint32_t node, uint32_t found[GENERIC_CHOICES]);

/* assign.c */
void assign(struct unit *unit, const struct access *target, uint32_t node, uint32_t row, CXCursor where);
void assign_record(struct unit *unit, const struct access *target, uint32_t node, uint32_t row,
                   CXCursor where);
void assign_values(struct unit *unit, const struct access *target, const struct values *values, uint32_t row,
                   struct place place, bool strong);
void assign_leaves(struct unit *unit, const struct access *target, const struct access *source, uint32_t row,
                   struct place place);
void assign_zero(struct unit *unit, const struct access *target, const struct place *place, bool strong);
void assign_unknown(struct unit *unit, const struct access *target, struct place place);
void overwrite_rivals(struct unit *unit, uint32_t node);
void expression_assign(struct unit *unit, uint32_t node, struct values *values);
void expression_modify(struct unit *unit, uint32_t node);

/* initialise.c */
void initialise(struct unit *unit, const struct access *target, uint32_t node, uint32_t row, CXCursor where);

/* atomic.c */
bool atomic_expression(struct unit *unit, uint32_t node, struct values *values);

/* calls.c */
void call_expression(struct unit *unit, uint32_t node, struct values *values);
void call_cleanup(struct unit *unit, uint32_t function, CXCursor variable);
struct access access_answer(struct unit *unit, uint32_t node);

/* The members of the object, or of any such record (NULL), are handed over as they are now. */
void hand_over(struct unit *unit, uint32_t call, uint32_t index, const struct access *object,
               struct record *record, struct place place);
uint32_t handed_slot(struct unit *unit, uint32_t call, uint32_t index, const struct leaf *leaf);

/* memory.c */
bool memory_models(struct unit *unit, const char *name, uint32_t first, uint32_t call);
void memory_call(struct unit *unit, const char *name, uint32_t first, uint32_t call);
bool memory_keeps_address(const char *name, uint32_t argument);

/* handed.c: the parameter that a pointer is and stays, a variable; NONE */
uint32_t handed_base(struct unit *unit, uint32_t node);

/* flows.c */
void flow_add(struct unit *unit, uint32_t source, uint32_t target, uint32_t mode, uint32_t row,
              struct place place);
void flow_escape(struct unit *unit, const struct access *access, struct place place);
void flow_pending_end(struct unit *unit);

/* reaching.c */
void reaching_begin(struct unit *unit);
void reaching_define(struct unit *unit, const struct access *target, const struct values *values,
                     bool strong);
void reaching_use(struct unit *unit, const struct use *use);
void reaching_join(struct unit *unit, uint32_t first, uint32_t from, const struct branches *branches);
void reaching_escape(struct unit *unit, const struct access *access);
bool reaching_tracks(const struct unit *unit, const struct access *access);
uint32_t region_open(struct unit *unit, enum region_kind kind, uint32_t group, uint32_t chain);
void region_close(struct unit *unit, uint32_t saved);

/* effects.c */
uint32_t effects_pointee(struct unit *unit, uint32_t parameter);
void effects_pointer_used(struct unit *unit, const struct access *access, int32_t times);
void effects_summarise(struct unit *unit);
bool effects_apply(struct unit *unit, uint32_t function, uint32_t index, const struct access *object,
                   struct values *const *arguments, uint32_t count);

/* paths.c: reaching_resolve_jumps before any other */
void reaching_resolve_jumps(struct unit *unit);
bool reaching_covers(const struct unit *unit, name_id whole, name_id part);
bool reaching_reaches(const struct unit *unit, const struct access *what, struct point write,
                      struct point read);
/* Some write of this body is certain to have happened, in a straight line before the read. */
bool reaching_surely_writes(const struct unit *unit, const struct access *what, struct point read);
bool reaching_has_escaped(const struct unit *unit, const struct access *what, struct point read);

/* resolve.c */
void reaching_end(struct unit *unit);

/* body.c */
void statement(struct unit *unit, uint32_t node);

/* declarations.c */
void variable_declaration(struct unit *unit, uint32_t node);
void variable_read(struct unit *unit, CXCursor cursor);
void function_read(struct unit *unit, uint32_t function);

/* copies.c */
/* node is what is copied; an initialiser list is no copy, but may be a zeroing */
void copy_add(struct unit *unit, enum copy_kind kind, const struct type *type, uint32_t node, CXCursor where);

/* assembly.c */
void assembly_add(struct unit *unit, CXCursor cursor);

/* gaps.c */
void gap_add(struct unit *unit, const char *kind, name_id subject, const char *why, struct place place,
             uint32_t function);
void gaps_of_diagnostics(struct unit *unit);
void gaps_find_nested(struct unit *unit);
bool is_nested_function(const struct unit *unit, uint32_t function);
bool diagnostic_counts(CXDiagnostic diagnostic);

#endif
