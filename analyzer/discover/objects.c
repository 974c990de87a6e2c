/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether objects are as new as what they were made of. A depfile is believed when it is as new as the object, or when
 * nothing that it names changed since it was written, for then a later build read the same files. Depfiles of -MMD leave
 * the system's headers out; so does make, which is what keeps a build current.
 */
#include "discover/objects.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/text.h"
#include "discover/depfile.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define NO_TIME INT64_MIN

/* Modification times, each asked for once. */
struct times {
    struct intern *paths;
    struct map *place;
    ARRAY(int64_t) values;
    struct arena *arena;
};

static struct times times_new(struct arena *arena)
{
    return (struct times){.paths = intern_new(arena), .place = map_new(arena), .arena = arena};
}

static int64_t time_of(const struct stat *status)
{
    return (int64_t)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
}

/* NO_TIME: no such file. */
static int64_t time_at(struct times *times, const char *path)
{
    uint32_t *place = map_at(times->place, intern_text(times->paths, path));
    if (*place == MAP_NONE) {
        struct stat status;
        *place = times->values.count;
        *array_push(&times->values, times->arena) = stat(path, &status) == 0 ? time_of(&status) : NO_TIME;
    }
    return times->values.items[*place];
}

/* What is wrong with the object itself; the state is OBJECT_CURRENT when nothing is. */
static struct object_standing look_at(const char *object, int64_t *time, struct arena *arena)
{
    struct stat status;
    if (stat(object, &status) != 0) {
        bool absent = errno == ENOENT || errno == ENOTDIR;
        return (struct object_standing){OBJECT_ABSENT, absent ? "no such file" : arena_text(strerror(errno), arena)};
    }
    if (!S_ISREG(status.st_mode))
        return (struct object_standing){OBJECT_UNKNOWN, "the command writes to no regular file"};
    *time = time_of(&status);
    return (struct object_standing){OBJECT_CURRENT, NULL};
}

static struct object_standing older_than(const char *file, enum object_state state, struct arena *arena)
{
    return (struct object_standing){state, arena_format(arena, "older than %s", text_path("", file, arena))};
}

static bool names_source(const struct depfile *depfile, const struct unit *unit)
{
    for (uint32_t i = 0; i < depfile->files.count; i++)
        if (strcmp(text_basename(depfile->files.items[i]), text_basename(unit->file)) == 0)
            return true;
    return false;
}

/* By one depfile; false when it decides nothing. Paths are not folded: "x/.." need not be where x is. */
static bool stand_by_depfile(const struct depfile *depfile, const struct unit *unit, int64_t object,
                             struct times *times, struct object_standing *standing)
{
    struct arena *arena = times->arena;
    struct arena *room = arena_new();
    const char *newer = NULL, *missing = NULL;
    bool believed = true;
    for (uint32_t i = 0; i < depfile->files.count && !newer; i++) {
        const char *name = depfile->files.items[i];
        const char *path = name[0] == '/' ? name : arena_format(room, "%s/%s", unit->directory, name);
        int64_t time = time_at(times, path);
        if (time == NO_TIME)
            missing = missing ? missing : name;
        else if (time > object)
            newer = name;
        else
            believed &= depfile->mtime_ns >= object || time <= depfile->mtime_ns;
    }
    if (newer)
        *standing = older_than(newer, OBJECT_STALE, arena);
    else if (missing)
        *standing = (struct object_standing){
            OBJECT_STALE, arena_format(arena, "%s, of which it was made, is gone", missing)};
    else
        *standing = (struct object_standing){OBJECT_CURRENT, NULL};
    arena_free(room);
    return newer || missing || believed;
}

static struct object_standing stand(const struct units *units, uint32_t index, struct sources *sources,
                                    struct times *times)
{
    struct arena *arena = times->arena;
    const struct unit *unit = &units->items.items[index];
    if (!unit->object)
        return (struct object_standing){OBJECT_UNKNOWN, "the command does not say where its object goes"};
    int64_t object = 0;
    struct object_standing standing = look_at(unit->object, &object, arena);
    if (standing.state != OBJECT_CURRENT)
        return standing;
    if (time_at(times, unit->file) > object)
        return older_than(unit->file, OBJECT_STALE, arena);
    struct words places = {0};
    struct depfile depfile;
    depfile_places(unit, &places, arena);
    for (uint32_t i = 0; i < places.count; i++)
        if (depfile_read(places.items[i], &depfile, arena) && names_source(&depfile, unit) &&
            stand_by_depfile(&depfile, unit, object, times, &standing))
            return standing;
    const char *file = NULL;
    int64_t newest = sources_newest(sources, index, &file);
    if (newest == INT64_MAX)
        return (struct object_standing){OBJECT_DOUBTFUL,
                                        arena_format(arena, "no depfile, and nobody can tell how new %s is", file)};
    return newest > object ? older_than(file, OBJECT_DOUBTFUL, arena)
                           : (struct object_standing){OBJECT_CURRENT, NULL};
}

struct object_standing *discover_standings(const struct units *units, struct sources *sources, struct arena *arena)
{
    struct object_standing *standings = arena_array(units->items.count, sizeof *standings, arena);
    struct times times = times_new(arena);
    for (uint32_t i = 0; i < units->items.count; i++)
        standings[i] = stand(units, i, sources, &times);
    return standings;
}

struct object_standing object_standing_of(const char *object, const char *const *inputs, uint32_t count,
                                          struct arena *arena)
{
    int64_t time = 0;
    struct object_standing standing = look_at(object, &time, arena);
    for (uint32_t i = 0; standing.state == OBJECT_CURRENT && i < count; i++) {
        struct stat status;
        /* libclang's own headers stand in for the compiler's, which may be older or newer */
        if (text_starts(inputs[i], SIGVET_RESOURCE_DIR "/"))
            continue;
        if (stat(inputs[i], &status) != 0)
            standing = (struct object_standing){OBJECT_STALE, arena_format(arena, "%s is gone", inputs[i])};
        else if (time_of(&status) > time)
            standing = older_than(inputs[i], OBJECT_STALE, arena);
    }
    return standing;
}
