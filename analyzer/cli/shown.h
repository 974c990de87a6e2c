/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts of a database as they may be printed: it may be anybody's, and a terminal obeys control characters. Paths below
 * the current folder are shown from there.
 */
#ifndef SIGVET_CLI_SHOWN_H
#define SIGVET_CLI_SHOWN_H

#include "base/text.h"
#include <string.h>
#include <unistd.h>

static inline const char *shown_text(const char *text, struct arena *arena)
{
    char *copy = arena_copy(text, strlen(text), arena);
    for (char *at = copy; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = '?';
    return copy;
}

static inline const char *shown_path(const char *path, const char *here, struct arena *arena)
{
    size_t length = strlen(here);
    bool below = length > 1 && text_starts(path, here) && path[length] == '/';
    return shown_text(below ? path + length + 1 : path, arena);
}

#endif
