/* SPDX-License-Identifier: Apache-2.0
 *
 * The local functions of all headers, by name; and those that count as named wherever they stand, because a macro may
 * hide what runs them, or their form.
 */
#ifndef SIGVET_DISCOVER_LOCALS_H
#define SIGVET_DISCOVER_LOCALS_H

#include "discover/closure.h"

#define NO_LOCAL UINT32_MAX

/* One of them. */
struct local {
    uint32_t file;
    uint32_t index; /* in the file's scan as a header */
    name_id name;   /* 0: it counts as named */
    uint32_t next;  /* of the same name; NO_LOCAL ends */
};

/* Of a file, as one of two readings. */
struct local_file {
    uint32_t first; /* of its locals, as many as its scan has */
    bool endangers; /* a declaration may make a function run: all that are declared here count as named */
    ARRAY(name_id) quoted; /* functions that its literals name */
};

struct locals {
    ARRAY(struct local) items;
    uint32_t *first_of; /* by name_id; NO_LOCAL: there is none */
    uint32_t name_count;
    struct local_file *files[2]; /* by whether the file is read as a whole */
};

/* What ## can make must be known before it is decided; what may be made is asked with locals_may_name. */
struct locals *locals_new(const struct closures *closures, struct intern *names, struct arena *arena);
bool locals_may_name(const struct locals *locals, name_id name);

/* pasted: bits of macros' names that ## can make; pasting: macros that make names. */
void locals_decide(struct locals *locals, const struct closures *closures, const struct intern *names,
                   const uint64_t *pasted, const struct pasting *pasting, struct arena *arena);

#endif
