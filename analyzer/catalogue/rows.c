/* SPDX-License-Identifier: Apache-2.0
 *
 * What each table's columns mean, one function a table: it checks a row and adds it, or says why the row is
 * bad.
 */
#include "base/text.h"
#include "catalogue/table.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *shown_column(const char *column, struct arena *arena)
{
    char *copy = arena_format(arena, "%.40s", column);
    for (char *at = copy; *at; at++)
        if (iscntrl((unsigned char)*at))
            *at = '?';
    return copy;
}

static struct sheet *sheet_of(struct catalogue *catalogue, enum table_kind kind)
{
    return &catalogue->sheets[kind];
}

/* Adds a row to a table that has one row a name. */
static const char *add_only(struct catalogue *catalogue, enum table_kind kind, struct row *row)
{
    const struct row *known = sheet_find(sheet_of(catalogue, kind), row->name);
    if (known && known->layer == row->layer)
        return arena_format(catalogue->arena, "'%s' has a row already",
                            shown_column(row->columns[0], catalogue->arena));
    sheet_add(sheet_of(catalogue, kind), *row, catalogue->arena);
    return NULL;
}

static const char *missing_authority(const struct row *row)
{
    return *row->authority ? NULL : "the authority is missing";
}

bool whole_number(const char *text, int64_t lowest, int64_t highest, int64_t *number)
{
    char *end;
    if (!isdigit((unsigned char)*text) && !(*text == '-' && isdigit((unsigned char)text[1])))
        return false;
    bool hexadecimal = text_starts(text, "0x") || text_starts(text, "-0x");
    errno = 0;
    *number = strtoll(text, &end, hexadecimal ? 16 : 10);
    return !errno && !*end && *number >= lowest && *number <= highest;
}

bool version_number(const char *text, uint32_t *number)
{
    char room[32];
    size_t major_length = strcspn(text, ".");
    if (!text[major_length] || major_length >= sizeof room)
        return false;
    memcpy(room, text, major_length);
    room[major_length] = '\0';
    const char *minor_text = text + major_length + 1;
    size_t minor_length = strcspn(minor_text, ".");
    int64_t major, minor;
    if (!whole_number(room, 0, 999, &major) || minor_length >= sizeof room)
        return false;
    memcpy(room, minor_text, minor_length);
    room[minor_length] = '\0';
    if (!whole_number(room, 0, 999, &minor))
        return false;
    *number = (uint32_t)(major * 1000 + minor);
    return true;
}

static const char *read_argument(struct catalogue *catalogue, const char *column, uint32_t *argument)
{
    int64_t number;
    if (!whole_number(column, 0, 255, &number))
        return arena_format(catalogue->arena, "argument '%s' is no number",
                            shown_column(column, catalogue->arena));
    *argument = (uint32_t)number;
    return NULL;
}

static const char *read_mark(struct catalogue *catalogue, struct row *row)
{
    row->b = strcmp(row->columns[1], "safe") == 0 ? MARK_SAFE : MARK_UNSAFE;
    if (row->b == MARK_UNSAFE && strcmp(row->columns[1], "unsafe") != 0)
        return arena_format(catalogue->arena, "mark '%s' is neither safe nor unsafe",
                            shown_column(row->columns[1], catalogue->arena));
    return missing_authority(row);
}

const char *table_aliases(struct catalogue *catalogue, struct row *row)
{
    if (!*row->columns[1])
        return "the name that it is an alias of is missing";
    row->a = intern_text(catalogue->names, row->columns[1]);
    if (row->a == row->name)
        return "an alias of itself";
    const char *why = missing_authority(row);
    return why ? why : add_only(catalogue, TABLE_aliases, row);
}

const char *table_builtins(struct catalogue *catalogue, struct row *row)
{
    const char *star = strchr(row->columns[0], '*');
    if (star && strchr(star + 1, '*'))
        return "two stars in one name; there may be one";
    const char *why = missing_authority(row);
    return why ? why : add_only(catalogue, TABLE_builtins, row);
}

const char *table_c(struct catalogue *catalogue, struct row *row)
{
    const char *why = missing_authority(row);
    return why ? why : add_only(catalogue, TABLE_c, row);
}

const char *table_callbacks(struct catalogue *catalogue, struct row *row)
{
    static const char *const words[] = {"called", "stored", "thread"};
    const char *why = read_argument(catalogue, row->columns[1], &row->a);
    if (!why)
        why = missing_authority(row);
    if (why)
        return why;
    for (uint32_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(row->columns[2], words[i]) == 0) {
            row->b = i;
            sheet_add(sheet_of(catalogue, TABLE_callbacks), *row, catalogue->arena);
            return NULL;
        }
    }
    return arena_format(catalogue->arena, "'%s' is not one of called, stored, thread",
                        shown_column(row->columns[2], catalogue->arena));
}

const char *table_frames(struct catalogue *catalogue, struct row *row)
{
    int64_t bytes;
    if (!whole_number(row->columns[1], 0, INT32_MAX, &bytes))
        return arena_format(catalogue->arena, "'%s' is no number of bytes",
                            shown_column(row->columns[1], catalogue->arena));
    row->a = (uint32_t)bytes;
    const char *why = missing_authority(row);
    return why ? why : add_only(catalogue, TABLE_frames, row);
}

static bool has_frame(const struct catalogue *catalogue, name_id name)
{
    return sheet_find(&catalogue->sheets[TABLE_frames], name) != NULL;
}

