/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts of a unit as rows: one function a table, which binds the columns in the order of schema.sql.
 */
#include "store/database.h"
#include <string.h>
#include <xxhash.h>

/* Where a unit's rows begin in each table. */
struct firsts {
#define FACT(array, table, row) int64_t table;
#include "store/facts.def"
#undef FACT
};

/* Rows that are being bound. */
struct row {
    struct store *store;
    sqlite3_stmt *statement;
    const struct intern *names;
    const struct firsts *firsts;
    bool mendable; /* see can_be_mended */
    int column;    /* the last one that was bound */
};

static void put(struct row *row, int64_t number)
{
    sqlite3_bind_int64(row->statement, ++row->column, number);
}

/* An index into the unit's rows of a table, as their id. */
static void put_index(struct row *row, uint32_t index, int64_t first)
{
    if (index == NONE)
        sqlite3_bind_null(row->statement, ++row->column);
    else
        put(row, first + index);
}

static void put_name(struct row *row, name_id name)
{
    put(row, store_name(row->store, row->names, name));
}

static void put_place(struct row *row, const struct place *place)
{
    put_name(row, place->file);
    put(row, place->line);
    put(row, place->column);
}

static void put_function(struct row *row, const struct function *function)
{
    put_name(row, function->name);
    put_name(row, function->linker);
    put_name(row, function->type);
    put_name(row, function->attributes);
    put_name(row, function->annotations);
    put_name(row, function->alias);
    put_place(row, &function->place);
    put(row, function->end_line);
    put(row, function->parameters);
    put(row, function->flags);
    put(row, function->scope);
}

static void put_call(struct row *row, const struct call *call)
{
    put_index(row, call->caller, row->firsts->function);
    put_index(row, call->callee, row->firsts->function);
    put_index(row, call->slot, row->firsts->slot);
    put_name(row, call->type);
    put_place(row, &call->place);
    put(row, call->end_line);
    put_place(row, &call->spelled);
    put_name(row, call->macro);
    put(row, call->kind);
    put(row, call->flags);
    put(row, call->arguments);
}

static void put_slot(struct row *row, const struct slot *slot)
{
    put(row, slot->kind);
    put_index(row, slot->function, row->firsts->function);
    put_name(row, slot->name);
    put_name(row, slot->path);
    put(row, slot->index);
    put_index(row, slot->call, row->firsts->call);
    put_index(row, slot->view, row->firsts->slot);
    put_name(row, slot->type);
    put(row, slot->local);
    put_name(row, slot->targets);
}

static void put_flow(struct row *row, const struct flow *flow)
{
    put_index(row, flow->source, row->firsts->slot);
    put_index(row, flow->target, row->firsts->slot);
    put(row, flow->mode);
    put_index(row, flow->function, row->firsts->function);
    put_index(row, flow->row, 0);
    put_place(row, &flow->place);
}

static void put_copy(struct row *row, const struct copy *copy)
{
    put_index(row, copy->function, row->firsts->function);
    put(row, copy->kind);
    put(row, (int64_t)copy->bytes);
    put_name(row, copy->type);
    put_place(row, &copy->place);
}

static void put_assembly(struct row *row, const struct assembly *assembly)
{
    put_index(row, assembly->function, row->firsts->function);
    put_place(row, &assembly->place);
    put_name(row, assembly->text);
    put(row, assembly->may_call);
}

static void put_gap(struct row *row, const struct gap *gap)
{
    put_name(row, gap->kind);
    put_name(row, gap->subject);
    put_name(row, gap->why);
    put_place(row, &gap->place);
    put_index(row, gap->function, row->firsts->function);
}

/* A header that is missing is no input, yet once it is there the unit reads otherwise: such facts are for
 * queries only. */
static bool can_be_mended(const struct facts *facts)
{
    for (uint32_t i = 0; i < facts->gaps.count; i++)
        if (facts->gaps.items[i].function == NONE &&
            strcmp(intern_get(facts->names, facts->gaps.items[i].kind), "does-not-parse") == 0)
            return true;
    return false;
}

static void put_input(struct row *row, const struct input *input)
{
    struct stored_input state = store_look_at(row->store, intern_get(row->names, input->file));
    if (row->mendable)
        state.size = -1;
    put_name(row, input->file);
    put(row, state.size);
    put(row, state.mtime_ns);
    put(row, (int64_t)state.hash);
}

enum { AT_ONCE = 8 };

