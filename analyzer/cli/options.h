/* SPDX-License-Identifier: Apache-2.0
 *
 * The command line, read into one struct.
 */
#ifndef SIGVET_CLI_OPTIONS_H
#define SIGVET_CLI_OPTIONS_H

#include "base/fault.h"
#include "graph/graph.h"

enum fail_on { FAIL_ON_UNSAFE, FAIL_ON_UNPROVEN, FAIL_ON_CLEAN, FAIL_ON_NEVER };

enum parse { PARSE_NEEDED, PARSE_ALL };
enum view { VIEW_BOTH, VIEW_SOURCE, VIEW_OBJECT };

struct options {
    const char *command;
    const char *build_directory; /* absolute; where compile_commands.json is. NULL: a lone file */
    const char *lone_file;       /* FILE.c -- FLAGS; NULL */
    const char *const *lone_flags;
    ARRAY(struct root) roots;
    ARRAY(const char *) links;   /* linked programs besides those in the build folder; absolute */
    ARRAY(const char *) libraries; /* --library: shared libraries and archives; absolute */
    const char *binary;          /* --binary: compiled code alone, without units; absolute. NULL */
    enum parse parse;
    enum view view;
    bool compile;                /* missing objects are made */
    ARRAY(const char *) variants; /* NAME[,NAME...], all, or NAME:FLAGS, as written */
    ARRAY(struct declared) declared; /* --never and its like */
    const char *compiler;        /* --cc: makes objects in place of the units' own; NULL */
    const char *policy;
    const char *tables;          /* the project's own; NULL */
    const char *database;        /* --db; NULL: sigvet.db in the build folder, none for a lone file */
    const char *query_driver;
    const char *format;
    uint32_t workers;
    struct stack_said stack;     /* --stack-limit, --signal-frame */
    enum fail_on fail_on;
    int verbosity;
    bool colour;
    const char *subject;         /* explain: a rule, handler or function; verify: a database */
    bool objects;                /* verify: read the objects again */
};

/* Reads the command line; what is wrong with it ends the program with exit 2, --help and --version with 0. */
void options_read(int argc, char **argv, struct options *options, struct arena *arena);

/* declare.c */

/* FUNCTION[@FILE][=POLICY] of --root. */
void options_root(struct options *options, const char *text, struct arena *arena);

/* FUNCTION=WHY of an option such as --never. */
void options_declare(struct options *options, enum declared_kind kind, const char *option, const char *text,
                     struct arena *arena);

/* Gives the catalogue what the command line declares, and takes from it the functions that are to be roots. */
void options_declared(struct options *options, struct catalogue *catalogue, struct arena *arena);

/* One line on standard error that says what is wrong and where help is; ends the program with exit 2. */
noreturn void usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The database that a command reads: the word or --db, else sigvet.db in the build folder; NULL: none is known. */
const char *options_database(const struct options *options, struct arena *arena);

/* The folder of sigvet's own tables. */
const char *options_tables(struct arena *arena);

#endif
