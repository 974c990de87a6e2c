/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls of objects, by who is called; made when first asked for.
 */
#ifndef SIGVET_GRAPH_OBJECT_CALLS_H
#define SIGVET_GRAPH_OBJECT_CALLS_H

#include "graph/build.h"

/* A call of an object. */
struct place_in_object {
    uint32_t object;
    uint32_t call;
    uint32_t next; /* of the same callee */
};

/* A name by which other objects know a body. */
struct body_name {
    name_id name;
    uint32_t next;
};

struct object_calls {
    struct build *build;
    ARRAY(struct place_in_object) items;
    struct map *by_body;  /* (object, body) -> last of its calls; NULL: not made yet */
    struct map *names_of; /* (object, body) -> last of its names */
    ARRAY(struct body_name) names;
    struct map *by_name; /* name that the object does not define -> last of its calls */
};

const struct object_facts *calls_facts(const struct object_calls *calls, uint32_t object);
const struct object_call *calls_get(const struct object_calls *calls, struct place_in_object at);

/* A call, or a jump that is one. */
bool calls_is_transfer(const struct object_call *call);

/* The facts of one argument: from the result on, *count of them. */
const struct object_argument *calls_arguments(const struct object_calls *calls, struct place_in_object at,
                                              uint32_t position, uint32_t *count);

/* The calls of a function: of its own object, then of others that name it; no more than `most`. */
const struct place_in_object *calls_of_function(struct object_calls *calls, uint32_t object,
                                                uint32_t function, uint32_t most, uint32_t *count);

/* Asks where these calls are written; then, the place of one of them: without debug information that of the
 * file. */
void calls_places(struct object_calls *calls, struct known_place *places, const struct place_in_object *sites,
                  uint32_t count);
struct place calls_place(const struct object_calls *calls, const struct known_place *known,
                         struct place_in_object at);

#endif
