/* SPDX-License-Identifier: Apache-2.0
 *
 * The questions of sources.h, answered from closures of includes and from the names that live in them. What a unit
 * includes is found out when it is first asked about; names, when the first one is asked about.
 */
#include "discover/sources.h"
#include "discover/living.h"

/* When no more than one unit in so many is to be read, the names of these alone are looked at. */
enum { FEW_UNITS = 8 };

/* A sample of so many units tells whether bodies of local functions are one in so many bytes of what units include. */
enum { SAMPLE = 4, WORTH_A_LOOK = 32 };

struct sources {
    const struct units *units;
    struct intern *names;
    struct closures *closures;
    struct closure *closure_of; /* by unit */
    struct living *living_of;   /* by unit */
    struct life *life;          /* NULL: no name was asked about */
    struct arena *arena;
};

struct sources *sources_new(const struct units *units, struct arena *arena)
{
    struct sources *sources = arena_alloc(sizeof *sources, arena);
    *sources = (struct sources){.units = units, .arena = arena};
    sources->names = intern_new(arena);
    sources->closures = closures_new(sources->names, arena);
    sources->closure_of = arena_array(units->items.count, sizeof *sources->closure_of, arena);
    sources->living_of = arena_array(units->items.count, sizeof *sources->living_of, arena);
    return sources;
}

static const struct closure *closure_of(struct sources *sources, uint32_t unit)
{
    struct closure *closure = &sources->closure_of[unit];
    closure_make(sources->closures, &sources->units->items.items[unit], closure);
    return closure;
}

/* With what its files say, which are scanned. */
static void doubt_parts(const struct sources *sources, struct closure *closure)
{
    for (uint32_t k = 0; !closure->doubt && k < closure->parts.count; k++)
        closure->doubt = closures_scan(sources->closures, closure->parts.items[k])->trouble;
}

/* Reads everything: which names a macro can make is known when all macros are. */
static void read_all(struct sources *sources)
{
    for (uint32_t i = 0; i < sources->units->items.count; i++)
        closure_of(sources, i);
    sources->life = life_new(sources->closures, sources->names, sources->arena);
    for (uint32_t i = 0; i < sources->units->items.count; i++)
        doubt_parts(sources, &sources->closure_of[i]);
}

static const struct living *living_of(struct sources *sources, uint32_t unit)
{
    struct living *living = &sources->living_of[unit];
    if (!living->names)
        life_make(sources->life, &sources->closure_of[unit], living);
    return living;
}

bool sources_mention(struct sources *sources, uint32_t unit, const char *identifier)
{
    if (!sources->life)
        read_all(sources);
    const struct closure *closure = &sources->closure_of[unit];
    if (closure->doubt || !lexer_is_name(identifier))
        return true;
    return life_has(sources->life, living_of(sources, unit), identifier);
}

bool sources_spell(struct sources *sources, const char *identifier)
{
    for (uint32_t i = 0; i < sources->units->items.count; i++)
        closure_of(sources, i);
    return intern_find(sources->names, identifier) != 0;
}

/*
 * ---- what need not be read ----
 *
 * facts/source reads the bodies that an object would have, and from there whatever they name. A body that is left out here
 * is one that it never comes to, so the facts are the same with it and without, and depend on nothing but the command and
 * the files that clang really includes: these are the inputs that the store compares. The closure may have more files, and
 * they can only make more functions live; a mention in a file that is not included leaves a body in that is not needed. Of
 * a unit whose facts are taken from the store, nothing is asked here.
 */

static void add_blank(struct sources *sources, struct reading *reading, struct blank *blanks, const struct dead *dead,
                      uint32_t first, uint32_t count)
{
    const struct file *file = &sources->closures->tree->files.items[dead->bodies.items[first].file];
    struct span *spans = arena_array(count, sizeof *spans, sources->arena);
    for (uint32_t i = 0; i < count; i++)
        spans[i] = (struct span){dead->bodies.items[first + i].start, dead->bodies.items[first + i].end};
    if (!file->text)
        blanks[reading->blank_count++] =
            (struct blank){file->path, file->mtime_ns, (int64_t)file->size, spans, count};
}

