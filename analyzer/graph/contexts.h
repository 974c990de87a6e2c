/* SPDX-License-Identifier: Apache-2.0
 *
 * Contexts: a function as some of its callers call it. What a call hands over for the parameters that decide pointer
 * calls is bound to them; where that is less than all callers together hand over, the function is cloned. Values are
 * found by context_values.c, in code that was inlined by context_inlined.c; contexts.c walks and clones.
 */
#ifndef SIGVET_GRAPH_CONTEXTS_H
#define SIGVET_GRAPH_CONTEXTS_H

#include "graph/build.h"

/* Functions and the tokens of unknown values, ascending; no addresses. */
struct values {
    const uint32_t *tokens;
    uint32_t count;
    bool vague; /* something flows in of which nothing is known */
};

/* What a parameter holds in a context. */
struct bound {
    uint32_t point;
    struct values values;
};

/* The parameters that hold less than they do for all callers together, by point. */
struct bounds {
    const struct bound *items;
    uint32_t count;
};

/* A function in a context. Without bounds it is the function itself. */
struct context {
    uint32_t origin;
    uint32_t node;   /* its clone */
    struct bounds bounds;
    uint32_t next;   /* of the same function; NONE */
};

/* A function's text and how it is called: in one that is compiled, also each that may stand in its code. */
struct text {
    uint32_t node;
    struct bounds bounds;
};

struct texts {
    ARRAY(struct text) items;
    bool open; /* there are too many: nothing is known of inlined code */
};

struct contexts {
    struct build *build;
    struct arena *arena;        /* of the work */
    uint32_t point_count;
    bool *relevant;             /* point: a pointer call may get its value, by way of variables and parameters alone */
    uint32_t *first_parameter;  /* node -> its relevant parameters, chained by next_parameter; NONE */
    uint32_t *next_parameter;   /* point -> */
    uint32_t *stamps;           /* point: seen in the search with this number */
    uint32_t stamp;
    ARRAY(uint32_t) queue;
    bool *leads;                /* node: calls within its unit lead to a relevant parameter */
    bool *leads_known;          /* unit */
    struct resolver resolver;
    ARRAY(struct context) items;
    uint32_t *first_context;    /* node -> */
    bool *replaced;             /* node: its edges and gaps were made anew */
    uint32_t edge_count;        /* edges and gaps before anything was made anew */
    uint32_t gap_count;
};

/* ---- context_values.c ---- */

void context_values_prepare(struct contexts *contexts);
/* What the point may hold while `node` runs as bound. */
struct values context_values(struct contexts *contexts, uint32_t point, uint32_t node, struct bounds bounds);
struct values context_held(struct contexts *contexts, uint32_t point); /* for all callers together */
/* May a function without a body run what it is handed in this argument of a call? */
bool context_may_run(const struct contexts *contexts, uint32_t external, uint32_t argument);
bool values_contain(struct values values, uint32_t token);
bool values_narrow(struct values some, struct values all); /* less, and not for want of knowledge */
struct values values_join(struct contexts *contexts, struct values one, struct values other);
/* What a call that `caller` makes as bound hands to a function: its bounds. */
struct bounds context_bind(struct contexts *contexts, uint32_t unit, uint32_t call, uint32_t caller,
                           struct bounds bounds, uint32_t callee);
struct bounds bounds_join(struct contexts *contexts, struct bounds one, struct bounds other);
bool bounds_cover(struct bounds wide, struct bounds narrow);
bool bounds_equal(struct bounds one, struct bounds other);

/* ---- context_inlined.c ---- */

/* What is in the code of a function as bound. */
struct inside {
    uint32_t node;         /* the function, not the clone */
    struct bounds bounds;
    bool have_texts;
    struct texts texts;
};

void inside_prepare(struct contexts *contexts, struct inside *inside);
/* How the text that makes this edge's call is called there; the edge cannot run: *dead. */
struct bounds inside_bounds(struct contexts *contexts, struct inside *inside, const struct edge *edge, bool *dead);
/* What a pointer call may run, as the edge has it. */
struct values inside_values(struct contexts *contexts, struct inside *inside, const struct edge *edge);
/* What the call of the edge hands to a function. */
struct bounds inside_bind(struct contexts *contexts, struct inside *inside, const struct edge *edge, uint32_t callee);

/* What is handed over as an argument of the edge's call. */
struct values inside_argument(struct contexts *contexts, struct inside *inside, const struct edge *edge,
                              uint32_t argument);
/* Does the source of a function call another by its name? */
bool context_calls(const struct contexts *contexts, uint32_t caller, uint32_t callee);

#endif
