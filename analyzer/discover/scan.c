/* SPDX-License-Identifier: Apache-2.0
 *
 * Directives: what they include and define. All other words go to the mentions or, in a header, through the outline.
 */
#include "discover/scan.h"
#include "discover/outline.h"
#include <string.h>

enum { PASTE_BYTES = 200 };

struct scanning {
    struct scanner *scanner;
    struct scan *scan;
    struct lexer lexer;
    struct outline *outline;   /* NULL: everything counts */
    ARRAY(name_id) parameters; /* of the macro that is being defined */
    struct arena *room;        /* until the end of the text */
};

/* A macro definition on its way. */
struct definition {
    struct macro *macro;
    char chain[PASTE_BYTES]; /* the operands of ## so far, or the one that may become the first */
    size_t length;           /* of it; more than there is room for: it is not complete */
    uint32_t operands;       /* in it; 0: what stands before is none */
    bool joined;             /* a ## came last */
    bool parameter;          /* a parameter did */
    bool literal;            /* a literal did: extern "C" { begins no code */
    bool any_parameter;      /* a parameter did somewhere */
    uint32_t parens;         /* open ones */
    uint32_t braces;         /* the same */
    char mark;               /* the last word, if it was a mark */
};

struct scanner *scanner_new(struct intern *names, struct arena *arena)
{
    struct scanner *scanner = arena_alloc(sizeof *scanner, arena);
    scanner->names = names;
    scanner->arena = arena;
    return scanner;
}

name_id scan_name(struct scanner *scanner, const char *text, size_t length)
{
    uint64_t front = 0, back = 0;
    memcpy(&front, text, length < 8 ? length : 8);
    memcpy(&back, length < 8 ? text : text + length - 8, length < 8 ? length : 8);
    uint64_t hash = (front ^ (back << 7 | back >> 57) ^ length) * 0x9e3779b97f4a7c15U;
    struct recent *recent = &scanner->recent[hash >> 52];
    if (recent->front == front && recent->length == length &&
        (length <= 8 || memcmp(intern_get(scanner->names, recent->name), text, length) == 0))
        return recent->name;
    name_id name = intern_bytes(scanner->names, text, length);
    if (length <= UINT32_MAX)
        *recent = (struct recent){.front = front, .length = (uint32_t)length, .name = name};
    return name;
}

static struct stamp *stamp_of(struct scanner *scanner, name_id name)
{
    while (scanner->stamps.count <= name)
        *array_push(&scanner->stamps, scanner->arena) = (struct stamp){0};
    return &scanner->stamps.items[name];
}

void scan_mention_name(struct scanner *scanner, struct scan *scan, name_id name)
{
    struct stamp *stamp = stamp_of(scanner, name);
    if (stamp->mention != scanner->stamp)
        *array_push(&scan->mentions, scanner->arena) = name;
    stamp->mention = scanner->stamp;
}

void scan_mention(struct scanner *scanner, struct scan *scan, const struct token *token)
{
    scan_mention_name(scanner, scan, scan_name(scanner, token->text, token->length));
}

bool scan_fresh_local(struct scanner *scanner, name_id name)
{
    struct stamp *stamp = stamp_of(scanner, name);
    bool fresh = stamp->local != scanner->local_stamp;
    stamp->local = scanner->local_stamp;
    return fresh;
}

void scan_declaring(struct scanner *scanner, struct scan *scan, const struct token *token)
{
    name_id name = scan_name(scanner, token->text, token->length);
    struct stamp *stamp = stamp_of(scanner, name);
    if (stamp->declaring != scanner->stamp)
        *array_push(&scan->declaring, scanner->arena) = name;
    stamp->declaring = scanner->stamp;
}

/* The text is being read again, under a stamp of its own. */
void scan_operand(struct scanner *scanner, struct scan *scan, const struct token *token)
{
    name_id name = scan_name(scanner, token->text, token->length);
    struct stamp *stamp = stamp_of(scanner, name);
    if (stamp->mention != scanner->stamp)
        *array_push(&scan->operands, scanner->arena) = name;
    stamp->mention = scanner->stamp;
}

