/* SPDX-License-Identifier: Apache-2.0
 *
 * A program with handlers that are proved, compiled, judged and copied for each test: what sigvet says of a database that
 * somebody changed.
 */
#ifndef SIGVET_TESTS_PROOF_PROJECT_H
#define SIGVET_TESTS_PROOF_PROJECT_H

#include <stdbool.h>
#include <stddef.h>

#define PROOF_WORK SIGVET_WORK "/proof"
#define PROOF_BASE PROOF_WORK "/base" /* of project_setup */
#define PROOF_DATABASE PROOF_BASE "/sigvet.db"

/* Runs a command in a shell: its exit code, and what it says on both streams. */
int shell(char *said, size_t room, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A file of a program; of "x.c" and "x.S" the object is x.o. */
struct project_file {
    const char *name;
    const char *text;
    const char *flags; /* more of them; NULL: none. "absent": there is no object */
};

/* Writes the files (a NULL name behind) to a folder of that name below PROOF_WORK, and compiles them; false: it cannot. */
bool project_make(const char *folder, const struct project_file *files);

/* Writes, compiles and checks the program; for cmocka. */
int project_setup(void **state);

/* A fresh copy of the database, with the statements run on it; its path. */
const char *changed_database(const char *sql);

/* sigvet verify OPTIONS on a database; the exit code. */
int verify(const char *options, const char *database, char *said, size_t room);

/* What the queries of verify.sql give on a database, run by the library: "certificate|what|member|detail", a line each. */
void run_queries(const char *database, char *rows, size_t room);

#endif
