/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of graph/ share while a graph is built: the functions linked (link.c), the slots of all units as points
 * (points.c), what flows between them (flows.c), and from that the registrations and edges. Nobody else includes this.
 */
#ifndef SIGVET_GRAPH_BUILD_H
#define SIGVET_GRAPH_BUILD_H

#include "graph/graph.h"

/* A slot of the whole program. Slots of several units that name the same thing are one point. */
struct point {
    uint32_t kind;      /* enum slot_kind */
    uint32_t node;      /* FUNCTION, PARAMETER, RESULT */
    uint32_t unit;      /* ARGUMENT, ANSWER, HANDED, local VARIABLE: whose; else NONE */
    uint32_t function;  /* local VARIABLE: index in the unit; else NONE */
    name_id name;       /* VARIABLE, FIELD */
    name_id path;
    uint32_t index;     /* PARAMETER, ARGUMENT, HANDED; NUMBER: the value */
    uint32_t call;      /* ARGUMENT, ANSWER, HANDED: index in the unit */
    uint32_t root;      /* the same with an empty path; itself when the path is empty */
    uint32_t wild;      /* FIELD: the point of what is written through plain pointers; NONE for others */
    uint32_t next;      /* ARGUMENT, ANSWER, HANDED: the next point of the same call; NONE */
    bool callable;      /* ARGUMENT: a function pointer, by the type of what is handed over */
    bool escaped;       /* root of a VARIABLE or PARAMETER: somebody else may write through a pointer; FIELD: the address
                           of such a field was taken */
    bool opened;        /* PARAMETER: unknown flows into it only because code outside may call the function */
    bool overwritten;   /* root of a VARIABLE or PARAMETER: code outside may have written function pointers into it */
    uint32_t *tokens;   /* what it may hold, ascending */
    uint32_t count;
    uint32_t capacity;
    uint32_t first_out; /* links that start here, chained; NONE ends */
    uint32_t first_in;  /* links that end here */
    uint32_t held;      /* POINT_BEHIND: the FIELD that it is; else NONE */
    uint32_t used_by;   /* pointer calls through this point, chained by pointer_call.next; NONE */
};

/* The kind of a point that is a field of what a parameter points to: `node` and `index` are the parameter's. It holds what
 * the field of any such record holds, and less where it is known which object the parameter points to (contexts.c). */
#define POINT_BEHIND 100U

/* A token that arrived at a point and has to be passed on. */
struct event {
    uint32_t point;
    uint32_t token;
};

/* What a point may hold: a node, the address of a point, or one of the two specials. */
#define TOKEN_UNKNOWN 0xfffffffeU  /* a value nobody can know */
#define TOKEN_PREVIOUS 0xfffffffdU /* what was the handler before: any handler of the program, or one from outside */
#define TOKEN_ADDRESS 0x80000000U  /* | point */

static inline bool token_is_node(uint32_t token)
{
    return token < TOKEN_ADDRESS;
}

static inline bool token_is_address(uint32_t token)
{
    return token >= TOKEN_ADDRESS && token < TOKEN_PREVIOUS;
}

/* Values move along a link. */
struct link {
    uint32_t source;
    uint32_t target;
    uint32_t row;      /* element of the initialised array, or NONE */
    uint32_t next_out;
    uint32_t next_in;
};

/* A call of a unit that goes through a pointer. */
struct pointer_call {
    uint32_t unit;
    uint32_t call;
    uint32_t next; /* of the same point */
};

/* A node that defines a linker name for other units. */
struct definition {
    uint32_t node;
    bool weak;
    uint32_t next;
};

/* A part of build->targets. */
struct targets {
    uint32_t first;
    uint32_t count;
};

/* One caller of a node, found by name or by flow. */
struct caller {
    uint32_t unit;
    uint32_t call;
    uint32_t next;
};

