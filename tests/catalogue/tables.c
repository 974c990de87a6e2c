/* SPDX-License-Identifier: Apache-2.0
 *
 * Small tables in temporary folders.
 */
#include "catalogue/tables.h"
#include "base/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const files[] = {
#define TABLE(name, columns) #name ".tbl",
#include "catalogue/tables.def"
#undef TABLE
};

static const char temporary[] = "/tmp/sigvet-test-";

static const char *new_folder(struct arena *arena)
{
    char *folder = arena_format(arena, "%sXXXXXX", temporary);
    if (!mkdtemp(folder))
        abort();
    return folder;
}

static void write_file(struct tables *tables, const char *folder, const char *file, const char *bytes,
                       size_t length)
{
    FILE *out = fopen(text_path(folder, file, tables->arena), "we");
    if (!out || fwrite(bytes, 1, length, out) != length || fclose(out) != 0)
        abort();
}

void tables_start(struct tables *tables)
{
    *tables = (struct tables){.arena = arena_new()};
    tables->own = new_folder(tables->arena);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        own_table(tables, files[i], "");
}

/* A test that points at real tables must not lose them. */
void tables_end(struct tables *tables)
{
    const char *folders[] = {tables->own, tables->extra};
    for (size_t i = 0; i < 2; i++)
        if (folders[i] && text_starts(folders[i], temporary) &&
            system(arena_format(tables->arena, "rm -rf %s", folders[i])) != 0)
            abort();
    arena_free(tables->arena);
}

void own_bytes(struct tables *tables, const char *file, const char *bytes, size_t length)
{
    write_file(tables, tables->own, file, bytes, length);
}

void own_table(struct tables *tables, const char *file, const char *content)
{
    write_file(tables, tables->own, file, content, strlen(content));
}

void extra_table(struct tables *tables, const char *file, const char *content)
{
    if (!tables->extra)
        tables->extra = new_folder(tables->arena);
    write_file(tables, tables->extra, file, content, strlen(content));
}

struct catalogue *tables_load_for(struct tables *tables, const char *glibc_version)
{
    return catalogue_load_for(tables->own, tables->extra, glibc_version, &tables->error, tables->arena);
}

struct catalogue *tables_load(struct tables *tables)
{
    return tables_load_for(tables, "2.36");
}

const char *bad_lines(struct tables *tables, const struct catalogue *catalogue)
{
    struct text lines = {.arena = tables->arena};
    for (uint32_t i = 0; i < catalogue_bad_count(catalogue); i++) {
        const struct bad_line *bad = catalogue_bad(catalogue, i);
        text_format(&lines, "%s:%u: %s\n", text_basename(bad->table), bad->line, bad->why);
    }
    return text_get(&lines);
}

const char *judged(struct tables *tables, const struct catalogue *catalogue, const char *policy,
                   const char *name)
{
    static const char *const words[] = {"unknown", "safe", "unsafe"};
    struct policy parsed;
    if (!catalogue_policy(policy, &parsed))
        return "no such policy";
    struct verdict_on_name verdict = catalogue_judge(catalogue, &parsed, name);
    struct text text = {.arena = tables->arena};
    text_format(&text, "%s %s", words[verdict.safety], verdict.name);
    if (verdict.why)
        text_format(&text, ": %s", verdict.why);
    if (verdict.authority)
        text_format(&text, " [%s]", verdict.authority);
    return text_get(&text);
}
