/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening sigvet.db and running statements on it. The run holds the database alone: nobody sees it half made,
 * and the numbers of names stay true. While it is open it has a write-ahead log, so that a run killed at any
 * moment leaves a database that opens; closed, it is one plain file.
 */
#include "base/fault.h"
#include "base/text.h"
#include "store/database.h"
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    MOST_WAITING = 10000,     /* milliseconds */
    WAITING_STEP = 50,
};

extern const char schema_sql[]; /* the bytes of schema.sql, put there by the build */

noreturn void store_fail(struct store *store)
{
    const char *path = store->path;
    switch (sqlite3_errcode(store->database) & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        fatal("%s: another process is using it; wait for that, or choose another with --db", path);
    case SQLITE_FULL:
        fatal("%s: the disk is full; make room, or choose another with --db", path);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
        fatal("%s: cannot be written (%s); choose another with --db", path, sqlite3_errmsg(store->database));
    case SQLITE_IOERR:
        fatal("%s: cannot be read or written (%s); choose another with --db", path,
              sqlite3_errmsg(store->database));
    case SQLITE_NOTADB:
        fatal("%s: not a sigvet database; choose another with --db or remove it", path);
    case SQLITE_NOMEM:
        fatal("out of memory");
    default:
        store_damaged(store, sqlite3_errmsg(store->database));
    }
}

noreturn void store_damaged(struct store *store, const char *why)
{
    int length = (int)strcspn(why, "\n"); /* SQLite may quote the schema, which has many lines */
    fatal("%s: damaged (%.*s); remove it, or choose another with --db", store->path, length, why);
}

void store_check(struct store *store, int code)
{
    if (code != SQLITE_OK)
        store_fail(store);
}

void store_execute(struct store *store, const char *sql)
{
    store_check(store, sqlite3_exec(store->database, sql, NULL, NULL, NULL));
}

sqlite3_stmt *store_statement(struct store *store, enum statement which)
{
    static const char *const texts[] = {
#define STATEMENT(name, sql) sql,
#include "store/statements.def"
#undef STATEMENT
    };
    sqlite3_stmt **statement = &store->statements[which];
    if (!*statement)
        store_check(store, sqlite3_prepare_v3(store->database, texts[which], -1, SQLITE_PREPARE_PERSISTENT,
                                              statement, NULL));
    return *statement;
}

void store_run(struct store *store, sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) != SQLITE_DONE)
        store_fail(store);
    sqlite3_reset(statement);
}

bool store_next(struct store *store, sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        store_fail(store);
    sqlite3_reset(statement);
    return false;
}

int64_t store_number(struct store *store, const char *sql)
{
    sqlite3_stmt *statement;
    store_check(store, sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL));
    if (sqlite3_step(statement) != SQLITE_ROW)
        store_fail(store);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

/* Takes the database for this run alone. SQLite's own waiting leaves out some of the ways in which others can
 * be in the way, so it is done here. Nothing can be lost before there is something in it: the schema is not
 * waited for. */
static void begin_alone(struct store *store)
{
    for (int waited = 0;; waited += WAITING_STEP) {
        int code = sqlite3_exec(store->database,
                                "PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=OFF; BEGIN EXCLUSIVE",
                                NULL, NULL, NULL);
        if (code == SQLITE_OK)
            return;
        if ((code & 0xff) != SQLITE_BUSY || waited >= MOST_WAITING)
            store_fail(store);
        /* An exclusive connection keeps the lock it read with: two that wait so would wait for each other. */
        sqlite3_exec(store->database, "PRAGMA locking_mode=NORMAL; SELECT count(*) FROM sqlite_master", NULL, NULL, NULL);
        sqlite3_sleep(WAITING_STEP + (int)(getpid() % 8) * 3);
    }
}

static noreturn void refuse(struct store *store, const char *why)
{
    sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(store->database);
    fatal("%s: %s; choose another with --db or remove it", store->path, why);
}

static void create(struct store *store)
{
    store_execute(store, schema_sql);
    char marks[96];
    sqlite3_snprintf(sizeof marks, marks, "PRAGMA application_id=%d; PRAGMA user_version=%d", STORE_APPLICATION,
                     STORE_VERSION);
    store_execute(store, marks);
}

/* Empties a database of an older version; its tables may be anything. */
static void make_anew(struct store *store)
{
    store_execute(store, "ROLLBACK");
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL);
    store_execute(store, "VACUUM");
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_RESET_DATABASE, 0, NULL);
    begin_alone(store);
    create(store);
}

/* Sees whose database this is before anything is written to it. */
static void claim(struct store *store)
{
    begin_alone(store);
    bool empty = store_number(store, "SELECT count(*) FROM sqlite_master") == 0;
    int64_t application = store_number(store, "PRAGMA application_id");
    int64_t version = store_number(store, "PRAGMA user_version");
    if (empty && (application == 0 || application == STORE_APPLICATION))
        create(store);
    else if (application != STORE_APPLICATION)
        refuse(store, "not a sigvet database");
    else if (version > STORE_VERSION)
        refuse(store, "written by a newer sigvet");
    else if (version < STORE_VERSION)
        make_anew(store);
    store_execute(store, "COMMIT");
}

/* One connection, one thread: locks inside SQLite would cost a tenth of the time. Too late when it is in use:
 * no harm. */
static void configure_library(void)
{
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int64_t file_clock(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* SQLite gives some names a meaning of their own ("file:x"); only ":memory:" keeps it. */
static const char *plain_path(const char *path, struct arena *arena)
{
    if (path[0] == '/' || strcmp(path, ":memory:") == 0)
        return path;
    return arena_format(arena, "./%s", path);
}

struct store *store_open(const char *path, struct arena *arena)
{
    struct store *store = arena_alloc(sizeof *store, arena);
    store->path = path;
    store->arena = arena;
    store->variant = "as built";
    store->started_ns = file_clock();
    store->file_index = map_new(arena);
    store->names.texts = intern_new(arena);
    store->names.text_of = map_new(arena);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (!*path)
        fatal("the database has no name; choose one with --db");
    configure_library();
    store_check(store, sqlite3_open_v2(plain_path(path, arena), &store->database, flags, NULL));
    /* A database from strangers shall not run anything: no triggers, no functions from its schema. */
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    claim(store);
    if (sqlite3_db_readonly(store->database, "main") == 1)
        fatal("%s: cannot be written; choose another with --db", path);
    store_execute(store, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8192;"
                         "PRAGMA cell_size_check=ON; PRAGMA cache_size=-65536");
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return store;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    for (int i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_finalize(store->statements[i]);
    store_execute(store, "PRAGMA journal_mode=DELETE");
    sqlite3_close(store->database);
}