/* Writes every item of an array of the facts by its put function. */
#define write_all(store, facts, unit, firsts, array, table, put_item)                                        \
    do {                                                                                                     \
        struct row row = {store, NULL, (facts)->names, firsts, can_be_mended(facts), 0};                     \
        for (uint32_t i = 0, count = (facts)->array.count; i < count;) {                                     \
            bool many = count - i >= AT_ONCE;                                                                \
            row.column = 0;                                                                                  \
            row.statement =                                                                                  \
                store_statement(store, many ? STATEMENT_insert_eight_##table : STATEMENT_insert_##table);    \
            for (uint32_t end = i + (many ? AT_ONCE : 1); i < end; i++) {                                    \
                put(&row, (firsts)->table + i);                                                              \
                put(&row, unit);                                                                             \
                put_item(&row, &(facts)->array.items[i]);                                                    \
            }                                                                                                \
            store_run(store, row.statement);                                                                 \
        }                                                                                                    \
    } while (0)

/* The first free id of a table. */
static int64_t next_id(struct store *store, enum statement last)
{
    sqlite3_stmt *query = store_statement(store, last);
    int64_t id = store_next(store, query) ? sqlite3_column_int64(query, 0) : 0;
    sqlite3_reset(query);
    if (id < 0 || id > INT64_MAX / 2)
        store_damaged(store, "its rows have impossible numbers");
    return id + 1;
}

static int64_t write_unit(struct store *store, int64_t file, uint64_t command_key, bool partial,
                          const struct facts *facts, struct firsts *firsts)
{
    int64_t unit = next_id(store, STATEMENT_last_unit);
    struct row row = {store, store_statement(store, STATEMENT_insert_unit), facts->names, firsts, false, 0};
    put(&row, unit);
    put(&row, file);
    put(&row, (int64_t)command_key);
    put(&row, partial);
#define FACT(array, table, row_)                                                                             \
    firsts->table = next_id(store, STATEMENT_last_##table);                                                  \
    put(&row, firsts->table);                                                                                \
    put(&row, facts->array.count);
#include "store/facts.def"
#undef FACT
    put(&row, store_text(store, store->variant));
    store_run(store, row.statement);
    return unit;
}

static void delete_range(struct store *store, enum statement statement, int64_t first, int64_t count)
{
    sqlite3_stmt *old = store_statement(store, statement);
    sqlite3_bind_int64(old, 1, first);
    sqlite3_bind_int64(old, 2, count > 0 && first < INT64_MAX - count ? first + count : first);
    store_run(store, old);
}

/* Deletes the unit of the row that the query stands at. */
static void delete_unit(struct store *store, sqlite3_stmt *query)
{
    int column = 4;
#define FACT(array, table, row)                                                                              \
    delete_range(store, STATEMENT_delete_##table, sqlite3_column_int64(query, column),                       \
                 sqlite3_column_int64(query, column + 1));                                                   \
    column += 2;
#include "store/facts.def"
#undef FACT
    sqlite3_stmt *old = store_statement(store, STATEMENT_delete_unit);
    sqlite3_bind_int64(old, 1, sqlite3_column_int64(query, 0));
    store_run(store, old);
}

void store_write_facts(struct store *store, const char *file, uint64_t command_key, bool partial,
                       const struct facts *facts)
{
    store_execute(store, "BEGIN IMMEDIATE");
    int64_t number = store_text(store, file);
    sqlite3_stmt *known = store_statement(store, STATEMENT_select_unit);
    sqlite3_bind_int64(known, 1, number);
    sqlite3_bind_int64(known, 2, (int64_t)command_key);
    while (store_next(store, known))
        delete_unit(store, known);
    struct firsts firsts;
    int64_t unit = write_unit(store, number, command_key, partial, facts, &firsts);
    write_all(store, facts, unit, &firsts, assemblies, assembly, put_assembly);
    write_all(store, facts, unit, &firsts, calls, call, put_call);
    write_all(store, facts, unit, &firsts, copies, copy, put_copy);
    write_all(store, facts, unit, &firsts, flows, flow, put_flow);
    write_all(store, facts, unit, &firsts, functions, function, put_function);
    write_all(store, facts, unit, &firsts, gaps, gap_fact, put_gap);
    write_all(store, facts, unit, &firsts, inputs, input, put_input);
    write_all(store, facts, unit, &firsts, slots, slot, put_slot);
    store_execute(store, "COMMIT");
}

/* A unit as one number; that two units have the same one is as unlikely as two contents with the same hash.
 */
static uint64_t unit_key(const char *file, uint64_t command_key)
{
    return XXH3_64bits_withSeed(file, strlen(file), command_key);
}

void store_set_variant(struct store *store, const char *variant)
{
    store->variant = variant;
}

/* Of another variant nobody knows this time which command is the present one: its file must be there. */
static bool is_kept(struct store *store, sqlite3_stmt *query, const struct map *kept, const struct map *files)
{
    const int variant_column = sqlite3_column_count(query) - 1;
    const char *file = store_number_text(store, sqlite3_column_int64(query, 1));
    const char *variant = store_number_text(store, sqlite3_column_int64(query, variant_column));
    if (!file || !variant)
        return false;
    if (map_get(kept, unit_key(file, (uint64_t)sqlite3_column_int64(query, 2))) != MAP_NONE)
        return true;
    return strcmp(variant, store->variant) != 0 && map_get(files, unit_key(file, 0)) != MAP_NONE;
}

void store_keep_units(struct store *store, const char *const *files, const uint64_t *command_keys,
                      uint32_t count)
{
    struct arena *arena = arena_new();
    struct map *kept = map_new(arena), *kept_files = map_new(arena);
    for (uint32_t i = 0; i < count; i++) {
        map_set(kept, unit_key(files[i], command_keys[i]), i);
        map_set(kept_files, unit_key(files[i], 0), i);
    }
    store_execute(store, "BEGIN IMMEDIATE");
    sqlite3_stmt *query = store_statement(store, STATEMENT_select_units);
    while (store_next(store, query))
        if (!is_kept(store, query, kept, kept_files))
            delete_unit(store, query);
    store_sweep_names(store);
    store_execute(store, "COMMIT");
    arena_free(arena);
}
