/* SPDX-License-Identifier: Apache-2.0
 *
 * Declarations of records and typedefs, as relations between names: from what is held by value to who holds it. A name
 * that a '*' follows is only pointed to.
 */
#include "discover/records.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/text.h"
#include "discover/lexer.h"
#include <stdlib.h>
#include <string.h>

/* `holder` is declared where `held` is mentioned. */
struct relation {
    name_id holder;
    uint32_t next; /* of the same held name; MAP_NONE */
};

struct records {
    struct sources *sources;
    struct intern *names;
    struct arena *arena;
    struct map *first; /* held -> first in relations */
    struct map *known; /* (held, holder) */
    ARRAY(struct relation) relations;
};

/* A declaration at file scope on its way. */
struct declaration {
    ARRAY(name_id) held;
    ARRAY(name_id) holders;
    ARRAY(name_id) outer;  /* names outside of braces: what a typedef declares */
    bool is_typedef;
    bool is_record;        /* struct or union stands in it, and a brace */
    bool keyword;          /* the last word was struct, union or class */
    name_id tag;           /* the name behind such a word; 0: none yet, or it was used */
    name_id last;          /* the last name, until it is known what follows; 0 */
    char before;           /* the last mark; '"' for anything else that is no name */
    uint32_t depth;        /* of braces */
    uint32_t attribute;    /* depth of parentheses in an __attribute__ */
    bool attribute_next;   /* such parentheses may begin */
    bool function;         /* the brace that is open begins a body */
};

static bool is_word(const struct token *token, const char *word)
{
    return token->kind == TOKEN_NAME && strlen(word) == token->length && !memcmp(token->text, word, token->length);
}

static bool is_record_word(const struct token *token)
{
    return is_word(token, "struct") || is_word(token, "union") || is_word(token, "class");
}

static void relate(struct records *records, name_id held, name_id holder)
{
    if (held == holder || map_get(records->known, map_pair(held, holder)) != MAP_NONE)
        return;
    map_set(records->known, map_pair(held, holder), 0);
    uint32_t *first = map_at(records->first, held);
    *array_push(&records->relations, records->arena) = (struct relation){.holder = holder, .next = *first};
    *first = records->relations.count - 1;
}

/* Many names that hold many go through one that nobody can write. */
static void finish(struct records *records, struct declaration *declaration, struct arena *arena)
{
    enum { MANY = 4096 };
    if (declaration->is_typedef)
        for (uint32_t i = 0; i < declaration->outer.count; i++)
            *array_push(&declaration->holders, arena) = declaration->outer.items[i];
    uint32_t held = declaration->is_typedef || declaration->is_record ? declaration->held.count : 0;
    uint32_t holders = declaration->holders.count;
    name_id between = (uint64_t)held * holders > MANY
                          ? intern_format(records->names, "<%u>", records->relations.count) : 0;
    for (uint32_t i = 0; i < holders && between; i++)
        relate(records, between, declaration->holders.items[i]);
    for (uint32_t h = 0; h < held; h++) {
        if (between)
            relate(records, declaration->held.items[h], between);
        for (uint32_t i = 0; i < holders && !between; i++)
            relate(records, declaration->held.items[h], declaration->holders.items[i]);
    }
    declaration->held.count = declaration->holders.count = declaration->outer.count = 0;
    *declaration = (struct declaration){.held.items = declaration->held.items,
                                        .held.capacity = declaration->held.capacity,
                                        .holders.items = declaration->holders.items,
                                        .holders.capacity = declaration->holders.capacity,
                                        .outer.items = declaration->outer.items,
                                        .outer.capacity = declaration->outer.capacity};
}

/* What stood last is held by value, unless it is only pointed to. */
static void settle(struct declaration *declaration, bool pointed, struct arena *arena)
{
    if (declaration->last && !pointed)
        *array_push(&declaration->held, arena) = declaration->last;
    declaration->last = 0;
}

static void take_name(struct records *records, struct declaration *declaration, const struct token *token,
                      struct arena *arena)
{
    if (declaration->attribute)
        return;
    settle(declaration, false, arena);
    declaration->is_typedef |= declaration->depth == 0 && is_word(token, "typedef");
    declaration->attribute_next = token->length > 2 && !memcmp(token->text, "__", 2);
    if (is_record_word(token)) {
        declaration->keyword = true;
        return;
    }
    if (declaration->attribute_next)
        return;
    name_id name = intern_bytes(records->names, token->text, token->length);
    declaration->last = name;
    if (declaration->depth == 0 && !declaration->keyword)
        *array_push(&declaration->outer, arena) = name;
    if (declaration->keyword)
        declaration->tag = name;
}

static bool is_attribute(struct declaration *declaration, char mark)
{
    if (mark == '(' && (declaration->attribute || (declaration->attribute_next && declaration->keyword)))
        declaration->attribute++;
    else if (mark == ')' && declaration->attribute)
        return declaration->attribute-- > 0;
    return declaration->attribute;
}

