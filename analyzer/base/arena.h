/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory by lifetime. Everything lives as long as the arena it was asked from; nothing is freed piece by piece.
 * A build with SIGVET_ARENA_MALLOC gives every piece its own malloc, so that ASan sees overruns.
 */
#ifndef SIGVET_BASE_ARENA_H
#define SIGVET_BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */

/* Zeroed memory, aligned for any type. Out of memory is fatal. */
void *arena_alloc(size_t size, struct arena *arena);

/* count * size bytes, zeroed; an overflow of the product is fatal. */
void *arena_array(size_t count, size_t size, struct arena *arena);

/* A copy of length bytes with a NUL behind it. */
char *arena_copy(const char *bytes, size_t length, struct arena *arena);

char *arena_text(const char *text, struct arena *arena);
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
