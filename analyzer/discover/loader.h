/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the dynamic linker would find a library, without running it or anything: search paths of the file that needs it,
 * the cache of the system, its default folders. LD_LIBRARY_PATH and LD_PRELOAD are not looked at.
 */
#ifndef SIGVET_DISCOVER_LOADER_H
#define SIGVET_DISCOVER_LOADER_H

#include "base/array.h"
#include <stdbool.h>

struct loader;

struct loader *loader_new(struct arena *arena);

/* A file whose search path counts: one colon-separated text each, NULL: none. */
struct loader_origin {
    const char *path; /* of the file, for $ORIGIN */
    const char *folders;
};

/*
 * Is the file one that can be loaded here? The first one for which it says so is taken.
 */
typedef bool loader_accepts(void *payload, const char *path);

/* The library of this name, in the folders of the origins, then the system's. NULL: there is none. */
const char *loader_find(struct loader *loader, const char *name, const struct loader_origin *origins, uint32_t count,
                        loader_accepts *accepts, void *payload);

#endif