uint32_t scan_hash(const char *text, size_t length)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619U;
    return hash;
}

static bool in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static void take_literal(struct scanner *scanner, struct scan *scan, const struct token *token)
{
    const char *end = token->text + token->length;
    if (token->text[0] != '"')
        return;
    for (const char *at = token->text + 1; at < end; at++) {
        const char *start = at;
        while (at < end && in_word(*at))
            at++;
        if (at > start && (*start < '0' || *start > '9'))
            *array_push(&scan->quoted, scanner->arena) = scan_hash(start, (size_t)(at - start));
    }
}

/* ---- #include ---- */

static void take_include(struct scanning *scanning, bool next)
{
    struct include include = {.kind = INCLUDE_UNKNOWN};
    const char *text = NULL;
    size_t length = 0;
    char open = lexer_header(&scanning->lexer, &text, &length);
    if (open) {
        include.kind = next ? INCLUDE_NEXT : open == '"' ? INCLUDE_QUOTED : INCLUDE_ANGLED;
        include.name = intern_bytes(scanning->scanner->names, text, length);
    } else {
        struct token token, behind;
        lexer_next(&scanning->lexer, &token);
        if (token.kind == TOKEN_LINE)
            return;
        lexer_next(&scanning->lexer, &behind);
        if (token.kind == TOKEN_NAME && behind.kind == TOKEN_LINE) {
            include.kind = INCLUDE_NAMED;
            scanning->scan->named = true;
            include.name = scan_name(scanning->scanner, token.text, token.length);
        }
    }
    lexer_skip_line(&scanning->lexer);
    *array_push(&scanning->scan->includes, scanning->scanner->arena) = include;
}

/* ---- #define ---- */

static bool is_word(const struct token *token, const char *word)
{
    return token->length == strlen(word) && memcmp(token->text, word, token->length) == 0;
}

static bool is_parameter(const struct scanning *scanning, name_id name)
{
    for (uint32_t i = 0; i < scanning->parameters.count; i++)
        if (scanning->parameters.items[i] == name)
            return true;
    return false;
}

/* The names between the parentheses; true when the definition ended there. */
static bool take_parameters(struct scanning *scanning)
{
    struct scanner *scanner = scanning->scanner;
    struct token token;
    *array_push(&scanning->parameters, scanning->room) = intern_text(scanner->names, "__VA_ARGS__");
    do {
        lexer_next(&scanning->lexer, &token);
        if (token.kind == TOKEN_NAME && scanning->parameters.count < 256)
            *array_push(&scanning->parameters, scanning->room) =
                scan_name(scanner, token.text, token.length);
    } while (token.kind != TOKEN_LINE && !(token.kind == TOKEN_MARK && token.mark == ')'));
    return token.kind == TOKEN_LINE;
}

/* What the ## so far make, when there was one. */
static void end_chain(struct scanning *scanning, struct definition *definition)
{
    if (definition->operands > 1 && definition->length <= PASTE_BYTES) {
        *array_push(&scanning->scan->pastes, scanning->scanner->arena) =
            intern_bytes(scanning->scanner->names, definition->chain, definition->length);
        definition->macro->paste_count++;
    } else if (definition->operands > 1) {
        scanning->scan->trouble = "a macro pastes too much";
    }
    definition->length = 0;
    definition->operands = 0;
    definition->joined = false;
}

/* A word that ## may join with others. */
static void take_operand(struct scanning *scanning, struct definition *definition, const char *text, size_t length)
{
    if (!definition->joined)
        end_chain(scanning, definition);
    if (definition->length + length <= PASTE_BYTES)
        memcpy(definition->chain + definition->length, text, length);
    definition->length += length;
    definition->operands++;
    definition->joined = false;
}

