/* SPDX-License-Identifier: Apache-2.0
 *
 * What stack.c, stack_cycles.c and stack_frames.c share while one bound is computed. Nobody else includes this.
 */
#ifndef SIGVET_GRAPH_STACK_PARTS_H
#define SIGVET_GRAPH_STACK_PARTS_H

#include "graph/stack.h"

/* A function that the handler reaches. */
struct stack_member {
    uint32_t node;
    uint32_t component;    /* NONE: not found yet */
    uint64_t own;          /* its frame */
    uint64_t red;          /* what it may use below its frame while it calls nothing */
    uint64_t depth;        /* with what it calls */
    uint32_t best;         /* the edge that the depth goes by; NONE: its own frame is the deepest */
    bool best_is_tail;
    bool sealed;           /* declared safe: what it calls is not looked at */
    const uint32_t *cycle; /* members that run again and again with it; cycle_count 0: none */
    uint32_t cycle_count;
    uint32_t cycle_exit;   /* the member of these that the depth goes on from */
    bool cycle_keeps;      /* with a frame left behind: recursion; else by tail calls only */
};

struct stack {
    const struct stack_query *query;
    struct stack_bound *bound;
    ARRAY(struct stack_member) members; /* in the order of the search: roots first */
    struct map *index;                  /* node -> member */
    const char *machine;
    uint64_t red;                       /* bytes of the red zone */
    uint8_t *zones;                     /* object -> 1: its code has no red zone, 2: it has; 0: not looked at */
    uint64_t lazy;                      /* bytes of the dynamic linker's resolver; 0: it does not run */
    struct arena *arena;
};

struct stack_member *stack_member(const struct stack *stack, uint32_t node); /* NULL: not reached */
bool stack_follows(const struct stack *stack, const struct edge *edge);
bool stack_is_tail(const struct graph *graph, const struct edge *edge); /* the caller's frame is gone */

/* stack_cycles.c: gives each component to `give`, those first that are called. */
typedef void stack_give(void *payload, const uint32_t *members, uint32_t count);
void stack_components(struct stack *stack, stack_give *give, void *payload);

/* A shortest cycle (nodes) in a component with a call that keeps its caller's frame; 0: there is none. */
uint32_t stack_cycle(struct stack *stack, const uint32_t *members, uint32_t count, const uint32_t **cycle);

#endif
