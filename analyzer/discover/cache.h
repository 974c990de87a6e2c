/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects kept in a folder by the key of what made them, each with a list of the files it was made of and their hashes.
 * What is not exactly as it was written is not there.
 */
#ifndef SIGVET_DISCOVER_CACHE_H
#define SIGVET_DISCOVER_CACHE_H

#include "base/intern.h"
#include "base/map.h"
#include "discover/words.h"
#include <time.h>

struct cache {
    const char *folder;
    struct intern *paths;
    struct map *hash_of; /* place in hashes of each path */
    ARRAY(uint64_t) hashes; /* of contents, made once a run; 0: no such file */
    struct arena *arena;
};

/* The folder is made when it is missing; gives what is wrong, or NULL. */
const char *cache_open(struct cache *cache, const char *folder, struct arena *arena);

const char *cache_object(const struct cache *cache, uint64_t key);

/* Whether the object of the key is there and made of what the disk has now. */
bool cache_has(struct cache *cache, uint64_t key);

/*
 * Puts an object under its key; `made`, a file, is renamed. The list is written unless one of the files changed after
 * `started`: then the object is good for this run only. Gives what is wrong, or NULL.
 */
const char *cache_put(struct cache *cache, uint64_t key, const char *made, const struct words *files,
                      const char *directory, struct timespec started);

/* Removes a folder and the files in it. */
void cache_remove_folder(const char *path);

#endif
