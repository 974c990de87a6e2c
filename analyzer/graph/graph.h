/* SPDX-License-Identifier: Apache-2.0
 *
 * The program: functions of all units linked by name, every call an edge, pointer calls resolved by solved flows, and
 * the handlers with their registrations. Built once by graph_build, read by everybody after that.
 */
#ifndef SIGVET_GRAPH_GRAPH_H
#define SIGVET_GRAPH_GRAPH_H

#include "catalogue/catalogue.h"
#include "base/map.h"
#include "facts/fact.h"
#include "facts/object/dynamic.h"
#include "facts/object/object.h"

/* One unit as the graph sees it. */
struct graph_unit {
    const char *file;
    const struct facts *facts; /* of a unit that was not parsed: empty */
    bool parsed;
    enum compiler_family compiler;
    const char *object_gap; /* kind of the gap why there is no compiled code of it: "object-absent", …; NULL: there is */
    const char *object;     /* its path, for that gap */
    const char *object_why;
};

/* Compiled code: the object of one unit, or a linked binary that holds several. */
struct graph_object {
    const struct object_facts *facts;
    uint32_t unit;         /* NONE: several, or none of the units */
    const uint32_t *units; /* several: of each function its unit, or NONE; else NULL */
    const struct object_debug *debug; /* where its functions are defined; NULL: not asked for */
    uint32_t library; /* it is code of this library; 0: of the program itself */
    uint32_t image;   /* of library code: it is what this program, of graph->programs, was linked to, + 1; 0: none */
    const struct object_dynamic *dynamic; /* how it is linked; NULL: not known */
    bool started; /* it is loaded when a program starts, not by dlopen */
};

/* The unit that a function of the object belongs to; NONE: not known. */
static inline uint32_t graph_unit_of(const struct graph_object *object, uint32_t function)
{
    return object->units ? object->units[function] : object->unit;
}

/* A linked program or library, and the units that are in it. Names are sought among units of one program only. */
struct graph_program {
    const char *name;
    const uint32_t *units; /* ascending */
    uint32_t unit_count;
    bool shared; /* a library that other programs may be linked with */
    uint32_t object_flags; /* enum object_flag of the linked file */
    const struct object_dynamic *dynamic; /* how it is linked; NULL: not known */
    bool started; /* as of an object */
};

/* What the user says of stacks; 0: nothing. */
struct stack_said {
    uint64_t limit;        /* --stack-limit */
    uint64_t signal_frame; /* --signal-frame */
};

/* What the dynamic linker, or the linker in an archive, would make of a name: code of a library. */
struct library_symbol {
    uint32_t library;    /* as graph_object has it; 0: none, or not read */
    uint64_t address;    /* in the library; 0: known by its name alone */
    bool in_program;     /* a definition among the units comes before it */
    const char *trouble; /* why its code is not known; NULL */
    const char *file;    /* of trouble: the library */
};

/* Asks for a name that code of a unit, or of an object that is in none, means, and that no unit defines. */
struct library_finder {
    uint32_t (*find)(void *payload, uint32_t unit, uint32_t object, const char *name, struct library_symbol *found,
                     uint32_t most);
    void *payload;
};

/* Where calls of objects are written: asked for while the graph is built, for reached functions only. */
struct places_request_of {
    uint32_t object;
    const uint32_t *functions; /* bodies */
    uint32_t count;
};

struct place_reader {
    void (*read)(void *payload, const struct places_request_of *requests, uint32_t count,
                 const struct object_places **results);
    void *payload;
};

struct graph_input {
    const struct graph_unit *units;
    uint32_t unit_count;
    const struct graph_object *objects; /* none: the graph of the source alone */
    uint32_t object_count;
    const struct graph_program *programs; /* none: one program */
    uint32_t program_count;
    const struct root *roots;
    uint32_t root_count;
    const struct catalogue *catalogue;
    const struct policy *policy;       /* what handlers are judged by unless something else is declared; NULL: posix */
    const struct place_reader *places; /* NULL when there are no objects */
    struct stack_said stack;
    const struct library_finder *libraries; /* NULL: none was read */
    bool from_objects; /* handlers are sought in all objects; else only in those of units of which nothing was read */
};

