/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions of a header that only its own unit can call, for the outline that finds them: from the words of a head
 * and of the body behind it to a struct local_function. A function is left out, and its names are mentions, unless its
 * form is beyond doubt: static among its words, one list of parameters, a body that is whole in every branch of #if.
 */
#ifndef SIGVET_DISCOVER_LOCAL_H
#define SIGVET_DISCOVER_LOCAL_H

#include "discover/scan.h"

struct local_reader {
    struct scanner *scanner;
    struct scan *scan;
    const char *bytes; /* where the text begins */
    struct arena *arena;
    ARRAY(struct token) head; /* of the statement at hand */
    bool broken;              /* it is no head of such a function */
    bool odd;                 /* nothing that comes is beyond doubt */
    bool open;                /* in a body */
    uint32_t branches;        /* #if around it */
    uint32_t parens;          /* open ones in it */
    struct local_function function;
};

void local_start(struct local_reader *reader, struct scanner *scanner, struct scan *scan, const char *bytes,
                 struct arena *arena);

/* A word of a statement; whether it may still be the head of such a function. */
bool local_head(struct local_reader *reader, const struct token *token);

/* What comes before the next statement is no such head. */
void local_break(struct local_reader *reader);
void local_end_statement(struct local_reader *reader);

/* At a '{', within so many #if: whether the body of such a function begins. */
bool local_open(struct local_reader *reader, const struct token *brace, uint32_t branches);

/* Of an open one: whether a name of its head may be its own. */
bool local_owns(const struct local_reader *reader, const struct token *token);

/* A word of the body. */
void local_take(struct local_reader *reader, const struct token *token);

/* At the '}' that ends the body. */
void local_close(struct local_reader *reader, const struct token *brace, uint32_t branches);

/* #else or #endif, within so many #if. */
void local_branch_ends(struct local_reader *reader, uint32_t branches);

/* The body at hand is none of such a function after all, if there is one; and neither is any that comes. */
void local_abandon(struct local_reader *reader);
void local_give_up(struct local_reader *reader);

#endif
