/* SPDX-License-Identifier: Apache-2.0
 *
 * Parenthesised groups, the outermost ones: all names of a group count when it follows a macro that pastes, or has one in
 * it (APPLY(CAT, a, b)), or follows a group that counts; in the body of a macro also when it follows a parameter, for that
 * may be any macro (LIST(X) is X(a) X(b)).
 */
#include "discover/operands.h"
#include <string.h>

enum { GROUP_NAMES = 1 << 16 };

struct groups {
    uint32_t open; /* parentheses */
    bool counts;   /* the group at hand */
    bool follows;  /* a '(' now would make it count */
    ARRAY(struct token) names;
    ARRAY(struct token) parameters; /* of the macro whose body this is */
};

struct finding {
    struct scanner *scanner;
    const struct pasting *pasting;
    struct scan *scan;
    struct lexer lexer;
    struct arena *room;
};

static void end_group(struct finding *finding, struct groups *groups)
{
    for (uint32_t i = 0; groups->counts && i < groups->names.count; i++)
        scan_operand(finding->scanner, finding->scan, &groups->names.items[i]);
    groups->names.count = 0;
}

static bool is_parameter(const struct groups *groups, const struct token *token)
{
    for (uint32_t i = 0; i < groups->parameters.count; i++) {
        const struct token *parameter = &groups->parameters.items[i];
        if (parameter->length == token->length && memcmp(parameter->text, token->text, token->length) == 0)
            return true;
    }
    return false;
}

static void take_name(struct finding *finding, struct groups *groups, const struct token *token)
{
    const struct pasting *pasting = finding->pasting;
    bool pastes = filter_may_have(&pasting->filter, token->text, token->length) &&
                  pasting_has(pasting, scan_name(finding->scanner, token->text, token->length));
    groups->follows = pastes || is_parameter(groups, token);
    if (!groups->open)
        return;
    groups->counts |= pastes;
    if (groups->names.count == GROUP_NAMES) {
        groups->counts = true;
        end_group(finding, groups);
    }
    *array_push(&groups->names, finding->room) = *token;
}

static void take(struct finding *finding, struct groups *groups, const struct token *token)
{
    char mark = token->kind == TOKEN_MARK ? token->mark : '\0';
    if (token->kind == TOKEN_NAME) {
        take_name(finding, groups, token);
    } else if (mark == '(') {
        groups->counts = groups->follows || (groups->open && groups->counts);
        groups->follows = false;
        groups->open++;
    } else if (mark == ')' && groups->open && --groups->open == 0) {
        groups->follows = groups->counts;
        end_group(finding, groups);
    } else {
        groups->follows = false;
    }
}

static bool is_word(const struct token *token, const char *word)
{
    return token->length == strlen(word) && memcmp(token->text, word, token->length) == 0;
}

/* The body of a macro is a text of its own. */
static void take_directive(struct finding *finding, struct groups *groups)
{
    struct token token;
    lexer_next(&finding->lexer, &token);
    bool define = token.kind == TOKEN_NAME && is_word(&token, "define");
    groups->open = groups->names.count = groups->parameters.count = 0;
    groups->counts = groups->follows = false;
    if (define) {
        lexer_next(&finding->lexer, &token);
        if (token.kind == TOKEN_NAME && *finding->lexer.at == '(')
            do {
                lexer_next(&finding->lexer, &token);
                if (token.kind == TOKEN_NAME)
                    *array_push(&groups->parameters, finding->room) = token;
            } while (token.kind != TOKEN_LINE && !(token.kind == TOKEN_MARK && token.mark == ')'));
    }
    while (token.kind != TOKEN_LINE) {
        lexer_next(&finding->lexer, &token);
        if (define)
            take(finding, groups, &token);
    }
    end_group(finding, groups);
}

void operands_find(struct scanner *scanner, const char *bytes, size_t length, const struct pasting *pasting,
                   struct scan *scan)
{
    struct arena *room = arena_new();
    struct finding finding = {.scanner = scanner, .pasting = pasting, .scan = scan, .room = room};
    struct groups text = {0}, body = {0};
    struct token token;
    scanner->stamp++;
    scan->operands.count = 0; /* of an earlier search, among fewer macros */
    lexer_start(&finding.lexer, bytes, length, room);
    for (lexer_next(&finding.lexer, &token); token.kind != TOKEN_END; lexer_next(&finding.lexer, &token)) {
        if (token.kind == TOKEN_HASH)
            take_directive(&finding, &body);
        else
            take(&finding, &text, &token);
    }
    end_group(&finding, &text);
    arena_free(room);
}
