/* SPDX-License-Identifier: Apache-2.0
 *
 * Source lines on demand. Files are hostile like any other input: only printable bytes are passed on.
 */
#include "report/excerpt.h"
#include "base/array.h"
#include "base/text.h"
#include <string.h>

enum { LONGEST_LINE = 160 };

struct source {
    const char *file;
    const char *content; /* NULL: cannot be read */
};

struct excerpts {
    ARRAY(struct source) sources;
    struct arena *arena;
};

struct excerpts *excerpts_new(struct arena *arena)
{
    struct excerpts *excerpts = arena_alloc(sizeof *excerpts, arena);
    excerpts->arena = arena;
    return excerpts;
}

static const char *content_of(struct excerpts *excerpts, const char *file)
{
    for (uint32_t i = 0; i < excerpts->sources.count; i++)
        if (strcmp(excerpts->sources.items[i].file, file) == 0)
            return excerpts->sources.items[i].content;
    const char *content = text_read_file(file, NULL, excerpts->arena);
    *array_push(&excerpts->sources, excerpts->arena) = (struct source){.file = file, .content = content};
    return content;
}

const char *excerpt_line(struct excerpts *excerpts, const char *file, uint32_t line)
{
    const char *at = *file ? content_of(excerpts, file) : NULL;
    if (!at || !line)
        return NULL;
    while (--line) {
        at = strchr(at, '\n');
        if (!at)
            return NULL;
        at++;
    }
    size_t length = strcspn(at, "\n");
    char *copy = arena_copy(at, length > LONGEST_LINE ? LONGEST_LINE : length, excerpts->arena);
    for (char *c = copy; *c; c++)
        if ((unsigned char)*c < ' ' && *c != '\t')
            *c = ' ';
    return copy;
}
