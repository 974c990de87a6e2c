/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts by number. The table `name` is read once; after that a name costs one look into an array.
 */
#include "base/intern.h"
#include "store/database.h"

/* Grows an array of zeroes until it has an item `at`. */
#define reach_item(array, at, arena)                                                                         \
    do {                                                                                                     \
        while ((array)->count <= (at))                                                                       \
            (void)array_push(array, arena);                                                                  \
    } while (0)

static void remember(struct store *store, name_id text, int64_t number)
{
    struct stored_names *names = &store->names;
    reach_item(&names->number_of, text, store->arena);
    names->number_of.items[text] = text ? number : 0;
    map_set(names->text_of, (uint64_t)number, text);
}

static void load(struct store *store)
{
    struct stored_names *names = &store->names;
    if (names->loaded)
        return;
    names->loaded = true;
    remember(store, 0, 0);
    sqlite3_stmt *query = store_statement(store, STATEMENT_select_names);
    while (store_next(store, query)) {
        int64_t number = sqlite3_column_int64(query, 0);
        const char *text = (const char *)sqlite3_column_text(query, 1);
        if (number > 0 && number <= INT64_MAX / 2 && text)
            remember(store, intern_text(names->texts, text), number);
    }
}

/* The number of a text of names->texts, -1: it is in the intern and not in the database. */
static int64_t number_of(const struct stored_names *names, name_id text)
{
    if (text >= names->number_of.count)
        return -1;
    int64_t number = names->number_of.items[text];
    return text && !number ? -1 : number;
}

int64_t store_known_text(struct store *store, const char *text)
{
    load(store);
    name_id known = intern_find(store->names.texts, text);
    return known || !*text ? number_of(&store->names, known) : -1;
}

int64_t store_text(struct store *store, const char *text)
{
    load(store);
    name_id known = intern_text(store->names.texts, text);
    int64_t number = number_of(&store->names, known);
    if (number >= 0)
        return number;
    sqlite3_stmt *insert = store_statement(store, STATEMENT_insert_name);
    sqlite3_bind_text(insert, 1, text, -1, SQLITE_STATIC);
    store_run(store, insert);
    number = sqlite3_last_insert_rowid(store->database);
    remember(store, known, number);
    return number;
}

int64_t store_name(struct store *store, const struct intern *names, name_id name)
{
    struct stored_names *stored = &store->names;
    if (stored->writing != names) {
        stored->writing = names;
        stored->written.count = 0;
    }
    if (name >= stored->written.count) {
        uint32_t last = intern_count(names) - 1;
        reach_item(&stored->written, last, store->arena);
    }
    int64_t *number = &stored->written.items[name];
    if (!*number)
        *number = store_text(store, intern_get(names, name)) + 1;
    return *number - 1;
}

static bool text_of(struct store *store, int64_t number, name_id *text)
{
    load(store);
    *text = map_get(store->names.text_of, (uint64_t)number);
    return *text != MAP_NONE;
}

bool store_read_name(struct store *store, struct intern *names, int64_t number, name_id *name)
{
    struct stored_names *stored = &store->names;
    name_id text;
    if (!text_of(store, number, &text))
        return false;
    if (stored->reading != names) {
        stored->reading = names;
        stored->read.count = 0;
    }
    reach_item(&stored->read, text, store->arena);
    uint32_t *known = &stored->read.items[text];
    if (!*known)
        *known = intern_text(names, intern_get(stored->texts, text)) + 1;
    *name = *known - 1;
    return true;
}

const char *store_number_text(struct store *store, int64_t number)
{
    name_id text;
    return text_of(store, number, &text) ? intern_get(store->names.texts, text) : NULL;
}

/* Forgets what is in memory; it is read again when it is needed. */
static void forget(struct store *store)
{
    struct stored_names *names = &store->names;
    *names = (struct stored_names){.texts = intern_new(store->arena), .text_of = map_new(store->arena)};
    store->file_index = map_new(store->arena);
}

/* Worth its while only when the names have doubled since the last time. */
void store_sweep_names(struct store *store)
{
    if (store->names.number_of.count < 2 * store_number(store, "SELECT max(names) FROM swept"))
        return;
    store_execute(store,
                  "CREATE TEMP TABLE used(id INTEGER PRIMARY KEY);"
                  "INSERT OR IGNORE INTO used VALUES(0);"
                  "INSERT OR IGNORE INTO used SELECT file FROM unit UNION SELECT variant FROM unit"
                  " UNION SELECT file FROM input;"
                  "INSERT OR IGNORE INTO used SELECT name FROM function UNION SELECT linker FROM function"
                  " UNION SELECT type FROM function UNION SELECT attributes FROM function"
                  " UNION SELECT annotations FROM function UNION SELECT alias FROM function"
                  " UNION SELECT file FROM function;"
                  "INSERT OR IGNORE INTO used SELECT type FROM call UNION SELECT file FROM call"
                  " UNION SELECT spelled_file FROM call UNION SELECT macro FROM call;"
                  "INSERT OR IGNORE INTO used SELECT name FROM slot UNION SELECT path FROM slot"
                  " UNION SELECT type FROM slot UNION SELECT targets FROM slot UNION SELECT file FROM flow;"
                  "INSERT OR IGNORE INTO used SELECT type FROM copy UNION SELECT file FROM copy"
                  " UNION SELECT file FROM assembly UNION SELECT text FROM assembly;"
                  "INSERT OR IGNORE INTO used SELECT kind FROM gap_fact UNION SELECT subject FROM gap_fact"
                  " UNION SELECT why FROM gap_fact UNION SELECT file FROM gap_fact;"
                  "DELETE FROM name WHERE id NOT IN used; DROP TABLE used;"
                  "UPDATE swept SET names = (SELECT count(*) FROM name)");
    forget(store);
}
