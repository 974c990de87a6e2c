/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside the catalogue: rows in memory. Every table is a sheet of rows that are found by name; what differs
 * from table to table is how a line is checked and what its two numbers mean.
 */
#ifndef SIGVET_CATALOGUE_TABLE_H
#define SIGVET_CATALOGUE_TABLE_H

#include "base/intern.h"
#include "base/map.h"
#include "catalogue/catalogue.h"

enum table_kind {
#define TABLE(name, columns) TABLE_##name,
#include "catalogue/tables.def"
#undef TABLE
    TABLE_COUNT
};

enum { MOST_COLUMNS = 9, ALIAS_CHAIN = 4 };

enum mark { MARK_SAFE, MARK_UNSAFE };

enum { COMPILER_COUNT = COMPILER_CLANG + 1 };

/* A row of hidden.tbl or instruments.tbl, for each compiler that may be asked about. */
struct added_call {
    struct hidden of[COMPILER_COUNT];
};

struct added_mark {
    struct instrument of[COMPILER_COUNT];
};

struct row {
    name_id name;
    uint32_t next;   /* the row of the same name that was read before; MAP_NONE ends */
    uint32_t layer;  /* 0: came with sigvet; 1: the project's own */
    uint32_t a;      /* posix: first edition; glibc: version; callbacks, runs: argument; registrars, hidden,
                        instruments: index */
    uint32_t b;      /* posix: last edition; glibc, libc_extra: enum mark; callbacks: enum callback */
    const char *why; /* glibc: the reasons as a clause; libc_extra, reasons: their text; NULL: none */
    const char *authority;
    const char *const *columns; /* as written; "-" is "" */
};

struct sheet {
    ARRAY(struct row) rows;
    struct map *by_name; /* name -> the row read last; rows that are overridden are in no chain */
};

struct catalogue {
    struct arena *arena;
    struct intern *names;
    struct sheet sheets[TABLE_COUNT];
    struct sheet function_reasons; /* the rows "function:NAME" of reasons.tbl, by NAME */
    struct map *glibc_now;         /* name -> the row of glibc.tbl that holds for the host's version */
    uint32_t glibc_version;        /* of the host, as version_number gives it */
    ARRAY(struct registrar) registrars;
    ARRAY(struct runs) runs;
    ARRAY(struct added_call) added_calls;
    ARRAY(struct added_mark) added_marks;
    ARRAY(uint32_t) hidden_by_closeness; /* rows of hidden.tbl that hold: exact symbols, then long patterns first */
    struct map *hidden_exact;            /* symbol -> where its rows begin there */
    uint32_t hidden_patterns;            /* where those with a star begin */
    uint32_t bans;                       /* rows of the project's own libc_extra.tbl that say "unsafe" */
    ARRAY(struct declared) declared;     /* sigvet's, then the project's, then the command line's */
    ARRAY(struct bad_line) bad;
    uint64_t key;
};

/* catalogue_load for a host with that version of glibc. */
struct catalogue *catalogue_load_for(const char *directory, const char *extra, const char *glibc_version,
                                     const char **error, struct arena *arena);

/* Puts a row into a sheet; a row of the project's own table hides those that came with sigvet. */
void sheet_add(struct sheet *sheet, struct row row, struct arena *arena);

/* The row of a name that was read last, or NULL. */
const struct row *sheet_find(const struct sheet *sheet, name_id name);
const struct row *sheet_next(const struct sheet *sheet, const struct row *row);

/* The row that says the same, by name and second column, of the same layer. */
bool sheet_has_twin(const struct sheet *sheet, const struct row *row);

/* "*" in a pattern is any text; at most one stands in it. */
bool pattern_fits(const char *pattern, const char *name);

/* A question about one name, for catalogue_resolve. */
typedef bool name_test(const struct catalogue *catalogue, name_id name);

/* The first name that passes the test: the name itself, without __builtin_, or along its aliases. 0: none. */
name_id catalogue_resolve(const struct catalogue *catalogue, const char *name, name_test *test);

/* A column as a message may show it: short, and nothing that a terminal would obey. */
const char *shown_column(const char *column, struct arena *arena);

/* One of the lists by name: "posix", "posix-YEAR", "glibc", "c". */
bool policy_list(const char *name, struct policy *policy);

/* Whose list a policy asks: the edition of POSIX after other names for it are gone; 0: none. */
uint32_t policy_edition(const struct policy *policy);

/* "2.36" as 2036; false: not a version. */
bool version_number(const char *text, uint32_t *number);

/* A whole number in decimal or hexadecimal, perhaps negative; false: something else. */
bool whole_number(const char *text, int64_t lowest, int64_t highest, int64_t *number);

/* One for each table: checks a row whose name, layer and columns are set and adds it. NULL, or why it is bad.
 */
#define TABLE(name, columns) const char *table_##name(struct catalogue *catalogue, struct row *row);
#include "catalogue/tables.def"
#undef TABLE

/* After all rows were read: picks the marks that hold for the host's glibc and words their reasons. */
void table_settle_glibc(struct catalogue *catalogue);

/* After all rows were read: the order in which catalogue_hidden gives them. */
void table_settle_hidden(struct catalogue *catalogue);

#endif
