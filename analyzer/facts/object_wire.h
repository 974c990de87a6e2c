/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts of objects as bytes, for the pipe between a worker and its parent. Names below `shared` both ends
 * know already, since the worker is a fork: they travel as their ids, the others as texts. Whatever is read
 * is checked, for a worker that died half way must not be believed: what is given out can be followed without
 * a look.
 */
#ifndef SIGVET_FACTS_OBJECT_WIRE_H
#define SIGVET_FACTS_OBJECT_WIRE_H

#include "base/text.h"
#include "facts/objects.h"

/* Append to bytes; `shared` is at least 1, for the empty name. */
void object_wire_write_list(const struct object_list *list, const struct intern *names, uint32_t shared,
                            struct text *bytes);
void object_wire_write_places(const struct object_facts *object, const struct object_places *places,
                              const struct intern *names, uint32_t shared, struct text *bytes);
void object_wire_write_debug(const struct object_facts *object, const struct object_debug *debug,
                             const struct intern *names, uint32_t shared, struct text *bytes);

/* Read what was written; new names are interned. False when something is not right: then the result is
 * garbage. */
bool object_wire_read_list(const char *bytes, size_t length, struct intern *names, struct arena *arena,
                           struct object_list *list);
bool object_wire_read_places(const char *bytes, size_t length, const struct places_request *request,
                             struct intern *names, struct arena *arena, struct object_places *places);
bool object_wire_read_debug(const char *bytes, size_t length, const struct object_facts *object,
                            struct intern *names, struct arena *arena, struct object_debug *debug);

#endif
