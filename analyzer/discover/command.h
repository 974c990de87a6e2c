/* SPDX-License-Identifier: Apache-2.0
 *
 * A compile command, understood: what it compiles, where to, and which of its options matter. Launchers
 * before the compiler are taken off; sources and everything that only concerns code generation or linking is
 * left out.
 */
#ifndef SIGVET_DISCOVER_COMMAND_H
#define SIGVET_DISCOVER_COMMAND_H

#include "discover/unit.h"
#include "discover/words.h"

/* An option that matters. */
struct option_use {
    const char *name;  /* "-I", or the whole option when it has no value */
    const char *value; /* NULL: none */
    bool joined;       /* name and value are one word */
    unsigned uses;     /* enum flag_use */
};

struct command {
    struct words arguments; /* compiler first */
    const char *dialect;    /* for -x: "c", "c++", "objective-c", "objective-c++"; NULL: not parsed */
    enum unit_language language;
    bool compiles; /* false: links, preprocesses or makes a precompiled header; no unit */
    bool nostdinc;
    const char *object; /* absolute; NULL: makes none */
    ARRAY(struct option_use) options;
};

/* Reads the words of a command that is said to compile `file`, an absolute path, into `output` (NULL: not
 * said). */
void command_read(const struct words *words, const char *file, const char *directory, const char *output,
                  struct command *command, struct arena *arena);

/* The options with one of these uses, appended as words. */
void command_options(const struct command *command, unsigned use, bool clang, struct words *words,
                     struct arena *arena);

/* The name of a compiler without version and target: "gcc" of "/usr/bin/x86_64-linux-gnu-gcc-12". */
const char *command_compiler_name(const char *compiler, struct arena *arena);

/* A folder of headers that a compiler brings for itself (stddef.h, immintrin.h), which no other one can use.
 */
bool command_builtin_folder(const char *path);

#endif
