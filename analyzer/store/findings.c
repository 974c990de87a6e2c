/* SPDX-License-Identifier: Apache-2.0
 *
 * A judgement as rows behind the views of schema.sql. It replaces the one before it whole, or not at all. Texts and
 * chains are said over and over: each is written once, and rows have its number.
 */
#include "judge/judge.h"
#include "store/certificates.h"
#include "store/chains.h"
#include "store/database.h"

struct writing {
    struct store *store;
    struct intern *texts; /* a text's id is its number in judged_text */
    struct chains *chains;
};

/* A row that is being bound. */
struct row {
    struct writing *writing;
    sqlite3_stmt *statement;
    int column;
};

static struct row new_row(struct writing *writing, enum statement statement)
{
    return (struct row){writing, store_statement(writing->store, statement), 0};
}

static void end_row(const struct row *row)
{
    store_run(row->writing->store, row->statement);
}

static void put(struct row *row, int64_t number)
{
    sqlite3_bind_int64(row->statement, ++row->column, number);
}

/* The number of a text. */
static void put_text(struct row *row, const char *text)
{
    put(row, intern_text(row->writing->texts, text));
}

/* The text itself. */
static void put_bytes(struct row *row, const char *text)
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

static void put_spot_bytes(struct row *row, const struct spot *spot)
{
    put_bytes(row, spot->file);
    put(row, spot->line);
}

static void write_handler(struct writing *writing, uint32_t index, const struct judged_handler *handler)
{
    struct row row = new_row(writing, STATEMENT_insert_handler);
    put_id(&row, index);
    put_bytes(&row, handler->name);
    put_bytes(&row, handler->program);
    put_bytes(&row, handler->signals);
    put_bytes(&row, handler->registrar);
    put_spot_bytes(&row, &handler->spot);
    put_bytes(&row, handler->policy);
    put_bytes(&row, handler->variant);
    put_bytes(&row, verdict_text(handler->verdict));
    put_spot_bytes(&row, &handler->defined);
    end_row(&row);
    for (uint32_t i = 0; i < handler->registration_count; i++) {
        const struct judged_registration *registration = &handler->registrations[i];
        struct row inner = new_row(writing, STATEMENT_insert_registration);
        put_id(&inner, index);
        put(&inner, i + 1);
        put_bytes(&inner, registration->signal);
        put_bytes(&inner, registration->registrar);
        put_spot_bytes(&inner, &registration->spot);
        end_row(&inner);
    }
}

static void write_chain(struct writing *writing, uint32_t number, const struct finding *finding)
{
    struct row row = new_row(writing, STATEMENT_insert_chain);
    put(&row, number);
    put_text(&row, finding->chain);
    end_row(&row);
    for (uint32_t i = 0; i < finding->step_count; i++) {
        struct row inner = new_row(writing, STATEMENT_insert_chain_step);
        put(&inner, number);
        put(&inner, i + 1);
        put(&inner, chains_step(writing->chains, finding->steps[i]));
        end_row(&inner);
    }
}

static void write_finding(struct writing *writing, uint32_t index, const struct finding *finding)
{
    bool fresh = false;
    uint32_t chain = chains_number(writing->chains, finding, &fresh);
    if (fresh)
        write_chain(writing, chain, finding);
    struct row row = new_row(writing, STATEMENT_insert_finding);
    put_id(&row, index);
    put_id(&row, finding->handler);
    put_text(&row, finding->rule);
    put_text(&row, severity_text(finding->severity));
    put_text(&row, finding->function);
    put_text(&row, finding->callee);
    put_spot(&row, &finding->spot);
    put(&row, finding->spot.column);
    put_text(&row, finding->evidence);
    put(&row, chain);
    put_text(&row, finding->message);
    put_text(&row, finding->reason);
    put_text(&row, finding->cause);
    put_text(&row, finding->emitted);
    put_text(&row, finding->policy);
    end_row(&row);
}

static void write_gap(struct writing *writing, uint32_t index, const struct judged_gap *gap)
{
    struct row row = new_row(writing, STATEMENT_insert_judged_gap);
    put_id(&row, index);
    put_id(&row, gap->handler);
    put_bytes(&row, gap->kind);
    put_bytes(&row, gap->subject);
    put_spot_bytes(&row, &gap->spot);
    put_bytes(&row, gap->why);
    put_bytes(&row, gap->variant ? gap->variant : "as built");
    end_row(&row);
}

static void write_axiom(struct writing *writing, uint32_t index, const struct axiom *axiom)
{
    struct row row = new_row(writing, STATEMENT_insert_axiom);
    put_id(&row, index);
    put_id(&row, axiom->handler);
    put_bytes(&row, axiom->function);
    put_bytes(&row, axiom->authority);
    put_bytes(&row, axiom->kind);
    end_row(&row);
}

