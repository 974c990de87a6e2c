/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts as small numbers: equal texts have equal ids, and id 0 is the empty text.
 */
#ifndef SIGVET_BASE_INTERN_H
#define SIGVET_BASE_INTERN_H

#include "base/arena.h"
#include <stdint.h>

typedef uint32_t name_id;

struct intern;

struct intern *intern_new(struct arena *arena);
name_id intern_text(struct intern *names, const char *text); /* NULL is the empty text */
name_id intern_bytes(struct intern *names, const char *bytes, size_t length);
name_id intern_format(struct intern *names, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The id of a text that was interned before, or 0. */
name_id intern_find(const struct intern *names, const char *text);

/* The text of an id; lives as long as the arena of the intern. */
const char *intern_get(const struct intern *names, name_id id);
uint32_t intern_count(const struct intern *names); /* ids are 0 .. count-1 */

#endif
