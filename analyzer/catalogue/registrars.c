/* SPDX-License-Identifier: Apache-2.0
 *
 * Who registers handlers, and what becomes of functions that are handed to functions without a body.
 */
#include "catalogue/table.h"
#include <string.h>

static const char *bad_number(struct catalogue *catalogue, const char *what, const char *column)
{
    return arena_format(catalogue->arena, "%s '%s' is no number", what,
                        shown_column(column, catalogue->arena));
}

/* The pieces of a list between commas. */
static const char **split(const char *list, uint32_t *count, struct arena *arena)
{
    uint32_t most = 1;
    for (const char *at = list; *at; at++)
        most += *at == ',';
    const char **pieces = arena_array(most + 1, sizeof *pieces, arena);
    *count = 0;
    for (const char *at = list; *at;) {
        size_t length = strcspn(at, ",");
        if (length)
            pieces[(*count)++] = arena_copy(at, length, arena);
        at += length + (at[length] == ',');
    }
    return pieces;
}

static const char *read_form(struct catalogue *catalogue, const struct row *row, struct registrar *registrar)
{
    uint32_t count;
    registrar->fields = split(row->columns[4], &count, catalogue->arena);
    if (strcmp(row->columns[3], "value") == 0)
        return count ? "a registrar of form value has no fields" : NULL;
    if (strcmp(row->columns[3], "struct") != 0)
        return "the form is neither value nor struct";
    registrar->form = HANDLER_STRUCT;
    return count ? NULL : "a registrar of form struct needs fields";
}

static const char *read_old(struct catalogue *catalogue, const char *column, struct registrar *registrar)
{
    int64_t number = OLD_NONE;
    if (strcmp(column, "result") == 0)
        number = OLD_RESULT;
    else if (*column && !whole_number(column, 0, 255, &number))
        return bad_number(catalogue, "registrar old", column);
    registrar->old = (int32_t)number;
    return NULL;
}

/* "0=17,18": that argument must be one of the numbers. */
static const char *read_when(struct catalogue *catalogue, const char *column, struct registrar *registrar)
{
    registrar->when = -1;
    if (!*column)
        return NULL;
    size_t length = strcspn(column, "=");
    int64_t number;
    const char *argument = arena_copy(column, length, catalogue->arena);
    if (!column[length] || !whole_number(argument, 0, 255, &number))
        return "when is not ARGUMENT=NUMBER,...";
    registrar->when = (int32_t)number;
    const char **values = split(column + length + 1, &registrar->when_count, catalogue->arena);
    int32_t *numbers = arena_array(registrar->when_count + 1, sizeof *numbers, catalogue->arena);
    for (uint32_t i = 0; i < registrar->when_count; i++) {
        if (!whole_number(values[i], INT32_MIN, INT32_MAX, &number))
            return bad_number(catalogue, "registrar value", values[i]);
        numbers[i] = (int32_t)number;
    }
    registrar->when_values = numbers;
    return registrar->when_count ? NULL : "when is not ARGUMENT=NUMBER,...";
}

const char *table_registrars(struct catalogue *catalogue, struct row *row)
{
    struct registrar registrar = {.name = row->columns[0], .authority = row->authority};
    int64_t signal, handler;
    if (!whole_number(row->columns[1], 0, 255, &signal))
        return bad_number(catalogue, "registrar argument", row->columns[1]);
    if (!whole_number(row->columns[2], 0, 255, &handler))
        return bad_number(catalogue, "registrar argument", row->columns[2]);
    registrar.signal = (uint32_t)signal;
    registrar.handler = (uint32_t)handler;
    const char *why = read_form(catalogue, row, &registrar);
    if (!why)
        why = read_old(catalogue, row->columns[5], &registrar);
    if (!why)
        why = read_when(catalogue, row->columns[6], &registrar);
    if (!why && !*row->authority)
        why = "the authority is missing";
    struct sheet *sheet = &catalogue->sheets[TABLE_registrars];
    const struct row *known = sheet_find(sheet, row->name);
    if (!why && known && known->layer == row->layer)
        why = "this registrar has a row already";
    if (why)
        return why;
    row->a = catalogue->registrars.count;
    *array_push(&catalogue->registrars, catalogue->arena) = registrar;
    sheet_add(sheet, *row, catalogue->arena);
    return NULL;
}

