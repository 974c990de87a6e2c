/* SPDX-License-Identifier: Apache-2.0
 *
 * A program made by hand for tests of graph/ and judge/: units, functions, calls, slots and flows as facts/source would
 * write them, then linked under sigvet's own tables; and what was made of it as text, so that a test is a comparison.
 *
 * Everything is added to the unit begun last; each call and flow stands on a line of its own, counted from 10.
 */
#ifndef SIGVET_TESTS_PROGRAM_H
#define SIGVET_TESTS_PROGRAM_H

#include "catalogue/catalogue.h"
#include "graph/graph.h"

struct program {
    struct arena *arena;
    struct intern *names;
    struct catalogue *catalogue;
    ARRAY(struct graph_unit) units;
    ARRAY(struct graph_object) objects;
    ARRAY(struct root) roots;
    struct facts *facts;  /* of the unit begun last */
    name_id file;
    uint32_t line;        /* of what was added last */
    const struct root *unknown_root;
    struct graph *graph;  /* after program_link */
};

/* For cmocka: *state is the program. */
int program_setup(void **state);
int program_teardown(void **state);

void begin_unit(struct program *program, const char *file);

/* A unit that is not parsed; its object defines functions, which call nothing yet. */
void begin_unread(struct program *program, const char *file);
uint32_t define_in_object(struct program *program, const char *name, enum function_scope scope);
void call_in_object(struct program *program, uint32_t caller, const char *callee); /* of the function defined last */

/* Functions; each returns the index in the unit. */
uint32_t define(struct program *program, const char *name);
uint32_t define_as(struct program *program, const char *name, enum function_scope scope, const char *type);
uint32_t declare(struct program *program, const char *name);
uint32_t declare_weak(struct program *program, const char *name);

/* Slots. An empty path is "". */
uint32_t a_function(struct program *program, uint32_t function);
uint32_t a_number(struct program *program, uint32_t value);
uint32_t an_unknown(struct program *program);
uint32_t a_global(struct program *program, const char *name, const char *path);
uint32_t a_static(struct program *program, const char *name, const char *path);
uint32_t a_local(struct program *program, uint32_t function, const char *name, const char *path);
uint32_t a_parameter(struct program *program, uint32_t function, uint32_t index);
uint32_t a_result(struct program *program, uint32_t function);
uint32_t a_field(struct program *program, const char *tag, const char *field);
uint32_t an_argument(struct program *program, uint32_t call, uint32_t index);
uint32_t an_answer(struct program *program, uint32_t call);
uint32_t a_member_handed(struct program *program, uint32_t call, uint32_t index, const char *path);

/* Says that a pointer into the variable would see this field. */
void seen_as(struct program *program, uint32_t slot, uint32_t field);

void flow(struct program *program, uint32_t source, uint32_t target);
void flow_in_row(struct program *program, uint32_t source, uint32_t target, uint32_t row);
void flow_address(struct program *program, uint32_t source, uint32_t target);

/* Calls; each returns the index in the unit. */
uint32_t call(struct program *program, uint32_t caller, uint32_t callee, uint32_t arguments);
uint32_t call_through(struct program *program, uint32_t caller, uint32_t slot, const char *type);

/* signal(number, handler), as a call with its two arguments. */
uint32_t call_signal(struct program *program, uint32_t caller, uint32_t number, uint32_t handler);

void add_root(struct program *program, const char *function, const char *file);
void program_link(struct program *program);

/*
 * One line each, sorted. A function defined more than once is written name@file.
 * edges: "a > b", with "through qsort", "candidate", "run" or "pointer" behind.
 * handlers: "on_int SIGINT,SIGTERM main.c:12"; one line a place.
 * needs: "unit b.c", "symbol set", "field onsig", "type hooks", "every address".
 * gaps: "lost-flow cb in a", "unknown-handler signal" for the whole program.
 * reached: what a function reaches, in the order of discovery, each with its chain.
 */
const char *edges_of(struct program *program, const char *caller); /* NULL: all */
const char *handlers_of(struct program *program);
const char *gaps_of(struct program *program);
const char *needs_of(struct program *program);
const char *reached_from(struct program *program, const char *root);

#endif