/* A function of the program: a definition in a unit, or an external name that no unit defines. */
struct node {
    name_id name;        /* as the source spells it */
    name_id linker;
    uint32_t unit;       /* NONE: external */
    uint32_t function;   /* index in the unit's facts; NONE: external */
    struct place place;  /* of the definition; of an external one, of a declaration */
    uint32_t flags;      /* enum function_flag, of definition and declarations together */
    uint32_t marks;      /* enum node_mark */
    uint32_t first_body; /* its compiled bodies (itself, .cold, .part, clones) are bodies[first_body .. + body_count) */
    uint32_t body_count;
    uint32_t first_edge; /* its calls are edges[first_edge .. first_edge + edge_count) in the order of their places */
    uint32_t edge_count;
    uint32_t first_gap;  /* its gaps are gaps[first_gap .. first_gap + gap_count) */
    uint32_t gap_count;
    uint32_t origin;     /* of a clone, the same function as some of its callers call it (contexts.c): the function; NONE */
};

/* A compiled body of a node. */
struct body {
    uint32_t object;   /* in graph->objects */
    uint32_t function; /* in its functions */
};

enum node_mark {
    NODE_DECODED = 1 << 0,      /* all bodies were decoded: their calls are all that there are */
    NODE_INSTRUMENTED = 1 << 1, /* see the marks of its bodies' objects */
    NODE_SPLITTABLE = 1 << 2,   /* its prologue may check or switch the stack */
    NODE_MATCHED = 1 << 3,      /* its calls were told hidden or written */
    NODE_LIBRARY = 1 << 4,      /* code of a library: no unit has it, and nobody wrote it here */
};

enum evidence { EVIDENCE_SOURCE = 1, EVIDENCE_OBJECT = 2, EVIDENCE_BOTH = 3 };

/* A function inlined around a call, and where its own call is written. */
struct inlined {
    uint32_t node; /* NONE: not read */
    name_id name;
    struct place place;
};

enum edge_flag {
    EDGE_CANDIDATE = 1 << 0, /* the target is only guessed by its type */
    EDGE_CALLBACK = 1 << 1,  /* the callee is run by the function `through` that the function pointer was handed to */
    EDGE_RUNS = 1 << 2,      /* exit runs what atexit was given */
    EDGE_HIDDEN = 1 << 3,    /* the compiler decided to make this call, the source did not */
    EDGE_DOUBTFUL = 1 << 4,  /* hidden or written: likely so, not certain */
    EDGE_UNTOLD = 1 << 5,    /* hidden or written: it cannot be told (no line table, unit not parsed) */
    EDGE_DECLARED = 1 << 6,  /* something is declared of its callee, or of a function inlined around it: graph_cross */
};

struct edge {
    uint32_t caller;      /* node */
    uint32_t callee;      /* node */
    uint32_t kind;        /* enum call_kind */
    uint32_t flags;       /* enum edge_flag */
    uint32_t through;     /* CALLBACK: the node that runs the callee; NONE. Of RUNS the caller itself runs it */
    struct place place;   /* where the call is written */
    struct place spelled; /* inside a macro's body; line 0: not from a macro */
    name_id macro;
    uint32_t evidence;      /* enum evidence */
    name_id emitted;        /* the symbol that the object calls; 0: not seen in an object */
    uint32_t object;        /* in graph->objects, and */
    uint32_t call;          /* its call there; NONE: source only */
    uint32_t construct_unit; /* HIDDEN: the copy or zeroing written at that line: a unit and */
    uint32_t construct;      /* an index in its copies; NONE: none */
    uint32_t contract;      /* the pointer is declared to hold the callee: 1 + an index in graph->contracts; 0: it is not */
    uint32_t first_inlined; /* functions inlined around the call, the innermost first: inlines[first_inlined .. + count) */
    uint32_t inlined_count;
    uint32_t resolved; /* which call of the source made it, an index for the graph's own use; NONE */
};

/* Gaps of a node: facts' own gaps and those of solving. Kinds as in docs/rules.md. */
struct node_gap {
    uint32_t node;  /* NONE: of the whole program */
    name_id kind;
    name_id subject;
    name_id why;
    struct place place;
    uint32_t resolved; /* as that of an edge; NONE */
};

enum { SIGNAL_UNKNOWN = -1 };

