/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads units in worker processes, one unit at a time each. A crash, a hang or a lack of memory in libclang costs that
 * unit, which becomes a gap "unit-failed" with the reason; the run goes on. The result does not depend on the number
 * of workers.
 */
#ifndef SIGVET_FACTS_COLLECT_H
#define SIGVET_FACTS_COLLECT_H

#include "facts/fact.h"

/* Bytes of a file. */
struct span {
    uint32_t start;
    uint32_t end;
};

/* What clang need not read of a file: between braces of functions that cannot run. If the file is still that one. */
struct blank {
    const char *file;
    int64_t mtime_ns;
    int64_t size;
    const struct span *spans; /* in the order of the file, apart */
    uint32_t count;
};

/* One unit to read; plain words, so that facts/ need not know discover/. */
struct reading {
    const char *file;
    const char *directory;
    const char *const *parse; /* NULL: not parsed; trouble says why */
    const char *const *plain; /* the fallback; NULL: none */
    const char *trouble;
    const char *trouble_kind;
    const char *note;
    const struct blank *blanks; /* for parse; not for the fallback, which may include other files */
    uint32_t blank_count;
};

enum reading_state { READING_WHOLE, READING_PARTIAL, READING_FAILED, READING_CACHED };

struct reading_result {
    struct facts *facts;      /* never NULL; at least a gap when the unit failed */
    enum reading_state state;
    uint32_t milliseconds;
};

struct collect_options {
    uint32_t workers;          /* 0: one a core */
    uint32_t seconds_per_unit; /* 0: 120 */
    uint32_t mebibytes;        /* address space of a worker; 0: 4096 */
    bool progress;
};

/*
 * Reads all; calls done(payload, index, result) in the order of index, each as soon as those before it are done.
 * The facts live in the arena and use `names`.
 */
void collect_facts(const struct reading *readings, uint32_t count, const struct collect_options *options,
                   struct intern *names, struct arena *arena,
                   void (*done)(void *payload, uint32_t index, const struct reading_result *result), void *payload);

#endif
