/* SPDX-License-Identifier: Apache-2.0
 *
 * One run: the units of one variant with what was read of them so far. What is common to all variants (names, catalogue,
 * store) is pointed at. The files of cli/ that make the pipeline share it: run.c reads units, objects.c compiled code,
 * places.c where its calls are written, demand.c says what else is needed.
 */
#ifndef SIGVET_CLI_RUN_H
#define SIGVET_CLI_RUN_H

#include "cli/options.h"
#include "discover/compile.h"
#include "discover/objects.h"
#include "facts/collect.h"
#include "judge/judge.h"
#include "store/store.h"

/* What is known of one unit. */
struct run_unit {
    struct facts *facts;            /* NULL: not read */
    struct judged_unit judged;
    bool wanted;                    /* is to be read, or was */
    bool doubtful;                  /* whether its object is current is known when it was read */
    bool compiled;                  /* --compile or a variant has tried */
    bool reached;                   /* as built, handlers reach it; known when there are variants */
    uint32_t object;                /* in run->objects; NONE: no compiled code of it is known */
    const char *object_path;        /* NULL: not known */
    const char *object_gap;         /* why there is none: a kind of gap; NULL: there is one */
    const char *object_why;
};

struct run {
    const struct options *options;
    const struct catalogue *catalogue;
    const struct policy *policy;
    struct intern *names;
    struct arena *arena;
    struct store *store;            /* NULL: a lone file without --db */
    const char *variant;            /* "as built" */
    const struct units *units;
    const struct run *base;         /* of a variant: the program as it is built; else NULL */
    const char *scratch;            /* a folder that goes with the run */
    const struct compile_options *compile; /* how objects of reached functions are made; NULL: they are not */
    const uint32_t *compile_of;     /* unit -> index in compile; NONE: its compiler has no such variant. NULL: all 0 */
    uint32_t compile_count;
    struct sources *sources;
    struct run_unit *read;          /* a unit each */
    struct facts *nothing;          /* the facts of a unit that was not read */
    ARRAY(struct graph_object) objects;
    ARRAY(struct graph_program) programs;
    ARRAY(struct judged_gap) gaps;  /* of the run as a whole */
    struct libraries *libraries;    /* libraries.c; a variant has those of the program as it is built */
    struct map *libraries_added;    /* images whose code is among the objects; NULL: none */
    bool libraries_asked;           /* the graph is to ask for names of libraries */
    uint32_t library_objects;       /* how many of the objects are code of libraries */
    uint32_t objects_read;
    uint32_t rounds;
    struct demand *demand;          /* demand.c */
    struct places *places;          /* places.c */
};

/* run.c */

/* Nothing is read yet. units, names, catalogue and so on are set by the caller; of a variant sources may be. */
void run_begin(struct run *run);

/* Reads what is wanted and was not read; from the store where it is unchanged. How many units that were. */
uint32_t run_read_wanted(struct run *run);

/* Reads and builds until nothing is missing. The graph lives in `arena`. */
struct graph *run_graph(struct run *run, const struct root **unknown_root, struct arena **arena);

/* Adds units, and gaps of the run. */
void run_finish(const struct run *run, struct judgement *judgement);

/* Is there compiled code of the project itself? */
bool run_has_objects(const struct run *run);

/* How workers are to read. */
struct collect_options run_collecting(const struct run *run);

/* How units are compiled into the run's folder for objects; flags of a variant, or NULL. */
struct compile_options run_compiling(const struct run *run, const char *const *flags);

/* The family of a compiler as a command names it. */
enum compiler_family run_family(const char *compiler);

/* objects.c */

/* Reads the objects of all units, and which programs they are linked into. */
void objects_read(struct run *run);

/* Of a variant: begins with the objects as they are built, and compiles what handlers reach in these. An object of the
 * build stands for its unit until it is known whether handlers reach it. */
void objects_borrow(struct run *run);

/* Of doubtful objects whose units have been read by now: takes them, or says why not. */
void objects_settle(struct run *run);

/* Compiles units that were not, and takes the objects; true: something is new. */
bool objects_compile(struct run *run, const uint32_t *units, uint32_t count);

/* demand.c */

/* Wants the units that register handlers, and those of which no compiled code is known. */
void demand_begin(struct run *run);

/* Wants what the graph needs; false: nothing is missing. */
bool demand_more(struct run *run, const struct graph *graph);

/* Makes the objects that are missing of functions that handlers reach; true: there are new ones. */
bool demand_objects(struct run *run, const struct graph *graph);

/* Notes which units handlers reach. */
void demand_note_reached(struct run *run, const struct graph *graph);

/* places.c */
struct place_reader places_reader(struct run *run, struct arena *arena);

#endif