/* What link.c knows of one unit. */
struct linked_unit {
    uint32_t *node_of;      /* function -> its own node, when it is defined here; else NONE */
    uint32_t *first_target; /* function -> index in targets: what a reference to it means */
    uint32_t *target_count;
    uint32_t *caller_node;  /* call -> node of the caller */
    uint32_t *points;       /* slot -> point */
    uint32_t *call_points;  /* call -> first point of the call */
    struct map *locals;     /* (function, name) -> root point of a local variable */
    struct map *own;        /* linker name -> node of the function that this unit defines */
    struct map *own_named;  /* the same by the name in the source */
    uint32_t *calls_of;     /* calls, those of one caller together; made when the unit is matched */
    uint32_t *first_call;   /* function -> its first in calls_of; one more than there are functions */
    uint8_t *told;          /* call -> enum told */
    bool *covered;          /* function -> compiled code of it, inlined or not, was matched */
};

/* What became of a call of the source in compiled code. */
enum told { TOLD_NOTHING, TOLD_INLINED, TOLD_MATCHED };

/* Where a call of an object is written: an index in a set of places; set NULL: not known. */
struct known_place {
    const struct object_places *set;
    uint32_t index;
};

/* What link.c knows of one object. */
struct linked_object {
    uint32_t *node_of;          /* function -> node */
    struct known_place *places; /* call -> place; made when the first function is asked for */
};

/* A function of a library that others can name. */
struct library_function {
    uint32_t object;
    uint32_t function;
    uint32_t next; /* of the same library and name; NONE */
};

/* A name whose code is in a library that cannot be read. */
struct library_trouble {
    uint32_t node;
    const char *file;
    const char *why;
};

struct known_signal {
    int32_t signal;
    uint32_t next;
};

/* A call of the source that was made edges: once in the source, or once for each call of objects that it is. */
struct resolved_call {
    uint32_t unit;
    uint32_t call;
};

/* The object that an argument points to: a slot of the unit of the call. */
struct object_handed {
    uint32_t unit;
    uint32_t slot;
};

struct build {
    struct graph *graph;
    const struct catalogue *catalogue;
    struct arena *arena;
    const struct graph_input *input;
    struct linked_unit *units;
    struct linked_object *objects;
    ARRAY(uint32_t) targets;          /* nodes */
    struct map *definitions;          /* linker name -> index in definition_list */
    ARRAY(struct definition) definition_list;
    struct map *externals;            /* linker name -> node */
    struct map *library_names;        /* (library, linker name) -> first in library_functions */
    ARRAY(struct library_function) library_functions;
    ARRAY(struct library_trouble) library_troubles;
    ARRAY(struct point) points;
    ARRAY(struct link) links;
    ARRAY(struct pointer_call) pointer_calls;
    ARRAY(struct caller) callers;
    uint32_t *first_caller;           /* node -> index in callers, or NONE */
    uint32_t node_room;               /* nodes when first_caller was made */
    ARRAY(struct resolved_call) resolved;
    struct map *behind;               /* (FIELD, parameter's root) -> POINT_BEHIND */
    struct map *objects_handed;       /* point of an argument -> index in object_list */
    ARRAY(struct object_handed) object_list;
    struct map *links_known;          /* (source, target) -> link, for those without a row */
    struct map *variables;            /* linker name -> root point */
    struct map *fields;               /* tag -> root point */
    struct map *parameters;           /* (node, index) -> root point */
    struct map *results;              /* node -> root point */
    struct map *functions;            /* node -> point */
    struct map *numbers;              /* value -> point */
    struct map *paths;                /* (root, path) -> point */
    ARRAY(struct event) queue;
    uint32_t queue_head;
    uint32_t unknown;                 /* the point of SLOT_UNKNOWN as a value */
    uint32_t lost;                    /* the point of SLOT_UNKNOWN as a target: what flows here was taken the address of */
    uint32_t previous;                /* the point that holds TOKEN_PREVIOUS */
    bool *address_taken;              /* node */
    struct map *registered;           /* node -> its last registration, chained by registration_before */
    ARRAY(uint32_t) registration_before;
    struct map *known_signals;        /* node -> its last known signal, chained by next; NULL in the first pass */
    ARRAY(struct known_signal) known_before;
};

/* link.c */
void link_functions(struct build *build);
uint32_t link_add_node(struct build *build, struct node node);
void link_define(struct build *build, uint32_t node, name_id linker, bool weak);
uint32_t link_definitions(struct build *build, uint32_t unit, name_id name); /* appends those there are; how many */
uint32_t link_external(struct build *build, name_id linker); /* the node of what no code that is read defines */
/* What a name means in a unit; own: the unit's own weak definition, or NONE. Not defined anywhere: an external node. */
struct targets link_name(struct build *build, uint32_t unit, name_id linker, uint32_t own);

