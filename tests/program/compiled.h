/* SPDX-License-Identifier: Apache-2.0
 *
 * What compiled code adds to a program made by hand: bodies in objects with their marks, and calls that only the object
 * has. Everything is added to the graph after program_link, as the graph would have it; nothing is matched.
 */
#ifndef SIGVET_TESTS_COMPILED_H
#define SIGVET_TESTS_COMPILED_H

#include "program.h"

/* The node of a name; a new external one when the program has none. */
uint32_t node_of(struct program *program, const char *name);

/* The compiled body of a function, in an object of its own: the facts, to add to. A node has one. */
struct object_facts *compile(struct program *program, const char *function);

/* The body of `function` shows instrumentation of this kind by this symbol. */
void mark(struct program *program, const char *function, const char *kind, const char *symbol);

/* The compiler of the unit of a function. */
void compiled_by(struct program *program, const char *function, enum compiler_family compiler);

/* A call that only the object has, at a line; good until the next one. Its symbol is that of the callee. */
struct edge *hidden_call(struct program *program, const char *caller, const char *callee, uint32_t line);

/* The call from one to the other that the source makes, to change. */
struct edge *written_call(struct program *program, const char *caller, const char *callee);

/* The call is inside `function`, whose own call is written at `line`; the innermost is added first. */
void inlined_there(struct program *program, struct edge *edge, const char *function, uint32_t line);

/* The call is made for a copy of that many bytes. */
void copies_there(struct program *program, struct edge *edge, enum copy_kind kind, uint64_t bytes);

#endif
