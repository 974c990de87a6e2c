/* SPDX-License-Identifier: Apache-2.0
 *
 * A compiler is permitted when PATH has the same file under the same name, and the name is that of a
 * compiler; or when a glob of the user matches its path. The path that is run is then the one on PATH.
 */
#include "discover/permit.h"
#include "base/text.h"
#include "discover/command.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_program(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

static bool same_file(const char *one, const char *other)
{
    struct stat a, b;
    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* The first program of that name on PATH, of all that are the same file as `same` unless that is NULL; or
 * NULL. */
static const char *find_on_path(const char *name, const char *same, struct arena *arena)
{
    const char *at = getenv("PATH");
    while (at && *at) {
        size_t length = strcspn(at, ":");
        const char *folder = arena_copy(at, length, arena);
        at += length;
        at += *at == ':';
        if (folder[0] != '/') /* the current folder is the project's */
            continue;
        const char *path = text_path(folder, name, arena);
        if (is_program(path) && (!same || same_file(path, same)))
            return path;
    }
    return NULL;
}

static bool matches(const char *path, const char *globs, struct arena *arena)
{
    while (globs && *globs) {
        size_t length = strcspn(globs, ":");
        const char *glob = arena_copy(globs, length, arena);
        globs += length;
        globs += *globs == ':';
        if (*glob && fnmatch(glob, path, strstr(glob, "**") ? 0 : FNM_PATHNAME) == 0)
            return true;
    }
    return false;
}

static bool looks_like_compiler(const char *compiler, struct arena *arena)
{
    static const char *const names[] = {"c++", "c17", "c89", "c99", "cc", "clang", "clang++", "g++", "gcc"};
    const char *name = command_compiler_name(compiler, arena);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

const char *permit_compiler(const char *compiler, const char *directory, const char *query_driver,
                            const char **trouble, struct arena *arena)
{
    const char *named = strchr(compiler, '/') ? text_path(directory, compiler, arena) : NULL;
    const char *found = find_on_path(text_basename(compiler), named, arena);
    const char *path = named ? named : found;
    const char *why = "it is not on PATH";
    if (path && matches(path, query_driver, arena) && is_program(path))
        return path;
    if (found && looks_like_compiler(compiler, arena))
        return found;
    if (found)
        why = "its name is not that of a compiler";
    else if (named && !is_program(named))
        why = "there is no such program";
    *trouble = arena_format(arena, "compiler '%s' was not asked for its macros and include paths: %s%s",
                            compiler, why, path ? "; allow it with --query-driver" : "");
    return NULL;
}

const char *permit_locate(const char *compiler, const char *directory, struct arena *arena)
{
    if (!strchr(compiler, '/'))
        return find_on_path(compiler, NULL, arena);
    const char *path = text_path(directory, compiler, arena);
    return is_program(path) ? path : NULL;
}