static void blank(struct sources *sources, struct reading *reading, const struct dead *dead)
{
    uint32_t files = 0;
    for (uint32_t i = 0; i < dead->bodies.count; i++)
        files += i == 0 || dead->bodies.items[i].file != dead->bodies.items[i - 1].file;
    struct blank *blanks = arena_array(files, sizeof *blanks, sources->arena);
    reading->blanks = blanks;
    for (uint32_t i = 0, first = 0; i < dead->bodies.count; i++)
        if (i + 1 == dead->bodies.count || dead->bodies.items[i + 1].file != dead->bodies.items[i].file) {
            add_blank(sources, reading, blanks, dead, first, i + 1 - first);
            first = i + 1;
        }
}

bool sources_blanking_pays(struct sources *sources, const uint32_t *units, uint32_t count)
{
    uint64_t all = 0, local = 0;
    uint32_t step = count > SAMPLE ? count / SAMPLE : 1;
    for (uint32_t i = 0; i < count; i += step) {
        const struct closure *closure = closure_of(sources, units[i]);
        for (uint32_t p = 0; p < closure->parts.count; p++) {
            struct part part = closure->parts.items[p];
            const struct scan *scan = closures_scan(sources->closures, part);
            all += (uint64_t)sources->closures->tree->files.items[part.file].size;
            for (uint32_t k = 0; k < scan->locals.count; k++)
                local += scan->locals.items[k].end - scan->locals.items[k].start;
        }
    }
    return local * WORTH_A_LOOK >= all;
}

void sources_blank(struct sources *sources, const uint32_t *units, uint32_t count, struct reading *readings)
{
    struct arena *room = arena_new();
    struct life *life = sources->life;
    if (!life && count > sources->units->items.count / FEW_UNITS) {
        read_all(sources);
        life = sources->life;
    }
    for (uint32_t i = 0; !life && i < count; i++)
        closure_of(sources, units[i]);
    for (uint32_t i = 0; !life && i < count; i++)
        doubt_parts(sources, &sources->closure_of[units[i]]);
    if (!life)
        life = life_new(sources->closures, sources->names, room);
    for (uint32_t i = 0; i < count; i++) {
        const struct closure *closure = &sources->closure_of[units[i]];
        if (closure->doubt || sources->units->items.items[units[i]].language != LANGUAGE_C)
            continue;
        struct living own = {0};
        struct dead dead = {0};
        if (life != sources->life)
            life_make(life, closure, &own);
        life_dead(life, closure, life == sources->life ? living_of(sources, units[i]) : &own, &dead, room);
        blank(sources, &readings[i], &dead);
    }
    arena_free(room);
}

int64_t sources_newest(struct sources *sources, uint32_t unit, const char **file)
{
    const struct closure *closure = closure_of(sources, unit);
    const struct tree *tree = sources->closures->tree;
    int64_t newest = INT64_MIN;
    *file = closure->untold ? closure->untold : sources->units->items.items[unit].file;
    if (closure->untold)
        return INT64_MAX;
    for (uint32_t i = 0; i < closure->parts.count; i++) {
        uint32_t index = closure->parts.items[i].file;
        const struct file *each = &tree->files.items[index];
        /* Made for this run, the macros say nothing of the build; and what stands in for the compiler's own headers
         * need not be what it read. */
        bool counts = index != closure->own_macros && !each->text &&
                      !text_starts(each->path, SIGVET_RESOURCE_DIR "/");
        if (counts && each->mtime_ns > newest) {
            newest = each->mtime_ns;
            *file = each->path;
        }
    }
    return newest;
}

uint32_t sources_file_count(struct sources *sources)
{
    if (!sources->life)
        read_all(sources);
    return sources->closures->tree->files.count;
}

const char *sources_file(const struct sources *sources, uint32_t index)
{
    const struct file *file = &sources->closures->tree->files.items[index];
    return file->text || file->trouble ? NULL : file->path;
}
