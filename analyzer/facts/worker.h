/* SPDX-License-Identifier: Apache-2.0
 *
 * One process that reads units, as its parent sees it: it is given an index and answers with facts as bytes,
 * or ends.
 */
#ifndef SIGVET_FACTS_WORKER_H
#define SIGVET_FACTS_WORKER_H

#include "facts/collect.h"
#include <sys/types.h>

/* What goes before the facts in an answer. */
struct worker_header {
    uint32_t state; /* enum reading_state */
    uint32_t milliseconds;
    uint64_t length;
};

struct worker {
    pid_t pid;       /* 0: not running */
    int socket;      /* both ways: indices there, answers back; good while it runs */
    uint32_t index;  /* the reading it is at; NONE: idle */
    int64_t started; /* when it got that, in milliseconds */
    struct worker_header header;
    size_t received;    /* bytes of the answer so far, header included */
    char *bytes;        /* the facts, once the header is there */
    struct arena *room; /* of the bytes; whoever takes an answer takes it and frees it */
};

struct workers {
    struct worker *items;
    uint32_t count;
    const struct reading *readings;
    uint32_t mebibytes; /* address space of each */
};

enum worker_event { WORKER_NOTHING, WORKER_ANSWERED, WORKER_ENDED, WORKER_DAMAGED };

/* Forks; 0 or an errno. */
int worker_start(const struct workers *workers, struct worker *worker);

/* Has it read that unit; false when it is no longer there. */
bool worker_give(struct worker *worker, uint32_t index);

/* Takes what has come from it. */
enum worker_event worker_take(struct worker *worker, uint32_t mebibytes);

/* Ends it if it still runs, and waits for it; gives in words how it ended. */
const char *worker_end(struct worker *worker, uint32_t mebibytes, struct arena *arena);

/* Milliseconds on a clock that is never set. */
int64_t worker_clock(void);

#endif
