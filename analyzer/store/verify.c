/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a stranger's database, checks that it is one of ours down to the text of its schema, and runs the queries of
 * verify.sql on it. Nothing in it can run: it is read only, without triggers, views of its own or costly text.
 */
#include "store/verify.h"
#include "base/fault.h"
#include "store/database.h"
#include <string.h>
#include <unistd.h>

extern const char schema_sql[], verify_sql[]; /* put there by the build */

enum {
    MOST_BYTES = 1 << 18,     /* of one text or row */
    STEPS_BETWEEN = 1 << 24,  /* instructions of SQLite's machine until it is asked whether to go on */
    MOST_ASKED = 1 << 7,
    MOST_VIOLATIONS = 10000,
};

const char *store_verify_queries(void)
{
    return verify_sql;
}

/* ---- opening ---- */

static noreturn void refuse(struct store *store, const char *why)
{
    sqlite3_close(store->database);
    fatal("%s: %s", store->path, why);
}

static int count_down(void *asked)
{
    return ++*(uint32_t *)asked > MOST_ASKED;
}

static void bound_costs(struct store *store)
{
    uint32_t *asked = arena_alloc(sizeof *asked, store->arena);
    sqlite3_limit(store->database, SQLITE_LIMIT_LENGTH, MOST_BYTES);
    sqlite3_limit(store->database, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_progress_handler(store->database, STEPS_BETWEEN, count_down, asked);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
}

/* Has the database this table, view or index, word for word? */
static bool has_object(struct store *store, sqlite3_stmt *question, sqlite3_stmt *ours)
{
    for (int column = 0; column < 3; column++)
        sqlite3_bind_text(question, column + 1, (const char *)sqlite3_column_text(ours, column), -1,
                          SQLITE_TRANSIENT);
    int code = sqlite3_step(question);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        store_fail(store);
    bool found = code == SQLITE_ROW && sqlite3_column_int64(question, 0) == 1;
    sqlite3_reset(question);
    return found;
}

/* Tables of another make could answer the queries as they like. */
static void compare_schema(struct store *store)
{
    sqlite3 *model = NULL;
    sqlite3_stmt *ours = NULL, *question = NULL;
    if (sqlite3_open_v2(":memory:", &model, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK ||
        sqlite3_exec(model, schema_sql, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(model, "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL", -1, &ours,
                           NULL) != SQLITE_OK)
        fatal("out of memory");
    store_check(store, sqlite3_prepare_v2(store->database,
                                          "SELECT count(*) FROM sqlite_master WHERE type = ? AND name = ? AND sql = ?",
                                          -1, &question, NULL));
    bool same = true;
    while (same && sqlite3_step(ours) == SQLITE_ROW)
        same = has_object(store, question, ours);
    sqlite3_finalize(ours);
    sqlite3_finalize(question);
    sqlite3_close(model);
    if (!same)
        refuse(store, "its tables are not those of a sigvet database of this version");
}

/* An index that lies could hide rows from the queries. */
static void check_pages(struct store *store)
{
    static const char *const tables[] = {"judged_handler",  "judged_gap",        "judged_axiom",
                                         "judged_finding",  "judged_obstacle",   "object_file",
                                         "object_function", "object_symbol",     "object_call",
                                         "certificate",     "certificate_member", "certificate_target",
                                         "certificate_axiom"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char sql[96];
        sqlite3_stmt *statement = NULL;
        sqlite3_snprintf(sizeof sql, sql, "PRAGMA integrity_check(%s)", tables[i]);
        store_check(store, sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL));
        const char *answer = sqlite3_step(statement) == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
        if (!answer)
            store_fail(store);
        if (strcmp(answer, "ok") != 0)
            store_damaged(store, answer);
        sqlite3_finalize(statement);
    }
}

struct store *store_open_read(const char *path, bool missing_ok, struct arena *arena)
{
    if (access(path, F_OK) != 0) {
        if (missing_ok)
            return NULL;
        fatal("%s: there is no such database", path);
    }
    struct store *store = arena_alloc(sizeof *store, arena);
    store->path = path;
    store->arena = arena;
    const char *plain = path[0] == '/' ? path : arena_format(arena, "./%s", path);
    store_check(store, sqlite3_open_v2(plain, &store->database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL));
    bound_costs(store);
    if (store_number(store, "PRAGMA application_id") != STORE_APPLICATION)
        refuse(store, "not a sigvet database");
    int64_t version = store_number(store, "PRAGMA user_version");
    if (version != STORE_VERSION)
        refuse(store, version > STORE_VERSION ? "written by a newer sigvet"
                                              : "written by an older sigvet; run sigvet check again");
    compare_schema(store);
    check_pages(store);
    return store;
}

void store_close_read(struct store *store)
{
    if (store)
        sqlite3_close(store->database);
}

/* ---- the queries ---- */

static const char *text_of(sqlite3_stmt *statement, int column, struct arena *arena)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text ? arena_text((const char *)text, arena) : "";
}

void store_verify(struct store *store, struct violations *violations, struct arena *arena)
{
    for (const char *sql = verify_sql; *sql;) {
        sqlite3_stmt *statement = NULL;
        store_check(store, sqlite3_prepare_v2(store->database, sql, -1, &statement, &sql));
        if (!statement)
            continue;
        int code;
        while ((code = sqlite3_step(statement)) == SQLITE_ROW && violations->items.count < MOST_VIOLATIONS)
            *array_push(&violations->items, arena) =
                (struct violation){.handler_id = sqlite3_column_int64(statement, 0),
                                   .what = text_of(statement, 1, arena),
                                   .member = text_of(statement, 2, arena),
                                   .detail = text_of(statement, 3, arena)};
        if (code != SQLITE_DONE && code != SQLITE_ROW)
            store_fail(store);
        sqlite3_finalize(statement);
    }
}
