/* SPDX-License-Identifier: Apache-2.0
 *
 * A unit on its way: its command is understood first, its compiler asked later, when duplicates are gone.
 */
#ifndef SIGVET_DISCOVER_CANDIDATE_H
#define SIGVET_DISCOVER_CANDIDATE_H

#include "discover/compiler.h"

struct candidate {
    struct unit unit;
    struct command command;
};

/* Fills in the unit from the words of its command, but for file and directory, which are there; false when the command
 * compiles nothing. */
bool candidate_read(struct candidate *candidate, const struct words *words, const char *output, struct arena *arena);

/* The unit, with the commands to parse it unless it is in trouble. */
const struct unit *candidate_finish(struct candidate *candidate, struct compilers *compilers, struct arena *arena);

#endif
