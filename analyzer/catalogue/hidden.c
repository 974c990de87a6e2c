/* SPDX-License-Identifier: Apache-2.0
 *
 * What compilers add: calls by the symbol that an object calls (hidden.tbl), marks by the kind of
 * instrumentation (instruments.tbl), and symbols that may stand where the source calls another name
 * (stands.tbl). A row is kept once for each compiler, since what suppresses a call in one does nothing in the
 * other.
 */
#include "base/text.h"
#include "catalogue/table.h"
#include <stdlib.h>
#include <string.h>

static const char *not_one_of(struct catalogue *catalogue, const char *column, const char *words)
{
    return arena_format(catalogue->arena, "'%s' is not one of %s", shown_column(column, catalogue->arena),
                        words);
}

/* The place of a word in a list; -1: it is not there. */
static int word_among(const char *word, const char *const *words, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return i;
    return -1;
}

static bool read_safety(const char *column, enum safety *safety)
{
    static const char *const words[] = {"conditional", "safe", "unsafe"};
    int at = word_among(column, words, sizeof words / sizeof *words);
    *safety = at < 0 ? SAFETY_UNKNOWN : (enum safety)at;
    return at >= 0;
}

/* What suppresses it in each compiler; for one that is not known, what each of the two wants. */
static void word_suppress(const char *gcc, const char *clang, const char *suppress[COMPILER_COUNT],
                          struct arena *arena)
{
    suppress[COMPILER_GCC] = *gcc ? gcc : NULL;
    suppress[COMPILER_CLANG] = *clang ? clang : NULL;
    if (*gcc && *clang && strcmp(gcc, clang) != 0)
        suppress[COMPILER_UNKNOWN] = arena_format(arena, "gcc: %s; clang: %s", gcc, clang);
    else if (*gcc && *clang)
        suppress[COMPILER_UNKNOWN] = gcc;
    else if (*gcc || *clang)
        suppress[COMPILER_UNKNOWN] =
            arena_format(arena, "%s: %s", *gcc ? "gcc" : "clang", *gcc ? gcc : clang);
    else
        suppress[COMPILER_UNKNOWN] = NULL;
}

/* What the two tables have in common; NULL: nothing is missing. */
static const char *missing(const char *cause, const char *why, const char *authority)
{
    if (!*cause)
        return "the cause is missing";
    if (!*why)
        return "why is missing";
    return *authority ? NULL : "the authority is missing";
}

/* ---- hidden.tbl ---- */

static const char *read_hidden(struct catalogue *catalogue, const struct row *row, struct hidden *hidden)
{
    static const char *const kinds[] = {"copy",      "idiom", "sanitizer", "profile", "stack-check",
                                        "hardening", "tls",   "runtime",   "thunk"};
    const char *const *columns = row->columns;
    const char *star = strchr(columns[0], '*');
    int kind = word_among(columns[2], kinds, sizeof kinds / sizeof *kinds);
    *hidden = (struct hidden){
        .pattern = columns[0], .cause = columns[1], .why = columns[5], .authority = row->authority};
    if (star && strchr(star + 1, '*'))
        return "two stars in one symbol; there may be one";
    if (kind < 0)
        return not_one_of(catalogue, columns[2],
                          "copy, idiom, sanitizer, profile, stack-check, hardening, tls, runtime, thunk");
    if (!read_safety(columns[3], &hidden->safety))
        return not_one_of(catalogue, columns[3], "safe, conditional, unsafe");
    if (*columns[4] && strcmp(columns[4], "failure") != 0)
        return not_one_of(catalogue, columns[4], "failure, -");
    hidden->kind = (enum hidden_kind)kind;
    hidden->failure = *columns[4] != '\0';
    return missing(columns[1], columns[5], row->authority);
}

const char *table_hidden(struct catalogue *catalogue, struct row *row)
{
    struct sheet *sheet = &catalogue->sheets[TABLE_hidden];
    struct hidden hidden;
    const char *suppress[COMPILER_COUNT];
    const char *why = read_hidden(catalogue, row, &hidden);
    if (!why && sheet_has_twin(sheet, row))
        why = "the same symbol and cause are here already";
    if (why)
        return why;
    word_suppress(row->columns[6], row->columns[7], suppress, catalogue->arena);
    row->a = catalogue->added_calls.count;
    struct added_call *added = array_push(&catalogue->added_calls, catalogue->arena);
    for (int i = 0; i < COMPILER_COUNT; i++) {
        added->of[i] = hidden;
        added->of[i].suppress = suppress[i];
    }
    sheet_add(sheet, *row, catalogue->arena);
    return NULL;
}

static const struct hidden *call_of(const struct catalogue *catalogue, uint32_t added)
{
    return catalogue->added_calls.items[added].of;
}

/* Exact symbols before patterns, those with much text before those with little; then by name and line. */
static int by_closeness(const void *left, const void *right, void *context)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    const char *first = call_of(context, a)->pattern, *second = call_of(context, b)->pattern;
    int star = (strchr(first, '*') != NULL) - (strchr(second, '*') != NULL);
    if (star)
        return star;
    size_t long_first = strlen(first), long_second = strlen(second);
    if (long_first != long_second)
        return long_first > long_second ? -1 : 1;
    int order = strcmp(first, second);
    return order ? order : (a > b) - (a < b);
}

