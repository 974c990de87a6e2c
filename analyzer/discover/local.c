/* SPDX-License-Identifier: Apache-2.0
 *
 * A head is looked at when its '{' comes: names, attributes, and groups in parentheses behind a name. One of these names
 * is the function's own, if the others turn out to be macros (locals.c).
 */
#include "discover/local.h"
#include <string.h>

enum { HEAD_WORDS = 512 };

void local_start(struct local_reader *reader, struct scanner *scanner, struct scan *scan, const char *bytes,
                 struct arena *arena)
{
    *reader = (struct local_reader){.scanner = scanner, .scan = scan, .bytes = bytes, .arena = arena};
}

static bool is_one(const struct token *token, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == token->length && memcmp(token->text, *words, token->length) == 0)
            return true;
    return false;
}

/* ---- the head ---- */

bool local_head(struct local_reader *reader, const struct token *token)
{
    if (reader->broken || reader->odd)
        return false;
    if (reader->head.count == HEAD_WORDS)
        reader->broken = true;
    else
        *array_push(&reader->head, reader->arena) = *token;
    return !reader->broken;
}

void local_break(struct local_reader *reader)
{
    reader->broken |= reader->head.count > 0;
}

void local_end_statement(struct local_reader *reader)
{
    reader->head.count = 0;
    reader->broken = false;
}

static void add_id(struct local_reader *reader, name_id name, uint32_t *count)
{
    *array_push(&reader->scan->local_names, reader->scanner->arena) = name;
    ++*count;
}

/* The index of the ')' that fits the '(' at `open`; the count of words when there is none. */
static uint32_t closing(const struct local_reader *reader, uint32_t open)
{
    uint32_t parens = 0;
    for (uint32_t i = open; i < reader->head.count; i++) {
        const struct token *token = &reader->head.items[i];
        char mark = token->kind == TOKEN_MARK ? token->mark : '\0';
        if (mark == '{' || mark == '}' || mark == ';')
            break;
        parens += mark == '(';
        parens -= mark == ')';
        if (!parens)
            return i;
    }
    return reader->head.count;
}

/*
 * Whether a group can be a list of parameters or of a macro's arguments, from '(' to ')': it begins with a word, and a
 * name before parentheses is the type of a pointer to a function. So nothing like static type (name(int)) passes.
 */
static bool lists_parameters(const struct local_reader *reader, uint32_t open, uint32_t close)
{
    const struct token *words = reader->head.items;
    uint32_t parens = 0;
    if (open + 1 < close && words[open + 1].kind == TOKEN_MARK)
        return false;
    for (uint32_t i = open; i < close; i++) {
        bool opens = words[i].kind == TOKEN_MARK && words[i].mark == '(';
        if (opens && parens == 1 && words[i - 1].kind == TOKEN_NAME &&
            !(words[i + 1].kind == TOKEN_MARK && words[i + 1].mark == '*'))
            return false;
        parens += opens;
        parens -= words[i].kind == TOKEN_MARK && words[i].mark == ')';
    }
    return true;
}

static const char *const attributes[] = {"__attribute__", "__attribute", "__declspec", "_Alignas", "alignas",
                                         "__typeof__",    "__typeof",    "typeof",     "_Atomic",  NULL};

/* Words that are no function's name. */
static const char *const keywords[] = {"if",     "for",    "while",  "switch", "return",   "sizeof",  "void",
                                       "int",    "char",   "long",   "short",  "signed",   "float",   "double",
                                       "bool",   "_Bool",  "const",  "inline", "static",   "unsigned", "asm",
                                       "extern", "__asm__", "__asm", "typedef", NULL};

