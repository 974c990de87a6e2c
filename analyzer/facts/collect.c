/* SPDX-License-Identifier: Apache-2.0
 *
 * Hands readings to workers and takes their answers as they come, but turns answers into facts in the order
 * of the readings: so names get the same ids, and `done` the same calls, whoever was faster.
 */
#include "facts/collect.h"
#include "base/progress.h"
#include "base/text.h"
#include "facts/wire.h"
#include "facts/worker.h"
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DAMAGED "what the reading process answered is damaged"

enum { DEFAULT_SECONDS = 120, DEFAULT_MEBIBYTES = 4096, MOST_WORKERS = 256 };

/* What is known of one reading so far. */
struct answer {
    bool ready;
    enum reading_state state;
    uint32_t milliseconds;
    const char *why; /* it failed: this is why; NULL: the bytes are facts */
    const char *bytes;
    size_t length;
    struct arena *room; /* of the bytes */
};

struct collection {
    const struct reading *readings;
    uint32_t count;
    struct answer *answers;
    uint32_t next;      /* the first that was not given to a worker */
    uint32_t delivered; /* the first that was not delivered */
    uint32_t parsed;    /* how many workers have dealt with */
    struct workers workers;
    int64_t patience; /* milliseconds a unit */
    const char *too_long;
    struct progress progress;
    struct intern *names;
    struct arena *arena;
    void (*done)(void *payload, uint32_t index, const struct reading_result *result);
    void *payload;
};

static void add_gap(struct facts *facts, const char *kind, const char *why, const struct reading *reading,
                    struct arena *arena)
{
    name_id file = intern_text(facts->names, reading->file);
    *array_push(&facts->gaps, arena) = (struct gap){.kind = intern_text(facts->names, kind),
                                                    .subject = file,
                                                    .why = intern_text(facts->names, why),
                                                    .place = {.file = file},
                                                    .function = NONE};
}

/*
 * The file of predefined macros ("-undef -imacros FILE") was written for this run: whoever remembers inputs
 * must not wait for it. What stands in it is part of the key of the command.
 */
static void forget_macros(struct facts *facts, const struct reading *reading)
{
    const char *const *word = reading->parse;
    while (word[0] && word[1] && (strcmp(word[0], "-undef") != 0 || strcmp(word[1], "-imacros") != 0))
        word++;
    char *real = word[0] && word[1] && word[2] ? realpath(word[2], NULL) : NULL;
    name_id file = real ? intern_find(facts->names, real) : 0;
    free(real);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < facts->inputs.count; i++)
        if (!file || facts->inputs.items[i].file != file)
            facts->inputs.items[kept++] = facts->inputs.items[i];
    facts->inputs.count = kept;
}

static void deliver(struct collection *collection, uint32_t index)
{
    const struct reading *reading = &collection->readings[index];
    struct answer *answer = &collection->answers[index];
    struct reading_result result = {.state = answer->state, .milliseconds = answer->milliseconds};
    const char *why = answer->why;
    if (!why) {
        result.facts = wire_read(answer->bytes, answer->length, collection->names, collection->arena);
        why = result.facts ? NULL : DAMAGED;
    }
    arena_free(answer->room);
    answer->room = NULL;
    if (why) {
        result.state = READING_FAILED;
        result.facts = arena_alloc(sizeof *result.facts, collection->arena);
        result.facts->names = collection->names;
        bool told = !reading->parse && reading->trouble_kind;
        add_gap(result.facts, told ? reading->trouble_kind : "unit-failed", why, reading, collection->arena);
    } else {
        forget_macros(result.facts, reading);
    }
    if (reading->note)
        add_gap(result.facts, "compiler-not-asked", reading->note, reading, collection->arena);
    collection->done(collection->payload, index, &result);
}

static void deliver_ready(struct collection *collection)
{
    while (collection->delivered < collection->count && collection->answers[collection->delivered].ready)
        deliver(collection, collection->delivered++);
}

/* What is not parsed needs no worker. */
static void answer_troubles(struct collection *collection)
{
    for (uint32_t i = 0; i < collection->count; i++) {
        const struct reading *reading = &collection->readings[i];
        if (!reading->parse)
            collection->answers[i] = (struct answer){
                .ready = true,
                .why = reading->trouble ? reading->trouble : "there is no command to parse it with"};
    }
}

static void skip_answered(struct collection *collection)
{
    while (collection->next < collection->count && collection->answers[collection->next].ready)
        collection->next++;
}

static void fail(struct collection *collection, uint32_t index, int64_t milliseconds, const char *why)
{
    collection->answers[index] =
        (struct answer){.ready = true, .milliseconds = (uint32_t)milliseconds, .why = why};
    collection->parsed++;
}

/* The worker is gone or must go; what it was at has failed, for this reason or for how it ended. */
static void lose(struct collection *collection, struct worker *worker, const char *why)
{
    uint32_t index = worker->index;
    int64_t taken = worker_clock() - worker->started;
    const char *end = worker_end(worker, collection->workers.mebibytes, collection->arena);
    if (index != NONE)
        fail(collection, index, taken, why ? why : end);
}

