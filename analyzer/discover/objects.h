/* SPDX-License-Identifier: Apache-2.0
 *
 * Which compiled code belongs to the units: whether a unit's object is there and current, which linked programs and
 * libraries lie in the build folder, and how a unit's own command makes an object elsewhere, with other flags.
 */
#ifndef SIGVET_DISCOVER_OBJECTS_H
#define SIGVET_DISCOVER_OBJECTS_H

#include "discover/sources.h"

enum object_state {
    OBJECT_UNKNOWN,  /* the command does not say where its object goes */
    OBJECT_ABSENT,   /* no such file */
    OBJECT_STALE,    /* older than a file that its depfile names */
    OBJECT_DOUBTFUL, /* no depfile, and older than a file that the unit may include */
    OBJECT_CURRENT,
};

struct object_standing {
    enum object_state state;
    const char *why; /* "older than src/a.h"; NULL for OBJECT_CURRENT */
};

/*
 * How each unit's object stands. A depfile (named by -MF or made by -MD; also what automake keeps as .deps/NAME.Po) that
 * is not older than the object decides; else sources_newest does.
 */
struct object_standing *discover_standings(const struct units *units, struct sources *sources, struct arena *arena);

/*
 * Of a doubtful unit that was parsed: whether the object is newer than each of the files that were really read.
 */
struct object_standing object_standing_of(const char *object, const char *const *inputs, uint32_t count,
                                          struct arena *arena);

/* Linked programs and shared libraries (ELF, ET_EXEC or ET_DYN) below the folder; absolute paths in their order. */
struct program_paths {
    ARRAY(const char *) items;
    bool stopped; /* the folder is too big to be walked whole: more than 200,000 entries */
};

void discover_programs(const char *folder, struct program_paths *paths, struct arena *arena);

#endif
