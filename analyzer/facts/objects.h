/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads objects in worker processes, many at a time: what elfutils or a decoder does with a hostile file costs that
 * file, which becomes a gap "object-failed" with the reason. The result does not depend on the number of workers.
 */
#ifndef SIGVET_FACTS_OBJECTS_H
#define SIGVET_FACTS_OBJECTS_H

#include "facts/collect.h"
#include "facts/object/object.h"

/* Reads all of the files; lists[i] is what is in paths[i]. Everything lives in the arena and uses `names`. */
void collect_objects(const char *const *paths, uint32_t count, const struct collect_options *options,
                     struct intern *names, struct arena *arena, struct object_list *lists);

/* Functions of one object whose calls are to get places. */
struct places_request {
    const struct object_facts *object;
    const uint32_t *functions; /* bodies */
    uint32_t count;
};

/* As object_places for each request. */
void collect_places(const struct places_request *requests, uint32_t count, const struct collect_options *options,
                    struct intern *names, struct arena *arena, struct object_places *results);

/* As object_debug for each object. */
void collect_debug(const struct object_facts *const *objects, uint32_t count, const struct collect_options *options,
                   struct intern *names, struct arena *arena, struct object_debug *results);

#endif