/* One word of the head outside of parentheses; false when it is none of such a function. */
static bool read_word(struct local_reader *reader, uint32_t *at, bool *is_static)
{
    const struct token *token = &reader->head.items[*at];
    const struct token *before = *at ? token - 1 : NULL;
    uint32_t *own = &reader->function.own_count;
    if (token->kind == TOKEN_NAME) {
        *is_static |= token->length == 6 && memcmp(token->text, "static", 6) == 0;
        bool group = *at + 1 < reader->head.count && token[1].kind == TOKEN_MARK && token[1].mark == '(';
        if (is_one(token, attributes) || is_one(token, keywords))
            return !group || is_one(token, attributes);
        if (group || *own) {
            if (!group)
                add_id(reader, 0, own);
            add_id(reader, scan_name(reader->scanner, token->text, token->length), own);
        }
        return true;
    }
    if (token->kind != TOKEN_MARK || (token->mark != '*' && token->mark != '('))
        return false;
    if (token->mark == '*')
        return true;
    if (!before || before->kind != TOKEN_NAME)
        return false;
    uint32_t close = closing(reader, *at);
    if (close == reader->head.count || (!is_one(before, attributes) && !lists_parameters(reader, *at, close)))
        return false;
    *at = close;
    return true;
}

/*
 * Whether the words can be the head of a static function. Names before parentheses are added to its own, and those that
 * come behind the first of these, with a 0 before.
 */
static bool read_head(struct local_reader *reader)
{
    bool is_static = false;
    for (uint32_t i = 0; i < reader->head.count; i++)
        if (!read_word(reader, &i, &is_static))
            return false;
    return is_static && reader->function.own_count;
}

bool local_owns(const struct local_reader *reader, const struct token *token)
{
    name_id name = scan_name(reader->scanner, token->text, token->length);
    const struct local_function *function = &reader->function;
    for (uint32_t i = 0; i < function->own_count; i++)
        if (reader->scan->local_names.items[function->first + i] == name)
            return true;
    return false;
}

bool local_open(struct local_reader *reader, const struct token *brace, uint32_t branches)
{
    if (reader->head.count) /* the brace itself came last */
        reader->head.count--;
    if (reader->broken || reader->odd || brace->text[0] != '{')
        return false;
    struct local_function *function = &reader->function;
    *function = (struct local_function){.first = reader->scan->local_names.count,
                                        .start = (uint32_t)(brace->text + 1 - reader->bytes)};
    if (!read_head(reader)) {
        reader->scan->local_names.count = function->first;
        return false;
    }
    for (uint32_t i = 0; i < reader->head.count; i++)
        if (reader->head.items[i].kind == TOKEN_NAME && !local_owns(reader, &reader->head.items[i]))
            add_id(reader, scan_name(reader->scanner, reader->head.items[i].text, reader->head.items[i].length),
                   &function->head_count);
    reader->open = true;
    reader->branches = branches;
    reader->parens = 0;
    reader->scanner->local_stamp++;
    return true;
}

/* ---- the body ---- */

void local_take(struct local_reader *reader, const struct token *token)
{
    if (token->kind == TOKEN_NAME) {
        name_id name = scan_name(reader->scanner, token->text, token->length);
        if (!scan_fresh_local(reader->scanner, name))
            return;
        *array_push(&reader->scan->local_names, reader->scanner->arena) = name;
        reader->function.body_count++;
    } else if (token->kind == TOKEN_MARK && (token->mark == '(' || token->mark == ')')) {
        reader->parens += token->mark == '(';
        if (token->mark == ')' && reader->parens-- == 0)
            local_abandon(reader);
    }
}

void local_close(struct local_reader *reader, const struct token *brace, uint32_t branches)
{
    if (reader->parens || branches != reader->branches || brace->text[0] != '}') {
        local_abandon(reader);
        return;
    }
    reader->function.end = (uint32_t)(brace->text - reader->bytes);
    *array_push(&reader->scan->locals, reader->scanner->arena) = reader->function;
    reader->open = false;
}

void local_branch_ends(struct local_reader *reader, uint32_t branches)
{
    local_break(reader);
    if (reader->open && branches == reader->branches)
        local_abandon(reader);
}

void local_abandon(struct local_reader *reader)
{
    if (!reader->open)
        return;
    reader->open = false;
    struct scan *scan = reader->scan;
    const struct local_function *function = &reader->function;
    for (uint32_t i = function->first; i < scan->local_names.count; i++)
        scan_mention_name(reader->scanner, scan, scan->local_names.items[i]);
    scan->local_names.count = function->first;
}

void local_give_up(struct local_reader *reader)
{
    local_abandon(reader);
    reader->odd = true;
}
