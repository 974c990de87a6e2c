/* SPDX-License-Identifier: Apache-2.0
 *
 * Ways to compile a unit again (variants.tbl): names, and flags for each compiler.
 */
#include "base/text.h"
#include "catalogue/table.h"
#include <string.h>

/* What stands before a colon on the command line, and as a word in reports. */
static bool is_plain(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-";
    return *name && strspn(name, allowed) == strlen(name) && *name != '-' && strcmp(name, "all") != 0;
}

bool catalogue_variant_name(const char *name)
{
    return is_plain(name);
}

const char *table_variants(struct catalogue *catalogue, struct row *row)
{
    struct sheet *sheet = &catalogue->sheets[TABLE_variants];
    const char *const *columns = row->columns;
    const struct row *known = sheet_find(sheet, row->name);
    if (!is_plain(columns[0]))
        return "a name is letters, digits, '_', '.', '+' and '-', and not all";
    if (!*columns[1] && !*columns[2])
        return "there are flags for neither compiler";
    if (!*row->authority)
        return "the authority is missing";
    if (known && known->layer == row->layer)
        return "this name has a row already";
    sheet_add(sheet, *row, catalogue->arena);
    return NULL;
}

static struct variant variant_of(const struct row *row)
{
    const char *const *columns = row->columns;
    struct variant variant = {.name = columns[0], .note = columns[3], .authority = row->authority};
    variant.flags[COMPILER_GCC] = *columns[1] ? columns[1] : NULL;
    variant.flags[COMPILER_CLANG] = *columns[2] ? columns[2] : NULL;
    variant.flags[COMPILER_UNKNOWN] = variant.flags[*columns[1] ? COMPILER_GCC : COMPILER_CLANG];
    return variant;
}

bool catalogue_variant(const struct catalogue *catalogue, const char *name, struct variant *variant)
{
    const struct row *row = sheet_find(&catalogue->sheets[TABLE_variants], intern_find(catalogue->names, name));
    if (row)
        *variant = variant_of(row);
    return row != NULL;
}

uint32_t catalogue_variants(const struct catalogue *catalogue, struct variant *variants, uint32_t most)
{
    const struct sheet *sheet = &catalogue->sheets[TABLE_variants];
    uint32_t count = 0;
    for (uint32_t i = 0; i < sheet->rows.count && count < most; i++)
        if (sheet_find(sheet, sheet->rows.items[i].name) == &sheet->rows.items[i])
            variants[count++] = variant_of(&sheet->rows.items[i]);
    return count;
}
