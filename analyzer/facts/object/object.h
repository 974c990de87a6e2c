/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads compiled code: relocatable objects, archives, executables, shared libraries; x86-64 and AArch64.
 * Reading is cheap and complete: every function, call and reference. What DWARF says of places is asked for
 * afterwards, for the functions that matter. Bad input is a gap, never a failure. No handle stays open.
 */
#ifndef SIGVET_FACTS_OBJECT_OBJECT_H
#define SIGVET_FACTS_OBJECT_OBJECT_H

#include "facts/object/object_fact.h"
#include <stddef.h>

struct object_list {
    ARRAY(struct object_facts *) objects; /* one of a file, one a member of an archive */
    ARRAY(struct gap) gaps;               /* of the file as a whole */
};

/* Appends what is in the file; everything lives in the arena. */
void object_read(const char *path, struct intern *names, struct arena *arena, struct object_list *list);

/* The same of bytes in memory; path is for messages and for object_debug. */
void object_read_bytes(const char *path, const unsigned char *bytes, size_t length, struct intern *names,
                       struct arena *arena, struct object_list *list);

/*
 * Just enough of a linked program or library to ask object_debug for its units: no functions, no calls. NULL: it is no
 * little-endian 64-bit ELF file that was linked.
 */
struct object_facts *object_glance(const char *path, struct intern *names, struct arena *arena);

/* What DWARF says of an object as a whole. */
struct object_debug {
    ARRAY(struct object_unit) units;
    ARRAY(struct object_definition) definitions;
    ARRAY(struct input) inputs; /* every file of the line tables, once */
    ARRAY(struct gap) gaps;
};

/* Reads it from the file again; a file that changed since is a gap. */
void object_debug(const struct object_facts *facts, struct arena *arena, struct object_debug *debug);

/* One function inlined at a call. */
struct object_inline {
    name_id name;       /* source name of the inlined function */
    name_id linker;     /* its linker name where DWARF says so; else 0 */
    struct place place; /* where its call is written */
};

/* Where a call is written; the inlined functions it is in, the innermost first. */
struct object_place {
    uint32_t call;
    struct place place; /* line 0: compiled code that has no line */
    uint32_t first_inline;
    uint32_t inline_count;
};

struct object_places {
    ARRAY(struct object_place) places;
    ARRAY(struct object_inline) inlines;
    ARRAY(struct gap) gaps;
};

/* The places of all calls of these functions (bodies), in the order of calls. Reads the file again. */
void object_places(const struct object_facts *facts, const uint32_t *functions, uint32_t count,
                   struct arena *arena, struct object_places *places);

#endif
