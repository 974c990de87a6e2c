/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows as the facts of a unit. The database is believed in nothing: a number that is out of range, a row that
 * is missing or an index that points outside makes the unit one that was never read.
 */
#include "store/database.h"

/* Where a unit's rows begin in each table. */
struct firsts {
#define FACT(array, table, row) int64_t table;
#include "store/facts.def"
#undef FACT
};

/* A row that is being read; good turns false at the first thing that cannot be. */
struct row {
    struct store *store;
    sqlite3_stmt *statement;
    struct facts *facts; /* with the counts that the unit's row promises */
    struct firsts firsts;
    struct intern *names;
    int column; /* the next one */
    bool good;
};

/* A number from first up, `highest` above it at most, counted from first. */
static uint32_t take_from(struct row *row, int64_t first, uint32_t highest)
{
    int64_t number = sqlite3_column_int64(row->statement, row->column++);
    if (number < first || (uint64_t)number - (uint64_t)first > highest)
        row->good = false;
    return row->good ? (uint32_t)((uint64_t)number - (uint64_t)first) : 0;
}

static uint32_t take(struct row *row, uint32_t highest)
{
    return take_from(row, 0, highest);
}

/* The id of one of count rows, as their index. */
static uint32_t take_index(struct row *row, int64_t first, uint32_t count)
{
    if (count == 0)
        row->good = false;
    return take_from(row, first, count ? count - 1 : 0);
}

/* The same, or none. */
static uint32_t take_optional(struct row *row, int64_t first, uint32_t count)
{
    if (sqlite3_column_type(row->statement, row->column) != SQLITE_NULL)
        return take_index(row, first, count);
    row->column++;
    return NONE;
}

static name_id take_name(struct row *row)
{
    name_id name = 0;
    if (!store_read_name(row->store, row->names, sqlite3_column_int64(row->statement, row->column++), &name))
        row->good = false;
    return name;
}

static struct place take_place(struct row *row)
{
    struct place place = {.file = take_name(row)};
    place.line = take(row, UINT32_MAX);
    place.column = take(row, UINT32_MAX);
    return place;
}

static void take_function(struct row *row, struct function *function)
{
    function->name = take_name(row);
    function->linker = take_name(row);
    function->type = take_name(row);
    function->attributes = take_name(row);
    function->annotations = take_name(row);
    function->alias = take_name(row);
    function->place = take_place(row);
    function->end_line = take(row, UINT32_MAX);
    function->parameters = take(row, UINT32_MAX);
    function->flags = take(row, UINT32_MAX);
    function->scope = take(row, SCOPE_WEAK);
}

static void take_call(struct row *row, struct call *call)
{
    call->caller = take_index(row, row->firsts.function, row->facts->functions.count);
    call->callee = take_optional(row, row->firsts.function, row->facts->functions.count);
    call->slot = take_optional(row, row->firsts.slot, row->facts->slots.count);
    call->type = take_name(row);
    call->place = take_place(row);
    call->end_line = take(row, UINT32_MAX);
    call->spelled = take_place(row);
    call->macro = take_name(row);
    call->kind = take(row, CALL_TAIL);
    call->flags = take(row, UINT32_MAX);
    call->arguments = take(row, UINT32_MAX);
}

static void take_slot(struct row *row, struct slot *slot)
{
    slot->kind = take(row, SLOT_HANDED);
    slot->function = take_optional(row, row->firsts.function, row->facts->functions.count);
    slot->name = take_name(row);
    slot->path = take_name(row);
    slot->index = take(row, UINT32_MAX);
    slot->call = take_optional(row, row->firsts.call, row->facts->calls.count);
    slot->view = take_optional(row, row->firsts.slot, row->facts->slots.count);
    slot->type = take_name(row);
    slot->local = take(row, 1);
    slot->targets = take_name(row);
    bool of_function =
        slot->kind == SLOT_FUNCTION || slot->kind == SLOT_PARAMETER || slot->kind == SLOT_RESULT;
    bool of_call = slot->kind == SLOT_ARGUMENT || slot->kind == SLOT_ANSWER || slot->kind == SLOT_HANDED;
    if ((of_function && slot->function == NONE) || (of_call && slot->call == NONE))
        row->good = false;
}

static void take_flow(struct row *row, struct flow *flow)
{
    flow->source = take_index(row, row->firsts.slot, row->facts->slots.count);
    flow->target = take_index(row, row->firsts.slot, row->facts->slots.count);
    flow->mode = take(row, FLOW_OBJECT);
    flow->function = take_optional(row, row->firsts.function, row->facts->functions.count);
    flow->row = take_optional(row, 0, NONE);
    flow->place = take_place(row);
}

