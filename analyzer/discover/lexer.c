/* SPDX-License-Identifier: Apache-2.0
 *
 * One pass over the bytes. A line that is continued inside a name costs a copy of that name; everything else points into
 * the text.
 */
#include "discover/lexer.h"
#include <string.h>

/* Letters, digits, '_', '$', and all that is not ASCII. */
static bool in_name(char c)
{
    static const bool table[256] = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0,
        0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1,
        0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    return table[(unsigned char)c];
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool lexer_is_name(const char *text)
{
    if (!*text || is_digit(*text))
        return false;
    while (in_name(*text))
        text++;
    return !*text;
}

void lexer_start(struct lexer *lexer, const char *bytes, size_t length, struct arena *arena)
{
    *lexer = (struct lexer){.at = bytes, .end = bytes + length, .line_start = true, .arena = arena};
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) /* a byte order mark */
        lexer->at += 3;
}

/* Behind the continued lines that begin at `at`; compilers allow blanks before the line's end. */
static const char *skip_continued(const char *at, const char *end)
{
    while (at < end && *at == '\\') {
        const char *next = at + 1;
        while (next < end && (*next == ' ' || *next == '\t' || *next == '\f' || *next == '\v'))
            next++;
        if (next < end && *next == '\r')
            next += 1 + (next + 1 < end && next[1] == '\n');
        else if (next < end && *next == '\n')
            next++;
        else
            break;
        at = next;
    }
    return at;
}

static const char *skip_block_comment(const char *at, const char *end)
{
    while (at < end) {
        const char *star = memchr(at, '*', (size_t)(end - at));
        if (!star)
            return end;
        at = skip_continued(star + 1, end);
        if (at < end && *at == '/')
            return at + 1;
    }
    return end;
}

static const char *skip_line_comment(const char *at, const char *end)
{
    for (; at < end && *at != '\n' && *at != '\r'; at++) {
        const char *next = *at == '\\' ? skip_continued(at, end) : at;
        if (next != at)
            at = next - 1;
    }
    return at;
}

/* Skips blanks, comments and continued lines, and outside of a directive the ends of lines. */
static void skip_blanks(struct lexer *lexer)
{
    const char *at = lexer->at, *end = lexer->end;
    while (at < end) {
        if (*at == '\n' || *at == '\r') {
            if (lexer->directive)
                break;
            lexer->line_start = true;
            at++;
        } else if (*at == ' ' || *at == '\t' || *at == '\f' || *at == '\v' || *at == '\0') {
            at++;
        } else if (*at == '/') {
            const char *next = skip_continued(at + 1, end);
            if (next < end && *next == '*')
                at = skip_block_comment(next + 1, end);
            else if (next < end && *next == '/')
                at = skip_line_comment(next + 1, end);
            else
                break;
        } else if (*at == '\\') {
            const char *next = skip_continued(at, end);
            if (next == at)
                break;
            at = next;
        } else {
            break;
        }
    }
    lexer->at = at;
}

/* The rest of a name that goes on behind a continued line. */
static void join_name(struct lexer *lexer, struct token *token)
{
    const char *at = lexer->at, *end = lexer->end;
    size_t length = token->length, capacity = 2 * length + 64;
    char *copy = arena_alloc(capacity, lexer->arena);
    memcpy(copy, token->text, length);
    for (;;) {
        const char *next = *at == '\\' ? skip_continued(at, end) : at;
        if (next >= end || !in_name(*next))
            break;
        if (length == capacity) {
            char *larger = arena_alloc(capacity *= 2, lexer->arena);
            memcpy(larger, copy, length);
            copy = larger;
        }
        copy[length++] = *next;
        at = next + 1;
    }
    token->text = copy;
    token->length = (uint32_t)length;
    lexer->at = at;
}

static void take_name(struct lexer *lexer, struct token *token)
{
    const char *at = lexer->at;
    while (in_name(*at)) /* the NUL at the end is in no name */
        at++;
    token->kind = TOKEN_NAME;
    token->length = (uint32_t)(at - lexer->at);
    lexer->at = at;
    if (*at == '\\')
        join_name(lexer, token);
}

static void take_number(struct lexer *lexer, struct token *token)
{
    const char *at = lexer->at;
    for (;; at++) {
        bool exponent = (*at == '+' || *at == '-') && strchr("eEpP", at[-1]);
        bool separator = *at == '\'' && in_name(at[1]);
        if (!in_name(*at) && *at != '.' && !exponent && !separator)
            break;
    }
    token->kind = TOKEN_NUMBER;
    token->length = (uint32_t)(at - lexer->at);
    lexer->at = at;
}