/* programs.c: which unit is linked with which. */
void programs_make(struct build *build);
bool programs_share(const struct graph *graph, uint32_t unit, uint32_t other);
void programs_part_handlers(struct build *build); /* one handler for programs in which it reaches the same */

/* link_objects.c: before link_functions has resolved anything, after it has defined what the source defines. */
void link_objects(struct build *build);
struct targets link_object_call(struct build *build, uint32_t object, const struct object_call *call);

/* libraries.c: names that libraries define. */
void libraries_define(struct build *build, uint32_t object, uint32_t function);
/* Appends the functions of libraries that a name means to build->targets; how many. object: whose code asks; NONE: the unit's. */
uint32_t libraries_push(struct build *build, uint32_t unit, uint32_t object, name_id name);
/* Appends what a call of library code means; how many. */
uint32_t libraries_push_call(struct build *build, uint32_t object, const struct object_call *call);
void libraries_make_gaps(struct build *build);
bool libraries_bind_lazily(const struct build *build, uint32_t node); /* may the first call of it run its resolver? */

/* points.c */
void points_make(struct build *build);
uint32_t point_below(struct build *build, uint32_t point, name_id path);      /* made when missing */
uint32_t point_find_below(const struct build *build, uint32_t point, name_id path); /* NONE when missing */
uint32_t point_field(struct build *build, name_id tag, name_id field);
/* Where a slot is read: of a field that is reached through a parameter, the POINT_BEHIND. */
uint32_t point_read(const struct build *build, uint32_t unit, uint32_t slot);
/* The same of a parameter's field, made when missing. */
uint32_t point_behind(struct build *build, uint32_t field, uint32_t node, uint32_t index);
uint32_t point_of_call(const struct build *build, uint32_t unit, uint32_t call, enum slot_kind kind, uint32_t index,
                       name_id path); /* NONE when missing */

/* flows.c */
void flows_make(struct build *build);
void flows_link(struct build *build, uint32_t source, uint32_t target, uint32_t row);
void flows_add(struct build *build, uint32_t point, uint32_t token);
void flows_solve(struct build *build);
void flows_outside(struct build *build); /* after solving: arguments that code outside hands to callbacks */

/* register.c */
void registrations_previous(struct build *build); /* lets old dispositions flow into what receives them */
void registrations_find(struct build *build);
void registration_add(struct build *build, struct registration registration); /* once */

/* alternate.c: the calls of sigaltstack. */
void alternates_find(struct build *build);

/* register_objects.c: those that only compiled code shows. */
void registrations_of_objects(struct build *build);

/* declare.c: what was declared of functions; first of all that are linked, last of those that calls have added. */
void declare_functions(struct build *build);
void declare_edges(struct build *build);
bool declare_touches(const struct graph *graph, const struct edge *edge); /* is it EDGE_DECLARED? */
uint32_t declare_policy(struct build *build, const char *name); /* in graph->policies; NONE: there is none */

/* contracts.c: pointers that are declared to hold only some functions. */
void contracts_check(struct build *build); /* after solving */
bool contracts_resolve(struct build *build, const struct slot *slot, struct edge form); /* false: nothing is declared */

/* handlers.c: groups registrations by handler. */
void handlers_make(struct build *build, const struct root *roots, uint32_t root_count, const struct root **unknown);

/* signals.c: the numbers that a point may hold and the rows they came from. */
struct number {
    int32_t value;     /* or SIGNAL_UNKNOWN */
    uint32_t variable; /* root point of the array it stands in; NONE */
    uint32_t row;
};

struct numbers {
    ARRAY(struct number) items;
};

void numbers_find(struct build *build, uint32_t point, struct numbers *numbers, struct arena *arena);

/* The same for functions: value is a node. */
void functions_find(struct build *build, uint32_t point, struct numbers *functions, struct arena *arena);

/*
 * resolve.c: what a call may run. Edges are pushed as copies of `form`, which says who calls and how that was seen.
 */
