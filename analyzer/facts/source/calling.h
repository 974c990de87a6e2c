/* SPDX-License-Identifier: Apache-2.0
 *
 * A call that is being read: what calls.c knows of it when arguments.c hands the arguments over.
 */
#ifndef SIGVET_FACTS_SOURCE_CALLING_H
#define SIGVET_FACTS_SOURCE_CALLING_H

#include "facts/source/unit.h"

struct calling {
    uint32_t node;
    struct values **lists; /* of the arguments */
    uint32_t listed;
    uint32_t function; /* the only callee; NONE */
    uint32_t first;    /* the calls it became */
    uint32_t count;
    uint32_t argument; /* node of the first argument */
    uint32_t arguments;
    const char *name;    /* linker name of the only callee, or "" */
    bool system;         /* a function of the system, that hands no integer on as a signal */
    bool modelled;       /* memory_call says all it does with the objects */
    bool meets_handlers; /* a function pointer or a handler record is handed over with it */
};

/* Walks the arguments and makes their flows; the answer is given for calls that answer their first argument.
 */
void call_hand_arguments(struct unit *unit, struct calling *calling, struct values *answer);

/* handed.c: notes the object that an argument points to, if that is plain to see. */
void handed_object(struct unit *unit, const struct calling *calling, uint32_t node, uint32_t index,
                   struct place place);

/* A function that only tells the compiler something about its first argument. */
bool call_is_transparent(const char *name);

#endif
