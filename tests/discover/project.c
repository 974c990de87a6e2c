/* SPDX-License-Identifier: Apache-2.0
 *
 * Temporary projects for the tests of discover.
 */
#include "project.h"
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

int project_start(void **state)
{
    struct arena *arena = arena_new();
    struct project *project = arena_alloc(sizeof *project, arena);
    const char *where = getenv("TMPDIR");
    char *folder = arena_format(arena, "%s/sigvet-discover-XXXXXX", where && *where ? where : "/tmp");
    if (!mkdtemp(folder))
        return -1;
    char *real = realpath(folder, NULL);
    project->arena = arena;
    project->folder = arena_text(real, arena);
    free(real);
    project->scratch = arena_format(arena, "%s/scratch", project->folder);
    *state = project;
    return mkdir(project->scratch, 0700);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

int project_end(void **state)
{
    struct project *project = *state;
    int failure = nftw(project->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(project->arena);
    return failure;
}

const char *project_expand(struct project *project, const char *content)
{
    struct text text = {.arena = project->arena};
    for (; *content; content++)
        if (*content == '@')
            text_add(&text, project->folder);
        else
            text_add_bytes(&text, content, 1);
    return text_get(&text);
}

const char *project_write(struct project *project, const char *name, const char *content)
{
    char *path = arena_format(project->arena, "%s/%s", project->folder, name);
    for (char *slash = path + strlen(project->folder) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
        *slash = '/';
    }
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs(project_expand(project, content), file);
    assert_int_equal(fclose(file), 0);
    return path;
}

const char *project_program(struct project *project, const char *name, const char *content)
{
    const char *path = project_write(project, name, content);
    assert_int_equal(chmod(path, 0700), 0);
    return path;
}

struct units *project_discover(struct project *project, const char *database)
{
    if (database)
        project_write(project, "compile_commands.json", database);
    const struct discover_options options = {.build_directory = project->folder, .scratch = project->scratch};
    return discover_units(&options, project->arena);
}

struct units *project_command(struct project *project, const char *command)
{
    struct text text = {.arena = project->arena};
    project_write(project, "a.c", "int a;\n");
    text_add(&text, "[{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"");
    for (; *command; command++) {
        if (*command == '"' || *command == '\\')
            text_add(&text, "\\");
        text_add_bytes(&text, command, 1);
    }
    text_add(&text, "\"}]");
    return project_discover(project, text_get(&text));
}

const char *project_join(struct project *project, const char *const *words)
{
    struct text text = {.arena = project->arena};
    for (; *words; words++)
        text_format(&text, text.length ? " %s" : "%s", *words);
    return text_get(&text);
}

const char *project_options(struct project *project, const struct unit *unit)
{
    const char *all = project_join(project, unit->plain);
    const char *start = strstr(all, "-working-directory=");
    const char *end = strstr(all, " -U_FORTIFY_SOURCE");
    assert_non_null(start);
    assert_non_null(end);
    start += strcspn(start, " ");
    start += start < end;
    return start < end ? arena_copy(start, (size_t)(end - start), project->arena) : "";
}
