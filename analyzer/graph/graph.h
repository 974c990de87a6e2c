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

/* One unit as the graph sees it. */
struct graph_unit {
    const char *file;
    const struct facts *facts;
};

/* A function of the program: a definition in a unit, or an external name that no unit defines. */
struct node {
    name_id name;        /* as the source spells it */
    name_id linker;
    uint32_t unit;       /* NONE: external */
    uint32_t function;   /* index in the unit's facts; NONE: external */
    struct place place;  /* of the definition; of an external one, of a declaration */
    uint32_t flags;      /* enum function_flag, of definition and declarations together */
    uint32_t first_edge; /* its calls are edges[first_edge .. first_edge + edge_count) in the order of their places */
    uint32_t edge_count;
    uint32_t first_gap;  /* its gaps are gaps[first_gap .. first_gap + gap_count) */
    uint32_t gap_count;
};

enum edge_flag {
    EDGE_CANDIDATE = 1 << 0, /* the target is only guessed by its type */
    EDGE_CALLBACK = 1 << 1,  /* the callee is run by the function `through` that the function pointer was handed to */
    EDGE_RUNS = 1 << 2,      /* exit runs what atexit was given */
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
};

/* Gaps of a node: facts' own gaps and those of solving. Kinds as in docs/rules.md. */
struct node_gap {
    uint32_t node;  /* NONE: of the whole program */
    name_id kind;
    name_id subject;
    name_id why;
    struct place place;
};

enum { SIGNAL_UNKNOWN = -1 };

struct registration {
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
};

/* How pointer calls were resolved, for the summary. */
struct resolution {
    uint32_t by_flow;   /* all targets known */
    uint32_t partly;    /* some targets known, an unknown value too */
    uint32_t by_type;   /* candidates only */
    uint32_t none;
};

struct graph {
    struct intern *names;
    const struct graph_unit *units;
    uint32_t unit_count;
    ARRAY(struct node) nodes;
    ARRAY(struct edge) edges;
    ARRAY(struct node_gap) gaps;  /* by node; those of no node last */
    ARRAY(struct registration) registrations;
    ARRAY(struct handler) handlers; /* in the order of name, file, line */
    struct resolution resolution;
};

/* FUNCTION or FUNCTION@FILE, of --root. */
struct root {
    const char *function;
    const char *file; /* tail of a path; NULL: any */
};

/* unknown_root receives the first root that names no function of the program, or NULL. */
struct graph *graph_build(const struct graph_unit *units, uint32_t unit_count, const struct catalogue *catalogue,
                          const struct root *roots, uint32_t root_count, const struct root **unknown_root,
                          struct intern *names, struct arena *arena);

/*
 * What a node reaches, breadth first, so that every witness is a shortest chain. Edges that are not candidates are
 * followed first: a node reached without guessing is never said to be reached by guessing.
 */
struct reached {
    uint32_t node;
    uint32_t edge;   /* the edge it was reached by first; NONE for a root */
    uint32_t parent; /* index in reach.items of the caller; NONE for a root */
    bool candidate;  /* only reached through a candidate edge */
};

struct reach {
    ARRAY(struct reached) items; /* in the order of discovery; roots first */
    struct map *index;           /* node -> index in items */
};

struct reach *graph_reach(const struct graph *graph, const uint32_t *roots, uint32_t root_count, struct arena *arena);

#endif
