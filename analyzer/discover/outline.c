/* SPDX-License-Identifier: Apache-2.0
 *
 * A small machine over the words of a header. The names of the statement at hand are held back until it is known whether
 * it is code: then they are mentions, and so is the rest of it; a declaration's names are dropped at its end.
 */
#include "discover/outline.h"
#include "discover/local.h"
#include <string.h>

enum { NESTING = 4096, HELD_NAMES = 1 << 16 };

#define FOREVER UINT32_MAX /* a body that never ends */

enum head { HEAD_NONE, HEAD_TAG, HEAD_BASES }; /* of a record: behind its keyword; behind a ':' */

enum scope { SCOPE_FILE, SCOPE_RECORD, SCOPE_ENUM };

struct statement {
    uint32_t start;       /* first of its names that are held */
    uint32_t tokens;      /* so far */
    uint32_t parens;      /* open ones */
    uint32_t head_names;  /* since the keyword */
    uint32_t head_parens; /* open ones of an attribute since the keyword */
    enum head head;
    bool head_enum;
    bool attribute;   /* the last name of the head takes parentheses */
    bool code;        /* it counts */
    bool assigned;    /* there was a '=' */
    bool name_first;  /* it begins with a name that may be a macro's */
    bool transparent; /* it begins as extern "C" or namespace do */
    bool space;       /* it is a namespace */
};

struct branch {
    uint32_t scopes; /* at #if */
    uint32_t body;
    bool body_closes;
    uint32_t end_scopes; /* at the end of the first branch */
    uint32_t end_body;
    bool ended; /* there is such an end */
    bool all;   /* there was an #else */
};

struct outline {
    struct scanner *scanner;
    struct scan *scan;
    struct arena *arena;
    struct statement statement;
    enum scope scope;
    uint32_t body;    /* open braces of code; 0: at file scope or in a record */
    bool body_closes; /* the statement ends with the body */
    ARRAY(struct token) held;
    ARRAY(struct statement) outer; /* statements around the record at hand */
    ARRAY(enum scope) scopes;      /* and the scopes that they are in */
    ARRAY(struct branch) branches;
    struct local_reader local;
};

struct outline *outline_new(struct scanner *scanner, struct scan *scan, const char *bytes, struct arena *arena)
{
    struct outline *outline = arena_alloc(sizeof *outline, arena);
    *outline = (struct outline){.scanner = scanner, .scan = scan, .arena = arena};
    local_start(&outline->local, scanner, scan, bytes, arena);
    return outline;
}

static bool is(const struct token *token, const char *word)
{
    return strlen(word) == token->length && memcmp(token->text, word, token->length) == 0;
}

static bool is_one(const struct token *token, const char *const *words)
{
    for (; *words; words++)
        if (is(token, *words))
            return true;
    return false;
}

/* The names that were held back since `start` are mentions. */
static void release(struct outline *outline, uint32_t start)
{
    for (uint32_t i = start; i < outline->held.count; i++)
        scan_mention(outline->scanner, outline->scan, &outline->held.items[i]);
    outline->held.count = start;
}

/* They only declare. */
static void drop(struct outline *outline, uint32_t start)
{
    for (uint32_t i = start; i < outline->held.count; i++)
        scan_declaring(outline->scanner, outline->scan, &outline->held.items[i]);
    outline->held.count = start;
}

static void count_statement(struct outline *outline)
{
    outline->statement.code = true;
    release(outline, outline->statement.start);
}

static void end_statement(struct outline *outline)
{
    uint32_t start = outline->statement.start;
    if (outline->statement.code)
        release(outline, start);
    else
        drop(outline, start);
    if (!outline->outer.count)
        local_end_statement(&outline->local);
    outline->statement = (struct statement){.start = start};
}

/* Nothing is certain any more: all that is held, and all that comes, counts. */
static void give_up(struct outline *outline)
{
    outline->outer.count = outline->scopes.count = 0;
    outline->scope = SCOPE_FILE;
    release(outline, 0);
    local_give_up(&outline->local);
    outline->statement = (struct statement){0};
    outline->body = FOREVER;
}

static void leave_record(struct outline *outline)
{
    end_statement(outline);
    outline->statement = *array_last(&outline->outer);
    outline->scope = *array_last(&outline->scopes);
    outline->outer.count--;
    outline->scopes.count--;
}

static void enter_record(struct outline *outline)
{
    if (outline->outer.count == NESTING) {
        give_up(outline);
        return;
    }
    local_break(&outline->local);
    enum scope scope = outline->statement.head_enum ? SCOPE_ENUM : SCOPE_RECORD;
    outline->statement.head = HEAD_NONE;
    *array_push(&outline->outer, outline->arena) = outline->statement;
    *array_push(&outline->scopes, outline->arena) = outline->scope;
    outline->scope = scope;
    outline->statement = (struct statement){.start = outline->held.count};
}