static void take_body_mark(struct scanning *scanning, struct definition *definition, char mark)
{
    static const char hole[] = {PASTE_HOLE};
    bool paste = mark == '#' && definition->mark == '#';
    struct macro *macro = definition->macro;
    macro->lopsided |= (mark == ')' && !definition->parens) || (mark == '}' && !definition->braces);
    definition->parens += mark == '(';
    definition->parens -= mark == ')' && definition->parens;
    definition->braces += mark == '{';
    definition->braces -= mark == '}' && definition->braces;
    macro->divides |= !definition->parens && strchr("{};,=", mark) != NULL;
    macro->makes_code |= !definition->parens && (mark == '{' ? !definition->literal : mark == '=');
    if (paste && definition->operands) {
        definition->joined = true;
    } else if (!paste && mark != '#') {
        end_chain(scanning, definition);
        if (mark == ')') /* __VA_OPT__(x) ## y */
            take_operand(scanning, definition, hole, 1);
    }
    definition->mark = paste ? '\0' : mark;
}

static void take_body_word(struct scanning *scanning, struct definition *definition, const struct token *token)
{
    static const char hole[] = {PASTE_HOLE};
    struct scanner *scanner = scanning->scanner;
    if (token->kind == TOKEN_MARK) {
        definition->macro->applies |= definition->parameter && token->mark == '(';
        definition->parameter = false;
        take_body_mark(scanning, definition, token->mark);
        definition->literal = false;
        return;
    }
    definition->parameter = false;
    definition->literal = token->kind == TOKEN_LITERAL;
    definition->mark = '\0';
    if (token->kind == TOKEN_NUMBER) {
        take_operand(scanning, definition, token->text, token->length);
    } else if (token->kind == TOKEN_NAME) {
        name_id name = scan_name(scanner, token->text, token->length);
        bool parameter = is_parameter(scanning, name) || is_word(token, "__VA_OPT__");
        take_operand(scanning, definition, parameter ? hole : token->text, parameter ? 1 : token->length);
        definition->parameter = parameter;
        definition->any_parameter |= parameter;
        if (!parameter) {
            *array_push(&scanning->scan->bodies, scanner->arena) = name;
            definition->macro->count++;
        }
    } else {
        end_chain(scanning, definition);
    }
}

/* The body "x" or <x> of a macro that an #include may name; 0: it is something else. */
static name_id take_header_body(struct scanning *scanning)
{
    struct lexer at = scanning->lexer;
    const char *text = NULL;
    size_t length = 0;
    char open = lexer_header(&at, &text, &length);
    return open ? intern_format(scanning->scanner->names, "%c%.*s", open, (int)(length < 4096 ? length : 4096), text)
                : 0;
}

static void take_define(struct scanning *scanning)
{
    struct scanner *scanner = scanning->scanner;
    struct scan *scan = scanning->scan;
    struct token token;
    lexer_next(&scanning->lexer, &token);
    if (token.kind != TOKEN_NAME) {
        lexer_skip_line(&scanning->lexer);
        return;
    }
    struct macro macro = {.name = scan_name(scanner, token.text, token.length),
                          .first = scan->bodies.count,
                          .first_paste = scan->pastes.count};
    struct definition definition;
    definition.macro = &macro;
    definition.length = 0;
    definition.operands = 0;
    definition.joined = definition.parameter = definition.literal = definition.any_parameter = false;
    definition.parens = definition.braces = 0;
    definition.mark = '\0';
    scanning->parameters.count = 0;
    bool function = *scanning->lexer.at == '(';
    if (!function)
        macro.header = take_header_body(scanning);
    if (function && take_parameters(scanning))
        return;
    for (lexer_next(&scanning->lexer, &token); token.kind != TOKEN_LINE; lexer_next(&scanning->lexer, &token)) {
        take_body_word(scanning, &definition, &token);
        if (token.kind == TOKEN_LITERAL)
            take_literal(scanner, scan, &token);
        if (!scanning->outline && token.kind == TOKEN_NAME)
            scan_mention(scanner, scan, &token);
    }
    end_chain(scanning, &definition);
    macro.lopsided |= definition.parens || definition.braces;
    if (macro.count || macro.paste_count || macro.header || macro.applies || macro.lopsided || macro.divides ||
        definition.any_parameter || strcmp(intern_get(scanner->names, macro.name), "static") == 0)
        *array_push(&scan->macros, scanner->arena) = macro;
}

/* ---- all directives ---- */