/* Whether the declaration ends here. */
static bool take_mark(struct declaration *declaration, const struct token *token, struct arena *arena)
{
    if (is_attribute(declaration, token->mark))
        return false;
    settle(declaration, token->mark == '*', arena);
    char before = declaration->before;
    declaration->before = token->mark;
    if (token->mark == '{') {
        if (declaration->depth == 0 && before == '"')
            return true; /* extern "C" */
        if (declaration->keyword && declaration->tag)
            *array_push(&declaration->holders, arena) = declaration->tag;
        if (declaration->depth++ == 0)
            declaration->function = before == ')' && !declaration->is_typedef && !declaration->keyword;
        declaration->is_record |= declaration->keyword;
    }
    if (token->mark != ':' && token->mark != ',') { /* C++: those that a class derives from stand behind it */
        declaration->keyword = false;
        declaration->tag = 0;
    }
    if (token->mark == '}')
        return !declaration->depth || (--declaration->depth == 0 && declaration->function);
    return token->mark == ';' && declaration->depth == 0;
}

static void read_text(struct records *records, const char *bytes, size_t length, struct arena *room)
{
    struct lexer lexer;
    struct token token;
    struct declaration declaration = {.depth = 0};
    lexer_start(&lexer, bytes, length, room);
    for (lexer_next(&lexer, &token); token.kind != TOKEN_END; lexer_next(&lexer, &token)) {
        if (token.kind == TOKEN_HASH) {
            lexer_skip_line(&lexer);
        } else if (token.kind == TOKEN_NAME) {
            take_name(records, &declaration, &token, room);
        } else if (token.kind == TOKEN_MARK) {
            if (take_mark(&declaration, &token, room))
                finish(records, &declaration, room);
        } else {
            settle(&declaration, false, room);
            declaration.before = '"';
        }
    }
    finish(records, &declaration, room);
}

struct records *records_new(struct sources *sources, struct arena *arena)
{
    struct records *records = arena_alloc(sizeof *records, arena);
    *records = (struct records){.sources = sources, .arena = arena};
    records->names = intern_new(arena);
    records->first = map_new(arena);
    records->known = map_new(arena);
    for (uint32_t i = 0; i < sources_file_count(sources); i++) {
        struct arena *room = arena_new();
        size_t length = 0;
        const char *path = sources_file(sources, i);
        char *bytes = path ? text_read_file(path, &length, room) : NULL;
        if (bytes)
            read_text(records, bytes, length, room);
        arena_free(room);
    }
    return records;
}

/* ---- what is asked ---- */

static void add_name(struct records *records, struct record_names *names, struct map *seen, name_id name)
{
    if (map_get(seen, name) != MAP_NONE)
        return;
    map_set(seen, name, 0);
    *array_push(&names->items, records->arena) = intern_get(records->names, name);
}

/* The names of the declaration around a line of a file: all that stand in it outside of the inmost braces. */
static void add_around(struct records *records, const char *file, uint32_t line, struct record_names *names,
                       struct map *seen)
{
    struct arena *room = arena_new();
    struct lexer lexer;
    struct token token;
    size_t length = 0;
    ARRAY(name_id) outside = {0};
    char *bytes = text_read_file(file, &length, room);
    const char *wanted = bytes;
    for (uint32_t i = 1; wanted && i < line; i++)
        wanted = (wanted = strchr(wanted, '\n')) ? wanted + 1 : NULL;
    uint32_t depth = 0;
    bool around = false, over = !wanted;
    if (!over)
        lexer_start(&lexer, bytes, length, room);
    while (!over) {
        lexer_next(&lexer, &token);
        over = token.kind == TOKEN_END;
        if (token.kind == TOKEN_HASH)
            lexer_skip_line(&lexer);
        around |= token.text >= wanted && token.text < bytes + length;
        if (token.kind == TOKEN_NAME)
            *array_push(&outside, room) = intern_bytes(records->names, token.text, token.length);
        if (token.kind != TOKEN_MARK)
            continue;
        depth += token.mark == '{';
        depth -= token.mark == '}' && depth;
        if (depth == 0 && (token.mark == ';' || token.mark == '}')) {
            over |= around && token.mark == ';';
            if (!around)
                outside.count = 0;
        }
    }
    for (uint32_t i = 0; i < outside.count; i++)
        add_name(records, names, seen, outside.items[i]);
    arena_free(room);
}

void records_names(struct records *records, const char *tag, struct record_names *names)
{
    struct arena *scratch = arena_new();
    struct map *seen = map_new(scratch);
    const char *line = NULL, *column = strchr(tag, '/') ? strrchr(tag, ':') : NULL;
    for (const char *at = column; at && at > tag && !line; at--)
        line = at[-1] == ':' ? at : NULL;
    if (line)
        add_around(records, arena_copy(tag, (size_t)(line - 1 - tag), scratch), (uint32_t)strtoul(line, NULL, 10),
                   names, seen);
    else
        add_name(records, names, seen, intern_text(records->names, tag));
    for (uint32_t i = 0; i < names->items.count; i++) {
        name_id held = intern_text(records->names, names->items.items[i]);
        for (uint32_t r = map_get(records->first, held); r != MAP_NONE; r = records->relations.items[r].next)
            add_name(records, names, seen, records->relations.items[r].holder);
    }
    arena_free(scratch);
}
