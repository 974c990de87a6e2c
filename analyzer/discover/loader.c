/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of ld.so: a name with a slash is a path; any other is sought in the folders that the needing files name
 * ($ORIGIN and $LIB are replaced), in /etc/ld.so.cache, in the default folders. The cache is read once, and no offset of it
 * is believed.
 */
#include "discover/loader.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CACHE_FILE "/etc/ld.so.cache"
#define CACHE_MAGIC "glibc-ld.so.cache1.1"

/* As glibc writes it. */
struct cache_header {
    char magic[20];
    uint32_t count;
    uint32_t strings;
    uint32_t unused[5];
};

struct cache_entry {
    int32_t flags;
    uint32_t name;
    uint32_t path;
    uint32_t system;
    uint64_t capabilities; /* of processors that it is only for */
};

struct loader {
    struct arena *arena;
    const char *cache; /* NULL: none */
    size_t length;
    bool read;
};

/* Of glibc on several distributions, of musl, and of cross compilers. */
static const char *const default_folders[] = {
    "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
    "/lib64",                "/usr/lib64",                "/lib",                   "/usr/lib",
    "/usr/local/lib",        "/usr/local/lib64",          "/usr/aarch64-linux-gnu/lib", "/usr/x86_64-linux-gnu/lib"};

struct loader *loader_new(struct arena *arena)
{
    struct loader *loader = arena_alloc(sizeof *loader, arena);
    *loader = (struct loader){.arena = arena};
    return loader;
}

static bool is_there(const char *path, loader_accepts *accepts, void *payload)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && accepts(payload, path);
}

/* ---- search paths ---- */

/* "$NAME" or "${NAME}" at the start of a text: how long; 0: it is not. */
static size_t token_length(const char *text, const char *name)
{
    size_t length = strlen(name);
    if (strncmp(text, "${", 2) == 0 && strncmp(text + 2, name, length) == 0 && text[2 + length] == '}')
        return length + 3;
    return *text == '$' && strncmp(text + 1, name, length) == 0 ? length + 1 : 0;
}

static const char *folder_of(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/');
    return slash ? arena_copy(path, (size_t)(slash - path), arena) : ".";
}

static const char *replace(const char *folder, size_t length, const char *origin, const char *library, struct arena *arena)
{
    struct text text = {.arena = arena};
    for (size_t i = 0; i < length;) {
        size_t own = token_length(folder + i, "ORIGIN"), place = token_length(folder + i, "LIB");
        if (own && i + own <= length)
            text_add(&text, folder_of(origin, arena));
        else if (place && i + place <= length)
            text_add(&text, library);
        else
            text_add_bytes(&text, folder + i, 1);
        i += own ? own : place ? place : 1;
    }
    return text_get(&text);
}

/* What $LIB means differs from one distribution to another. */
static const char *find_in_origin(struct loader *loader, const char *name, const struct loader_origin *origin,
                                  loader_accepts *accepts, void *payload)
{
    static const char *const libraries[] = {"lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu", "lib64", "lib"};
    enum { MOST_FOLDERS = 256 };
    uint32_t folders = 0;
    for (const char *at = origin->folders; at && folders++ < MOST_FOLDERS;) {
        size_t length = strcspn(at, ":");
        bool several = memmem(at, length, "$LIB", 4) || memmem(at, length, "${LIB}", 6);
        for (size_t i = 0; i < (several ? sizeof libraries / sizeof *libraries : 1); i++) {
            const char *folder = replace(at, length, origin->path, libraries[i], loader->arena);
            const char *path = arena_format(loader->arena, "%s/%s", folder, name);
            if (*folder == '/' && is_there(path, accepts, payload))
                return path;
        }
        at = at[length] ? at + length + 1 : NULL;
    }
    return NULL;
}

/* ---- the cache ---- */

static void read_cache(struct loader *loader)
{
    if (loader->read)
        return;
    loader->read = true;
    size_t length = 0;
    const char *bytes = text_read_file(CACHE_FILE, &length, loader->arena);
    const char *start = bytes ? memmem(bytes, length, CACHE_MAGIC, strlen(CACHE_MAGIC)) : NULL;
    if (!start) /* the form before glibc 2.2 alone, or another loader's */
        return;
    loader->cache = start;
    loader->length = length - (size_t)(start - bytes);
}

static const char *cache_text(const struct loader *loader, uint32_t offset)
{
    if (offset >= loader->length || !memchr(loader->cache + offset, 0, loader->length - offset))
        return NULL;
    return loader->cache + offset;
}

static const char *find_in_cache(struct loader *loader, const char *name, loader_accepts *accepts, void *payload)
{
    struct cache_header header;
    read_cache(loader);
    if (!loader->cache || loader->length < sizeof header)
        return NULL;
    memcpy(&header, loader->cache, sizeof header);
    for (uint32_t i = 0; i < header.count && sizeof header + (i + 1ULL) * sizeof(struct cache_entry) <= loader->length;
         i++) {
        struct cache_entry entry;
        memcpy(&entry, loader->cache + sizeof header + i * sizeof entry, sizeof entry);
        const char *key = cache_text(loader, entry.name);
        if (entry.capabilities || !key || strcmp(key, name) != 0)
            continue;
        const char *path = cache_text(loader, entry.path);
        if (path && *path == '/' && is_there(path, accepts, payload))
            return path;
    }
    return NULL;
}

/* ---- all of it ---- */

const char *loader_find(struct loader *loader, const char *name, const struct loader_origin *origins, uint32_t count,
                        loader_accepts *accepts, void *payload)
{
    const char *found = NULL;
    if (strchr(name, '/'))
        return *name == '/' && is_there(name, accepts, payload) ? name : NULL;
    for (uint32_t i = 0; i < count && !found; i++)
        found = find_in_origin(loader, name, &origins[i], accepts, payload);
    if (!found)
        found = find_in_cache(loader, name, accepts, payload);
    for (size_t i = 0; i < sizeof default_folders / sizeof *default_folders && !found; i++) {
        const char *path = text_path(default_folders[i], name, loader->arena);
        found = is_there(path, accepts, payload) ? path : NULL;
    }
    return found;
}
