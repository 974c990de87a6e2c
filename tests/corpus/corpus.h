/* SPDX-License-Identifier: Apache-2.0
 *
 * The corpus runner: corpus/README.md is its grammar. A case is read (cases.c), the builds it is to be seen in (builds.c),
 * its annotations as far as they hold in a build (annotations.c). The case is compiled (compile.c) or only described
 * (database.c), the program under test is run on it and its views are read (views.c), both are compared (compare.c);
 * run.c does that for all cases in several processes and adds up.
 */
#ifndef SIGVET_TESTS_CORPUS_H
#define SIGVET_TESTS_CORPUS_H

#include "base/array.h"
#include "base/text.h"
#include <stdbool.h>

struct settings {
    const char *corpus; /* the folder of themes */
    const char *sigvet; /* the program under test */
    const char *work;   /* where databases and outputs go */
    const char *clang;  /* the clang there is; NULL: none */
    bool compiled;      /* builds with objects, else those from source alone */
    const char *builds; /* only builds whose label fits this glob; NULL: all */
};

/* A way in which a case is built, or described as built. */
struct build {
    const char *label;        /* "gcc", "clang-19 -O2 -fsanitize=thread" */
    const char *compiler;     /* "gcc-12" */
    const char *const *flags; /* of the build, behind the case's own; NULL behind */
    bool clang;
    bool compiled;            /* there are objects */
};

struct builds {
    ARRAY(struct build) items;
    ARRAY(const char *) absent; /* compilers that a case asks for and nobody has, one for each build */
};

/* One folder of the corpus. */
struct test_case {
    const char *theme;
    const char *name;         /* "theme/case" */
    const char *directory;    /* real path */
    const char *shown;        /* "corpus/theme/case" */
    const char *const *words; /* compiler flags, NULL behind */
    const char *const *options;
    const char *compilers;    /* content of the file `compilers`; "" : all */
    const char *graph;        /* content of graph.expected; NULL: none */
    const char *builds;       /* content of the file `builds`; NULL: none */
    const char *objects;      /* content of the file `objects`: units whose object is not as usual; "" : none */
    const char *programs;     /* content of the file `programs`: what is linked; "" : nothing */
    ARRAY(const char *) sources; /* .c and .S */
    ARRAY(const char *) files;   /* whose annotations count: headers too */
};

enum expectation {
    EXPECT_FINDS,
    EXPECT_QUIET,
    EXPECT_MISSES,
    EXPECT_WRONGLY_FINDS,
    EXPECT_GAP,
    EXPECT_HANDLER,
    EXPECT_WRONGLY_HANDLER,
};

struct annotation {
    enum expectation kind;
    const char *file;    /* below the case's folder */
    uint32_t line;
    const char *what;    /* rule, kind of gap or handler */
    const char *chain;   /* FINDS: "a > b", "" any; HANDLER: the signals */
    const char *callee;  /* FINDS: a glob, "" any */
    const char *cause;   /* FINDS: a glob, "" any */
    const char *verdict; /* HANDLER; "" any */
    bool met;
};

/* One row of a view. */
struct row {
    const char *file; /* below the case's folder, else absolute */
    uint32_t line;
    const char *what;    /* rule, kind of gap, handler, or "caller > callee kind" */
    const char *chain;   /* finding: chain; registration: signals */
    const char *callee;  /* finding */
    const char *cause;   /* finding */
    const char *verdict; /* registration */
    bool claimed;
};

struct rows {
    ARRAY(struct row) items;
};

struct views {
    struct rows findings;
    struct rows handlers; /* registrations by handler and place */
    struct rows gaps;
    struct rows calls;
    bool unsafe;          /* some handler is */
    bool proved;          /* some handler is */
};

struct annotations {
    ARRAY(struct annotation) items;
};

/* What was right and wrong of one rule, for the totals. */
struct tally {
    const char *rule;           /* or "handler" */
    uint32_t finds, found;      /* annotated, and of these reported */
    uint32_t quiet, kept_quiet;
    uint32_t misses;            /* known and still missed */
    uint32_t wrongly;           /* known and still reported */
    uint32_t unexpected;        /* reported and not annotated */
};

struct verdicts {
    ARRAY(struct tally) tallies;
    ARRAY(const char *) failures; /* one line each, in the order of file and line */
};

/* cases.c */
struct case_names {
    ARRAY(const char *) items; /* "theme/case", sorted */
};

void cases_find(const char *corpus, const char *filter, struct case_names *names, struct arena *arena);
void case_read(const struct settings *settings, const char *name, struct test_case *test, struct arena *arena);

/* The words of a text, NULL behind; quotes and backslashes as a shell has them. */
const char *const *split_words(const char *text, struct arena *arena);

/* builds.c */
void builds_find(const struct settings *settings, const struct test_case *test, struct builds *builds,
                 struct arena *arena);

/* The flags of a case in a build, without compiler and file; NULL behind. */
const char *const *build_words(const struct test_case *test, const struct build *build, struct arena *arena);

/* Is this a build that the words of a bracket mean ("clang* -O0", "! gcc")? */
bool build_fits(const struct test_case *test, const struct build *build, const char *bracket, struct arena *arena);

/* "text [a b] [c]": cuts the brackets off and says whether all of them mean this build. */
bool brackets_cut(const struct test_case *test, const struct build *build, const char **text, struct arena *arena);

/* database.c */
/* The command of a unit; NULL behind. */
const char *const *unit_words(const struct test_case *test, const struct build *build, const char *source,
                              const char *object, struct arena *arena);
const char *unit_object(const char *folder, const char *source, struct arena *arena);
bool database_write(const struct test_case *test, const struct build *build, const char *folder,
                    struct arena *arena);

/* compile.c: what went wrong, or NULL. Objects that are there and still right are kept. */
const char *case_compile(const struct test_case *test, const struct build *build, const char *folder,
                         struct arena *arena);

/* annotations.c: adds those of all files that hold in the build; what breaks the grammar is a failure. */
void annotations_read(const struct test_case *test, const struct build *build, struct annotations *annotations,
                      struct verdicts *verdicts, struct arena *arena);

/* views.c: false, with a failure added, when the case cannot be run. */
bool views_make(const struct settings *settings, const struct test_case *test, const struct build *build,
                struct views *views, struct verdicts *verdicts, struct arena *arena);

/* compare.c */
void compare_all(const struct test_case *test, const struct build *build, struct annotations *annotations,
                 struct views *views, struct verdicts *verdicts, struct arena *arena);
struct tally *tally_of(struct verdicts *verdicts, const char *rule, struct arena *arena);

#endif
