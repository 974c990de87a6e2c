/* SPDX-License-Identifier: Apache-2.0
 *
 * Assembler statements: takes a statement or a file-scope declaration, gives its template, the string
 * literals joined, and whether a word of it could leave the function.
 */
#include "base/text.h"
#include "facts/source/unit.h"
#include <ctype.h>
#include <string.h>

static bool is_word(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || byte == '.' || byte == '$';
}

static bool is_among(const char *const *words, size_t count, const char *word, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(words[i]) == length && strncasecmp(words[i], word, length) == 0)
            return true;
    return false;
}

static bool is_prefix(const char *word, size_t length)
{
    static const char *const words[] = {"bnd", "data16", "lock", "notrack", "rep", "repne", "repnz", "repz"};
    return is_among(words, sizeof words / sizeof *words, word, length);
}

static bool leaves_function(const char *word, size_t length)
{
    static const char *const words[] = {"b",     "bl",   "blr", "br",  "call",    "callq",    "int",
                                        "lcall", "ljmp", "smc", "svc", "syscall", "sysenter", "xbegin"};
    if (is_among(words, sizeof words / sizeof *words, word, length))
        return true;
    return length >= 2 && length <= 5 && tolower((unsigned char)*word) == 'j'; /* jmp, je, jne, … */
}

/* A jump to a local label ("1b", ".Lx", "%l0") stays inside. */
static bool is_local_target(const char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    if (isdigit((unsigned char)*text))
        return true;
    return strncmp(text, "%l", 2) == 0 || strncmp(text, ".L", 2) == 0;
}

/* The first word of each instruction decides; instructions end at a newline, a semicolon, or a label's colon.
 */
static bool may_call(const char *text)
{
    bool first = true;
    while (*text) {
        size_t length = 0;
        while (is_word(text[length]))
            length++;
        if (!length) {
            first |= strchr("\n;:{|}", *text) != NULL;
            text++;
            continue;
        }
        if (first && leaves_function(text, length)) {
            bool jumps = tolower((unsigned char)*text) == 'j' || length == 1;
            if (!jumps || !is_local_target(text + length))
                return true;
        }
        first = first && is_prefix(text, length);
        text += length;
    }
    return false;
}

/* The bytes that a string literal means, as far as a template needs them. */
static void add_literal(struct text *text, const char *token)
{
    const char *at = strchr(token, '"');
    if (!at)
        return;
    for (at++; *at && *at != '"'; at++) {
        char byte = *at;
        if (byte == '\\' && at[1]) {
            at++;
            byte = *at == 'n' ? '\n' : *at == 't' ? '\t' : *at;
        }
        text_add_bytes(text, &byte, 1);
    }
}

static void add_tokens(struct unit *unit, CXSourceRange range, struct text *text)
{
    CXToken *tokens = NULL;
    unsigned count = 0;
    bool started = false;
    clang_tokenize(unit->handle, range, &tokens, &count);
    for (unsigned i = 0; i < count; i++) {
        CXString string = clang_getTokenSpelling(unit->handle, tokens[i]);
        const char *token = clang_getCString(string);
        bool literal = clang_getTokenKind(tokens[i]) == CXToken_Literal && strchr(token, '"');
        bool stop = started && !literal &&
                    (strcmp(token, ":") == 0 || strcmp(token, "::") == 0 || strcmp(token, ")") == 0 ||
                     strcmp(token, ";") == 0);
        if (literal) {
            started = true;
            add_literal(text, token);
        }
        clang_disposeString(string);
        if (stop)
            break;
    }
    clang_disposeTokens(unit->handle, tokens, count);
}

/* In a macro, the tokens are read where the macro spells them; it may be a long way to the semicolon. */
static CXSourceRange spelled_range(struct unit *unit, CXCursor cursor)
{
    CXFile file = NULL;
    unsigned offset = 0;
    CXFile spelled = NULL;
    unsigned spelled_offset = 0;
    CXSourceLocation location = clang_getCursorLocation(cursor);
    clang_getExpansionLocation(location, &file, NULL, NULL, &offset);
    clang_getSpellingLocation(location, &spelled, NULL, NULL, &spelled_offset);
    if (file == spelled && offset == spelled_offset)
        return clang_getCursorExtent(cursor);
    size_t size = 0;
    const char *text = spelled ? clang_getFileContents(unit->handle, spelled, &size) : NULL;
    size_t end = spelled_offset;
    while (text && end < size && text[end] != '\n')
        end += text[end] == '\\' && end + 1 < size ? 2 : 1;
    if (end > size)
        end = size;
    return clang_getRange(clang_getLocationForOffset(unit->handle, spelled, spelled_offset),
                          clang_getLocationForOffset(unit->handle, spelled, (unsigned)end));
}

void assembly_add(struct unit *unit, CXCursor cursor)
{
    struct text text = {.arena = unit->scratch};
    add_tokens(unit, spelled_range(unit, cursor), &text);
    *array_push(&unit->facts->assemblies, unit->arena) =
        (struct assembly){.function = unit->function,
                          .place = place_of(unit, cursor),
                          .text = intern_text(unit->names, text_get(&text)),
                          .may_call = may_call(text_get(&text))};
}
