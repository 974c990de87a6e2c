/* SPDX-License-Identifier: Apache-2.0
 *
 * What was said of functions by name, in declared.tbl or on the command line: never called, safe, judged by another policy,
 * free of stack checks, a handler. The table that comes with sigvet speaks of groups of functions that no code is read of.
 */
#include "base/text.h"
#include "catalogue/table.h"
#include <string.h>

static const char *const kinds[] = {[DECLARED_HANDLER] = "handler", [DECLARED_NEVER] = "never",
                                    [DECLARED_NOSPLIT] = "nosplit", [DECLARED_POLICY] = "policy",
                                    [DECLARED_SAFE] = "safe"};

const char *declared_kind_text(enum declared_kind kind)
{
    return kinds[kind];
}

bool declared_fits(const char *pattern, const char *name)
{
    const char *star = NULL, *from = NULL; /* where to go on when the text behind a star did not fit */
    while (*name) {
        if (*pattern == '*') {
            star = pattern++;
            from = name;
        } else if (*pattern == *name) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star + 1;
            name = ++from;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

static const char *fault_of(const struct declared *declared)
{
    struct policy policy;
    bool wants_value = declared->kind == DECLARED_POLICY;
    if (!*declared->why)
        return "the reason is missing";
    if (declared->kind == DECLARED_SAFE && strcmp(declared->value, "split") == 0)
        return NULL;
    if (wants_value != (*declared->value != '\0'))
        return wants_value ? "the value is missing" : "this declaration has no value";
    if (declared->kind == DECLARED_POLICY && !catalogue_policy(declared->value, &policy))
        return "there is no such policy";
    return NULL;
}

const char *catalogue_declare(struct catalogue *catalogue, const struct declared *declared)
{
    const char *fault = fault_of(declared);
    if (!fault)
        *array_push(&catalogue->declared, catalogue->arena) = *declared;
    return fault;
}

/* A row of the project's own takes the place of sigvet's of the same name and kind. */
static void forget(struct catalogue *catalogue, const struct declared *declared)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < catalogue->declared.count; i++) {
        const struct declared *known = &catalogue->declared.items[i];
        if (!known->built_in || known->kind != declared->kind || strcmp(known->pattern, declared->pattern) != 0)
            catalogue->declared.items[kept++] = *known;
    }
    catalogue->declared.count = kept;
}

const char *table_declared(struct catalogue *catalogue, struct row *row)
{
    struct declared declared = {.pattern = row->columns[0],
                                .value = row->columns[2],
                                .why = row->authority,
                                .origin = "declared.tbl",
                                .built_in = row->layer == 0};
    size_t kind = 0, count = sizeof kinds / sizeof *kinds;
    while (kind < count && strcmp(kinds[kind], row->columns[1]) != 0)
        kind++;
    if (kind == count)
        return arena_format(catalogue->arena, "'%s' is not one of handler, never, nosplit, policy, safe",
                            shown_column(row->columns[1], catalogue->arena));
    declared.kind = (enum declared_kind)kind;
    if (!declared.built_in)
        forget(catalogue, &declared);
    return catalogue_declare(catalogue, &declared);
}

uint32_t catalogue_declared_count(const struct catalogue *catalogue)
{
    return catalogue->declared.count;
}

const struct declared *catalogue_declared(const struct catalogue *catalogue, uint32_t index)
{
    return &catalogue->declared.items[index];
}

/* ---- functions without code here ---- */

/* Does a table that comes with sigvet call or mark it as one of the C library's? */
static bool is_of_library(const struct catalogue *catalogue, name_id name)
{
    static const enum table_kind lists[] = {TABLE_posix, TABLE_posix_names, TABLE_libc_extra, TABLE_c, TABLE_glibc};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct row *row = sheet_find(&catalogue->sheets[lists[i]], name);
        if (row && row->layer == 0)
            return true;
    }
    return false;
}

/* A routine that the compiler brings along, or calls by itself in the C library. */
static bool is_of_compiler(const struct catalogue *catalogue, const char *name)
{
    const struct hidden *row;
    return catalogue_hidden(catalogue, name, COMPILER_UNKNOWN, &row, 1) && row->kind != HIDDEN_SANITIZER &&
           row->kind != HIDDEN_PROFILE && row->kind != HIDDEN_STACK_CHECK;
}

const struct declared *catalogue_nosplit(const struct catalogue *catalogue, const char *name)
{
    for (uint32_t i = 0; i < catalogue->declared.count; i++) {
        const struct declared *declared = &catalogue->declared.items[i];
        if (declared->kind != DECLARED_NOSPLIT)
            continue;
        if (strcmp(declared->pattern, DECLARED_LIBRARY) == 0
                ? catalogue_resolve(catalogue, name, is_of_library) != 0
                : strcmp(declared->pattern, DECLARED_COMPILER) == 0 ? is_of_compiler(catalogue, name)
                                                                     : declared_fits(declared->pattern, name))
            return declared;
    }
    return NULL;
}
