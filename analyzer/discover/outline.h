/* SPDX-License-Identifier: Apache-2.0
 *
 * Which statements at file scope of a header can become code, without knowing its types or macros: those with a body or
 * an initialiser, and those that begin as no declaration does. Records and enumerations do not count. When braces do not
 * fit together, all that follows counts.
 */
#ifndef SIGVET_DISCOVER_OUTLINE_H
#define SIGVET_DISCOVER_OUTLINE_H

#include "discover/scan.h"

struct outline;

/* bytes: where the text begins, that all tokens point into. */
struct outline *outline_new(struct scanner *scanner, struct scan *scan, const char *bytes, struct arena *arena);
void outline_take(struct outline *outline, const struct token *token);

/* #if, one of the #else that begin another branch, #endif: braces are balanced in each branch alone. */
void outline_if(struct outline *outline);
void outline_else(struct outline *outline, bool last);
void outline_endif(struct outline *outline);

/* A name in a condition; any other directive; a raw string, which may be none. */
void outline_condition(struct outline *outline, const struct token *token);
void outline_directive(struct outline *outline);
void outline_raw(struct outline *outline);
void outline_end(struct outline *outline);

#endif