static void take_copy(struct row *row, struct copy *copy)
{
    copy->function = take_optional(row, row->firsts.function, row->facts->functions.count);
    copy->kind = take(row, COPY_LIST);
    copy->bytes = (uint64_t)sqlite3_column_int64(row->statement, row->column++);
    copy->type = take_name(row);
    copy->place = take_place(row);
}

static void take_assembly(struct row *row, struct assembly *assembly)
{
    assembly->function = take_optional(row, row->firsts.function, row->facts->functions.count);
    assembly->place = take_place(row);
    assembly->text = take_name(row);
    assembly->may_call = take(row, 1);
}

static void take_gap(struct row *row, struct gap *gap)
{
    gap->kind = take_name(row);
    gap->subject = take_name(row);
    gap->why = take_name(row);
    gap->place = take_place(row);
    gap->function = take_optional(row, row->firsts.function, row->facts->functions.count);
}

/* Not good when the file is not any more as it was. */
static void take_input(struct row *row, struct input *input)
{
    input->file = take_name(row);
    struct stored_input written = {
        .size = sqlite3_column_int64(row->statement, row->column),
        .mtime_ns = sqlite3_column_int64(row->statement, row->column + 1),
        .hash = (uint64_t)sqlite3_column_int64(row->statement, row->column + 2),
    };
    if (row->good && !store_is_unchanged(row->store, intern_get(row->names, input->file), &written))
        row->good = false;
}

/* Reads the rows of the unit's range into an array that has no room yet; `good` falls when one is not as it
 * must be. */
#define read_all(row, array, table, take_item, arena)                                                        \
    do {                                                                                                     \
        uint32_t promised = (row)->facts->array.count, found = 0, capacity = 0;                              \
        void *items = NULL;                                                                                  \
        (row)->statement = store_statement((row)->store, STATEMENT_select_##table);                          \
        sqlite3_bind_int64((row)->statement, 1, (row)->firsts.table);                                        \
        sqlite3_bind_int64((row)->statement, 2, (row)->firsts.table + promised);                             \
        while ((row)->good && store_next((row)->store, (row)->statement)) {                                  \
            (row)->column = 0;                                                                               \
            if (take_index(row, (row)->firsts.table, promised) != found)                                     \
                (row)->good = false;                                                                         \
            (row)->column++;                                                                                 \
            array_grow(&items, &found, &capacity, sizeof *(row)->facts->array.items, arena);                 \
            (row)->facts->array.items = items;                                                               \
            take_item(row, &(row)->facts->array.items[found - 1]);                                           \
        }                                                                                                    \
        sqlite3_reset((row)->statement);                                                                     \
        (row)->facts->array.capacity = capacity;                                                             \
        (row)->good = (row)->good && found == promised;                                                      \
    } while (0)

/* The unit's own row: what the tables must have of it. */
static void read_unit(struct row *row, bool *partial)
{
    row->column = 3;
    *partial = take(row, 1);
#define FACT(array, table, row_)                                                                             \
    row->firsts.table = sqlite3_column_int64(row->statement, row->column++);                                 \
    row->facts->array.count = take(row, NONE - 1);                                                           \
    if (row->firsts.table < 0 || row->firsts.table > INT64_MAX / 2)                                          \
        row->good = false;
#include "store/facts.def"
#undef FACT
}

static void read_rows(struct row *row, struct arena *arena)
{
    read_all(row, inputs, input, take_input, arena);
    read_all(row, functions, function, take_function, arena);
    read_all(row, calls, call, take_call, arena);
    read_all(row, slots, slot, take_slot, arena);
    read_all(row, flows, flow, take_flow, arena);
    read_all(row, copies, copy, take_copy, arena);
    read_all(row, assemblies, assembly, take_assembly, arena);
    read_all(row, gaps, gap_fact, take_gap, arena);
}

struct facts *store_read_facts(struct store *store, const char *file, uint64_t command_key, bool *partial,
                               struct intern *names, struct arena *arena)
{
    int64_t number = store_known_text(store, file);
    if (number < 0)
        return NULL;
    struct facts *facts = arena_alloc(sizeof *facts, arena);
    facts->names = names;
    struct row row = {.store = store, .facts = facts, .names = names, .good = true};
    row.statement = store_statement(store, STATEMENT_select_unit);
    sqlite3_bind_int64(row.statement, 1, number);
    sqlite3_bind_int64(row.statement, 2, (int64_t)command_key);
    if (!store_next(store, row.statement))
        return NULL;
    read_unit(&row, partial);
    sqlite3_reset(row.statement);
    if (row.good && facts->inputs.count)
        read_rows(&row, arena);
    return row.good && facts->inputs.count ? facts : NULL;
}
