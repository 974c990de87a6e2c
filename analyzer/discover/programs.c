/* SPDX-License-Identifier: Apache-2.0
 *
 * Linked programs in a folder: a walk that follows no links, and the first bytes of what may be one.
 */
#include "base/text.h"
#include "discover/objects.h"
#include <dirent.h>
#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENTRIES = 200000 };

struct walk {
    struct program_paths *paths;
    ARRAY(const char *) folders; /* still to be looked into */
    uint32_t entries;            /* seen so far */
    struct arena *arena;
    struct arena *room;
};

static bool is_linked(const char *path)
{
    unsigned char head[EI_NIDENT + 2];
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY);
    if (file < 0)
        return false;
    struct stat status;
    bool whole = fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
                 read(file, head, sizeof head) == (ssize_t)sizeof head;
    close(file);
    if (!whole || memcmp(head, ELFMAG, SELFMAG) != 0)
        return false;
    bool little = head[EI_DATA] == ELFDATA2LSB;
    unsigned type = little ? head[EI_NIDENT] | (unsigned)head[EI_NIDENT + 1] << 8
                           : head[EI_NIDENT + 1] | (unsigned)head[EI_NIDENT] << 8;
    return type == ET_EXEC || type == ET_DYN;
}

static void take_entry(struct walk *walk, const char *folder, const char *name)
{
    const char *path = arena_format(walk->room, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, name);
    struct stat status;
    if (lstat(path, &status) != 0)
        return;
    if (S_ISDIR(status.st_mode) && strcmp(name, ".git") != 0)
        *array_push(&walk->folders, walk->room) = path;
    else if (S_ISREG(status.st_mode) && ((status.st_mode & 0111) || strstr(name, ".so")) && is_linked(path))
        *array_push(&walk->paths->items, walk->arena) = arena_text(path, walk->arena);
}

static void look_into(struct walk *walk, const char *folder)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;
    while (entries && !walk->paths->stopped && (entry = readdir(entries))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        walk->paths->stopped = walk->entries++ == ENTRIES;
        if (!walk->paths->stopped)
            take_entry(walk, folder, entry->d_name);
    }
    if (entries)
        closedir(entries);
}

static int compare(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

void discover_programs(const char *folder, struct program_paths *paths, struct arena *arena)
{
    char here[4096];
    struct walk walk = {.paths = paths, .arena = arena, .room = arena_new()};
    *array_push(&walk.folders, walk.room) = text_path(getcwd(here, sizeof here) ? here : "/", folder, walk.room);
    while (walk.folders.count && !paths->stopped)
        look_into(&walk, walk.folders.items[--walk.folders.count]);
    if (paths->items.count)
        qsort(paths->items.items, paths->items.count, sizeof *paths->items.items, compare);
    arena_free(walk.room);
}
