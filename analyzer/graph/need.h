/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside the demand: need.c says what else a needed point needs, need_seed.c where it begins.
 */
#ifndef SIGVET_GRAPH_NEED_H
#define SIGVET_GRAPH_NEED_H

#include "graph/trace.h"

enum need_mark {
    NEEDED_VALUE = 1 << 0,  /* what it holds */
    NEEDED_STRUCT = 1 << 1, /* and the handler members of what it points to */
    FOLLOWED = 1 << 2,      /* it holds a function that is followed */
};

/* A unit whose object defines a symbol for others. */
struct definer {
    uint32_t unit;
    uint32_t next; /* of the same symbol; MAP_NONE */
};

struct needer {
    struct build *build;
    struct arena *arena;
    struct map *given;     /* (kind, unit or name) of needs that are there */
    struct map *called;    /* nodes all callers of which are asked for */
    struct map *defined;   /* symbol -> first in definers */
    ARRAY(struct definer) definers;
    uint8_t *marks;        /* point -> enum need_mark */
    bool *followed;        /* node -> whoever gets it is needed */
    uint32_t node_count;
    bool fresh;            /* something new is followed */
    ARRAY(struct event) queue; /* needed points; token is an enum handler_form */
    ARRAY(const struct registrar *) registrars; /* those that take a struct */
};

/* A point whose value decides something; form says whether what it points to does. */
void need_point(struct needer *needer, uint32_t point, enum handler_form form);
void need_unit(struct needer *needer, uint32_t unit);
void need_definition(struct needer *needer, uint32_t node);
void need_callers(struct needer *needer, uint32_t node);
void need_symbol(struct needer *needer, name_id name);
void need_every_address(struct needer *needer);

/* need_seed.c: the arguments of registrars, and what is called through a pointer or by code outside where handlers go. */
void needs_seed(struct needer *needer);

#endif
