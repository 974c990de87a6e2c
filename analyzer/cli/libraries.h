/* SPDX-License-Identifier: Apache-2.0
 *
 * The libraries that linked programs need: which they are, whose definition a name means, and their code, read when a
 * handler reaches into it.
 */
#ifndef SIGVET_CLI_LIBRARIES_H
#define SIGVET_CLI_LIBRARIES_H

#include "cli/run.h"

/* A linked program, or library of the build; program: its index in run->programs, NONE: none of our units is in it. */
void libraries_add_root(struct run *run, const char *path, uint32_t program);

/* How --binary's file is linked; NULL: not at all. */
const struct object_dynamic *libraries_of_binary(struct run *run, const char *path);

/* For the graph: NULL while no library was read. */
const struct library_finder *libraries_finder(struct run *run, struct arena *arena);

/* Reads the libraries that handlers reach and that were not read; false: there are none. */
bool libraries_more(struct run *run, const struct graph *graph);

/* Adds what the run as a whole does not know of its libraries. */
void libraries_finish(const struct run *run, struct judgement *judgement);

#endif