void table_settle_hidden(struct catalogue *catalogue)
{
    const struct sheet *sheet = &catalogue->sheets[TABLE_hidden];
    for (uint32_t i = 0; i < sheet->rows.count; i++) {
        const struct row *row = &sheet->rows.items[i];
        const struct row *head = sheet_find(sheet, row->name);
        if (head->layer == row->layer) /* else the project's own rows took its place */
            *array_push(&catalogue->hidden_by_closeness, catalogue->arena) = row->a;
    }
    uint32_t count = catalogue->hidden_by_closeness.count;
    if (count)
        qsort_r(catalogue->hidden_by_closeness.items, count, sizeof(uint32_t), by_closeness, catalogue);
    catalogue->hidden_patterns = count;
    for (uint32_t i = count; i-- > 0;) {
        const char *pattern = call_of(catalogue, catalogue->hidden_by_closeness.items[i])->pattern;
        if (strchr(pattern, '*'))
            catalogue->hidden_patterns = i;
        else
            map_set(catalogue->hidden_exact, intern_text(catalogue->names, pattern), i);
    }
}

uint32_t catalogue_hidden(const struct catalogue *catalogue, const char *symbol,
                          enum compiler_family compiler, const struct hidden **rows, uint32_t most)
{
    uint32_t count = 0;
    name_id name = intern_find(catalogue->names, symbol);
    uint32_t at = name ? map_get(catalogue->hidden_exact, name) : MAP_NONE;
    for (; at != MAP_NONE && at < catalogue->hidden_patterns && count < most; at++) {
        const struct hidden *row = call_of(catalogue, catalogue->hidden_by_closeness.items[at]);
        if (strcmp(row->pattern, symbol) != 0)
            break;
        rows[count++] = &row[compiler];
    }
    for (at = catalogue->hidden_patterns; at < catalogue->hidden_by_closeness.count && count < most; at++) {
        const struct hidden *row = call_of(catalogue, catalogue->hidden_by_closeness.items[at]);
        if (pattern_fits(row->pattern, symbol))
            rows[count++] = &row[compiler];
    }
    return count;
}

/* ---- instruments.tbl ---- */

const char *table_instruments(struct catalogue *catalogue, struct row *row)
{
    static const char *const traps[] = {"", "both", "callee", "caller"};
    const char *const *columns = row->columns;
    struct sheet *sheet = &catalogue->sheets[TABLE_instruments];
    struct instrument instrument = {
        .kind = columns[0], .cause = columns[1], .why = columns[3], .authority = row->authority};
    if (!read_safety(columns[2], &instrument.safety))
        return not_one_of(catalogue, columns[2], "safe, conditional, unsafe");
    if (word_among(columns[6], traps, sizeof traps / sizeof *traps) < 0)
        return not_one_of(catalogue, columns[6], "callee, caller, both, -");
    const char *why = missing(columns[1], columns[3], row->authority);
    const struct row *known = sheet_find(sheet, row->name);
    if (!why && known && known->layer == row->layer)
        why = "this kind has a row already";
    if (why)
        return why;
    instrument.inlining = *columns[6] ? columns[6] : NULL;
    const char *suppress[COMPILER_COUNT];
    word_suppress(columns[4], columns[5], suppress, catalogue->arena);
    row->a = catalogue->added_marks.count;
    struct added_mark *added = array_push(&catalogue->added_marks, catalogue->arena);
    for (int i = 0; i < COMPILER_COUNT; i++) {
        added->of[i] = instrument;
        added->of[i].suppress = suppress[i];
    }
    sheet_add(sheet, *row, catalogue->arena);
    return NULL;
}

const struct instrument *catalogue_instrument(const struct catalogue *catalogue, const char *kind,
                                              enum compiler_family compiler)
{
    const struct row *row =
        sheet_find(&catalogue->sheets[TABLE_instruments], intern_find(catalogue->names, kind));
    return row ? &catalogue->added_marks.items[row->a].of[compiler] : NULL;
}

/* ---- stands.tbl ---- */

static bool stands_for(const struct catalogue *catalogue, const char *symbol, const char *name)
{
    const struct sheet *sheet = &catalogue->sheets[TABLE_stands];
    const struct row *row = sheet_find(sheet, intern_find(catalogue->names, symbol));
    for (; row; row = sheet_next(sheet, row))
        if (strcmp(row->columns[1], name) == 0)
            return true;
    return false;
}

bool catalogue_stands(const struct catalogue *catalogue, const char *symbol, const char *name)
{
    const char *one = catalogue_canonical(catalogue, symbol), *other = catalogue_canonical(catalogue, name);
    return stands_for(catalogue, symbol, name) || stands_for(catalogue, symbol, other) ||
           stands_for(catalogue, one, name) || stands_for(catalogue, one, other);
}
