/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a database, gives back what was judged of some handlers, with the proof: certificates, the facts of compiled code
 * they rest on, and obstacles. Rows that refer to nothing are left out, so that indices are always good.
 */
#include "judge/judge.h"
#include "store/database.h"
#include "store/verify.h"
#include <stdlib.h>
#include <string.h>

struct reading_back {
    struct store *store;
    struct judgement *judgement;
    struct arena *arena;
    ARRAY(int64_t) ids;        /* handler_id, by index in judgement->handlers */
    struct map *handlers;      /* handler_id -> index; the same of the others */
    struct map *certificates;
    struct map *objects;
    struct map *functions;
    struct map *calls;
    struct intern *texts;      /* many rows may have one long text */
    const char *name;          /* of the handlers; NULL: all with a certificate */
};

/* Which handlers are asked for. */
#define WANTED "(SELECT id FROM judged_handler WHERE CASE WHEN ?1 IS NULL THEN id IN (SELECT handler FROM certificate)" \
    " ELSE name = ?1 END)"

static sqlite3_stmt *ask(const struct reading_back *back, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    store_check(back->store, sqlite3_prepare_v2(back->store->database, sql, -1, &statement, NULL));
    if (back->name && sqlite3_bind_parameter_count(statement))
        sqlite3_bind_text(statement, 1, back->name, -1, SQLITE_STATIC);
    return statement;
}

/* False at the end: the statement is gone then. */
static bool next(const struct reading_back *back, sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        store_fail(back->store);
    sqlite3_finalize(statement);
    return false;
}

static const char *text(const struct reading_back *back, sqlite3_stmt *row, int column)
{
    const unsigned char *bytes = sqlite3_column_text(row, column);
    return bytes ? intern_get(back->texts, intern_text(back->texts, (const char *)bytes)) : "";
}

static uint32_t number(sqlite3_stmt *row, int column)
{
    int64_t value = sqlite3_column_int64(row, column);
    return value < 0 || value > UINT32_MAX ? 0 : (uint32_t)value;
}

static struct spot spot(const struct reading_back *back, sqlite3_stmt *row, int column)
{
    return (struct spot){.file = text(back, row, column), .line = number(row, column + 1)};
}

/* The index of an id in a column; NO_ROW: NULL, or there is none. */
static uint32_t index_of(const struct map *map, sqlite3_stmt *row, int column)
{
    if (sqlite3_column_type(row, column) == SQLITE_NULL)
        return NO_ROW;
    return map_get(map, (uint64_t)sqlite3_column_int64(row, column));
}

static enum verdict verdict_named(const char *name)
{
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
        if (strcmp(verdict_text((enum verdict)verdict), name) == 0)
            return (enum verdict)verdict;
    return VERDICT_UNPROVEN;
}

static enum severity severity_named(const char *name)
{
    return strcmp(name, "error") == 0     ? SEVERITY_ERROR
           : strcmp(name, "warning") == 0 ? SEVERITY_WARNING
                                          : SEVERITY_NOTE;
}

/* ---- what was judged ---- */

static void read_handlers(struct reading_back *back)
{
    sqlite3_stmt *row = ask(back, "SELECT id, name, program, variant, policy, signals, registrar, file, line, defined_file,"
                                  " defined_line, verdict FROM judged_handler WHERE id IN " WANTED " ORDER BY id");
    while (next(back, row)) {
        map_set(back->handlers, (uint64_t)sqlite3_column_int64(row, 0), back->judgement->handlers.count);
        *array_push(&back->ids, back->arena) = sqlite3_column_int64(row, 0);
        *array_push(&back->judgement->handlers, back->arena) =
            (struct judged_handler){.name = text(back, row, 1),
                                    .program = text(back, row, 2),
                                    .variant = text(back, row, 3),
                                    .policy = text(back, row, 4),
                                    .signals = text(back, row, 5),
                                    .registrar = text(back, row, 6),
                                    .spot = spot(back, row, 7),
                                    .defined = spot(back, row, 9),
                                    .verdict = verdict_named(text(back, row, 11))};
    }
}

static void read_findings(struct reading_back *back)
{
    sqlite3_stmt *row = ask(back, "SELECT handler_id, rule, severity, function, callee, file, line, chain, message, reason"
                                  " FROM findings WHERE handler_id IN " WANTED " LIMIT 20000");
    while (next(back, row)) {
        uint32_t handler = index_of(back->handlers, row, 0);
        if (handler == NO_ROW)
            continue;
        *array_push(&back->judgement->findings, back->arena) =
            (struct finding){.handler = handler,
                             .rule = text(back, row, 1),
                             .severity = severity_named(text(back, row, 2)),
                             .function = text(back, row, 3),
                             .callee = text(back, row, 4),
                             .spot = spot(back, row, 5),
                             .chain = text(back, row, 7),
                             .message = text(back, row, 8),
                             .reason = text(back, row, 9)};
    }
}

