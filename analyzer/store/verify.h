/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates of a database that may be anybody's: it is opened to be read only, must have the very tables of schema.sql,
 * and is bounded in what it may cost. Trouble is fatal (exit 3), as with every database.
 */
#ifndef SIGVET_STORE_VERIFY_H
#define SIGVET_STORE_VERIFY_H

#include "store/store.h"

/* For reading alone; missing_ok: NULL when there is no such file. store_close_read ends it. */
struct store *store_open_read(const char *path, bool missing_ok, struct arena *arena);
void store_close_read(struct store *store);

/* What is wrong with a certificate. */
struct violation {
    int64_t handler_id;
    const char *what;
    const char *member;
    const char *detail;
};

struct violations {
    ARRAY(struct violation) items;
};

/* Runs the queries of verify.sql; after ten thousand rows it has seen enough. */
void store_verify(struct store *store, struct violations *violations, struct arena *arena);

/* The queries, as `sqlite3 DB < verify.sql` has them. */
const char *store_verify_queries(void);

/*
 * Handlers of that name (NULL: all that have a certificate) with their findings (without steps), gaps and axioms, and the
 * proof. ids[i] is the handler_id of handlers.items[i]. Certificates that name no handler, members without a function and
 * the like are left out: store_verify tells of them.
 */
struct judgement *store_read_judgement(struct store *store, const char *handler, const int64_t **ids,
                                       struct arena *arena);

#endif
