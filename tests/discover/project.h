/* SPDX-License-Identifier: Apache-2.0
 *
 * A project for a test: a folder of its own, files in it, a compilation database, and what discover makes of
 * it.
 */
#ifndef SIGVET_TESTS_DISCOVER_PROJECT_H
#define SIGVET_TESTS_DISCOVER_PROJECT_H

#include "base/text.h"
#include "discover/unit.h"

struct project {
    struct arena *arena;
    const char *folder;  /* a real path */
    const char *scratch; /* in the folder */
};

/* For cmocka: *state becomes a struct project; removed with all that is in it. */
int project_start(void **state);
int project_end(void **state);

/* Writes a file below the folder; in content "@" stands for the folder. The path that it has. */
const char *project_write(struct project *project, const char *name, const char *content);

/* The same, but as a program. */
const char *project_program(struct project *project, const char *name, const char *content);

/* Content with the folder for every "@". */
const char *project_expand(struct project *project, const char *content);

/* Writes the database, and discovers. */
struct units *project_discover(struct project *project, const char *database);

/* A database of one entry: this command for a.c in the folder. */
struct units *project_command(struct project *project, const char *command);

/* The words, one space between. */
const char *project_join(struct project *project, const char *const *words);

/* The words of plain between those that every parse starts and ends with. */
const char *project_options(struct project *project, const struct unit *unit);

#endif
