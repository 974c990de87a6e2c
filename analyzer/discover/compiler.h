/* SPDX-License-Identifier: Apache-2.0
 *
 * What a compiler says of itself: its predefined macros, where it looks for headers, its target. Each is
 * asked once for each set of options that changes the answer, and only when it may be run at all.
 */
#ifndef SIGVET_DISCOVER_COMPILER_H
#define SIGVET_DISCOVER_COMPILER_H

#include "base/intern.h"
#include "discover/command.h"

struct answer {
    const char *trouble;  /* one line on why nothing is known; NULL: all below is */
    bool clang;           /* it is a clang; else it calls itself a GNU compiler */
    const char *macros;   /* a file of #defines for -imacros, made for clang to understand */
    uint64_t macros_hash; /* of its text */
    const char *target;   /* "x86_64-linux-gnu", or NULL */
    struct words options; /* for libclang: language standard and what else follows from the macros */
    struct words first;   /* folders of headers before the compiler's own, C++ libraries mostly */
    struct words last;    /* those behind it */
    const char *scratch;  /* where that file is */
    struct intern *names; /* of all macros it predefines */
};

struct compilers;

struct compilers *compilers_new(const char *query_driver, const char *scratch, struct arena *arena);

/* Never NULL; the same answer for the same question. */
const struct answer *compiler_ask(struct compilers *compilers, const struct command *command,
                                  const char *directory);

/* Whether libclang should take the compiler for a clang, judged by its name alone. */
bool compiler_named_clang(const char *compiler, struct arena *arena);

#endif