/* Which stack a registration says that its handler runs on. */
enum registration_stack {
    STACK_NOT_TOLD,
    STACK_OF_THREAD,
    STACK_ALTERNATE, /* SA_ONSTACK */
};

/* A call of sigaltstack. */
struct alternate_stack {
    uint32_t unit;
    struct place place;
    uint64_t bytes; /* 0: not known */
};

struct registration {
    uint32_t stack;      /* enum registration_stack */
    uint32_t node;       /* the handler */
    int32_t signal;      /* number, SIGNAL_RTMIN + n, or SIGNAL_UNKNOWN */
    name_id registrar;   /* "sigaction"; "--root" for a root that the user named */
    uint32_t caller;     /* node in which it happens; NONE */
    struct place place;  /* where the handler is handed over */
};

/*
 * A function that becomes a handler; its registrations are registrations[first .. first + count), sorted by place. A file
 * that is compiled twice gives one handler with two nodes.
 */
struct handler {
    const uint32_t *nodes;
    uint32_t node_count; /* at least 1 */
    uint32_t first;
    uint32_t count;
    uint32_t program; /* in graph->programs: judged as linked into that one; NONE: programs are not known */
    uint32_t policy;  /* in graph->policies */
    name_id programs; /* the names of all programs in which it reaches the same, with commas: "a,b" */
};

/* How pointer calls were resolved, for the summary. */
struct resolution {
    uint32_t by_flow;   /* all targets known */
    uint32_t partly;    /* some targets known, an unknown value too */
    uint32_t by_type;   /* candidates only */
    uint32_t none;
};

/* The pointer calls that handlers reach, and all they may run, guesses too. */
struct pointer_counts {
    struct resolution calls;
    uint64_t targets;
};

/* How calls of source and object agree, of the functions that handlers reach. */
struct agreement_counts {
    uint32_t matched, doubtful, hidden, inlined, folded, untold;
};

/* Something that an unread unit may still say; the demand for units (graph/need.c). */
enum need_kind {
    NEED_UNIT,     /* this unit: a function of it is reached, or registers handlers */
    NEED_SYMBOL,   /* every unit whose object refers to or defines the symbol */
    NEED_FIELD,    /* every unit that may mention the identifier, a field's name */
    NEED_TYPE,     /* every unit that may fill a record with this tag without naming its fields */
    NEED_EVERY_ADDRESS, /* every unit that defines or takes the address of a function by address */
    NEED_EVERY_UNIT,
};

struct need {
    uint32_t kind; /* enum need_kind */
    uint32_t unit; /* UNIT */
    name_id name;  /* SYMBOL, FIELD, TYPE */
};

/* What somebody says of a function, in the source, a table or on the command line. It is believed. */
struct declaration {
    enum declared_kind kind;
    uint32_t policy;    /* POLICY: in graph->policies */
    bool split;         /* SAFE: only under a policy with `split` */
    const char *name;   /* of the function */
    const char *why;
    const char *origin; /* "SIGVET_NEVER in log.h:12", "declared.tbl", "--never" */
    uint32_t next;      /* of the same function; NONE */
};

/* A function stored in a pointer that is declared not to hold it. */
struct breach {
    uint32_t node;
    struct place place;
};

/* A pointer that is declared to hold only some functions. */
struct contract {
    name_id slot;    /* how the source would name it */
    name_id targets; /* "f,g" */
    ARRAY(struct breach) breaches;
};

struct graph {
    struct intern *names;
    struct stack_said stack;
    const struct graph_unit *units;
    uint32_t unit_count;
    const struct graph_object *objects;
    uint32_t object_count;
    const struct graph_program *programs;
    uint32_t program_count;
    const uint64_t *programs_of; /* unit -> bits of the programs it is in, program_words each; NULL: no programs */
    const uint64_t *programs_shared; /* bits of those that are libraries */
    uint32_t program_words;
    ARRAY(struct body) bodies;
    ARRAY(struct inlined) inlines;
    ARRAY(struct edge) folded;    /* calls that only the source of object-decoded functions has: they judge nothing */
    struct agreement_counts agreement;
    ARRAY(struct need) needs;     /* each once */
    ARRAY(struct node) nodes;
    ARRAY(struct edge) edges;
    ARRAY(struct node_gap) gaps;  /* by node; those of no node last */
    ARRAY(struct registration) registrations;
    ARRAY(struct alternate_stack) alternates;
    ARRAY(struct handler) handlers; /* in the order of name, file, line */
    struct resolution resolution;
    ARRAY(struct policy) policies; /* the first is the one asked for, the others are declared */
    ARRAY(struct declaration) declarations;
    struct map *declared;         /* node -> its first declaration */
    ARRAY(struct contract) contracts;
    struct map *declared_names;   /* the same by name, of functions that were inlined and not read */
    struct pointer_counts merged;     /* with the callers of a function taken together */
    struct pointer_counts per_caller; /* a call for each way in which its function is called */
};

