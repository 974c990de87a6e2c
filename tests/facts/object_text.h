/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts of objects as text, names spelled out: equal texts mean equal facts, whatever the ids of names are.
 */
#ifndef SIGVET_TESTS_FACTS_OBJECT_TEXT_H
#define SIGVET_TESTS_FACTS_OBJECT_TEXT_H

#include "base/text.h"
#include "facts/objects.h"

void add_list(struct text *text, const struct intern *names, const struct object_list *list);
void add_places(struct text *text, const struct intern *names, const struct object_places *places);
void add_debug(struct text *text, const struct intern *names, const struct object_debug *debug);

/* All names with their ids: what must not depend on the number of workers. */
void add_names(struct text *text, const struct intern *names);

#endif
