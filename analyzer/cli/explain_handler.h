/* SPDX-License-Identifier: Apache-2.0
 *
 * What the verdict on a handler rests on, as a proof that a person can follow, or what stands in the way of one.
 */
#ifndef SIGVET_CLI_EXPLAIN_HANDLER_H
#define SIGVET_CLI_EXPLAIN_HANDLER_H

#include "cli/options.h"

/* Prints it of every handler of that name that the database has, in each program and variant; false: it has none. */
bool explain_handler(const char *name, const char *database, const struct options *options, struct arena *arena);

#endif
