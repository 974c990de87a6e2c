/* SPDX-License-Identifier: Apache-2.0
 *
 * One process that reads files, as its parent sees it: it is given an index and answers with bytes, or ends.
 * What it reads and what the bytes mean is the work's business.
 */
#ifndef SIGVET_FACTS_WORKER_H
#define SIGVET_FACTS_WORKER_H

#include "base/text.h"
#include "facts/fact.h"
#include <sys/types.h>

/* What a worker does with an index. All of it runs in the worker, which is a fork and so has the payload. */
struct work {
    const char *reader; /* who is at work, for messages: "libclang" */
    uint32_t states;    /* the state of an answer is below it */
    const void *payload;
    /* Once a process; what it gives goes to the other two. */
    void *(*begin)(const struct work *work, struct arena *arena);
    /* The answer as bytes, and its state. */
    uint32_t (*answer)(const struct work *work, void *begun, uint32_t index, struct text *bytes);
    void (*end)(void *begun); /* may be NULL */
};

/* What goes before the bytes in an answer. */
struct worker_header {
    uint32_t state;
    uint32_t milliseconds;
    uint64_t length;
};

struct worker {
    pid_t pid;       /* 0: not running */
    int socket;      /* both ways: indices there, answers back; good while it runs */
    uint32_t index;  /* what it is at; NONE: idle */
    int64_t started; /* when it got that, in milliseconds */
    struct worker_header header;
    size_t received;    /* bytes of the answer so far, header included */
    char *bytes;        /* those behind the header, once that is there */
    struct arena *room; /* of the bytes; whoever takes an answer takes it and frees it */
};

struct workers {
    struct worker *items;
    uint32_t count;
    const struct work *work;
    uint32_t mebibytes; /* how much each may add to the address space that it inherits */
};

enum worker_event { WORKER_NOTHING, WORKER_ANSWERED, WORKER_ENDED, WORKER_DAMAGED };

/* Forks; 0 or an errno. */
int worker_start(const struct workers *workers, struct worker *worker);

/* Has it do that; false when it is no longer there. */
bool worker_give(struct worker *worker, uint32_t index);

/* Takes what has come from it. */
enum worker_event worker_take(const struct workers *workers, struct worker *worker);

/* Ends it if it still runs, and waits for it; gives in words how it ended. */
const char *worker_end(const struct workers *workers, struct worker *worker, struct arena *arena);

/* Milliseconds on a clock that is never set. */
int64_t worker_clock(void);

#endif
