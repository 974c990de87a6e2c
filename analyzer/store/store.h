/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet.db: facts of units, so that an unchanged unit is not read again, and what was judged, for the user's queries.
 * The only folder with SQL. Trouble with the database is fatal (exit 3) with one line that says what to do.
 */
#ifndef SIGVET_STORE_STORE_H
#define SIGVET_STORE_STORE_H

#include "facts/fact.h"
#include "judge/finding.h"

struct store;

/*
 * Opens or makes the database at path. A file that is no sigvet database, or one of a newer sigvet, is fatal and is left
 * untouched; one of an older sigvet is made anew. A second sigvet on the same database waits, then is fatal.
 */
struct store *store_open(const char *path, struct arena *arena);
void store_close(struct store *store);

/* The facts of a unit whose key and every input are as they were; NULL: read it anew. */
struct facts *store_read_facts(struct store *store, const char *file, uint64_t command_key, bool *partial,
                               struct intern *names, struct arena *arena);

/* What is written and kept from now on is of this variant; at first "as built". */
void store_set_variant(struct store *store, const char *variant);

/* Replaces what is known of the unit, in one transaction. */
void store_write_facts(struct store *store, const char *file, uint64_t command_key, bool partial,
                       const struct facts *facts);

/* Forgets units of the variant that are not among these, and those of other variants whose files are not. */
void store_keep_units(struct store *store, const char *const *files, const uint64_t *command_keys, uint32_t count);

/* Replaces the whole judgement, in one transaction. */
void store_write_judgement(struct store *store, const struct judgement *judgement);

#endif
