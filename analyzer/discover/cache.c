/* SPDX-License-Identifier: Apache-2.0
 *
 * KEY.o is the object, KEY.txt the list: "object HASH", then "HASH PATH" for each file, then "end COUNT". The list is
 * renamed into place last, so an object without one, or with one of another object, was interrupted and does not count.
 */
#include "discover/cache.h"
#include "base/text.h"
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#define FIRST_LINE "sigvet object 1\n"
#define CACHED_BYTES ((off_t)1 << 30)

/* The hash of a file's content; 0: it cannot be read. */
static uint64_t hash_file(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > CACHED_BYTES)
        return 0;
    struct arena *room = arena_new();
    size_t length = 0;
    const char *bytes = text_read_file(path, &length, room);
    uint64_t hash = bytes ? XXH3_64bits(bytes, length) | 1 : 0;
    arena_free(room);
    return hash;
}

/* That of a dependency, which many objects share. */
static uint64_t hash_of(struct cache *cache, const char *path)
{
    uint32_t *place = map_at(cache->hash_of, intern_text(cache->paths, path));
    if (*place == MAP_NONE) {
        *place = cache->hashes.count;
        *array_push(&cache->hashes, cache->arena) = hash_file(path);
    }
    return cache->hashes.items[*place];
}

/* The path of one file of a key. */
static const char *name(const struct cache *cache, uint64_t key, const char *ending)
{
    return arena_format(cache->arena, "%s/%016" PRIx64 "%s", cache->folder, key, ending);
}

const char *cache_object(const struct cache *cache, uint64_t key)
{
    return name(cache, key, ".o");
}

static const char *make_folder(const char *path, struct arena *arena)
{
    char *copy = arena_text(path, arena);
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(copy, 0777);
        *slash = '/';
    }
    if (mkdir(copy, 0777) != 0 && errno != EEXIST)
        return arena_format(arena, "cannot make the folder %s: %s", path, strerror(errno));
    return access(copy, W_OK | X_OK) == 0 ? NULL
                                          : arena_format(arena, "cannot write to %s: %s", path, strerror(errno));
}

void cache_remove_folder(const char *path)
{
    struct arena *room = arena_new();
    DIR *entries = opendir(path);
    struct dirent *entry;
    while (entries && (entry = readdir(entries)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlink(arena_format(room, "%s/%s", path, entry->d_name));
    if (entries)
        closedir(entries);
    rmdir(path);
    arena_free(room);
}

/* What runs that are gone left behind: "making-PID-…". */
static void sweep(const char *folder, struct arena *arena)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;
    while (entries && (entry = readdir(entries))) {
        long pid = text_starts(entry->d_name, "making-") ? strtol(entry->d_name + 7, NULL, 10) : 0;
        if (pid > 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH)
            cache_remove_folder(arena_format(arena, "%s/%s", folder, entry->d_name));
    }
    if (entries)
        closedir(entries);
}

const char *cache_open(struct cache *cache, const char *folder, struct arena *arena)
{
    char here[4096];
    *cache = (struct cache){.arena = arena};
    cache->folder = text_path(getcwd(here, sizeof here) ? here : "/", folder, arena);
    cache->paths = intern_new(arena);
    cache->hash_of = map_new(arena);
    const char *trouble = make_folder(cache->folder, arena);
    if (!trouble)
        sweep(cache->folder, arena);
    return trouble;
}

/* A line "HASH PATH"; false when it is none. */
static bool take_line(const char **at, uint64_t *hash, const char **path, struct arena *arena)
{
    size_t length = strcspn(*at, "\n");
    char *end = NULL;
    if ((*at)[length] != '\n' || length < 18)
        return false;
    *hash = strtoull(*at, &end, 16);
    if (end != *at + 16 || *end != ' ')
        return false;
    *path = arena_copy(end + 1, length - 17, arena);
    *at += length + 1;
    return true;
}

static bool is_unchanged(struct cache *cache, uint64_t key, const char *list, struct arena *room)
{
    static const char object_line[] = FIRST_LINE "object ";
    uint64_t hash = 0;
    const char *path = NULL;
    if (!text_starts(list, object_line))
        return false;
    const char *at = list + strlen(object_line);
    const char *object = cache_object(cache, key);
    if (!take_line(&at, &hash, &path, room) || strcmp(path, text_basename(object)) != 0 ||
        hash != hash_file(object))
        return false;
    uint32_t count = 0;
    for (; take_line(&at, &hash, &path, room); count++)
        if (!hash || hash_of(cache, path) != hash)
            return false;
    return count && strcmp(at, arena_format(room, "end %u\n", count)) == 0;
}

bool cache_has(struct cache *cache, uint64_t key)
{
    struct stat status;
    const char *path = name(cache, key, ".txt");
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > CACHED_BYTES)
        return false;
    struct arena *room = arena_new();
    size_t length = 0;
    const char *list = text_read_file(path, &length, room);
    bool unchanged = list && strlen(list) == length && is_unchanged(cache, key, list, room);
    arena_free(room);
    return unchanged;
}

/* The lines of the list; false when it would not say what the object was made of. */
static bool write_lines(struct cache *cache, struct text *list, const struct words *files, const char *directory,
                        struct timespec started)
{
    for (uint32_t i = 0; i < files->count; i++) {
        struct stat status;
        const char *file = files->items[i];
        const char *path = file[0] == '/' ? file : arena_format(list->arena, "%s/%s", directory, file);
        uint64_t hash = hash_of(cache, path);
        if (!hash || strchr(path, '\n') || stat(path, &status) != 0 || status.st_mtim.tv_sec > started.tv_sec ||
            (status.st_mtim.tv_sec == started.tv_sec && status.st_mtim.tv_nsec > started.tv_nsec))
            return false;
        text_format(list, "%016" PRIx64 " %s\n", hash, path);
    }
    text_format(list, "end %u\n", files->count);
    return files->count != 0;
}

const char *cache_put(struct cache *cache, uint64_t key, const char *made, const struct words *files,
                      const char *directory, struct timespec started)
{
    struct arena *room = arena_new();
    struct text list = {.arena = room};
    const char *object = cache_object(cache, key), *kept = name(cache, key, ".txt");
    const char *trouble = NULL;
    text_format(&list, FIRST_LINE "object %016" PRIx64 " %s\n", hash_file(made), text_basename(object));
    bool whole = write_lines(cache, &list, files, directory, started);
    unlink(kept);
    if (rename(made, object) != 0)
        trouble = arena_format(cache->arena, "cannot write %s: %s", object, strerror(errno));
    const char *draft = arena_format(room, "%s.txt", made);
    FILE *file = whole && !trouble ? fopen(draft, "wxe") : NULL;
    if (file) {
        bool written = fputs(text_get(&list), file) >= 0;
        written &= fclose(file) == 0;
        if (!written || rename(draft, kept) != 0)
            unlink(draft);
    }
    arena_free(room);
    return trouble;
}
