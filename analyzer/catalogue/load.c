/* SPDX-License-Identifier: Apache-2.0
 *
 * From folders of tables to a catalogue. A table is lines of columns between tabs; '#' begins a comment line
 * and "-" is an empty column. Nothing in a table can stop a run: what is not understood is kept as a bad
 * line.
 */
#include "base/text.h"
#include "catalogue/table.h"
#include <dirent.h>
#include <errno.h>
#include <gnu/libc-version.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xxhash.h>

enum { BAD_LINES_OF_A_TABLE = 100, MOST_BYTES = 64 << 20 };

struct table {
    const char *file;
    uint32_t columns;
    const char *(*read)(struct catalogue *catalogue, struct row *row);
};

static const struct table tables[TABLE_COUNT] = {
#define TABLE(name, columns) {#name ".tbl", columns, table_##name},
#include "catalogue/tables.def"
#undef TABLE
};

/* One file while it is read. */
struct reader {
    struct catalogue *catalogue;
    const struct table *table;
    const char *path;
    uint32_t layer;
    uint32_t line;
    uint32_t bad;
};

static void add_bad(struct catalogue *catalogue, const char *path, uint32_t line, const char *why)
{
    *array_push(&catalogue->bad, catalogue->arena) =
        (struct bad_line){.table = path, .line = line, .why = why};
}

static void bad_row(struct reader *reader, const char *why)
{
    if (reader->bad++ < BAD_LINES_OF_A_TABLE)
        add_bad(reader->catalogue, reader->path, reader->line, why);
}

/* Cuts a line at its tabs, in place; blanks around a column go. Gives how many columns there are. */
static uint32_t cut(char *line, const char **columns)
{
    uint32_t count = 0;
    for (char *at = line; at;) {
        char *tab = strchr(at, '\t');
        char *end = tab ? tab : at + strlen(at);
        *end = '\0';
        at += strspn(at, " ");
        while (end > at && end[-1] == ' ')
            *--end = '\0';
        if (count < MOST_COLUMNS)
            columns[count] = strcmp(at, "-") == 0 ? "" : at;
        count++;
        at = tab ? tab + 1 : NULL;
    }
    return count;
}

static const char *name_fault(const char *name)
{
    if (!*name)
        return "the name is missing";
    for (const char *at = name; *at; at++)
        if ((unsigned char)*at <= ' ' || *at == 127)
            return "there is a blank or a control character in the name";
    return NULL;
}

static void read_line(struct reader *reader, char *line, size_t length)
{
    if (length && line[length - 1] == '\r')
        line[--length] = '\0';
    if (strlen(line) != length) {
        bad_row(reader, "there is a NUL byte in it");
        return;
    }
    if (line[0] == '#' || line[strspn(line, " \t")] == '\0')
        return;
    struct arena *arena = reader->catalogue->arena;
    const char *columns[MOST_COLUMNS] = {0};
    uint32_t wanted = reader->table->columns;
    uint32_t count = cut(line, columns);
    if (count != wanted) {
        bad_row(reader, arena_format(arena, "%u field%s where %u belong%s", count, count == 1 ? "" : "s",
                                     wanted, wanted == 1 ? "s" : ""));
        return;
    }
    const char *why = name_fault(columns[0]);
    if (why) {
        bad_row(reader, why);
        return;
    }
    const char **kept = arena_array(wanted, sizeof *kept, arena);
    memcpy(kept, columns, wanted * sizeof *kept);
    struct row row = {
        .name = intern_text(reader->catalogue->names, kept[0]), .layer = reader->layer, .columns = kept};
    row.authority = kept[wanted - 1];
    why = reader->table->read(reader->catalogue, &row);
    if (why)
        bad_row(reader, why);
}

static void add_to_key(struct catalogue *catalogue, const void *bytes, size_t length)
{
    catalogue->key = XXH64(bytes, length, catalogue->key);
}