static void read_gaps(struct reading_back *back)
{
    sqlite3_stmt *row =
        ask(back, "SELECT handler, kind, subject, why, file, line FROM judged_gap WHERE handler IN " WANTED " ORDER BY id");
    while (next(back, row))
        *array_push(&back->judgement->gaps, back->arena) =
            (struct judged_gap){.handler = index_of(back->handlers, row, 0),
                                .kind = text(back, row, 1),
                                .subject = text(back, row, 2),
                                .why = text(back, row, 3),
                                .spot = spot(back, row, 4)};
    row = ask(back, "SELECT handler, kind, subject, why, file, line FROM judged_obstacle WHERE handler IN " WANTED
                    " ORDER BY id");
    while (next(back, row))
        *array_push(&back->judgement->proof.obstacles, back->arena) =
            (struct obstacle){.handler = index_of(back->handlers, row, 0),
                              .kind = text(back, row, 1),
                              .subject = text(back, row, 2),
                              .why = text(back, row, 3),
                              .spot = spot(back, row, 4)};
    row = ask(back, "SELECT handler, function, authority FROM judged_axiom WHERE handler IN " WANTED " ORDER BY id");
    while (next(back, row))
        *array_push(&back->judgement->axioms, back->arena) = (struct axiom){.handler = index_of(back->handlers, row, 0),
                                                                            .function = text(back, row, 1),
                                                                            .authority = text(back, row, 2)};
}

/* ---- facts ---- */

static void read_objects(struct reading_back *back)
{
    struct proof *proof = &back->judgement->proof;
    sqlite3_stmt *row =
        ask(back, "SELECT id, variant, path, member, machine, build_id, size, hash FROM object_file ORDER BY id");
    while (next(back, row)) {
        map_set(back->objects, (uint64_t)sqlite3_column_int64(row, 0), proof->objects.count);
        *array_push(&proof->objects, back->arena) =
            (struct proof_object){.variant = text(back, row, 1),
                                  .path = text(back, row, 2),
                                  .member = text(back, row, 3),
                                  .machine = text(back, row, 4),
                                  .build_id = text(back, row, 5),
                                  .size = (uint64_t)sqlite3_column_int64(row, 6),
                                  .hash = strtoull(text(back, row, 7), NULL, 16)};
    }
}

static void read_functions(struct reading_back *back)
{
    struct proof *proof = &back->judgement->proof;
    sqlite3_stmt *row = ask(back, "SELECT id, object, name, source, file, line, address, size, frame, flags, decoded,"
                                  " splittable FROM object_function ORDER BY id");
    while (next(back, row)) {
        uint32_t object = index_of(back->objects, row, 1);
        if (object == NO_ROW)
            continue;
        map_set(back->functions, (uint64_t)sqlite3_column_int64(row, 0), proof->functions.count);
        *array_push(&proof->functions, back->arena) =
            (struct proof_function){.object = object,
                                    .name = text(back, row, 2),
                                    .source = text(back, row, 3),
                                    .defined = spot(back, row, 4),
                                    .address = (uint64_t)sqlite3_column_int64(row, 6),
                                    .size = (uint64_t)sqlite3_column_int64(row, 7),
                                    .frame = sqlite3_column_type(row, 8) == SQLITE_NULL ? -1
                                                                                        : sqlite3_column_int64(row, 8),
                                    .flags = number(row, 9),
                                    .decoded = sqlite3_column_int64(row, 10) == 1,
                                    .splittable = sqlite3_column_int64(row, 11) != 0};
    }
}

/* Rows are asked for by function, so those of one stand together. */
static void read_parts(struct reading_back *back)
{
    struct proof *proof = &back->judgement->proof;
    sqlite3_stmt *row = ask(back, "SELECT function, name, weak FROM object_symbol ORDER BY function, id");
    while (next(back, row)) {
        uint32_t function = index_of(back->functions, row, 0);
        if (function == NO_ROW)
            continue;
        struct proof_function *of = &proof->functions.items[function];
        of->first_symbol = of->symbol_count++ ? of->first_symbol : proof->symbols.count;
        *array_push(&proof->symbols, back->arena) = (struct proof_symbol){
            .function = function, .name = text(back, row, 1), .weak = sqlite3_column_int64(row, 2) != 0};
    }
    row = ask(back, "SELECT function, name FROM object_inline ORDER BY function, id");
    while (next(back, row)) {
        uint32_t function = index_of(back->functions, row, 0);
        if (function == NO_ROW)
            continue;
        struct proof_function *of = &proof->functions.items[function];
        of->first_inline = of->inline_count++ ? of->first_inline : proof->inlines.count;
        *array_push(&proof->inlines, back->arena) =
            (struct proof_inline){.function = function, .name = text(back, row, 1)};
    }
}

