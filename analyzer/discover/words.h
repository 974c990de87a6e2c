/* SPDX-License-Identifier: Apache-2.0
 *
 * Words of a command line: a growing list of texts, and the two ways in which text becomes words.
 */
#ifndef SIGVET_DISCOVER_WORDS_H
#define SIGVET_DISCOVER_WORDS_H

#include "base/array.h"
#include <stdbool.h>

struct words {
    const char **items;
    uint32_t count;
    uint32_t capacity;
};

enum words_rule {
    WORDS_SHELL,    /* as POSIX sh splits, without expanding anything */
    WORDS_RESPONSE, /* as compilers split a response file: a backslash also counts inside single quotes */
};

void words_add(struct words *words, const char *word, struct arena *arena);

/* Appends the words of the text; false when a quote is not closed. */
bool words_split(const char *text, enum words_rule rule, struct words *words, struct arena *arena);

/*
 * Replaces every @FILE by the words in that file, relative to directory, nested as compilers do. Returns what
 * is wrong, or NULL.
 */
const char *words_expand(struct words *words, const char *directory, struct arena *arena);

/* The list with a NULL behind its last word. */
const char *const *words_list(struct words *words, struct arena *arena);

#endif
