/* SPDX-License-Identifier: Apache-2.0
 *
 * A row that is being bound, column by column.
 */
#ifndef SIGVET_STORE_ROW_H
#define SIGVET_STORE_ROW_H

#include "judge/spot.h"
#include "store/database.h"

struct bound {
    struct store *store;
    sqlite3_stmt *statement;
    int column;
};

static inline struct bound bound_new(struct store *store, enum statement statement)
{
    return (struct bound){store, store_statement(store, statement), 0};
}

static inline void bound_end(const struct bound *row)
{
    store_run(row->store, row->statement);
}

static inline void bind_number(struct bound *row, int64_t number)
{
    sqlite3_bind_int64(row->statement, ++row->column, number);
}

static inline void bind_null(struct bound *row)
{
    sqlite3_bind_null(row->statement, ++row->column);
}

static inline void bind_text(struct bound *row, const char *text)
{
    sqlite3_bind_text(row->statement, ++row->column, text ? text : "", -1, SQLITE_STATIC);
}

/* Rows count from 1 in the database; UINT32_MAX is NULL. */
static inline void bind_row(struct bound *row, uint32_t index)
{
    if (index == UINT32_MAX)
        bind_null(row);
    else
        bind_number(row, (int64_t)index + 1);
}

static inline void bind_spot(struct bound *row, const struct spot *spot)
{
    bind_text(row, spot->file);
    bind_number(row, spot->line);
}

#endif