static void take_condition(struct scanning *scanning, const struct token *directive)
{
    if (!scanning->outline)
        return;
    if (is_word(directive, "endif"))
        outline_endif(scanning->outline);
    else if (directive->text[0] == 'e')
        outline_else(scanning->outline, is_word(directive, "else"));
    else
        outline_if(scanning->outline);
}

/* The rest of a line: names count where they are no condition, and in a source wherever they are. */
static void take_line(struct scanning *scanning, bool counts)
{
    struct token token;
    for (lexer_next(&scanning->lexer, &token); token.kind != TOKEN_LINE; lexer_next(&scanning->lexer, &token)) {
        if (token.kind == TOKEN_NAME && (counts || !scanning->outline))
            scan_mention(scanning->scanner, scanning->scan, &token);
        else if (token.kind == TOKEN_NAME)
            outline_condition(scanning->outline, &token);
        else if (token.kind == TOKEN_LITERAL)
            take_literal(scanning->scanner, scanning->scan, &token);
    }
}

static void take_directive(struct scanning *scanning)
{
    static const char *const conditions[] = {"if",   "ifdef",   "ifndef",   "elif",
                                             "else", "elifdef", "elifndef", "endif", NULL};
    struct token token;
    lexer_next(&scanning->lexer, &token);
    if (token.kind == TOKEN_LINE)
        return;
    bool name = token.kind == TOKEN_NAME;
    bool condition = false;
    for (const char *const *word = conditions; name && *word; word++)
        condition |= is_word(&token, *word);
    if (!condition && scanning->outline)
        outline_directive(scanning->outline);
    if (condition) {
        take_condition(scanning, &token);
        take_line(scanning, false);
    } else if (name && is_word(&token, "define")) {
        take_define(scanning);
    } else if (name && is_word(&token, "include_next")) {
        take_include(scanning, true);
    } else if (name && (is_word(&token, "include") || is_word(&token, "import") ||
                        is_word(&token, "__include_macros"))) {
        take_include(scanning, false);
    } else if (name && (is_word(&token, "error") || is_word(&token, "warning") || is_word(&token, "undef"))) {
        lexer_skip_line(&scanning->lexer);
    } else {
        take_line(scanning, true);
    }
}

/* A raw string that is none, in C: its text is code. */
static void take_raw(struct scanning *scanning, const struct token *raw)
{
    struct lexer inside;
    struct token token;
    char *copy = arena_copy(raw->text, raw->length, scanning->room);
    lexer_start(&inside, copy, raw->length, scanning->room);
    if (scanning->outline)
        outline_raw(scanning->outline);
    for (lexer_next(&inside, &token); token.kind != TOKEN_END; lexer_next(&inside, &token))
        if (token.kind == TOKEN_NAME)
            scan_mention(scanning->scanner, scanning->scan, &token);
}

void scan_text(struct scanner *scanner, const char *bytes, size_t length, bool whole, struct scan *scan)
{
    struct arena *room = arena_new();
    struct scanning scanning = {.scanner = scanner, .scan = scan, .room = room};
    scanner->stamp++;
    lexer_start(&scanning.lexer, bytes, length, room);
    if (!whole)
        scanning.outline = outline_new(scanner, scan, bytes, room);
    struct token token;
    for (lexer_next(&scanning.lexer, &token); token.kind != TOKEN_END; lexer_next(&scanning.lexer, &token)) {
        if (token.kind == TOKEN_HASH)
            take_directive(&scanning);
        else if (token.kind == TOKEN_RAW)
            take_raw(&scanning, &token);
        else if (token.kind == TOKEN_LITERAL)
            take_literal(scanner, scan, &token);
        if (token.kind == TOKEN_HASH || token.kind == TOKEN_RAW)
            continue;
        if (scanning.outline)
            outline_take(scanning.outline, &token);
        else if (token.kind == TOKEN_NAME)
            scan_mention(scanner, scan, &token);
    }
    if (scanning.outline)
        outline_end(scanning.outline);
    if (scanning.lexer.odd && !scan->trouble)
        scan->trouble = "it has characters that are written as numbers or trigraphs";
    arena_free(room);
}
