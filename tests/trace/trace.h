/* SPDX-License-Identifier: Apache-2.0
 *
 * What really runs in a signal handler, against sigvet's graph. A program is run under ptrace (run.c), in its
 * handlers step by step (step.c); every call that one of its functions makes there is an edge between symbols
 * (image.c), and is looked up in the view `calls` of a database of the same build (graph.c). What is called
 * inside other libraries is not looked at, but calls from there back into the program are.
 */
#ifndef SIGVET_TESTS_TRACE_H
#define SIGVET_TESTS_TRACE_H

#include "base/array.h"
#include "base/map.h"
#include "base/text.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- image.c: files with code ---- */

struct symbol {
    uint64_t address;
    uint64_t size; /* 0: up to the next one */
    const char *name;
};

struct span {
    uint64_t low, high, offset; /* addresses of the file's code, and where they are in it */
};

struct image {
    const char *path;
    bool own; /* the program's: what its functions call is compared */
    struct {
        ARRAY(struct symbol) items; /* by address */
    } functions;
    struct {
        ARRAY(struct symbol) items; /* words that the dynamic linker fills, with whose address */
    } slots;
    struct {
        ARRAY(struct span) items;
    } segments; /* of code */
    struct {
        ARRAY(struct span) items;
    } stubs; /* .plt and the like */
};

struct images {
    ARRAY(struct image) items;
    const char *const *own; /* prefixes of paths, NULL behind */
    struct arena *arena;
};

/* The number of the image of a file, read when it is new. */
uint32_t images_find(struct images *images, const char *path);

/* The function around an address; NULL: none is known. */
const struct symbol *image_around(const struct image *image, uint64_t address);

/* The name without what compilers put behind it: clones and parts are their function. */
const char *name_base(const char *name, struct arena *arena);

bool image_is_stub(const struct image *image, uint64_t address);
const char *image_slot(const struct image *image, uint64_t address); /* NULL: not such a word */

/* Code that the C library's start files bring into every program; it counts as the library's. */
bool is_start_file(const char *name);

/* ---- edges ---- */

struct place {
    uint32_t image;   /* NONE: unknown */
    uint64_t address; /* as the file has it */
};

#define NONE UINT32_MAX

enum how { CALLED, JUMPED, CALLED_BACK };

/* A call that was seen, once for each handler. */
struct seen_edge {
    uint32_t handler; /* of struct trace */
    struct place site;
    struct place target;
    const char *name; /* by the word that it went through; NULL: by the target's address */
    enum how how;
    uint64_t times;
};

struct seen_handler {
    struct place entry;
    const char *name;
    uint64_t signals; /* bit N: signal N */
    uint32_t runs;
    uint32_t cut; /* of these, those that took too many steps */
    uint64_t steps;
};

/* What is asked for. */
struct wanted {
    const char *const *command;
    const char *const *own;
    const char *const *databases;
    uint64_t signals;    /* to send, bit N: signal N; 0: none */
    uint32_t rounds;     /* how often each is sent */
    uint32_t skip;       /* quiet points that pass first */
    uint64_t most_steps; /* in one run of a handler */
    uint32_t seconds;    /* in all */
    long system_call;    /* the only quiet point; -1: the usual ones */
    bool stay;           /* leave the program alone when all is sent */
    bool quiet;
};

struct trace {
    const struct wanted *wanted;
    struct images images;
    ARRAY(struct seen_handler) handlers;
    ARRAY(struct seen_edge) edges;
    struct map *known; /* a hash of an edge: the newest of that hash */
    struct arena *arena;
};

/* run.c: until all its processes have ended. False: it could not be run. */
bool trace_run(struct trace *trace);

/* ---- step.c: one thread in its handlers ---- */

struct frame {
    uint64_t at;       /* where the return address stands */
    struct place site; /* of the call, or of the last jump of the program out of itself */
};

struct activation {
    uint32_t handler;
    uint64_t stack, back; /* at its entry: stack pointer, return address */
    uint64_t steps;
    bool cut;
    ARRAY(struct frame) frames;
};

struct mapping {
    uint64_t low, high, bias;
    uint32_t image;
};

/* A process's code; threads share it. */
struct space {
    pid_t process;
    uint32_t program; /* changes with exec */
    ARRAY(struct mapping) mappings;
    struct map *decoded; /* by address: what is there */
};

struct stepped {
    pid_t thread;
    struct space *space;
    ARRAY(struct activation) activations; /* nested handlers, the innermost last */
    uint64_t last;                        /* where the last step began */
    bool began;                           /* `last` is known */
    struct place pending;                 /* a call of a stub whose end is not reached yet */
    bool has_pending;
    enum how pending_how;
};

/* The handler is about to execute its first instruction. False: it is none of the program's. */
bool step_enter(struct trace *trace, struct stepped *stepped, int number, uint64_t pc, uint64_t sp);

/* One instruction has been executed. False: no handler is running any more. */
bool step_next(struct trace *trace, struct stepped *stepped, uint64_t pc, uint64_t sp);

/* Its process has ended, or is another program now. */
void step_end(struct trace *trace, struct stepped *stepped);

/* A forked child goes on where its parent is. */
void step_copy(struct trace *trace, const struct stepped *from, struct stepped *to);

/* ---- graph.c ---- */

struct counts {
    uint32_t edges, found, guessed, open, missing;
};

/* Compares and prints; what is missing is counted. False: a database cannot be read. */
bool graph_compare(const struct trace *trace, struct counts *all);

#endif
