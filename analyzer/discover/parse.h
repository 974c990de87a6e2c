/* SPDX-License-Identifier: Apache-2.0
 *
 * Composes the two commands with which libclang parses a unit: as the unit's own compiler would read it, and
 * as clang itself would.
 */
#ifndef SIGVET_DISCOVER_PARSE_H
#define SIGVET_DISCOVER_PARSE_H

#include "discover/compiler.h"

/* Sets parse, plain, note and command_key of a unit whose other fields are there. */
void parse_compose(struct unit *unit, const struct command *command, const struct answer *answer,
                   struct arena *arena);

#endif
