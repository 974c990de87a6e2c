/* SPDX-License-Identifier: Apache-2.0
 *
 * From clean to proved: for a clean handler, whether what it reaches is a closed set of decoded code, and then its
 * certificate with the facts that show it; else what is missing. proof.c decides, certificate.c writes down.
 */
#ifndef SIGVET_JUDGE_PROOF_H
#define SIGVET_JUDGE_PROOF_H

#include "judge/rule.h"

/* What all handlers of one judgement share. */
struct proofs {
    const struct graph *graph;
    struct judgement *judgement;
    const char *variant;
    bool *has_code;              /* unit: compiled code of it is known */
    ARRAY(uint32_t) unread;      /* units of which nothing is known */
    ARRAY(uint32_t) half_read;   /* gaps of units whose assignments may have been missed: indices in `gaps` */
    ARRAY(struct obstacle) gaps; /* their words; handler is the unit */
    struct map *objects;         /* graph's object -> row */
    struct map *functions;       /* (graph's object, body) -> row */
    struct arena *arena;
};

/* One clean handler. */
struct proving {
    struct proofs *proofs;
    struct inquest *inquest;
    struct map *edges_of;        /* (object, call) -> first in chain */
    ARRAY(uint32_t) edges;       /* indices in the graph's edges */
    ARRAY(uint32_t) next;        /* of the same call; NONE */
    ARRAY(uint32_t) items;       /* in the reach, of the caller: by its policy the edge is judged */
    struct map *members;         /* node -> 0, of those whose body the handler may run */
    uint32_t first_axiom;        /* of the handler in judgement->axioms */
    bool through_pointers;       /* some call of a member is answered by flows of the source */
    uint32_t obstacles;          /* how many were found */
    struct arena *scratch;
};

struct proofs *proofs_new(const struct graph *graph, struct judgement *judgement, const char *variant,
                          struct arena *arena);

/* Makes a clean handler proved, or says what keeps it from that. first_axiom: where its axioms begin. */
void proof_judge(struct proofs *proofs, struct inquest *inquest, uint32_t first_axiom);

/* ---- what the two files share ---- */

/* The edges that a call of an object became, of all nodes that the handler reaches: an index in edges; NONE: no more. */
uint32_t proof_first_edge(const struct proving *proving, uint32_t object, uint32_t call);

/* Is the node one whose body the handler may run? */
bool proof_is_member(const struct proving *proving, uint32_t node);

/* Is an edge (by its index in edges) followed, or declared never to be taken, or safe? */
bool proof_is_entered(const struct proving *proving, uint32_t index);

/* Why an edge that is not followed into a member may be there; false: nobody says. */
bool proof_axiom_of(const struct proving *proving, uint32_t index, struct proof_axiom *axiom);

/* The symbol of a call as the certificate has it: "system call 35", "TLSDESC"; "" : a pointer. */
const char *proof_symbol_of(const struct object_facts *facts, const struct object_call *call, struct arena *arena);

/* Of a call, the body that the object itself says is called; NONE: a pointer, or the name decides. */
uint32_t proof_callee_of(const struct object_facts *facts, const struct object_call *call);

/* A step into the same function's own parts, or on behind a call that does not return. */
bool proof_is_dead(const struct object_call *call);

/* Writes the certificate of a handler for which all of that holds. */
void certificate_add(struct proving *proving);

/* Adds what was proved of another variant, whose handlers stand `by` further on. */
void proof_append(struct proof *into, const struct proof *from, uint32_t by, struct arena *arena);

#endif