bool catalogue_frame(const struct catalogue *catalogue, const char *name, uint64_t *bytes, const char **authority)
{
    name_id known = catalogue_resolve(catalogue, name, has_frame);
    if (!known)
        return false;
    const struct row *row = sheet_find(&catalogue->sheets[TABLE_frames], known);
    *bytes = row->a;
    if (authority)
        *authority = row->authority;
    return true;
}

const char *table_glibc(struct catalogue *catalogue, struct row *row)
{
    const char *why = read_mark(catalogue, row);
    if (why)
        return why;
    if (*row->columns[3] && !version_number(row->columns[3], &row->a))
        return arena_format(catalogue->arena, "'%s' is no version of glibc",
                            shown_column(row->columns[3], catalogue->arena));
    sheet_add(sheet_of(catalogue, TABLE_glibc), *row, catalogue->arena);
    return NULL;
}

const char *table_libc_extra(struct catalogue *catalogue, struct row *row)
{
    const char *why = read_mark(catalogue, row);
    row->why = *row->columns[2] ? row->columns[2] : NULL;
    if (!why)
        why = add_only(catalogue, TABLE_libc_extra, row);
    catalogue->bans += !why && row->layer == 1 && row->b == MARK_UNSAFE;
    return why;
}

const char *table_noreturn(struct catalogue *catalogue, struct row *row)
{
    const char *why = missing_authority(row);
    return why ? why : add_only(catalogue, TABLE_noreturn, row);
}

static const char *read_edition(struct catalogue *catalogue, const char *column, uint32_t *edition)
{
    int64_t number;
    if (!*column)
        return NULL;
    if (!whole_number(column, 1988, 2999, &number))
        return arena_format(catalogue->arena, "edition '%s' is no year",
                            shown_column(column, catalogue->arena));
    *edition = (uint32_t)number;
    return NULL;
}

const char *table_posix(struct catalogue *catalogue, struct row *row)
{
    row->b = UINT32_MAX;
    const char *why = read_edition(catalogue, row->columns[1], &row->a);
    if (!why)
        why = read_edition(catalogue, row->columns[2], &row->b);
    if (!why && row->a > row->b)
        why = "the first edition is later than the last";
    if (!why)
        why = missing_authority(row);
    if (!why)
        sheet_add(sheet_of(catalogue, TABLE_posix), *row, catalogue->arena);
    return why;
}

const char *table_posix_names(struct catalogue *catalogue, struct row *row)
{
    const char *why = missing_authority(row);
    return why ? why : add_only(catalogue, TABLE_posix_names, row);
}

const char *table_reasons(struct catalogue *catalogue, struct row *row)
{
    static const char prefix[] = "function:";
    if (!*row->columns[1])
        return "the text is missing";
    const char *why = missing_authority(row);
    if (why)
        return why;
    row->why = row->columns[1];
    why = add_only(catalogue, TABLE_reasons, row);
    if (why || !text_starts(row->columns[0], prefix))
        return why;
    struct row of_function = *row;
    of_function.name = intern_text(catalogue->names, row->columns[0] + sizeof prefix - 1);
    sheet_add(&catalogue->function_reasons, of_function, catalogue->arena);
    return NULL;
}

const char *table_stands(struct catalogue *catalogue, struct row *row)
{
    if (!*row->columns[1])
        return "the name that it stands for is missing";
    const char *why = missing_authority(row);
    if (!why && sheet_has_twin(sheet_of(catalogue, TABLE_stands), row))
        why = "the same row is here already";
    if (!why)
        sheet_add(sheet_of(catalogue, TABLE_stands), *row, catalogue->arena);
    return why;
}

/* The reasons of a row as a clause: "takes a lock, may allocate (glibc manual)". NULL: the manual gives none.
 */
static const char *word_reasons(struct catalogue *catalogue, const char *reasons)
{
    struct text clause = {.arena = catalogue->arena};
    for (const char *at = reasons; *at;) {
        size_t length = strcspn(at, ", ");
        if (length) {
            const char *word = arena_copy(at, length, catalogue->arena);
            const struct row *row =
                sheet_find(sheet_of(catalogue, TABLE_reasons), intern_find(catalogue->names, word));
            text_format(&clause, "%s%s", clause.length ? ", " : "", row ? row->why : word);
        }
        at += length;
        at += strspn(at, ", ");
    }
    if (!clause.length)
        return NULL;
    text_add(&clause, " (glibc manual)");
    return text_get(&clause);
}

void table_settle_glibc(struct catalogue *catalogue)
{
    struct sheet *sheet = sheet_of(catalogue, TABLE_glibc);
    for (uint32_t i = 0; i < sheet->rows.count; i++) {
        name_id name = sheet->rows.items[i].name;
        if (map_get(catalogue->glibc_now, name) != MAP_NONE)
            continue;
        uint32_t best = MAP_NONE;
        for (uint32_t at = map_get(sheet->by_name, name); at != MAP_NONE; at = sheet->rows.items[at].next) {
            uint32_t from = sheet->rows.items[at].a;
            if (from <= catalogue->glibc_version && (best == MAP_NONE || from > sheet->rows.items[best].a))
                best = at;
        }
        if (best == MAP_NONE)
            continue;
        map_set(catalogue->glibc_now, name, best);
        struct row *row = &sheet->rows.items[best];
        row->why = word_reasons(catalogue, row->columns[2]);
        if (row->a)
            row->authority =
                arena_format(catalogue->arena, "%s, from glibc %s", row->authority, row->columns[3]);
    }
}