static void read_calls(struct reading_back *back)
{
    struct proof *proof = &back->judgement->proof;
    sqlite3_stmt *row = ask(back, "SELECT id, function, address, kind, flags, dead, callee, name, slot, file, line"
                                  " FROM object_call ORDER BY function, id");
    while (next(back, row)) {
        uint32_t function = index_of(back->functions, row, 1);
        if (function == NO_ROW)
            continue;
        struct proof_function *of = &proof->functions.items[function];
        of->first_call = of->call_count++ ? of->first_call : proof->calls.count;
        map_set(back->calls, (uint64_t)sqlite3_column_int64(row, 0), proof->calls.count);
        *array_push(&proof->calls, back->arena) =
            (struct proof_call){.function = function,
                                .address = (uint64_t)sqlite3_column_int64(row, 2),
                                .kind = text(back, row, 3),
                                .flags = number(row, 4),
                                .dead = sqlite3_column_int64(row, 5) != 0,
                                .callee = index_of(back->functions, row, 6),
                                .name = text(back, row, 7),
                                .slot = text(back, row, 8),
                                .spot = spot(back, row, 9)};
    }
}

/* ---- certificates ---- */

static void read_members(struct reading_back *back)
{
    struct proof *proof = &back->judgement->proof;
    sqlite3_stmt *row = ask(back, "SELECT certificate, function, parent, file, line FROM certificate_member"
                                  " WHERE certificate IN " WANTED " ORDER BY certificate, function");
    while (next(back, row)) {
        uint32_t certificate = index_of(back->certificates, row, 0), function = index_of(back->functions, row, 1);
        if (certificate != NO_ROW && function != NO_ROW)
            *array_push(&proof->members, back->arena) =
                (struct proof_member){.certificate = certificate,
                                      .function = function,
                                      .parent = index_of(back->functions, row, 2),
                                      .spot = spot(back, row, 3)};
    }
    row = ask(back, "SELECT certificate, call, function, symbol, how FROM certificate_target WHERE certificate IN " WANTED
                    " ORDER BY certificate, call, id");
    while (next(back, row)) {
        uint32_t certificate = index_of(back->certificates, row, 0), call = index_of(back->calls, row, 1);
        if (certificate != NO_ROW && call != NO_ROW)
            *array_push(&proof->targets, back->arena) =
                (struct proof_target){.certificate = certificate,
                                      .call = call,
                                      .function = index_of(back->functions, row, 2),
                                      .symbol = text(back, row, 3),
                                      .how = text(back, row, 4)};
    }
    row = ask(back, "SELECT certificate, symbol, function, authority FROM certificate_axiom WHERE certificate IN " WANTED);
    while (next(back, row)) {
        uint32_t certificate = index_of(back->certificates, row, 0);
        if (certificate != NO_ROW)
            *array_push(&proof->axioms, back->arena) = (struct proof_axiom){.certificate = certificate,
                                                                            .symbol = text(back, row, 1),
                                                                            .function = text(back, row, 2),
                                                                            .authority = text(back, row, 3)};
    }
}

static void read_certificates(struct reading_back *back)
{
    struct proof *proof = &back->judgement->proof;
    sqlite3_stmt *row = ask(back, "SELECT handler, tool, tables FROM certificate WHERE handler IN " WANTED " ORDER BY handler");
    while (next(back, row)) {
        uint32_t handler = index_of(back->handlers, row, 0);
        if (handler == NO_ROW)
            continue;
        map_set(back->certificates, (uint64_t)sqlite3_column_int64(row, 0), proof->certificates.count);
        array_push(&proof->certificates, back->arena)->handler = handler;
        proof->tool = text(back, row, 1);
        proof->tables = text(back, row, 2);
    }
}

struct judgement *store_read_judgement(struct store *store, const char *handler, const int64_t **ids,
                                       struct arena *arena)
{
    struct judgement *judgement = arena_alloc(sizeof *judgement, arena);
    struct reading_back back = {.store = store,
                                .judgement = judgement,
                                .arena = arena,
                                .handlers = map_new(arena),
                                .certificates = map_new(arena),
                                .objects = map_new(arena),
                                .functions = map_new(arena),
                                .calls = map_new(arena),
                                .texts = intern_new(arena),
                                .name = handler};
    read_handlers(&back);
    *ids = back.ids.items;
    if (!judgement->handlers.count)
        return judgement;
    if (handler)
        read_findings(&back);
    read_gaps(&back);
    read_certificates(&back);
    read_objects(&back);
    read_functions(&back);
    read_parts(&back);
    read_calls(&back);
    read_members(&back);
    return judgement;
}