/* Gives every idle worker something to do, starting it when it does not run; how many are at work. */
static uint32_t employ(struct collection *collection)
{
    uint32_t busy = 0;
    int failure = 0;
    for (uint32_t i = 0; i < collection->workers.count; i++) {
        struct worker *worker = &collection->workers.items[i];
        skip_answered(collection);
        if (worker->index == NONE && collection->next < collection->count) {
            if (!worker->pid && (failure = worker_start(&collection->workers, worker)) != 0)
                continue;
            if (!worker_give(worker, collection->next++))
                lose(collection, worker, NULL);
        }
        busy += worker->index != NONE;
    }
    if (busy || !failure)
        return busy;
    const char *why =
        arena_format(collection->arena, "no process to read it could be started: %s", strerror(failure));
    for (skip_answered(collection); collection->next < collection->count; skip_answered(collection))
        fail(collection, collection->next++, 0, why);
    return 0;
}

static void take_answer(struct collection *collection, struct worker *worker)
{
    struct answer *answer = &collection->answers[worker->index];
    *answer = (struct answer){.ready = true,
                              .state = (enum reading_state)worker->header.state,
                              .milliseconds = worker->header.milliseconds,
                              .bytes = worker->bytes,
                              .length = (size_t)worker->header.length,
                              .room = worker->room};
    worker->room = NULL;
    worker->index = NONE;
    collection->parsed++;
}

/* One that has begun to answer is done, however long it takes to be heard. */
static bool is_reading(const struct worker *worker)
{
    return worker->index != NONE && !worker->received;
}

/* Sleeps until a worker says something or has had its time. */
static void wait_for_workers(struct collection *collection, struct pollfd *files)
{
    int64_t now = worker_clock(), rest = collection->patience;
    for (uint32_t i = 0; i < collection->workers.count; i++) {
        const struct worker *worker = &collection->workers.items[i];
        files[i] = (struct pollfd){.fd = worker->pid ? worker->socket : -1, .events = POLLIN};
        if (is_reading(worker) && worker->started + collection->patience - now < rest)
            rest = worker->started + collection->patience - now;
    }
    int ready = poll(files, collection->workers.count, rest > 0 ? (int)rest + 1 : 0);
    now = worker_clock();
    for (uint32_t i = 0; i < collection->workers.count; i++) {
        struct worker *worker = &collection->workers.items[i];
        enum worker_event event = WORKER_NOTHING;
        if (ready > 0 && files[i].revents)
            event = worker_take(worker, collection->workers.mebibytes);
        if (event == WORKER_ANSWERED)
            take_answer(collection, worker);
        else if (event == WORKER_ENDED || event == WORKER_DAMAGED)
            lose(collection, worker, event == WORKER_DAMAGED ? DAMAGED : NULL);
        else if (is_reading(worker) && now - worker->started > collection->patience)
            lose(collection, worker, collection->too_long);
    }
}

static uint32_t count_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (uint32_t)CPU_COUNT(&set);
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (uint32_t)online : 1;
}

static void make_workers(struct collection *collection, const struct collect_options *options,
                         uint32_t parsed)
{
    struct workers *workers = &collection->workers;
    uint32_t count = options->workers ? options->workers : count_processors();
    workers->count = count < parsed ? count : parsed;
    if (workers->count > MOST_WORKERS)
        workers->count = MOST_WORKERS;
    workers->items = arena_array(workers->count, sizeof *workers->items, collection->arena);
    for (uint32_t i = 0; i < workers->count; i++)
        workers->items[i].index = NONE;
    workers->readings = collection->readings;
    workers->mebibytes = options->mebibytes ? options->mebibytes : DEFAULT_MEBIBYTES;
}

void collect_facts(const struct reading *readings, uint32_t count, const struct collect_options *options,
                   struct intern *names, struct arena *arena,
                   void (*done)(void *payload, uint32_t index, const struct reading_result *result),
                   void *payload)
{
    struct collection collection = {.readings = readings,
                                    .count = count,
                                    .names = names,
                                    .arena = arena,
                                    .done = done,
                                    .payload = payload};
    uint32_t seconds = options->seconds_per_unit ? options->seconds_per_unit : DEFAULT_SECONDS;
    collection.patience = (int64_t)seconds * 1000;
    collection.too_long = arena_format(arena, "reading took more than %u s", seconds);
    collection.answers = arena_array(count, sizeof *collection.answers, arena);
    uint32_t parsed = 0;
    for (uint32_t i = 0; i < count; i++)
        parsed += readings[i].parse != NULL;
    answer_troubles(&collection);
    make_workers(&collection, options, parsed);
    struct pollfd *files = arena_array(collection.workers.count, sizeof *files, arena);
    progress_start(&collection.progress, "reading", parsed, options->progress);
    deliver_ready(&collection);
    while (collection.delivered < count) {
        if (employ(&collection))
            wait_for_workers(&collection, files);
        deliver_ready(&collection);
        progress_step(&collection.progress, collection.parsed);
    }
    progress_end(&collection.progress);
    for (uint32_t i = 0; i < collection.workers.count; i++)
        if (collection.workers.items[i].pid)
            worker_end(&collection.workers.items[i], collection.workers.mebibytes, arena);
}