/* The names of its head that cannot be its own are mentions; it keeps the others. */
static void open_local(struct outline *outline)
{
    uint32_t start = outline->statement.start;
    for (uint32_t i = start; i < outline->held.count; i++)
        if (!local_owns(&outline->local, &outline->held.items[i]))
            scan_mention(outline->scanner, outline->scan, &outline->held.items[i]);
    outline->held.count = start;
    outline->statement.code = true;
}

static void open_brace(struct outline *outline, const struct token *brace)
{
    struct statement *statement = &outline->statement;
    bool value = statement->parens || statement->assigned;
    if (!value && statement->head != HEAD_NONE && !statement->head_parens) {
        enter_record(outline);
    } else if (!value && statement->transparent && !statement->code) {
        end_statement(outline);
    } else {
        if (!value && !outline->outer.count && local_open(&outline->local, brace, outline->branches.count))
            open_local(outline);
        else
            count_statement(outline);
        outline->body = 1;
        outline->body_closes = !value;
    }
}

static void close_brace(struct outline *outline)
{
    if (outline->outer.count) {
        leave_record(outline);
    } else { /* of extern "C" or a namespace; macros may stand before it, without a semicolon */
        release(outline, outline->statement.start);
        end_statement(outline);
    }
}

static void take_in_body(struct outline *outline, const struct token *token)
{
    struct local_reader *local = &outline->local;
    if (local->open)
        local_take(local, token);
    else if (token->kind == TOKEN_NAME)
        scan_mention(outline->scanner, outline->scan, token);
    if (token->kind == TOKEN_MARK && outline->body != FOREVER) {
        outline->body += token->mark == '{';
        outline->body -= token->mark == '}';
        if (outline->body == 0 && local->open)
            local_close(local, token, outline->branches.count);
        if (outline->body == 0 && outline->body_closes)
            end_statement(outline);
    }
}

/* Follows what may be "struct NAME {" with attributes in between, or with the bases of a class. */
static void take_head(struct outline *outline, const struct token *token)
{
    static const char *const keywords[] = {"struct", "union", "enum", "class", NULL};
    static const char *const attributes[] = {"__attribute__", "__attribute", "_Alignas",
                                             "alignas",       "__declspec",  NULL};
    struct statement *statement = &outline->statement;
    char mark = token->kind == TOKEN_MARK ? token->mark : '\0';
    if (token->kind == TOKEN_NAME && token->length >= 4 && token->length <= 6 && is_one(token, keywords)) {
        bool class_enum = statement->head == HEAD_TAG && statement->head_enum && !statement->head_names;
        statement->head_enum = class_enum || is(token, "enum");
        statement->head = HEAD_TAG;
        statement->head_names = statement->head_parens = 0;
        statement->attribute = false;
    } else if (statement->head == HEAD_NONE) {
        return;
    } else if (statement->head_parens || ((mark == '(' || mark == '[') && statement->attribute) ||
               (mark == '[' && statement->head == HEAD_TAG && !statement->head_names)) {
        statement->head_parens += mark == '(' || mark == '[';
        statement->head_parens -= mark == ')' || mark == ']';
        statement->attribute &= statement->head_parens > 0;
    } else if (token->kind == TOKEN_NAME && is_one(token, attributes)) {
        statement->attribute = true;
    } else if (token->kind == TOKEN_NAME && statement->head == HEAD_TAG) {
        if (++statement->head_names > 1 && !is(token, "final"))
            statement->head = HEAD_NONE;
    } else if (mark == ':') {
        statement->head = HEAD_BASES;
    } else if (statement->head == HEAD_TAG ? mark != '{' : mark && !strchr(",<>.{", mark)) {
        statement->head = HEAD_NONE;
    }
}

