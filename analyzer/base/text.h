/* SPDX-License-Identifier: Apache-2.0
 *
 * A text that grows, in an arena, and a few questions about texts. text.bytes always ends in a NUL.
 */
#ifndef SIGVET_BASE_TEXT_H
#define SIGVET_BASE_TEXT_H

#include "base/arena.h"
#include <stdarg.h>
#include <stdbool.h>

struct text {
    char *bytes; /* NULL before the first add */
    size_t length;
    size_t capacity;
    struct arena *arena;
};

void text_add(struct text *text, const char *piece);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vformat(struct text *text, const char *format, va_list arguments);
const char *text_get(const struct text *text); /* "" when nothing was added */

bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);

/* The part of a path behind its last slash. */
const char *text_basename(const char *path);

/* directory/path, or path when it is absolute; "." and ".." and doubled slashes are folded without asking the disk. */
char *text_path(const char *directory, const char *path, struct arena *arena);

/* The whole file, NUL behind it; NULL with errno when it cannot be read. length may be NULL. */
char *text_read_file(const char *path, size_t *length, struct arena *arena);

#endif
