/* SPDX-License-Identifier: Apache-2.0
 *
 * Which names live in a unit: those that its closure's files mention, then again and again those in the bodies of macros
 * and of headers' local functions whose names live, and macros and functions whose names ## can make. One set of bits a unit, made when all files of all units were read.
 */
#ifndef SIGVET_DISCOVER_LIVING_H
#define SIGVET_DISCOVER_LIVING_H

#include "discover/closure.h"

/* What lives in one unit. */
struct living {
    uint64_t *names;         /* bits by name_id; NULL: not made */
    uint32_t name_count;     /* there are bits for so many */
    ARRAY(name_id) operands; /* that ## may join, in ascending order */
    ARRAY(uint32_t) patterns; /* of ## in macros that live: indices in the life's */
    bool pairs;              /* one of them joins two arguments: what it makes may be joined again */
};

/* A local function of a header whose name does not live: nothing can run it in the unit. */
struct dead_body {
    uint32_t file;
    name_id name;
    uint32_t start; /* what stands between its braces, in bytes */
    uint32_t end;
};

struct dead {
    ARRAY(struct dead_body) bodies; /* those of a file together, in its order */
};

struct life;

/* All closures are made. */
struct life *life_new(struct closures *closures, struct intern *names, struct arena *arena);
void life_make(struct life *life, const struct closure *closure, struct living *living);

/* Adds those of the unit. */
void life_dead(const struct life *life, const struct closure *closure, const struct living *living,
               struct dead *dead, struct arena *arena);

/* Whether the name lives, or ## can make it of what lives. */
bool life_has(struct life *life, const struct living *living, const char *name);

#endif
