/* SPDX-License-Identifier: Apache-2.0
 *
 * How deep the stack can get below a handler: frames of compiled code along the deepest chain of what it reaches, and what
 * is not read from code (the kernel's signal frame, library functions, the dynamic linker's resolver) from frames.tbl.
 */
#ifndef SIGVET_GRAPH_STACK_H
#define SIGVET_GRAPH_STACK_H

#include "graph/graph.h"

/* One function of the deepest chain, or what the system puts there. */
struct stack_step {
    uint32_t node;    /* NONE: see what */
    uint32_t edge;    /* by which it is entered; NONE */
    const char *what; /* "the kernel's signal frame"; NULL: a function */
    uint64_t bytes;   /* 0: it is left by a tail call, its frame is gone */
};

enum stack_obstacle_kind {
    STACK_RECURSION, /* calls itself: nodes are the cycle */
    STACK_DYNAMIC,   /* the frame grows at run time */
    STACK_UNKNOWN,   /* no frame is known: no compiled code, no row in frames.tbl */
    STACK_UNSEEN,    /* it makes calls that are not known */
};

/* Why the bound is none: it holds for everything else. */
struct stack_obstacle {
    enum stack_obstacle_kind kind;
    const uint32_t *nodes; /* the cycle, its first node not repeated; else the one */
    uint32_t node_count;
};

struct stack_bound {
    uint64_t bytes;
    bool guessed; /* the deepest chain has a call whose target was guessed */
    ARRAY(struct stack_step) steps;
    ARRAY(struct stack_obstacle) obstacles; /* none: it is never more */
};

struct stack_query {
    const struct graph *graph;
    const struct catalogue *catalogue;
    const struct reach *reach;
    const struct handler *handler;
    bool nosplit; /* only as far as functions do not check the stack themselves, and without the signal frame */
};

/* The deepest of what the handler reaches. */
struct stack_bound *graph_stack(const struct stack_query *query, struct arena *arena);

enum stack_binding { BINDS_NOW, BINDS_LAZILY, BINDS_UNKNOWN };

/* Whether a first call of a library function runs the dynamic linker's resolver, in the program of the handler. */
enum stack_binding graph_binds_lazily(const struct graph *graph, const struct handler *handler);

/* What a node's own code takes, return address included; -1: not known. dynamic: it may be more. */
int64_t stack_frame_of(const struct graph *graph, const struct node *node, bool *dynamic);

#endif