static void write_stack(struct writing *writing, const struct judged_stack *stack)
{
    struct row row = new_row(writing, STATEMENT_insert_judged_stack);
    put_id(&row, stack->handler);
    put(&row, (int64_t)stack->bytes);
    put_bytes(&row, stack->kind);
    if (stack->limit < 0)
        sqlite3_bind_null(row.statement, ++row.column);
    else
        put(&row, stack->limit);
    put_bytes(&row, stack->limit_of);
    end_row(&row);
    for (uint32_t i = 0; i < stack->step_count; i++) {
        const struct judged_stack_step *step = &stack->steps[i];
        struct row inner = new_row(writing, STATEMENT_insert_judged_stack_step);
        put_id(&inner, stack->handler);
        put(&inner, i + 1);
        put_bytes(&inner, step->function);
        put(&inner, (int64_t)step->frame);
        put(&inner, (int64_t)step->total);
        put_spot_bytes(&inner, &step->spot);
        end_row(&inner);
    }
}

static void write_call(struct writing *writing, uint32_t index, const struct judged_call *call)
{
    struct row row = new_row(writing, STATEMENT_insert_judged_call);
    put_id(&row, index);
    put_bytes(&row, call->caller);
    put_bytes(&row, call->callee);
    put_bytes(&row, call->kind);
    put_bytes(&row, call->evidence);
    put(&row, call->candidate);
    put_spot_bytes(&row, &call->spot);
    put_bytes(&row, call->variant);
    put(&row, call->hidden);
    put(&row, call->folded);
    put_bytes(&row, call->declared);
    end_row(&row);
}

static void write_function(struct writing *writing, uint32_t index, const struct judged_function *function)
{
    struct row row = new_row(writing, STATEMENT_insert_judged_function);
    put_id(&row, index);
    put_bytes(&row, function->name);
    put_spot_bytes(&row, &function->spot);
    if (function->frame < 0)
        sqlite3_bind_null(row.statement, ++row.column);
    else
        put(&row, function->frame);
    put(&row, function->instrumented);
    put(&row, function->splittable);
    put(&row, function->nosplit);
    put_bytes(&row, function->variant);
    end_row(&row);
}

static void write_unit(struct writing *writing, uint32_t index, const struct judged_unit *unit)
{
    struct row row = new_row(writing, STATEMENT_insert_judged_unit);
    put_id(&row, index);
    put_bytes(&row, unit->file);
    put_bytes(&row, unit->object);
    put_bytes(&row, unit->state);
    put(&row, unit->cached);
    put(&row, unit->milliseconds);
    end_row(&row);
}

/* All that rows refer to by number. */
static void write_numbered(struct writing *writing)
{
    uint32_t count = 0;
    const struct step *const *steps = chains_steps(writing->chains, &count);
    for (uint32_t i = 0; i < count; i++) {
        struct row row = new_row(writing, STATEMENT_insert_step);
        put_id(&row, i);
        put_text(&row, steps[i]->function);
        put_spot(&row, &steps[i]->spot);
        end_row(&row);
    }
    for (uint32_t i = 0; i < intern_count(writing->texts); i++) {
        struct row row = new_row(writing, STATEMENT_insert_text);
        put(&row, i);
        put_bytes(&row, intern_get(writing->texts, i));
        end_row(&row);
    }
}

void store_write_judgement(struct store *store, const struct judgement *judgement)
{
    struct arena *arena = arena_new();
    struct intern *texts = intern_new(arena);
    struct writing writing = {.store = store, .texts = texts, .chains = chains_new(texts, arena)};
    store_execute(store,
                  "BEGIN IMMEDIATE;"
                  "DELETE FROM judged_step; DELETE FROM judged_finding; DELETE FROM judged_registration;"
                  "DELETE FROM judged_stack; DELETE FROM judged_stack_step;"
                  "DELETE FROM judged_gap; DELETE FROM judged_axiom; DELETE FROM judged_handler;"
                  "DELETE FROM judged_chain; DELETE FROM judged_chain_step; DELETE FROM judged_text;"
                  "DELETE FROM judged_call; DELETE FROM judged_function; DELETE FROM judged_unit");
    for (uint32_t i = 0; i < judgement->handlers.count; i++)
        write_handler(&writing, i, &judgement->handlers.items[i]);
    for (uint32_t i = 0; i < judgement->findings.count; i++)
        write_finding(&writing, i, &judgement->findings.items[i]);
    for (uint32_t i = 0; i < judgement->gaps.count; i++)
        write_gap(&writing, i, &judgement->gaps.items[i]);
    for (uint32_t i = 0; i < judgement->axioms.count; i++)
        write_axiom(&writing, i, &judgement->axioms.items[i]);
    for (uint32_t i = 0; i < judgement->stacks.count; i++)
        write_stack(&writing, &judgement->stacks.items[i]);
    for (uint32_t i = 0; i < judgement->calls.count; i++)
        write_call(&writing, i, &judgement->calls.items[i]);
    for (uint32_t i = 0; i < judgement->functions_seen.count; i++)
        write_function(&writing, i, &judgement->functions_seen.items[i]);
    for (uint32_t i = 0; i < judgement->units.count; i++)
        write_unit(&writing, i, &judgement->units.items[i]);
    write_numbered(&writing);
    certificates_write(store, judgement);
    store_execute(store, "COMMIT");
    arena_free(arena);
}
