/* SPDX-License-Identifier: Apache-2.0
 *
 * A small race detector in place of libtsan, which delays signals and so cannot show the defect. glue.c is
 * what compiled code and the runtime call, and finds the context through g as in the origin; detect.c, which
 * runs on the system stack, knows who came after whom; report.c says it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RACE_CONTEXTS = 64, RACE_FRAMES = 64 };

struct race_context {
    unsigned id;
    bool used;
    uint32_t clock[RACE_CONTEXTS]; /* of each context, what came before now */
    uintptr_t frames[RACE_FRAMES]; /* return addresses of the instrumented functions that are running */
    unsigned depth;
};

struct race_access {
    struct race_context *context;
    uintptr_t address;
    size_t size;
    bool write;
    uintptr_t caller; /* 0: the innermost frame */
    uintptr_t pc;
};

/* ---- of a thread: what the parent did came before; what the child did, before what follows the join */
struct race_context *race_context_new(struct race_context *parent);
void race_context_end(struct race_context *context, struct race_context *joiner);

/* ---- glue: pc is in the function that accesses, caller in who called it */
void racewriterangepc(const void *address, size_t size, uintptr_t caller, uintptr_t pc);
void racereadrangepc(const void *address, size_t size, uintptr_t caller, uintptr_t pc);
/* New memory: what was done to it before is forgotten. */
void racemalloc(const void *address, size_t size);
void raceacquire(const void *address);
void racerelease(const void *address);

/* ---- detector, on the system stack */
void race_access(void *access);
void race_forget(void *access);
void race_sync(void *sync);
void race_report(const struct race_access *now, uintptr_t earlier_pc, bool earlier_write,
                 unsigned earlier_context);
unsigned race_reports(void);

struct race_sync_request {
    struct race_context *context;
    uintptr_t address;
    bool release; /* else acquire */
};
