/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects for tests: sources compiled on the spot by every compiler that is there, and questions about their
 * facts.
 */
#ifndef SIGVET_TESTS_FACTS_OBJECT_SUPPORT_H
#define SIGVET_TESTS_FACTS_OBJECT_SUPPORT_H

#include "facts/object/object.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <cmocka.h>

struct compiler {
    const char *command;
    bool gcc;
    bool aarch64;
};

extern const struct compiler compilers[];
extern const uint32_t compiler_count;

/* What a test works in: an arena, names, and a folder. */
struct bench {
    struct arena *arena;
    struct intern *names;
    const char *folder;
    char made[512]; /* the file made last */
};

struct bench *bench_new(void);
void bench_free(struct bench *bench);

bool compiler_there(const struct compiler *compiler);

/* Compiles source to an object (or, with a link flag, a binary) and reads it; NULL: the compiler refused. */
const struct object_facts *bench_compile(struct bench *bench, const struct compiler *compiler,
                                         const char *flags, const char *source);
const struct object_facts *bench_read(struct bench *bench, const char *path);
bool bench_run(struct bench *bench, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Questions; NULL or NONE: no. */
const struct object_function *find_function(const struct object_facts *facts, const char *name);
const struct object_call *find_call(const struct object_facts *facts, const char *caller, const char *callee);
const struct object_call *find_kind(const struct object_facts *facts, const char *caller, uint32_t kind);
const struct object_reference *find_reference(const struct object_facts *facts, const char *holder,
                                              const char *name);
const struct object_reference *find_slot(const struct object_facts *facts, const char *datum, int64_t offset);
bool has_mark(const struct object_facts *facts, const char *function, const char *kind);
bool has_gap(const struct object_facts *facts, const char *kind);
bool has_argument(const struct object_facts *facts, const struct object_call *call, uint32_t position,
                  int64_t number, const char *name);

#define FOR_COMPILERS(c)                                                                                     \
    for (const struct compiler *c = compilers; c < compilers + compiler_count; c++)                          \
        if (compiler_there(c))

#endif
