/* SPDX-License-Identifier: Apache-2.0
 *
 * The members of an ar archive: GNU and BSD long names, thin archives. Every size is checked.
 */
#ifndef SIGVET_FACTS_OBJECT_ARCHIVE_H
#define SIGVET_FACTS_OBJECT_ARCHIVE_H

#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

struct archive {
    const unsigned char *bytes;
    size_t length;
    size_t next;  /* where the next header is */
    size_t names; /* where the table of long names is; 0: none */
    size_t names_length;
    bool thin;           /* its members are files of their own */
    const char *trouble; /* why reading stopped before the end; NULL: it did not */
};

struct archive_member {
    const char *name;
    size_t start; /* of its bytes; a thin archive has none */
    size_t length;
};

bool archive_is(const unsigned char *bytes, size_t length);
void archive_open(struct archive *archive, const unsigned char *bytes, size_t length);

/* The next member that is a file; false: no more. */
bool archive_next(struct archive *archive, struct arena *arena, struct archive_member *member);

#endif
