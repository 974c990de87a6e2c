/* SPDX-License-Identifier: Apache-2.0
 *
 * The values that may be handed to a call, as far as the function around the call can tell: what register.c combines.
 */
#ifndef SIGVET_GRAPH_TRACE_H
#define SIGVET_GRAPH_TRACE_H

#include "graph/build.h"

enum leaf_kind {
    LEAF_FUNCTION,  /* node */
    LEAF_NUMBER,    /* value */
    LEAF_PARAMETER, /* the index-th parameter of the function around the call */
    LEAF_POINT,     /* whatever this point holds */
};

/* One value that a handler or signal may have at a call. */
struct leaf {
    enum leaf_kind kind;
    uint32_t id;             /* node, number, parameter or point */
    enum handler_form form;  /* PARAMETER: the handler itself or the address of a struct */
};

struct leaves {
    ARRAY(struct leaf) items;
};

/* A registrar's call, or a wrapper's call that stands for it. */
struct site {
    struct build *build;
    const struct registrar *registrar;
    uint32_t unit;
    uint32_t call;
    const struct site *below; /* the call that this one stands for: nobody is looked up twice on the way; NULL */
    uint32_t *steps;          /* how many callers may still be looked at */
    struct arena *arena;
};

/* The node that makes the call. */
uint32_t site_caller(const struct site *site);

/* Adds a leaf that is not there yet. */
void leaves_add(const struct site *site, struct leaves *leaves, enum leaf_kind kind, uint32_t id,
                enum handler_form form);

/* What flows straight into a point of this call. */
void trace_point(const struct site *site, uint32_t point, enum handler_form form, struct leaves *leaves);

/* What an argument may be. */
void trace_value(const struct site *site, uint32_t argument, struct leaves *leaves);

/* What the handler members may be of the struct that an argument points to. */
void trace_struct(const struct site *site, uint32_t argument, struct leaves *leaves);

/* The handler members below every object that a point may hold the address of; false: it holds none. */
bool trace_objects(const struct site *site, uint32_t point, struct leaves *leaves);

/* alternate.c: what sa_flags says where the struct is filled, at this call or one that it stands for. */
enum registration_stack trace_stack(const struct site *site);

/* Nothing is known of the object: the handler members of every such struct. */
void trace_any_object(const struct site *site, struct leaves *leaves);

#endif