/* False, with errno, when there is no such file to read. */
static bool read_table(struct catalogue *catalogue, const struct table *table, const char *path,
                       uint32_t layer)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return false;
    if (!S_ISREG(status.st_mode) || status.st_size > MOST_BYTES) {
        errno = S_ISREG(status.st_mode) ? EFBIG : S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
        return false;
    }
    size_t length;
    char *bytes = text_read_file(path, &length, catalogue->arena);
    if (!bytes)
        return false;
    add_to_key(catalogue, table->file, strlen(table->file));
    add_to_key(catalogue, &layer, sizeof layer);
    add_to_key(catalogue, bytes, length);
    struct reader reader = {.catalogue = catalogue, .table = table, .path = path, .layer = layer};
    for (char *at = bytes, *end = bytes + length; at < end;) {
        char *newline = memchr(at, '\n', (size_t)(end - at));
        char *stop = newline ? newline : end;
        *stop = '\0';
        reader.line++;
        read_line(&reader, at, (size_t)(stop - at));
        at = stop + 1;
    }
    if (reader.bad > BAD_LINES_OF_A_TABLE)
        add_bad(catalogue, path, reader.line,
                arena_format(catalogue->arena, "%u more lines are bad", reader.bad - BAD_LINES_OF_A_TABLE));
    return true;
}

static bool is_table(const char *file)
{
    for (uint32_t i = 0; i < TABLE_COUNT; i++)
        if (strcmp(tables[i].file, file) == 0)
            return true;
    return false;
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* A table of the project's own that has a name like no other would be ignored in silence: say so. */
static void check_names(struct catalogue *catalogue, const char *directory)
{
    DIR *listing = opendir(directory);
    if (!listing) {
        add_bad(catalogue, directory, 0,
                arena_format(catalogue->arena, "cannot be read: %s", strerror(errno)));
        return;
    }
    ARRAY(const char *) strange = {0};
    for (struct dirent *entry; (entry = readdir(listing));)
        if (text_ends(entry->d_name, ".tbl") && !is_table(entry->d_name))
            *array_push(&strange, catalogue->arena) = text_path(directory, entry->d_name, catalogue->arena);
    closedir(listing);
    if (!strange.count)
        return;
    qsort(strange.items, strange.count, sizeof *strange.items, by_text);
    struct text why = {.arena = catalogue->arena};
    text_add(&why, "no table of this name; tables are ");
    for (uint32_t i = 0; i < TABLE_COUNT; i++)
        text_format(&why, "%s%s", i ? ", " : "", tables[i].file);
    for (uint32_t i = 0; i < strange.count; i++)
        add_bad(catalogue, strange.items[i], 0, text_get(&why));
}

/* How many tables there are; those that cannot be read are bad when sigvet's own, or there and yet not
 * readable. */
static uint32_t read_folder(struct catalogue *catalogue, const char *directory, uint32_t layer)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        char *path = text_path(directory, tables[i].file, catalogue->arena);
        if (read_table(catalogue, &tables[i], path, layer))
            count++;
        else if (layer == 0 || errno != ENOENT)
            add_bad(catalogue, path, 0,
                    arena_format(catalogue->arena, "cannot be read: %s", strerror(errno)));
    }
    return count;
}

struct catalogue *catalogue_load_for(const char *directory, const char *extra, const char *glibc_version,
                                     const char **error, struct arena *arena)
{
    struct catalogue *catalogue = arena_alloc(sizeof *catalogue, arena);
    catalogue->arena = arena;
    catalogue->names = intern_new(arena);
    catalogue->glibc_now = map_new(arena);
    catalogue->hidden_exact = map_new(arena);
    catalogue->function_reasons.by_name = map_new(arena);
    for (uint32_t i = 0; i < TABLE_COUNT; i++)
        catalogue->sheets[i].by_name = map_new(arena);
    if (!version_number(glibc_version, &catalogue->glibc_version))
        catalogue->glibc_version = UINT32_MAX;
    add_to_key(catalogue, &catalogue->glibc_version, sizeof catalogue->glibc_version);
    *error = NULL;
    if (!read_folder(catalogue, directory, 0)) {
        *error = arena_format(arena, "%s: no tables here: %s", directory, catalogue->bad.items[0].why);
        return NULL;
    }
    if (extra) {
        check_names(catalogue, extra);
        read_folder(catalogue, extra, 1);
    }
    table_settle_glibc(catalogue);
    table_settle_hidden(catalogue);
    return catalogue;
}

struct catalogue *catalogue_load(const char *directory, const char *extra, const char **error,
                                 struct arena *arena)
{
    return catalogue_load_for(directory, extra, gnu_get_libc_version(), error, arena);
}

uint32_t catalogue_bad_count(const struct catalogue *catalogue)
{
    return catalogue->bad.count;
}

const struct bad_line *catalogue_bad(const struct catalogue *catalogue, uint32_t index)
{
    return &catalogue->bad.items[index];
}

uint64_t catalogue_key(const struct catalogue *catalogue)
{
    return catalogue->key;
}
