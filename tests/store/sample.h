/* SPDX-License-Identifier: Apache-2.0
 *
 * Made-up facts and judgements for tests of the store, and a database in a temporary folder.
 */
#ifndef SIGVET_TESTS_STORE_SAMPLE_H
#define SIGVET_TESTS_STORE_SAMPLE_H

#include "store/store.h"

struct sample {
    struct arena *arena;
    struct intern *names;
    const char *folder;
    const char *database; /* path; not there yet */
    const char *source;   /* path of a file, an hour old */
    const char *header;   /* the same */
};

int sample_start(void **state); /* *state: a struct sample */
int sample_end(void **state);

/* Writes a file whose modification time lies that many seconds back. */
void write_aged(const char *path, const char *content, int seconds);

/* Facts with `scale` rows of each kind, all columns filled; their inputs are source and header. */
struct facts *sample_facts(struct sample *sample, uint32_t scale);

/* All facts as text, one line a row, names spelled out: equal texts mean equal facts. */
const char *facts_text(struct sample *sample, const struct facts *facts);

/* Two handlers with findings, gaps, axioms, calls and units. */
struct judgement *sample_judgement(struct sample *sample);

/* What the sqlite3 library says of a query on the database: columns by '|', rows by newlines; "error: ..." */
const char *query(struct sample *sample, const char *sql);

/* Opens, reads and closes; NULL: not cached. */
const char *read_back(struct sample *sample, const char *file, uint64_t command_key);

/* Runs in a child, whose standard error goes into *said; gives its exit code, -1 when it was killed by a
 * signal. */
int in_child(struct sample *sample, void (*work)(struct sample *sample), const char **said);

#endif
