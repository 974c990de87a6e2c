/* SPDX-License-Identifier: Apache-2.0
 *
 * The proof of a judgement as rows of schema.sql: facts of compiled code once, and each certificate with its members,
 * targets and axioms. Indices become ids by adding one; a certificate has the id of its handler.
 */
#include "store/certificates.h"
#include "judge/judge.h"
#include "store/row.h"

static void write_object(struct store *store, uint32_t index, const struct proof_object *object)
{
    struct bound row = bound_new(store, STATEMENT_insert_object_file);
    char hash[17];
    sqlite3_snprintf(sizeof hash, hash, "%016llx", (unsigned long long)object->hash);
    bind_row(&row, index);
    bind_text(&row, object->variant);
    bind_text(&row, object->path);
    bind_text(&row, object->member);
    bind_text(&row, object->machine);
    bind_text(&row, object->build_id);
    bind_number(&row, (int64_t)object->size);
    bind_text(&row, hash);
    bound_end(&row);
}

static void write_function(struct store *store, uint32_t index, const struct proof_function *function)
{
    struct bound row = bound_new(store, STATEMENT_insert_object_function);
    bind_row(&row, index);
    bind_row(&row, function->object);
    bind_text(&row, function->name);
    bind_text(&row, function->source);
    bind_spot(&row, &function->defined);
    bind_number(&row, (int64_t)function->address);
    bind_number(&row, (int64_t)function->size);
    if (function->frame < 0)
        bind_null(&row);
    else
        bind_number(&row, function->frame);
    bind_number(&row, function->flags);
    bind_number(&row, function->decoded);
    bind_number(&row, function->splittable);
    bind_number(&row, function->call_count);
    bound_end(&row);
}

static void write_call(struct store *store, uint32_t index, const struct proof_call *call)
{
    struct bound row = bound_new(store, STATEMENT_insert_object_call);
    bind_row(&row, index);
    bind_row(&row, call->function);
    bind_number(&row, (int64_t)call->address);
    bind_text(&row, call->kind);
    bind_number(&row, call->flags);
    bind_number(&row, call->dead);
    bind_row(&row, call->callee);
    bind_text(&row, call->name);
    bind_text(&row, call->slot);
    bind_spot(&row, &call->spot);
    bound_end(&row);
}

static void write_facts(struct store *store, const struct proof *proof)
{
    for (uint32_t i = 0; i < proof->objects.count; i++)
        write_object(store, i, &proof->objects.items[i]);
    for (uint32_t i = 0; i < proof->functions.count; i++)
        write_function(store, i, &proof->functions.items[i]);
    for (uint32_t i = 0; i < proof->symbols.count; i++) {
        struct bound row = bound_new(store, STATEMENT_insert_object_symbol);
        bind_row(&row, i);
        bind_row(&row, proof->symbols.items[i].function);
        bind_text(&row, proof->symbols.items[i].name);
        bind_number(&row, proof->symbols.items[i].weak);
        bound_end(&row);
    }
    for (uint32_t i = 0; i < proof->inlines.count; i++) {
        struct bound row = bound_new(store, STATEMENT_insert_object_inline);
        bind_row(&row, i);
        bind_row(&row, proof->inlines.items[i].function);
        bind_text(&row, proof->inlines.items[i].name);
        bound_end(&row);
    }
    for (uint32_t i = 0; i < proof->calls.count; i++)
        write_call(store, i, &proof->calls.items[i]);
}

static void write_certificate(struct store *store, const struct judgement *judgement, uint32_t handler)
{
    const struct judged_handler *judged = &judgement->handlers.items[handler];
    struct bound row = bound_new(store, STATEMENT_insert_certificate);
    bind_row(&row, handler);
    bind_text(&row, judged->policy);
    bind_text(&row, judged->variant);
    bind_text(&row, verdict_text(judged->verdict));
    bind_text(&row, judgement->proof.tool);
    bind_text(&row, judgement->proof.tables);
    bound_end(&row);
}

static uint32_t handler_of(const struct proof *proof, uint32_t certificate)
{
    return proof->certificates.items[certificate].handler;
}

static void write_obstacle(struct store *store, uint32_t index, const struct obstacle *obstacle)
{
    struct bound row = bound_new(store, STATEMENT_insert_obstacle);
    bind_row(&row, index);
    bind_row(&row, obstacle->handler);
    bind_text(&row, obstacle->kind);
    bind_text(&row, obstacle->subject);
    bind_text(&row, obstacle->why);
    bind_spot(&row, &obstacle->spot);
    bound_end(&row);
}

static void write_contents(struct store *store, const struct proof *proof)
{
    for (uint32_t i = 0; i < proof->members.count; i++) {
        const struct proof_member *member = &proof->members.items[i];
        struct bound row = bound_new(store, STATEMENT_insert_certificate_member);
        bind_row(&row, handler_of(proof, member->certificate));
        bind_row(&row, member->function);
        bind_row(&row, member->parent);
        bind_spot(&row, &member->spot);
        bound_end(&row);
    }
    for (uint32_t i = 0; i < proof->targets.count; i++) {
        const struct proof_target *target = &proof->targets.items[i];
        struct bound row = bound_new(store, STATEMENT_insert_certificate_target);
        bind_row(&row, i);
        bind_row(&row, handler_of(proof, target->certificate));
        bind_row(&row, target->call);
        bind_row(&row, target->function);
        bind_text(&row, target->symbol);
        bind_text(&row, target->how);
        bound_end(&row);
    }
    for (uint32_t i = 0; i < proof->axioms.count; i++) {
        const struct proof_axiom *axiom = &proof->axioms.items[i];
        struct bound row = bound_new(store, STATEMENT_insert_certificate_axiom);
        bind_row(&row, handler_of(proof, axiom->certificate));
        bind_text(&row, axiom->symbol);
        bind_text(&row, axiom->function);
        bind_text(&row, axiom->authority);
        bound_end(&row);
    }
}

void certificates_write(struct store *store, const struct judgement *judgement)
{
    const struct proof *proof = &judgement->proof;
    store_execute(store, "DELETE FROM judged_obstacle; DELETE FROM object_file; DELETE FROM object_function;"
                         "DELETE FROM object_symbol; DELETE FROM object_inline; DELETE FROM object_call;"
                         "DELETE FROM certificate; DELETE FROM certificate_member; DELETE FROM certificate_target;"
                         "DELETE FROM certificate_axiom");
    write_facts(store, proof);
    for (uint32_t i = 0; i < proof->certificates.count; i++)
        write_certificate(store, judgement, proof->certificates.items[i].handler);
    write_contents(store, proof);
    for (uint32_t i = 0; i < proof->obstacles.count; i++)
        write_obstacle(store, i, &proof->obstacles.items[i]);
}
