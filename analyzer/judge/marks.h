/* SPDX-License-Identifier: Apache-2.0
 *
 * The marks of instrumentation by compiled body. An object has them in one array; an index is made of all once for a
 * judgement, since every handler asks for the marks of all that it reaches.
 */
#ifndef SIGVET_JUDGE_MARKS_H
#define SIGVET_JUDGE_MARKS_H

#include "graph/graph.h"

struct marks;

struct marks *marks_index(const struct graph *graph, struct arena *arena);

/* The first mark of a body, and the next of the same body; NONE: no more. */
uint32_t marks_first(const struct marks *marks, const struct graph *graph, struct body body);
uint32_t marks_next(const struct marks *marks, uint32_t at);

const char *marks_kind(const struct marks *marks, uint32_t at);   /* "tsan" */
const char *marks_symbol(const struct marks *marks, uint32_t at); /* the symbol or section that shows it */

/* Does any body of the node have a mark? */
bool marks_any(const struct marks *marks, const struct graph *graph, const struct node *node);

#endif
