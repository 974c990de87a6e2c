/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts of a proof against the files they were read from.
 */
#ifndef SIGVET_CLI_VERIFY_H
#define SIGVET_CLI_VERIFY_H

#include "cli/options.h"
#include "judge/finding.h"

/* Something that the file of an object does not say as the database does. */
struct difference {
    uint32_t object;   /* in proof->objects */
    uint32_t function; /* in proof->functions; NO_ROW: the whole file */
    const char *what;
    const char *detail;
};

struct differences {
    ARRAY(struct difference) items;
};

/* Hashes and reads every object again. How many were as they were written down. */
uint32_t verify_objects(const struct proof *proof, const struct options *options, struct differences *differences,
                        struct arena *arena);

#endif
