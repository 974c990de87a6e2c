/* SPDX-License-Identifier: Apache-2.0
 *
 * A breadth-first walk over DT_NEEDED, as ld.so makes it. A library is the one that --library names, the one that the search
 * path finds, or else one of the build folder with that soname, which is run with LD_LIBRARY_PATH.
 */
#include "cli/images.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_SCOPE = 1024, MOST_PARENTS = 16, MOST_SEARCHES = 1 << 14 };

/* The C libraries (glibc's and musl's parts), libgcc's and the sanitizers' run times, by the start of their sonames. */
static const char *const outside[] = {
    "ld-linux",    "ld-musl-",   "libBrokenLocale.so", "libanl.so",  "libasan.so",     "libatomic.so", "libc.musl-",
    "libc.so",     "libclang_rt.", "libdl.so",         "libgcc_s.so", "libhwasan.so",  "liblsan.so",   "libm.so",
    "libmvec.so",  "libnss_",    "libpthread.so",      "libresolv.so", "librt.so",     "libthread_db.so", "libtsan.so",
    "libubsan.so", "libutil.so"};

struct images *images_new(struct arena *arena)
{
    struct images *images = arena_alloc(sizeof *images, arena);
    *images = (struct images){
        .arena = arena, .loader = loader_new(arena), .paths = map_new(arena), .names = intern_new(arena)};
    return images;
}

static bool is_outside(const char *name)
{
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        if (text_starts(name, outside[i]))
            return true;
    return false;
}

/* Programs are often hard links of one file: device and inode tell. */
uint32_t images_add(struct images *images, const char *path)
{
    struct stat status;
    uint32_t *known = map_at(images->paths, intern_text(images->names, path));
    if (*known != MAP_NONE)
        return *known;
    bool there = stat(path, &status) == 0;
    name_id file = there ? intern_format(images->names, "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino)
                         : intern_text(images->names, path);
    uint32_t same = map_get(images->paths, map_pair(1, file));
    if (same == MAP_NONE) {
        char *real = realpath(path, NULL);
        const char *name = arena_text(real ? real : path, images->arena);
        free(real);
        same = images->items.count;
        *array_push(&images->items, images->arena) = (struct image){
            .path = name, .parent = NONE, .program = NONE, .outside = is_outside(text_basename(path))};
        map_set(images->paths, map_pair(1, file), same);
    }
    map_set(images->paths, intern_text(images->names, path), same);
    return same;
}

struct object_dynamic *images_tables(struct images *images, uint32_t image)
{
    struct image *known = &images->items.items[image];
    if (!known->dynamic) {
        known->dynamic = object_dynamic(known->path, images->arena);
        known->outside |= known->dynamic->soname && is_outside(known->dynamic->soname);
    }
    return known->dynamic;
}

bool images_is_program(struct images *images, uint32_t image)
{
    return images_tables(images, image)->kind == OBJECT_EXECUTABLE;
}

/* ---- what a file needs ---- */

struct wanted {
    struct images *images;
    uint32_t machine;
};

/* Of the same machine: files of others that have the name are passed over. */
static bool accepts(void *payload, const char *path)
{
    const struct wanted *wanted = payload;
    return images_tables(wanted->images, images_add(wanted->images, path))->machine == wanted->machine;
}

/* The search paths that count for what a file needs: its own, or its and its parents' older kind. */
static uint32_t origins_of(struct images *images, uint32_t image, struct loader_origin *origins)
{
    const struct object_dynamic *dynamic = images_tables(images, image);
    uint32_t count = 0, steps = 0; /* libraries may need one another in a circle */
    if (dynamic->runpath) {
        origins[count++] = (struct loader_origin){.path = images->items.items[image].path, .folders = dynamic->runpath};
        return count;
    }
    for (uint32_t at = image; at != NONE && steps++ < MOST_PARENTS; at = images->items.items[at].parent) {
        dynamic = images_tables(images, at);
        if (dynamic->rpath && !dynamic->runpath)
            origins[count++] = (struct loader_origin){.path = images->items.items[at].path, .folders = dynamic->rpath};
    }
    return count;
}

static bool is_called(struct images *images, uint32_t image, const char *name)
{
    const struct object_dynamic *dynamic = images_tables(images, image);
    return strcmp(dynamic->soname ? dynamic->soname : text_basename(images->items.items[image].path), name) == 0;
}

static uint32_t find_called(struct images *images, const uint32_t *among, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (is_called(images, among[i], name))
            return among[i];
    return NONE;
}

static uint32_t find_needed(struct images *images, uint32_t image, const char *name)
{
    struct loader_origin origins[MOST_PARENTS + 1];
    struct wanted wanted = {.images = images, .machine = images_tables(images, image)->machine};
    uint32_t found = find_called(images, images->named.items, images->named.count, name);
    if (found != NONE || images->searches++ > MOST_SEARCHES)
        return found;
    uint32_t count = origins_of(images, image, origins);
    const char *path = loader_find(images->loader, name, origins, count, accepts, &wanted);
    return path ? images_add(images, path) : find_called(images, images->roots.items, images->roots.count, name);
}

static void close_image(struct images *images, uint32_t image)
{
    if (images->items.items[image].closed)
        return;
    images->items.items[image].closed = true;
    const struct object_dynamic *dynamic = images_tables(images, image);
    for (uint32_t i = 0; i < dynamic->needed.count; i++) {
        uint32_t found = find_needed(images, image, dynamic->needed.items[i]);
        struct image *known = &images->items.items[image];
        if (found == NONE) {
            *array_push(&known->missing, images->arena) = dynamic->needed.items[i];
            continue;
        }
        *array_push(&known->needed, images->arena) = found;
        if (images->items.items[found].parent == NONE && found != image)
            images->items.items[found].parent = image;
    }
}

/* ---- the order of search ---- */

static void add_to_scope(struct images *images, uint32_t root, uint32_t image)
{
    struct image *known = &images->items.items[root];
    for (uint32_t i = 0; i < known->scope.count; i++)
        if (known->scope.items[i] == image)
            return;
    if (known->scope.count < MOST_SCOPE)
        *array_push(&known->scope, images->arena) = image;
}

void images_search(struct images *images, uint32_t root)
{
    if (images->items.items[root].scope.count)
        return;
    bool program = images_is_program(images, root);
    add_to_scope(images, root, root);
    for (uint32_t i = 0; i < images->items.items[root].scope.count; i++) {
        uint32_t image = images->items.items[root].scope.items[i];
        close_image(images, image);
        images->items.items[image].started |= program;
        for (uint32_t n = 0; n < images->items.items[image].needed.count; n++)
            add_to_scope(images, root, images->items.items[image].needed.items[n]);
    }
}

bool images_in_scope(struct images *images, uint32_t root, uint32_t image)
{
    images_search(images, root);
    const struct image *known = &images->items.items[root];
    for (uint32_t i = 0; i < known->scope.count; i++)
        if (known->scope.items[i] == image)
            return true;
    return false;
}
