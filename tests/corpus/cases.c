/* SPDX-License-Identifier: Apache-2.0
 *
 * What lies in a case's folder.
 */
#include "corpus.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char default_flags[] = "-std=gnu17 -O0 -g";

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

struct entries {
    ARRAY(const char *) items;
};

/* The names in a folder, sorted; none when it cannot be read. */
static void list_folder(const char *folder, struct entries *entries, struct arena *arena)
{
    DIR *open = opendir(folder);
    if (!open)
        return;
    for (struct dirent *entry = readdir(open); entry; entry = readdir(open))
        if (entry->d_name[0] != '.')
            *array_push(&entries->items, arena) = arena_text(entry->d_name, arena);
    closedir(open);
    if (entries->items.count)
        qsort(entries->items.items, entries->items.count, sizeof(char *), compare_texts);
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

void cases_find(const char *corpus, const char *filter, struct case_names *names, struct arena *arena)
{
    struct entries themes = {0};
    list_folder(corpus, &themes, arena);
    for (uint32_t t = 0; t < themes.items.count; t++) {
        const char *theme = arena_format(arena, "%s/%s", corpus, themes.items.items[t]);
        struct entries cases = {0};
        list_folder(theme, &cases, arena);
        for (uint32_t c = 0; c < cases.items.count; c++) {
            const char *name = arena_format(arena, "%s/%s", themes.items.items[t], cases.items.items[c]);
            if (is_folder(arena_format(arena, "%s/%s", corpus, name)) && (!filter || strstr(name, filter)))
                *array_push(&names->items, arena) = name;
        }
    }
}

const char *const *split_words(const char *text, struct arena *arena)
{
    ARRAY(const char *) words = {0};
    char *out = arena_array(strlen(text) + 1, 2, arena);
    for (const char *at = text + strspn(text, " \t\n"); *at; at += strspn(at, " \t\n")) {
        char quote = 0;
        *array_push(&words, arena) = out;
        for (; *at && (quote || !strchr(" \t\n", *at)); at++) {
            if (*at == quote)
                quote = 0;
            else if (!quote && (*at == '"' || *at == '\''))
                quote = *at;
            else if (*at == '\\' && at[1] && quote != '\'')
                *out++ = *++at;
            else
                *out++ = *at;
        }
        *out++ = '\0';
    }
    *array_push(&words, arena) = NULL;
    return words.items;
}

static const char *read_beside(const struct test_case *test, const char *name, struct arena *arena)
{
    return text_read_file(arena_format(arena, "%s/%s", test->directory, name), NULL, arena);
}

/* Files of the folder and of the folders below it. */
static void add_files(struct test_case *test, const char *below, struct arena *arena)
{
    struct entries entries = {0};
    list_folder(arena_format(arena, "%s/%s", test->directory, below), &entries, arena);
    for (uint32_t i = 0; i < entries.items.count; i++) {
        const char *file = arena_format(arena, "%s%s", below, entries.items.items[i]);
        if (is_folder(arena_format(arena, "%s/%s", test->directory, file)))
            add_files(test, arena_format(arena, "%s/", file), arena);
        bool source = text_ends(file, ".c") || text_ends(file, ".S");
        if (source)
            *array_push(&test->sources, arena) = file;
        if (source || text_ends(file, ".h"))
            *array_push(&test->files, arena) = file;
    }
}

void case_read(const struct settings *settings, const char *name, struct test_case *test, struct arena *arena)
{
    const char *path = arena_format(arena, "%s/%s", settings->corpus, name);
    char *real = realpath(path, NULL);
    *test = (struct test_case){.name = name, .directory = arena_text(real ? real : path, arena)};
    free(real);
    test->theme = arena_copy(name, strcspn(name, "/"), arena);
    test->shown = arena_format(arena, "%s/%s", text_basename(settings->corpus), name);
    const char *flags = read_beside(test, "flags", arena);
    const char *options = read_beside(test, "options", arena);
    const char *compilers = read_beside(test, "compilers", arena);
    test->words = split_words(flags ? flags : default_flags, arena);
    test->options = split_words(options ? options : "", arena);
    test->compilers = compilers ? compilers : "";
    test->graph = read_beside(test, "graph.expected", arena);
    const char *objects = read_beside(test, "objects", arena);
    const char *programs = read_beside(test, "programs", arena);
    test->builds = read_beside(test, "builds", arena);
    test->objects = objects ? objects : "";
    test->programs = programs ? programs : "";
    add_files(test, "", arena);
}