/* By its first two words: whether a statement is none that declares. */
static void take_beginning(struct outline *outline, const struct token *token)
{
    static const char *const executed[] = {"break", "case",   "continue", "default", "do",  "else",
                                           "goto",  "return", "throw",    "try",     NULL};
    static const char *const specifiers[] = {"__attribute__", "__attribute", "_Alignas", "alignas",
                                             "__declspec",    "__typeof__",  "__typeof", "typeof", NULL};
    static const char *const declaring[] = {"extern", "static",   "typedef", "const", "inline",
                                            "struct", "union",    "enum",    "class", "template",
                                            "void",   "int",      "char",    "long",  "short",
                                            "signed", "unsigned", "float",   "double", NULL};
    struct statement *statement = &outline->statement;
    bool name = token->kind == TOKEN_NAME;
    if (statement->tokens == 1 && name && token->first && statement->name_first) {
        statement->tokens = 0; /* a macro alone on the line above: __BEGIN_DECLS */
        release(outline, statement->start);
    }
    if (statement->tokens == 0) {
        statement->name_first = name && !is_one(token, declaring) && !is_one(token, specifiers);
        statement->space = name && is(token, "namespace");
        statement->transparent = statement->space || (name && is(token, "extern"));
        if (outline->scope == SCOPE_FILE && (name ? is_one(token, executed) : token->mark != ';'))
            count_statement(outline);
    } else if (statement->tokens == 1) {
        bool declares = name || token->kind == TOKEN_LITERAL ||
                        (token->kind == TOKEN_MARK && strchr("*&:<~{}", token->mark));
        if (outline->scope == SCOPE_FILE && statement->name_first && !declares)
            count_statement(outline);
        statement->space |= name && is(token, "namespace"); /* inline namespace */
        statement->transparent |= statement->space;
    } else if (statement->tokens == 2) {
        statement->transparent = statement->space || (statement->transparent && token->mark == '{');
    }
    statement->tokens += statement->tokens < 3;
}

static void take_mark(struct outline *outline, const struct token *token)
{
    struct statement *statement = &outline->statement;
    switch (token->mark) {
    case '(':
        statement->parens++;
        break;
    case ')':
        statement->parens -= statement->parens > 0;
        break;
    case '=':
        if (outline->scope != SCOPE_ENUM) {
            statement->assigned = true;
            count_statement(outline);
        }
        break;
    case ';':
        end_statement(outline);
        break;
    case '{':
        open_brace(outline, token);
        break;
    case '}':
        close_brace(outline);
        break;
    default:
        break;
    }
}

void outline_take(struct outline *outline, const struct token *token)
{
    if (outline->body) {
        take_in_body(outline, token);
        return;
    }
    if (!(token->kind == TOKEN_MARK && token->mark == '}')) {
        take_beginning(outline, token);
        take_head(outline, token);
    }
    bool may_be_local = outline->outer.count == 0 && local_head(&outline->local, token);
    if (token->kind == TOKEN_MARK) {
        take_mark(outline, token);
    } else if (token->kind == TOKEN_NAME) {
        if (outline->held.count - outline->statement.start >= HELD_NAMES)
            count_statement(outline);
        if (outline->statement.code && !may_be_local)
            scan_mention(outline->scanner, outline->scan, token);
        else
            *array_push(&outline->held, outline->arena) = *token;
    }
}

void outline_if(struct outline *outline)
{
    local_break(&outline->local);
    if (outline->body == FOREVER)
        return;
    if (outline->branches.count == NESTING)
        give_up(outline);
    else
        *array_push(&outline->branches, outline->arena) =
            (struct branch){
            .scopes = outline->outer.count, .body = outline->body, .body_closes = outline->body_closes};
}

/* Compares where this branch ends with where another ended. */
static bool ends_alike(const struct outline *outline, uint32_t scopes, uint32_t body)
{
    return outline->outer.count == scopes && outline->body == body;
}

void outline_else(struct outline *outline, bool last)
{
    local_branch_ends(&outline->local, outline->branches.count);
    if (outline->body == FOREVER || !outline->branches.count)
        return;
    struct branch *branch = array_last(&outline->branches);
    if (outline->outer.count < branch->scopes ||
        (branch->ended && !ends_alike(outline, branch->end_scopes, branch->end_body))) {
        give_up(outline);
        return;
    }
    branch->end_scopes = outline->outer.count;
    branch->end_body = outline->body;
    branch->ended = true;
    branch->all |= last;
    while (outline->outer.count > branch->scopes)
        leave_record(outline);
    if (outline->body && !branch->body && outline->body_closes)
        end_statement(outline);
    outline->body = branch->body;
    if (outline->body) {
        outline->body_closes = branch->body_closes;
        outline->statement.code = true;
    }
}

void outline_endif(struct outline *outline)
{
    local_branch_ends(&outline->local, outline->branches.count);
    if (outline->body == FOREVER || !outline->branches.count)
        return;
    struct branch branch = *array_last(&outline->branches);
    outline->branches.count--;
    if ((branch.ended && !ends_alike(outline, branch.end_scopes, branch.end_body)) ||
        (!branch.all && !ends_alike(outline, branch.scopes, branch.body)))
        give_up(outline);
}

void outline_condition(struct outline *outline, const struct token *token)
{
    if (outline->local.open)
        local_take(&outline->local, token);
}

void outline_directive(struct outline *outline)
{
    local_break(&outline->local);
    local_abandon(&outline->local);
}

void outline_raw(struct outline *outline)
{
    local_give_up(&outline->local);
}

void outline_end(struct outline *outline)
{
    local_give_up(&outline->local);
    release(outline, 0); /* a statement that goes on behind the #include */
}
