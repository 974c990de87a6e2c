/* SPDX-License-Identifier: Apache-2.0
 *
 * Small tables in temporary folders, for tests of the catalogue.
 */
#ifndef SIGVET_TESTS_CATALOGUE_TABLES_H
#define SIGVET_TESTS_CATALOGUE_TABLES_H

#include "catalogue/table.h"

struct tables {
    struct arena *arena;
    const char *own;   /* the folder that plays the one of sigvet */
    const char *extra; /* the folder of the project; NULL until extra_table is called */
    const char *error; /* of the last load */
};

/* A folder with an empty file for each table. */
void tables_start(struct tables *tables);
void tables_end(struct tables *tables);

void own_table(struct tables *tables, const char *file, const char *content);
void extra_table(struct tables *tables, const char *file, const char *content);
void own_bytes(struct tables *tables, const char *file, const char *bytes, size_t length);

/* For a host with glibc 2.36. */
struct catalogue *tables_load(struct tables *tables);
struct catalogue *tables_load_for(struct tables *tables, const char *glibc_version);

/* "c.tbl:3: why" of each bad line, one newline behind each. */
const char *bad_lines(struct tables *tables, const struct catalogue *catalogue);

/* "safe NAME: why [authority]" and the like; fields that are NULL are left out. */
const char *judged(struct tables *tables, const struct catalogue *catalogue, const char *policy,
                   const char *name);

#endif
