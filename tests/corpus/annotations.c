/* SPDX-License-Identifier: Apache-2.0
 *
 * Annotations of a file. A comment that stands alone on its line speaks of the next line of code, others of their own.
 * A comment is an annotation when its first word is one of the grammar's; prose is let alone.
 */
#include "corpus.h"
#include <ctype.h>
#include <string.h>

static const struct keyword {
    const char *word;
    enum expectation kind;
} keywords[] = {
    {"finds: ", EXPECT_FINDS},
    {"gap: ", EXPECT_GAP},
    {"handler: ", EXPECT_HANDLER},
    {"misses: ", EXPECT_MISSES},
    {"quiet: ", EXPECT_QUIET},
    {"wrongly-finds: ", EXPECT_WRONGLY_FINDS},
    {"wrongly-handler: ", EXPECT_WRONGLY_HANDLER},
};

struct reader {
    const struct test_case *test;
    const struct build *build;
    const char *file;
    struct annotations *annotations;
    struct verdicts *verdicts;
    struct arena *arena;
    uint32_t line;
    uint32_t waiting;    /* the first annotation that waits for a line of code */
    bool in_comment;     /* a comment that began on an earlier line goes on */
    bool finds;          /* something is found in this file */
    bool finds_nothing;  /* it says so */
};

static void fail(struct reader *reader, uint32_t line, const char *why)
{
    *array_push(&reader->verdicts->failures, reader->arena) =
        arena_format(reader->arena, "%s/%s:%u: %s", reader->test->shown, reader->file, line, why);
}

/* Cuts the first word off; "" at the end. */
static const char *next_word(const char **rest, struct arena *arena)
{
    *rest += strspn(*rest, " \t");
    size_t length = strcspn(*rest, " \t");
    const char *word = arena_copy(*rest, length, arena);
    *rest += length;
    return word;
}

static bool is_signals(const char *text)
{
    if (strcmp(text, "unknown") == 0)
        return true;
    for (const char *at = text; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (!text_starts(at, "SIG") && !text_starts(at, "signal-"))
            return false;
    return *text;
}

static bool is_verdict(const char *text)
{
    return !*text || !strcmp(text, "clean") || !strcmp(text, "clean-only") || !strcmp(text, "unproven") || !strcmp(text, "unsafe");
}

/* The text behind a word such as " via ", up to the first of the words after it; *rest goes behind it. */
static const char *read_part(const char **rest, const char *word, const char *next, struct arena *arena)
{
    if (!text_starts(*rest, word))
        return "";
    const char *from = *rest + strlen(word);
    const char *end = next ? strstr(from, next) : NULL;
    *rest = end ? end : from + strlen(from);
    return arena_copy(from, (size_t)(*rest - from), arena);
}

/* Fills what follows the keyword; NULL or what is wrong. */
static const char *read_rest(struct annotation *annotation, const char *rest, struct arena *arena)
{
    annotation->what = next_word(&rest, arena);
    annotation->chain = annotation->verdict = annotation->callee = annotation->cause = "";
    if (annotation->kind == EXPECT_HANDLER || annotation->kind == EXPECT_WRONGLY_HANDLER) {
        annotation->chain = next_word(&rest, arena);
        annotation->verdict = next_word(&rest, arena);
        if (!is_signals(annotation->chain) || !is_verdict(annotation->verdict))
            return "a handler annotation is 'handler: NAME SIGNALS [VERDICT]'";
    } else if (annotation->kind != EXPECT_GAP) {
        if (text_starts(rest, " of ")) {
            rest += strlen(" of ");
            annotation->callee = next_word(&rest, arena);
        }
        annotation->cause = read_part(&rest, " because ", " via ", arena);
        annotation->chain = read_part(&rest, " via ", NULL, arena);
    }
    rest += strspn(rest, " \t");
    return *annotation->what && !*rest ? NULL : "not understood: corpus/README.md has the grammar";
}

/* The text of one comment, without its marks. */
static void read_comment(struct reader *reader, const char *text, size_t length)
{
    while (length && isspace((unsigned char)*text))
        text++, length--;
    while (length && isspace((unsigned char)text[length - 1]))
        length--;
    const char *content = arena_copy(text, length, reader->arena);
    if (strcmp(content, "finds nothing") == 0)
        reader->finds_nothing = true;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        if (!text_starts(content, keywords[i].word))
            continue;
        struct annotation annotation = {.kind = keywords[i].kind, .file = reader->file, .line = reader->line};
        const char *rest = content + strlen(keywords[i].word);
        bool holds = brackets_cut(reader->test, reader->build, &rest, reader->arena);
        const char *wrong = read_rest(&annotation, rest, reader->arena);
        if (wrong)
            fail(reader, reader->line, wrong);
        else if (holds)
            *array_push(&reader->annotations->items, reader->arena) = annotation;
        reader->finds |= annotation.kind == EXPECT_FINDS || annotation.kind == EXPECT_WRONGLY_FINDS;
    }
}

/* Where the literal that begins here ends. */
static const char *skip_literal(const char *at, const char *end)
{
    char quote = *at++;
    for (; at < end && *at != quote; at++)
        if (*at == '\\' && at + 1 < end)
            at++;
    return at < end ? at + 1 : end;
}

/* One line: its comments are read; true when there is code on it. */
static bool read_line(struct reader *reader, const char *at, const char *end)
{
    bool code = false;
    while (at < end) {
        bool block = reader->in_comment || (end - at > 1 && at[0] == '/' && at[1] == '*');
        if (block) {
            const char *text = at + (reader->in_comment ? 0 : 2);
            const char *close = memmem(text, (size_t)(end - text), "*/", 2);
            read_comment(reader, text, (size_t)((close ? close : end) - text));
            reader->in_comment = !close;
            at = close ? close + 2 : end;
        } else if (end - at > 1 && at[0] == '/' && at[1] == '/') {
            read_comment(reader, at + 2, (size_t)(end - at - 2));
            at = end;
        } else if (*at == '"' || *at == '\'') {
            code = true;
            at = skip_literal(at, end);
        } else {
            code |= !isspace((unsigned char)*at++);
        }
    }
    return code;
}

static void read_file(struct reader *reader)
{
    const char *path = arena_format(reader->arena, "%s/%s", reader->test->directory, reader->file);
    const char *text = text_read_file(path, NULL, reader->arena);
    struct annotations *annotations = reader->annotations;
    for (const char *at = text; at && *at;) {
        const char *end = strchrnul(at, '\n');
        reader->line++;
        if (read_line(reader, at, end)) {
            for (uint32_t i = reader->waiting; i < annotations->items.count; i++)
                annotations->items.items[i].line = reader->line;
            reader->waiting = annotations->items.count;
        }
        at = *end ? end + 1 : end;
    }
    if (reader->waiting < annotations->items.count)
        fail(reader, reader->line, "an annotation without a line of code below it");
    if (reader->finds && reader->finds_nothing)
        fail(reader, 1, "says 'finds nothing' and has a 'finds:'");
    else if (!reader->finds && !reader->finds_nothing)
        fail(reader, 1, "has no 'finds:' and does not say 'finds nothing'");
}

void annotations_read(const struct test_case *test, const struct build *build, struct annotations *annotations,
                      struct verdicts *verdicts, struct arena *arena)
{
    for (uint32_t i = 0; i < test->files.count; i++) {
        struct reader reader = {.test = test,
                                .build = build,
                                .file = test->files.items[i],
                                .annotations = annotations,
                                .verdicts = verdicts,
                                .arena = arena,
                                .waiting = annotations->items.count};
        read_file(&reader);
    }
}
