/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of a C or C++ text before anything is expanded: names, numbers, literals, marks, and where a directive begins
 * and ends. Comments and continued lines are gone. It takes any bytes and never fails: a literal that is not closed ends
 * with its line, as in text that a compiler skips.
 */
#ifndef SIGVET_DISCOVER_LEXER_H
#define SIGVET_DISCOVER_LEXER_H

#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

enum token_kind {
    TOKEN_END,
    TOKEN_HASH, /* begins a directive */
    TOKEN_LINE, /* ends it */
    TOKEN_NAME,
    TOKEN_NUMBER,
    TOKEN_LITERAL, /* a string, a character */
    TOKEN_RAW,     /* a raw string of C++, if this is C++: its text, without quotes, may also be code */
    TOKEN_MARK,
};

struct token {
    const char *text;
    uint32_t length;
    enum token_kind kind;
    char mark;  /* one character; of "->" there are two marks */
    bool first; /* on its line */
};

struct lexer {
    const char *at;
    const char *end;     /* a NUL stands there */
    bool line_start;     /* nothing but blanks since the line began */
    bool directive;      /* the next end of a line is one of a directive */
    bool odd;            /* there are names or marks written as \u0041 or ??= */
    struct arena *arena; /* for names that go over a line's end */
};

void lexer_start(struct lexer *lexer, const char *bytes, size_t length, struct arena *arena);
void lexer_next(struct lexer *lexer, struct token *token);

/* The name behind #include: '"' or '<' with the text between, or '\0': something else stands there. */
char lexer_header(struct lexer *lexer, const char **text, size_t *length);

/* To the end of the directive, which is taken too. */
void lexer_skip_line(struct lexer *lexer);

/* Whether the bytes can all stand in a name. */
bool lexer_is_name(const char *text);

#endif
