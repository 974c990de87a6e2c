/* SPDX-License-Identifier: Apache-2.0
 *
 * Splitting command lines into words, and response files into more words. Nothing is expanded: a "$HOME" or
 * "&&" in a compilation database stays the text it is.
 */
#include "discover/words.h"
#include "base/text.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { RESPONSE_DEPTH = 10, RESPONSE_BYTES = 16 << 20, RESPONSE_WORDS = 1 << 20 };

void words_add(struct words *words, const char *word, struct arena *arena)
{
    *array_push(words, arena) = word;
}

const char *const *words_list(struct words *words, struct arena *arena)
{
    *array_push(words, arena) = NULL;
    words->count--;
    return words->items;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/* Whether the backslash before `next` takes its meaning away, between these quotes (0: none). */
static bool escapes(char quote, char next, enum words_rule rule)
{
    if (next == '\0')
        return false;
    if (!quote || rule == WORDS_RESPONSE)
        return true;
    return quote == '"' && strchr("$`\"\\\n", next) != NULL;
}

/* One word from `at` into word, which has room; gives where it ended, or NULL when a quote is not closed. */
static const char *take_word(const char *at, enum words_rule rule, char *word, size_t *length)
{
    char quote = 0;
    for (; *at && (quote || !is_space(*at)); at++) {
        if (*at == '\\' && escapes(quote, at[1], rule)) {
            at++;
            if (*at != '\n') /* a continued line */
                word[(*length)++] = *at;
        } else if (quote ? *at == quote : *at == '"' || *at == '\'') {
            quote = quote ? 0 : *at;
        } else {
            word[(*length)++] = *at;
        }
    }
    return quote ? NULL : at;
}

bool words_split(const char *text, enum words_rule rule, struct words *words, struct arena *arena)
{
    char *room = arena_alloc(strlen(text) + 1, arena);
    for (const char *at = text;;) {
        while (is_space(*at) || (at[0] == '\\' && at[1] == '\n'))
            at += *at == '\\' ? 2 : 1;
        if (!*at)
            return true;
        size_t length = 0;
        at = take_word(at, rule, room, &length);
        if (!at)
            return false;
        words_add(words, arena_copy(room, length, arena), arena);
    }
}

struct expansion {
    const char *directory;
    const char *trouble;
    struct words out;
    size_t bytes; /* read from response files so far */
    struct arena *arena;
};

/* The text of a response file, or NULL with the trouble said. */
static const char *read_response(struct expansion *expansion, const char *name)
{
    struct arena *arena = expansion->arena;
    const char *path = text_path(expansion->directory, name, arena);
    struct stat status;
    if (stat(path, &status) != 0) {
        expansion->trouble = arena_format(arena, "response file %s: %s", path, strerror(errno));
    } else if (!S_ISREG(status.st_mode)) {
        expansion->trouble = arena_format(arena, "response file %s: not a regular file", path);
    } else if ((size_t)status.st_size > RESPONSE_BYTES - expansion->bytes) {
        expansion->trouble = arena_format(arena, "response file %s: too long", path);
    } else {
        expansion->bytes += (size_t)status.st_size;
        const char *text = text_read_file(path, NULL, arena);
        if (!text)
            expansion->trouble = arena_format(arena, "response file %s: %s", path, strerror(errno));
        return text;
    }
    return NULL;
}

static void expand_word(struct expansion *expansion, const char *word, int depth)
{
    if (expansion->trouble)
        return;
    if (word[0] != '@' || !word[1]) {
        if (expansion->out.count >= RESPONSE_WORDS)
            expansion->trouble = "the command line is too long";
        else
            words_add(&expansion->out, word, expansion->arena);
        return;
    }
    if (depth == RESPONSE_DEPTH) {
        expansion->trouble =
            arena_format(expansion->arena, "response file %s: nested more than %d deep", word + 1, depth);
        return;
    }
    const char *text = read_response(expansion, word + 1);
    struct words inside = {0};
    if (text && !words_split(text, WORDS_RESPONSE, &inside, expansion->arena))
        expansion->trouble =
            arena_format(expansion->arena, "response file %s: a quote is not closed", word + 1);
    for (uint32_t i = 0; i < inside.count; i++)
        expand_word(expansion, inside.items[i], depth + 1);
}

const char *words_expand(struct words *words, const char *directory, struct arena *arena)
{
    bool any = false;
    for (uint32_t i = 1; i < words->count; i++)
        any |= words->items[i][0] == '@';
    if (!any)
        return NULL;
    struct expansion expansion = {.directory = directory, .arena = arena};
    words_add(&expansion.out, words->items[0], arena);
    for (uint32_t i = 1; i < words->count; i++)
        expand_word(&expansion, words->items[i], 0);
    if (!expansion.trouble)
        *words = expansion.out;
    return expansion.trouble;
}
