/* SPDX-License-Identifier: Apache-2.0
 *
 * Workers that share the indices 0 to count-1 of one work. Their answers are handed over in the order of the
 * index, so what comes of them is the same whoever was faster. An index whose worker crashed, hung or ran out
 * of memory is handed over with the reason; the others do not notice.
 */
#ifndef SIGVET_FACTS_CREW_H
#define SIGVET_FACTS_CREW_H

#include "facts/collect.h"
#include "facts/worker.h"

/* What the bytes of an answer are said to be when they cannot be read. */
#define CREW_DAMAGED "what the reading process answered is damaged"

struct crew_answer {
    uint32_t state;
    uint32_t milliseconds;
    const char *why;   /* there is no answer: this is why; NULL: the bytes are one */
    const char *bytes; /* good during deliver() */
    size_t length;
};

struct crew_job {
    const struct work *work;
    uint32_t count;
    uint32_t seconds;  /* for each index, unless the options say otherwise */
    const char *title; /* for the bar: "reading" */
    void *payload;     /* of the two below, which run in the caller's process */
    const char *(*refuse)(void *payload, uint32_t index); /* needs no worker, and why; may be NULL */
    void (*deliver)(void *payload, uint32_t index, const struct crew_answer *answer);
};

void crew_run(const struct crew_job *job, const struct collect_options *options, struct arena *arena);

#endif