static bool is_registrar(const struct catalogue *catalogue, name_id name)
{
    return sheet_find(&catalogue->sheets[TABLE_registrars], name) != NULL;
}

const struct registrar *catalogue_registrar(const struct catalogue *catalogue, const char *name)
{
    name_id found = catalogue_resolve(catalogue, name, is_registrar);
    if (!found)
        return NULL;
    return &catalogue->registrars.items[sheet_find(&catalogue->sheets[TABLE_registrars], found)->a];
}

const char *catalogue_registrar_name(const struct catalogue *catalogue, uint32_t index)
{
    const struct sheet *aliases = &catalogue->sheets[TABLE_aliases];
    if (index < catalogue->registrars.count)
        return catalogue->registrars.items[index].name;
    index -= catalogue->registrars.count;
    for (uint32_t i = 0; i < aliases->rows.count; i++) {
        const char *name = aliases->rows.items[i].columns[0];
        if (catalogue_registrar(catalogue, name) && index-- == 0)
            return name;
    }
    return NULL;
}

static bool takes_functions(const struct catalogue *catalogue, name_id name)
{
    return sheet_find(&catalogue->sheets[TABLE_callbacks], name) != NULL;
}

enum callback catalogue_callback(const struct catalogue *catalogue, const char *name, uint32_t argument)
{
    const struct sheet *sheet = &catalogue->sheets[TABLE_callbacks];
    name_id found = catalogue_resolve(catalogue, name, takes_functions);
    for (const struct row *row = found ? sheet_find(sheet, found) : NULL; row; row = sheet_next(sheet, row))
        if (row->a == argument)
            return (enum callback)row->b;
    return CALLBACK_CALLED;
}

bool catalogue_may_call(const struct catalogue *catalogue, const char *name, uint32_t argument, bool is_function)
{
    const struct sheet *sheet = &catalogue->sheets[TABLE_callbacks];
    name_id found = catalogue_resolve(catalogue, name, takes_functions);
    for (const struct row *row = found ? sheet_find(sheet, found) : NULL; row; row = sheet_next(sheet, row))
        if (row->a == argument)
            return (enum callback)row->b == CALLBACK_CALLED;
    return is_function || (!catalogue_knows(catalogue, name) && !catalogue_is_expanded(catalogue, name));
}

static bool has_run(const struct catalogue *catalogue, const struct row *row)
{
    for (uint32_t i = 0; i < catalogue->runs.count; i++) {
        const struct runs *known = &catalogue->runs.items[i];
        if (strcmp(known->name, row->columns[0]) == 0 && strcmp(known->argument_of, row->columns[1]) == 0 &&
            known->argument == row->a)
            return true;
    }
    return false;
}

const char *table_runs(struct catalogue *catalogue, struct row *row)
{
    int64_t argument;
    if (!*row->columns[1])
        return "the function that is handed over to is missing";
    if (!whole_number(row->columns[2], 0, 255, &argument))
        return bad_number(catalogue, "argument", row->columns[2]);
    if (!*row->authority)
        return "the authority is missing";
    row->a = (uint32_t)argument;
    if (has_run(catalogue, row))
        return row->layer ? NULL : "the same row is here already";
    *array_push(&catalogue->runs, catalogue->arena) = (struct runs){.name = row->columns[0],
                                                                    .argument_of = row->columns[1],
                                                                    .argument = row->a,
                                                                    .authority = row->authority};
    return NULL;
}

uint32_t catalogue_runs_count(const struct catalogue *catalogue)
{
    return catalogue->runs.count;
}

const struct runs *catalogue_runs(const struct catalogue *catalogue, uint32_t index)
{
    return &catalogue->runs.items[index];
}
