/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside the store: the open database, its prepared statements, its names by number, and files as they are
 * now.
 */
#ifndef SIGVET_STORE_DATABASE_H
#define SIGVET_STORE_DATABASE_H

#include "base/map.h"
#include "store/store.h"
#include <sqlite3.h>
#include <stdnoreturn.h>

enum {
    STORE_APPLICATION = 0x73677674, /* "sgvt", in the header of the file */
    STORE_VERSION = 9,              /* of schema.sql; the database of another one is made anew */
};

enum statement {
#define STATEMENT(name, sql) STATEMENT_##name,
#include "store/statements.def"
#undef STATEMENT
    STATEMENT_COUNT
};

/* The texts of the table `name`, whose numbers need not be dense, against those of a run's own intern. */
struct stored_names {
    bool loaded;
    struct intern *texts;         /* every text of the table */
    ARRAY(int64_t) number_of;     /* by id in texts: its number in the table */
    struct map *text_of;          /* number in the table -> id in texts */
    const struct intern *writing; /* the intern that `written` is about */
    ARRAY(int64_t) written;       /* by name_id: its number + 1, 0 not known yet */
    struct intern *reading;       /* the intern that `read` is about */
    ARRAY(uint32_t) read;         /* by id in texts: its name_id + 1, 0 not known yet */
};

/* A file as it was when this run first asked. */
struct file_state {
    int64_t size; /* -1: there is none, or it changed under our eyes */
    int64_t mtime_ns;
    uint64_t hash;
    bool hashed;
};

struct store {
    sqlite3 *database;
    const char *path;
    const char *variant; /* what is written is of */
    struct arena *arena;
    sqlite3_stmt *statements[STATEMENT_COUNT];
    struct stored_names names;
    struct map *file_index; /* id of the path in names.texts -> index in files */
    ARRAY(struct file_state) files;
    int64_t started_ns; /* when the store was opened, on the clock of files */
};

/* Ends the run with a line that says what is wrong with the database and what to do. */
noreturn void store_fail(struct store *store);

/* Ends the run with a line that says so of the database. */
noreturn void store_damaged(struct store *store, const char *why);

/* Fails unless the code is SQLITE_OK. */
void store_check(struct store *store, int code);
void store_execute(struct store *store, const char *sql);

/* The first column of the first row, for questions that are asked once. */
int64_t store_number(struct store *store, const char *sql);

/* A prepared statement, ready to bind. */
sqlite3_stmt *store_statement(struct store *store, enum statement which);

/* Runs a bound statement that gives no rows, and readies it again. */
void store_run(struct store *store, sqlite3_stmt *statement);

/* Steps a query; false at its end, and it is ready again. */
bool store_next(struct store *store, sqlite3_stmt *statement);

/* ---- names.c ---- */

/* The number of a name in the database; it is added when it is not there. */
int64_t store_name(struct store *store, const struct intern *names, name_id name);
int64_t store_text(struct store *store, const char *text);

/* The number of a text that is there already, or -1. */
int64_t store_known_text(struct store *store, const char *text);

/* The name that a number stands for, interned into names; false: the database has no such number. */
bool store_read_name(struct store *store, struct intern *names, int64_t number, name_id *name);

/* The text of a number, NULL: none; lives as long as the store. */
const char *store_number_text(struct store *store, int64_t number);

/* Takes the names out that no fact uses any more, when they are many. */
void store_sweep_names(struct store *store);

/* ---- inputs.c ---- */

struct stored_input {
    int64_t size;
    int64_t mtime_ns;
    uint64_t hash;
};

/* What to write of a file that was read in this run. */
struct stored_input store_look_at(struct store *store, const char *path);

/* Is the file as it was written down? */
bool store_is_unchanged(struct store *store, const char *path, const struct stored_input *input);

#endif