/* FUNCTION or FUNCTION@FILE, of --root. */
struct root {
    const char *function;
    const char *file;   /* tail of a path; NULL: any */
    const char *policy; /* its own; NULL: the one asked for */
    const char *origin; /* "declared.tbl"; NULL: --root. Of a table, there need not be such a function */
};

/* unknown_root receives the first root that names no function of the program, or NULL. */
struct graph *graph_build(const struct graph_input *input, const struct root **unknown_root, struct intern *names,
                          struct arena *arena);

/* The function that a node is, or a clone of. */
static inline uint32_t graph_origin(const struct graph *graph, uint32_t node)
{
    uint32_t origin = graph->nodes.items[node].origin;
    return origin == NONE ? node : origin;
}

/* Whether its code is known: of the units, or compiled code that belongs to none. */
static inline bool graph_has_body(const struct node *node)
{
    return node->unit != NONE || node->body_count;
}

/* Code that is not of the program itself: its functions run the function pointers that they are handed. */
static inline bool graph_is_foreign(const struct node *node)
{
    return !graph_has_body(node) || node->marks & NODE_LIBRARY;
}

/* Whether a unit may be linked with one of these programs (bits): it is in one, in a library, or in none that is known. */
bool graph_is_in(const struct graph *graph, const uint64_t *programs, uint32_t unit);

/* The same for one program. */
bool graph_links(const struct graph *graph, uint32_t program, uint32_t unit);

/* A symbol without what compilers put behind a name: "f" of "f.dfsan". */
name_id graph_plain_name(struct intern *names, name_id name);

/* ---- declarations ---- */

/* The first of a kind that a node has; NULL: none. */
const struct declaration *graph_declared(const struct graph *graph, uint32_t node, enum declared_kind kind);

enum cross { CROSS_ENTERED, CROSS_NEVER, CROSS_SAFE };

/* What declarations make of a call. */
struct crossing {
    enum cross how;
    uint32_t policy;               /* that the callee is judged by, in graph->policies */
    const struct declaration *by;  /* what says so; NULL: nothing is declared, or nothing that changes anything */
};

/* From a caller that is judged by that policy. */
struct crossing graph_cross(const struct graph *graph, const struct edge *edge, uint32_t policy);

/*
 * What a node reaches, breadth first, so that every witness is a shortest chain. Edges that are not candidates are
 * followed first: a node reached without guessing is never said to be reached by guessing. Of a program (NONE: any) only
 * functions of its own units and external ones are entered. A node is reached once by each policy that holds on the way.
 * Calls that are declared never to be made, or safe, are not followed; nor, where a policy asks for nothing else, what a
 * function calls whose prologue checks the stack.
 */
struct reached {
    uint32_t node;
    uint32_t edge;   /* the edge it was reached by first; NONE for a root */
    uint32_t parent; /* index in reach.items of the caller; NONE for a root */
    uint32_t policy; /* in graph->policies */
    bool candidate;  /* only reached through a candidate edge */
};

struct reach {
    ARRAY(struct reached) items; /* in the order of discovery; roots first */
    struct map *index;           /* node -> its first index in items */
};

/* Behind a stack check there is nothing more to say for a policy that forbids just that. */
bool graph_is_end(const struct graph *graph, const struct reached *reached);

/* By the policy that was asked for. */
struct reach *graph_reach(const struct graph *graph, const uint32_t *roots, uint32_t root_count, uint32_t program,
                          struct arena *arena);

struct reach *graph_reach_handler(const struct graph *graph, const struct handler *handler, struct arena *arena);

#endif