/* A literal ends at its quote, or before the end of its line. */
static void take_literal(struct lexer *lexer, struct token *token)
{
    const char *at = lexer->at, *end = lexer->end;
    char quote = *at++;
    while (at < end && *at != quote && *at != '\n' && *at != '\r') {
        const char *next = *at == '\\' ? skip_continued(at, end) : at;
        if (next != at)
            at = next;
        else
            at += *at == '\\' && at + 1 < end && at[1] != '\r' ? 2 : 1;
    }
    token->kind = TOKEN_LITERAL;
    if (at < end && *at == quote)
        at++;
    lexer->at = at < end ? at : end;
    token->length = (uint32_t)(lexer->at - token->text);
}

/* R"x(…)x" behind a prefix that was just taken; false when it is none, and then it is a name and a string. */
static bool take_raw(struct lexer *lexer, struct token *token)
{
    const char *open = lexer->at + 1, *end = lexer->end;
    bool prefix = token->length <= 3 && token->text[token->length - 1] == 'R' &&
                  (token->length == 1 || strchr("LuU", token->text[0]));
    size_t length = 0;
    while (prefix && length <= 16 && open + length < end && !strchr("() \\\t\v\f\n\r\"", open[length]))
        length++;
    if (!prefix || length > 16 || open + length >= end || open[length] != '(')
        return false;
    char closing[20] = ")";
    memcpy(closing + 1, open, length);
    closing[length + 1] = '"';
    const char *text = open + length + 1;
    const char *close = memmem(text, (size_t)(end - text), closing, length + 2);
    if (!close)
        return false;
    token->kind = TOKEN_RAW;
    token->text = text;
    token->length = (uint32_t)(close - text);
    lexer->at = close + length + 2;
    return true;
}

static void take_mark(struct lexer *lexer, struct token *token)
{
    static const char digraphs[][3] = {"<%{", "%>}", "<:[", ":>]", "%:#"};
    const char *at = lexer->at;
    char next = at + 1 < lexer->end ? at[1] : '\0';
    token->kind = TOKEN_MARK;
    token->length = 1;
    token->mark = *at;
    lexer->at++;
    if (*at == '\\' && (next == 'u' || next == 'U'))
        lexer->odd = true;
    if (*at == '?' && next == '?' && at + 2 < lexer->end && strchr("=/'()!<>-", at[2]))
        lexer->odd = true;
    for (size_t i = 0; next && i < sizeof digraphs / sizeof *digraphs; i++)
        if (*at == digraphs[i][0] && next == digraphs[i][1]) {
            token->mark = digraphs[i][2];
            lexer->at = at + 2;
            break;
        }
    if (token->mark == '#' && token->first && !lexer->directive) {
        token->kind = TOKEN_HASH;
        lexer->directive = true;
    }
}

void lexer_next(struct lexer *lexer, struct token *token)
{
    skip_blanks(lexer);
    const char *at = lexer->at;
    *token = (struct token){.text = at, .first = lexer->line_start};
    if (at >= lexer->end) {
        token->kind = lexer->directive ? TOKEN_LINE : TOKEN_END;
        lexer->directive = false;
        return;
    }
    lexer->line_start = false;
    if (*at == '\n' || *at == '\r') {
        token->kind = TOKEN_LINE;
        lexer->directive = false;
        lexer->line_start = true;
        lexer->at++;
    } else if (is_digit(*at) || (*at == '.' && is_digit(at[1]))) {
        take_number(lexer, token);
    } else if (in_name(*at)) {
        take_name(lexer, token);
        if (*lexer->at == '"' && lexer->at < lexer->end)
            take_raw(lexer, token);
    } else if (*at == '"' || *at == '\'') {
        take_literal(lexer, token);
    } else {
        take_mark(lexer, token);
    }
}

char lexer_header(struct lexer *lexer, const char **text, size_t *length)
{
    skip_blanks(lexer);
    const char *at = lexer->at;
    char open = at < lexer->end ? *at : '\0';
    if (open != '"' && open != '<')
        return '\0';
    const char *close = at + 1;
    while (close < lexer->end && *close != (open == '<' ? '>' : '"') && *close != '\n' && *close != '\r')
        close++;
    if (close >= lexer->end || *close == '\n' || *close == '\r')
        return '\0';
    *text = at + 1;
    *length = (size_t)(close - at - 1);
    lexer->at = close + 1;
    return open;
}

void lexer_skip_line(struct lexer *lexer)
{
    struct token token = {.kind = TOKEN_HASH};
    while (lexer->directive)
        lexer_next(lexer, &token);
}
