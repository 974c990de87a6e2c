/* SPDX-License-Identifier: Apache-2.0
 *
 * Linked files as the dynamic linker sees them: each program with the libraries that it needs, in the order in which names
 * are sought. Nothing is run, and no code is read here.
 */
#ifndef SIGVET_CLI_IMAGES_H
#define SIGVET_CLI_IMAGES_H

#include "base/map.h"
#include "discover/loader.h"
#include "graph/graph.h"

struct image {
    const char *path;               /* real */
    struct object_dynamic *dynamic; /* NULL: not looked at yet */
    uint32_t parent;                /* who needed it first, for its search path; NONE: nobody */
    uint32_t program;               /* in run->programs; NONE */
    bool closed;                    /* needed is known */
    bool outside;                   /* of the C library or a compiler's run time: its functions are judged by name */
    bool started;                   /* some program loads it when it starts */
    ARRAY(uint32_t) needed;         /* images */
    ARRAY(const char *) missing;    /* libraries that were not found */
    ARRAY(uint32_t) scope;          /* of a root: images in the order of search, itself first; empty: not known yet */
};

struct images {
    struct arena *arena;
    struct loader *loader;
    struct map *paths;          /* path -> index in items */
    struct intern *names;
    ARRAY(struct image) items;
    uint32_t searches;          /* that were made: hostile files may want any number */
    ARRAY(uint32_t) roots;      /* programs, and libraries of the build */
    ARRAY(uint32_t) named;      /* --library */
};

struct images *images_new(struct arena *arena);

/* The image of a file; the same for two paths of one file. */
uint32_t images_add(struct images *images, const char *path);

/* Its tables; read when first asked for. */
struct object_dynamic *images_tables(struct images *images, uint32_t image);

/* The scope of a root: known from then on. */
void images_search(struct images *images, uint32_t root);

/* Is an image in the scope of a root? */
bool images_in_scope(struct images *images, uint32_t root, uint32_t image);

/* Is it a program that can be started? */
bool images_is_program(struct images *images, uint32_t image);

#endif