struct resolver {
    struct build *build;
    struct map *by_type;         /* canonical function type -> first in candidates */
    ARRAY(uint32_t) candidates;  /* nodes */
    ARRAY(uint32_t) next;        /* of the same type; NONE */
    ARRAY(uint32_t) any_type;    /* nodes without a prototype */
};

void resolver_make(struct resolver *resolver, struct build *build);
void resolve_pointer_call(struct resolver *resolver, uint32_t unit, uint32_t call, struct edge form);
/* The same for some of the values that its slot may hold; nothing is counted. */
void resolve_values(struct resolver *resolver, const uint32_t *tokens, uint32_t count, struct edge form);
void resolve_target(struct resolver *resolver, uint32_t unit, uint32_t call, uint32_t target, struct edge form);
name_id resolve_slot_text(struct build *build, const struct slot *slot); /* as the source would name it */
bool resolve_holds(const struct build *build, uint32_t unit, uint32_t call, uint32_t node); /* a pointer call */
struct edge edge_of_call(const struct build *build, uint32_t unit, uint32_t call); /* callee not set */
void push_edge(struct build *build, struct edge edge);
void push_gap(struct build *build, uint32_t node, const char *kind, name_id subject, const char *why,
              struct place place);

/* compiled.c: the edges of nodes with compiled bodies, from the handlers on. */
void compiled_edges(struct resolver *resolver);

/* match.c: which call of the source a call of an object is. */
struct object_site {
    uint32_t node;                     /* whose body makes the call */
    uint32_t unit;                     /* NONE: not known, nothing is matched */
    uint32_t object;
    uint32_t call;
    struct place place;                /* line 0: not known */
    const struct object_inline *chain; /* inlined around it, the innermost first */
    uint32_t chain_count;
    struct targets targets;            /* of a direct call */
};

enum match_kind { MATCH_NONE, MATCH_WRITTEN, MATCH_HIDDEN, MATCH_UNTOLD };

struct match {
    enum match_kind kind;
    uint32_t call;      /* WRITTEN: the call of the unit's source; NONE */
    uint32_t construct; /* HIDDEN: a copy of the unit; NONE */
    bool doubtful;
};

/* Sites of one node: all are matched together, since what one takes another cannot have. */
void match_sites(struct build *build, const struct object_site *sites, uint32_t count, struct match *matches);

/* match_pointer.c: the calls of the source that a pointer call of an object may be; how many, in `calls` with room for `most`. */
uint32_t match_pointer(struct build *build, const struct object_site *site, uint32_t *calls, uint32_t most,
                       bool *doubtful);

/* The node of a function inlined in a unit; NONE: not read. */
uint32_t match_inlined(const struct build *build, uint32_t unit, const struct object_inline *inlined);

/* account.c. Notes that these functions were inlined into the site's function: their own calls are not in the object. */
void account_inlined(struct build *build, const struct object_site *site);

/* Counts what became of the source's calls in the functions that were covered, and keeps those that were folded away. */
void account_calls(struct build *build);

/* site.c: the source around a site. */
void site_index(struct build *build, uint32_t unit);
/* The calls of a function, as indices in calls_of: from *first to the result. */
uint32_t site_calls_of(const struct build *build, uint32_t unit, uint32_t function, uint32_t *first);
uint32_t site_function(const struct build *build, const struct object_site *site); /* of the unit's facts; NONE */
name_id site_symbol(const struct build *build, const struct object_site *site);    /* without a clone's suffix */
bool site_calls(const struct build *build, const struct object_site *site, uint32_t call); /* may be that call */
bool site_at(const struct call *call, uint32_t line);
bool site_size(const struct build *build, const struct object_site *site, uint64_t *bytes); /* third argument */

/* contexts.c: pointer calls for each way in which their function is called */
void contexts_make(struct build *build);

/* pointer_counts.c: of the pointer calls that handlers reach */
void pointer_calls_count(const struct build *build, struct pointer_counts *counts);

/* need.c: what units that were not read may still say; last of all */
void needs_find(struct build *build);

/* edges.c */
void edges_make(struct build *build);
void edges_sort(struct graph *graph); /* gives each node its part of edges */

#endif
