/* SPDX-License-Identifier: Apache-2.0
 *
 * Under which names a record may be written down where one is made: its tag, its typedefs, and the tags and typedefs of
 * records that hold one. `struct outer o = {{f}}` fills a struct inner and does not say so. Read from the texts, without
 * a parser: every declaration counts, whatever #if is around it.
 */
#ifndef SIGVET_DISCOVER_RECORDS_H
#define SIGVET_DISCOVER_RECORDS_H

#include "discover/sources.h"

struct records;

/* Reads every file that a unit may include. */
struct records *records_new(struct sources *sources, struct arena *arena);

/* The names, the tag among them. The tag of a record without a name is FILE:LINE:COLUMN: then those of what is around. */
struct record_names {
    ARRAY(const char *) items;
};

void records_names(struct records *records, const char *tag, struct record_names *names);

#endif
