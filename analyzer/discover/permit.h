/* SPDX-License-Identifier: Apache-2.0
 *
 * Which compiler may be run. A compilation database from strangers may name any program as its compiler; only
 * one that the user would run himself by that name, or that he allowed, is asked anything.
 */
#ifndef SIGVET_DISCOVER_PERMIT_H
#define SIGVET_DISCOVER_PERMIT_H

#include "base/arena.h"

/*
 * The path to run for a compiler as the command names it; NULL with *trouble set when it may not be run.
 * query_driver: globs of paths between colons, "**" also matches slashes; NULL: none.
 */
const char *permit_compiler(const char *compiler, const char *directory, const char *query_driver,
                            const char **trouble, struct arena *arena);

/* The path of the program that a command names, for whoever was told to run the command; NULL: there is none. */
const char *permit_locate(const char *compiler, const char *directory, struct arena *arena);

#endif
