/* SPDX-License-Identifier: Apache-2.0
 *
 * The entries of a compilation database, as they are written there. What is wrong with one entry is that
 * entry's trouble; only a file that is no database at all is an error.
 */
#ifndef SIGVET_DISCOVER_DATABASE_H
#define SIGVET_DISCOVER_DATABASE_H

#include "discover/words.h"

struct entry {
    const char *file; /* absolute; for an entry without a usable one, the database and the entry's number */
    const char *directory; /* absolute */
    const char *output;    /* as written, or NULL */
    struct words
        words; /* the command, split, response files expanded; at least the compiler unless in trouble */
    const char *trouble; /* why the entry is of no use, or NULL */
};

struct database {
    ARRAY(struct entry) entries;
    const char *path;
    const char *error; /* one line that says what to do; NULL: fine */
    bool missing;      /* the error is that there is no such file */
};

/* Reads build_directory/compile_commands.json. */
void database_read(const char *build_directory, struct database *database, struct arena *arena);

#endif
