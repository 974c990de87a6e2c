/* SPDX-License-Identifier: Apache-2.0
 *
 * A judgement as rows behind the views of schema.sql. It replaces the one before it whole, or not at all.
 */
#include "judge/judge.h"
#include "store/database.h"

/* A row that is being bound. */
struct row {
    struct store *store;
    sqlite3_stmt *statement;
    int column;
};

static struct row new_row(struct store *store, enum statement statement)
{
    return (struct row){store, store_statement(store, statement), 0};
}

static void put(struct row *row, int64_t number)
{
    sqlite3_bind_int64(row->statement, ++row->column, number);
}

static void put_text(struct row *row, const char *text)
{
    sqlite3_bind_text(row->statement, ++row->column, text ? text : "", -1, SQLITE_STATIC);
}

/* Handlers and findings count from 1 in the database. */
static void put_id(struct row *row, uint32_t index)
{
    if (index == UINT32_MAX)
        sqlite3_bind_null(row->statement, ++row->column);
    else
        put(row, (int64_t)index + 1);
}

static void put_spot(struct row *row, const struct spot *spot)
{
    put_text(row, spot->file);
    put(row, spot->line);
}

static void write_handler(struct store *store, uint32_t index, const struct judged_handler *handler)
{
    struct row row = new_row(store, STATEMENT_insert_handler);
    put_id(&row, index);
    put_text(&row, handler->name);
    put_text(&row, handler->program);
    put_text(&row, handler->signals);
    put_text(&row, handler->registrar);
    put_spot(&row, &handler->spot);
    put_text(&row, handler->policy);
    put_text(&row, handler->variant);
    put_text(&row, verdict_text(handler->verdict));
    put_spot(&row, &handler->defined);
    store_run(store, row.statement);
    for (uint32_t i = 0; i < handler->registration_count; i++) {
        const struct judged_registration *registration = &handler->registrations[i];
        struct row inner = new_row(store, STATEMENT_insert_registration);
        put_id(&inner, index);
        put(&inner, i + 1);
        put_text(&inner, registration->signal);
        put_text(&inner, registration->registrar);
        put_spot(&inner, &registration->spot);
        store_run(store, inner.statement);
    }
}

static void write_finding(struct store *store, uint32_t index, const struct finding *finding)
{
    struct row row = new_row(store, STATEMENT_insert_finding);
    put_id(&row, index);
    put_id(&row, finding->handler);
    put_text(&row, finding->rule);
    put_text(&row, severity_text(finding->severity));
    put_text(&row, finding->function);
    put_text(&row, finding->callee);
    put_spot(&row, &finding->spot);
    put(&row, finding->spot.column);
    put_text(&row, finding->evidence);
    put_text(&row, finding->chain);
    put_text(&row, finding->message);
    put_text(&row, finding->reason);
    put_text(&row, finding->cause);
    put_text(&row, finding->emitted);
    store_run(store, row.statement);
    for (uint32_t i = 0; i < finding->step_count; i++) {
        struct row inner = new_row(store, STATEMENT_insert_step);
        put_id(&inner, index);
        put(&inner, i + 1);
        put_text(&inner, finding->steps[i].function);
        put_spot(&inner, &finding->steps[i].spot);
        store_run(store, inner.statement);
    }
}

static void write_gap(struct store *store, uint32_t index, const struct judged_gap *gap)
{
    struct row row = new_row(store, STATEMENT_insert_judged_gap);
    put_id(&row, index);
    put_id(&row, gap->handler);
    put_text(&row, gap->kind);
    put_text(&row, gap->subject);
    put_spot(&row, &gap->spot);
    put_text(&row, gap->why);
    store_run(store, row.statement);
}

static void write_axiom(struct store *store, uint32_t index, const struct axiom *axiom)
{
    struct row row = new_row(store, STATEMENT_insert_axiom);
    put_id(&row, index);
    put_id(&row, axiom->handler);
    put_text(&row, axiom->function);
    put_text(&row, axiom->authority);
    store_run(store, row.statement);
}

static void write_call(struct store *store, uint32_t index, const struct judged_call *call)
{
    struct row row = new_row(store, STATEMENT_insert_judged_call);
    put_id(&row, index);
    put_text(&row, call->caller);
    put_text(&row, call->callee);
    put_text(&row, call->kind);
    put_text(&row, call->evidence);
    put(&row, call->candidate);
    put_spot(&row, &call->spot);
    put_text(&row, call->variant);
    put(&row, call->hidden);
    put(&row, call->folded);
    store_run(store, row.statement);
}

static void write_function(struct store *store, uint32_t index, const struct judged_function *function)
{
    struct row row = new_row(store, STATEMENT_insert_judged_function);
    put_id(&row, index);
    put_text(&row, function->name);
    put_spot(&row, &function->spot);
    if (function->frame < 0)
        sqlite3_bind_null(row.statement, ++row.column);
    else
        put(&row, function->frame);
    put(&row, function->instrumented);
    put(&row, function->splittable);
    put(&row, function->nosplit);
    put_text(&row, function->variant);
    store_run(store, row.statement);
}

static void write_unit(struct store *store, uint32_t index, const struct judged_unit *unit)
{
    struct row row = new_row(store, STATEMENT_insert_judged_unit);
    put_id(&row, index);
    put_text(&row, unit->file);
    put_text(&row, unit->object);
    put_text(&row, unit->state);
    put(&row, unit->cached);
    put(&row, unit->milliseconds);
    store_run(store, row.statement);
}

void store_write_judgement(struct store *store, const struct judgement *judgement)
{
    store_execute(store,
                  "BEGIN IMMEDIATE;"
                  "DELETE FROM judged_step; DELETE FROM judged_finding; DELETE FROM judged_registration;"
                  "DELETE FROM judged_gap; DELETE FROM judged_axiom; DELETE FROM judged_handler;"
                  "DELETE FROM judged_call; DELETE FROM judged_function; DELETE FROM judged_unit");
    for (uint32_t i = 0; i < judgement->handlers.count; i++)
        write_handler(store, i, &judgement->handlers.items[i]);
    for (uint32_t i = 0; i < judgement->findings.count; i++)
        write_finding(store, i, &judgement->findings.items[i]);
    for (uint32_t i = 0; i < judgement->gaps.count; i++)
        write_gap(store, i, &judgement->gaps.items[i]);
    for (uint32_t i = 0; i < judgement->axioms.count; i++)
        write_axiom(store, i, &judgement->axioms.items[i]);
    for (uint32_t i = 0; i < judgement->calls.count; i++)
        write_call(store, i, &judgement->calls.items[i]);
    for (uint32_t i = 0; i < judgement->functions_seen.count; i++)
        write_function(store, i, &judgement->functions_seen.items[i]);
    for (uint32_t i = 0; i < judgement->units.count; i++)
        write_unit(store, i, &judgement->units.items[i]);
    store_execute(store, "COMMIT");
}
