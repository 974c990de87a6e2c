/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows by name, and names by their aliases.
 */
#include "base/text.h"
#include "catalogue/table.h"
#include <string.h>

void sheet_add(struct sheet *sheet, struct row row, struct arena *arena)
{
    uint32_t *head = map_at(sheet->by_name, row.name);
    bool hides = *head != MAP_NONE && sheet->rows.items[*head].layer < row.layer;
    row.next = hides ? MAP_NONE : *head;
    *head = sheet->rows.count;
    *array_push(&sheet->rows, arena) = row;
}

const struct row *sheet_find(const struct sheet *sheet, name_id name)
{
    uint32_t at = map_get(sheet->by_name, name);
    return at == MAP_NONE ? NULL : &sheet->rows.items[at];
}

const struct row *sheet_next(const struct sheet *sheet, const struct row *row)
{
    return row->next == MAP_NONE ? NULL : &sheet->rows.items[row->next];
}

bool sheet_has_twin(const struct sheet *sheet, const struct row *row)
{
    for (const struct row *known = sheet_find(sheet, row->name); known; known = sheet_next(sheet, known))
        if (known->layer == row->layer && strcmp(known->columns[1], row->columns[1]) == 0)
            return true;
    return false;
}

bool pattern_fits(const char *pattern, const char *name)
{
    if (*pattern != '*' && *pattern != *name) /* most do not fit */
        return false;
    const char *star = strchr(pattern, '*');
    if (!star)
        return strcmp(pattern, name) == 0;
    size_t before = (size_t)(star - pattern);
    return strlen(name) >= strlen(pattern) - 1 && strncmp(pattern, name, before) == 0 &&
           text_ends(name, star + 1);
}

/* The name without "__builtin_", and "memcpy" for "__builtin___memcpy_chk"; NULL: not of that form. */
static name_id without_builtin(const struct catalogue *catalogue, const char *name, bool checked)
{
    static const char prefix[] = "__builtin_";
    if (!text_starts(name, prefix))
        return 0;
    const char *rest = name + sizeof prefix - 1;
    if (!checked)
        return intern_find(catalogue->names, rest);
    char room[128];
    size_t length = strlen(rest);
    if (!text_starts(rest, "__") || !text_ends(rest, "_chk") || length < 7 || length >= sizeof room)
        return 0;
    memcpy(room, rest + 2, length - 6);
    room[length - 6] = '\0';
    return intern_find(catalogue->names, room);
}

static name_id along_aliases(const struct catalogue *catalogue, name_id name, name_test *test)
{
    for (uint32_t step = 0; name && step <= ALIAS_CHAIN; step++) {
        if (test(catalogue, name))
            return name;
        const struct row *alias = sheet_find(&catalogue->sheets[TABLE_aliases], name);
        name = alias ? alias->a : 0;
    }
    return 0;
}

name_id catalogue_resolve(const struct catalogue *catalogue, const char *name, name_test *test)
{
    name_id found = along_aliases(catalogue, intern_find(catalogue->names, name), test);
    for (int checked = 0; checked < 2 && !found; checked++)
        found = along_aliases(catalogue, without_builtin(catalogue, name, checked), test);
    return found;
}
