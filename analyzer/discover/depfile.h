/* SPDX-License-Identifier: Apache-2.0
 *
 * Dependency files: where a unit's command has its compiler write one, and what stands in it, in the syntax of make.
 */
#ifndef SIGVET_DISCOVER_DEPFILE_H
#define SIGVET_DISCOVER_DEPFILE_H

#include "discover/unit.h"
#include "discover/words.h"

struct depfile {
    int64_t mtime_ns;
    struct words files; /* that a target depends on, as written */
};

/* Where the unit's depfile may be, the likeliest first; absolute. */
void depfile_places(const struct unit *unit, struct words *places, struct arena *arena);

/* False: there is none, or nothing depends on anything in it. */
bool depfile_read(const char *path, struct depfile *depfile, struct arena *arena);

/* The prerequisites of all rules in a text. */
void depfile_parse(const char *text, size_t length, struct words *files, struct arena *arena);

#endif
