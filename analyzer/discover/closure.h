/* SPDX-License-Identifier: Apache-2.0
 *
 * The files that a unit may include, whatever #if is around: a superset, unless something is not known, and then why.
 */
#ifndef SIGVET_DISCOVER_CLOSURE_H
#define SIGVET_DISCOVER_CLOSURE_H

#include "discover/includes.h"
#include "discover/operands.h"

/* A file as one of two readings: as a header or as a whole. */
struct part {
    uint32_t file;
    bool whole;
};

struct closure {
    bool made;
    ARRAY(struct part) parts;
    uint32_t own_macros; /* the file of the compiler's own macros, made for this run; NO_FILE: none */
    const char *doubt;   /* why the unit may mention anything; NULL: it does not */
    const char *untold;  /* what cannot be told of, so that nobody knows how new it is; NULL: nothing */
};

struct closures {
    struct tree *tree;
    struct scanner *scanner;
    struct arena *arena;
    ARRAY(struct scan *) scans[2]; /* of each file of the tree, as a header and as a whole; NULL: not read */
    ARRAY(uint32_t) seen;          /* of each file, the last closure it is in */
    uint32_t stamp;
    ARRAY(struct search *) searches;
    struct map *search_of; /* by the words that make it */
    ARRAY(struct edges) edges;
    struct map *edges_of; /* by search and file */
    struct map *texts;    /* files made of the command line's macros, by their text */
    uint64_t bytes;       /* read so far */
};

struct closures *closures_new(struct intern *names, struct arena *arena);
void closure_make(struct closures *closures, const struct unit *unit, struct closure *closure);

/* Reads the file of a part once more, for operands_find. */
void closures_find_operands(struct closures *closures, struct part part, const struct pasting *pasting);

const struct scan *closures_scan(const struct closures *closures, struct part part);

#endif
