/* SPDX-License-Identifier: Apache-2.0
 *
 * Units: what was compiled, how, and how to parse it as its own compiler would see it.
 */
#ifndef SIGVET_DISCOVER_UNIT_H
#define SIGVET_DISCOVER_UNIT_H

#include "base/array.h"
#include <stdbool.h>

enum unit_language { LANGUAGE_C, LANGUAGE_CXX, LANGUAGE_ASSEMBLER };

struct unit {
    const char *file;      /* absolute path of the source, as folded by text_path */
    const char *directory; /* absolute; relative names in arguments start here */
    const char *object;    /* absolute path of the output; NULL: not known */
    const char *const
        *arguments; /* the compile command, compiler first, NULL behind; as the database has it */
    enum unit_language language;
    const char *const *parse; /* the command for libclang, NULL behind; NULL: cannot be parsed, see trouble */
    const char *const
        *plain;          /* the same as clang itself would see the unit: what is tried when parse fails */
    const char *trouble; /* why it cannot be parsed ("no such file"), or NULL */
    const char *trouble_kind; /* the kind of gap that trouble is: "unit-failed", "assembler-unit" */
    const char *note;     /* what is not as the compiler sees it ("compiler not asked: …"), or NULL; a gap
                             "compiler-not-asked" */
    uint64_t command_key; /* hash of directory, parse arguments and what the compiler said of itself */
};

struct units {
    ARRAY(struct unit) items; /* in the order of file, then arguments; duplicates dropped */
    const char *error;    /* the database itself cannot be read: one line that says what to do; NULL: fine */
    bool missing;         /* the error is that there is no database: wrong usage, not wrong input */
    const char *database; /* path of the compilation database; NULL: a lone file */
};

struct discover_options {
    const char *build_directory; /* -p; holds compile_commands.json */
    const char
        *query_driver; /* colon-separated globs of compilers that may be asked besides those on PATH; NULL */
    const char *lone_file;         /* FILE.c -- FLAGS: no database; NULL otherwise */
    const char *const *lone_flags; /* NULL behind */
    const char *scratch;           /* a folder for the files of predefined macros; made by the caller */
};

/* Never fails: what is wrong is in units.error or in a unit's trouble. Asks each compiler once per set of
 * flags. */
struct units *discover_units(const struct discover_options *options, struct arena *arena);

#endif
