/* SPDX-License-Identifier: Apache-2.0
 *
 * Hands indices to workers and takes their answers as they come, but delivers answers in the order of the
 * indices: so names get the same ids, whoever was faster. Whoever can work is given work before anything is
 * delivered, for delivering takes time.
 */
#include "facts/crew.h"
#include "base/progress.h"
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

enum { DEFAULT_MEBIBYTES = 4096, MOST_WORKERS = 256 };

/* What is known of one index so far. */
struct slip {
    bool ready;
    struct crew_answer answer;
    struct arena *room; /* of the bytes */
};

struct crew {
    const struct crew_job *job;
    struct slip *slips;
    uint32_t next;      /* the first that was not given to a worker */
    uint32_t delivered; /* the first that was not delivered */
    uint32_t done;      /* how many workers have dealt with */
    struct workers workers;
    int64_t patience; /* milliseconds an index */
    const char *too_long;
    struct progress progress;
    struct arena *arena;
};

static void deliver_ready(struct crew *crew)
{
    for (; crew->delivered < crew->job->count && crew->slips[crew->delivered].ready; crew->delivered++) {
        struct slip *slip = &crew->slips[crew->delivered];
        crew->job->deliver(crew->job->payload, crew->delivered, &slip->answer);
        arena_free(slip->room);
        *slip = (struct slip){.ready = true};
    }
}

/* What is refused needs no worker; how many do. */
static uint32_t refuse_some(struct crew *crew)
{
    const struct crew_job *job = crew->job;
    uint32_t wanted = job->count;
    for (uint32_t i = 0; i < job->count && job->refuse; i++) {
        const char *why = job->refuse(job->payload, i);
        wanted -= why != NULL;
        crew->slips[i] = (struct slip){.ready = why != NULL, .answer.why = why};
    }
    return wanted;
}

static void skip_answered(struct crew *crew)
{
    while (crew->next < crew->job->count && crew->slips[crew->next].ready)
        crew->next++;
}

static void fail(struct crew *crew, uint32_t index, int64_t milliseconds, const char *why)
{
    crew->slips[index] =
        (struct slip){.ready = true, .answer = {.milliseconds = (uint32_t)milliseconds, .why = why}};
    crew->done++;
}

/* The worker is gone or must go; what it was at has failed, for this reason or for how it ended. */
static void lose(struct crew *crew, struct worker *worker, const char *why)
{
    uint32_t index = worker->index;
    int64_t taken = worker_clock() - worker->started;
    const char *end = worker_end(&crew->workers, worker, crew->arena);
    if (index != NONE)
        fail(crew, index, taken, why ? why : end);
}

/* Gives every idle worker something to do, starting it when it does not run; how many are at work. */
static uint32_t employ(struct crew *crew)
{
    uint32_t busy = 0;
    int failure = 0;
    for (uint32_t i = 0; i < crew->workers.count; i++) {
        struct worker *worker = &crew->workers.items[i];
        skip_answered(crew);
        if (worker->index == NONE && crew->next < crew->job->count) {
            if (!worker->pid && (failure = worker_start(&crew->workers, worker)) != 0)
                continue;
            if (!worker_give(worker, crew->next++))
                lose(crew, worker, NULL);
        }
        busy += worker->index != NONE;
    }
    if (busy || !failure)
        return busy;
    const char *why =
        arena_format(crew->arena, "no process to read it could be started: %s", strerror(failure));
    for (skip_answered(crew); crew->next < crew->job->count; skip_answered(crew))
        fail(crew, crew->next++, 0, why);
    return 0;
}

static void take_answer(struct crew *crew, struct worker *worker)
{
    crew->slips[worker->index] = (struct slip){.ready = true,
                                               .answer = {.state = worker->header.state,
                                                          .milliseconds = worker->header.milliseconds,
                                                          .bytes = worker->bytes,
                                                          .length = (size_t)worker->header.length},
                                               .room = worker->room};
    worker->room = NULL;
    worker->index = NONE;
    crew->done++;
}

/* One that has begun to answer is done, however long it takes to be heard. */
static bool is_reading(const struct worker *worker)
{
    return worker->index != NONE && !worker->received;
}

/* Sleeps until a worker says something or has had its time. */
static void wait_for_workers(struct crew *crew, struct pollfd *files)
{
    int64_t now = worker_clock(), rest = crew->patience;
    for (uint32_t i = 0; i < crew->workers.count; i++) {
        const struct worker *worker = &crew->workers.items[i];
        files[i] = (struct pollfd){.fd = worker->pid ? worker->socket : -1, .events = POLLIN};
        if (is_reading(worker) && worker->started + crew->patience - now < rest)
            rest = worker->started + crew->patience - now;
    }
    int ready = poll(files, crew->workers.count, rest > 0 ? (int)rest + 1 : 0);
    now = worker_clock();
    for (uint32_t i = 0; i < crew->workers.count; i++) {
        struct worker *worker = &crew->workers.items[i];
        enum worker_event event = WORKER_NOTHING;
        if (ready > 0 && files[i].revents)
            event = worker_take(&crew->workers, worker);
        if (event == WORKER_ANSWERED)
            take_answer(crew, worker);
        else if (event == WORKER_ENDED || event == WORKER_DAMAGED)
            lose(crew, worker, event == WORKER_DAMAGED ? CREW_DAMAGED : NULL);
        else if (is_reading(worker) && now - worker->started > crew->patience)
            lose(crew, worker, crew->too_long);
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

static void make_workers(struct crew *crew, const struct collect_options *options, uint32_t wanted)
{
    struct workers *workers = &crew->workers;
    uint32_t count = options->workers ? options->workers : count_processors();
    workers->count = count < wanted ? count : wanted;
    if (workers->count > MOST_WORKERS)
        workers->count = MOST_WORKERS;
    workers->items = arena_array(workers->count, sizeof *workers->items, crew->arena);
    for (uint32_t i = 0; i < workers->count; i++)
        workers->items[i].index = NONE;
    workers->work = crew->job->work;
    workers->mebibytes = options->mebibytes ? options->mebibytes : DEFAULT_MEBIBYTES;
}

void crew_run(const struct crew_job *job, const struct collect_options *options, struct arena *arena)
{
    struct crew crew = {.job = job, .arena = arena};
    uint32_t seconds = options->seconds_per_unit ? options->seconds_per_unit : job->seconds;
    crew.patience = (int64_t)seconds * 1000;
    crew.too_long = arena_format(arena, "reading took more than %u s", seconds);
    crew.slips = arena_array(job->count, sizeof *crew.slips, arena);
    uint32_t wanted = refuse_some(&crew);
    make_workers(&crew, options, wanted);
    struct pollfd *files = arena_array(crew.workers.count, sizeof *files, arena);
    progress_start(&crew.progress, job->title, wanted, options->progress);
    while (crew.delivered < job->count) {
        uint32_t busy = employ(&crew);
        deliver_ready(&crew);
        progress_step(&crew.progress, crew.done);
        if (busy)
            wait_for_workers(&crew, files);
    }
    progress_end(&crew.progress);
    for (uint32_t i = 0; i < crew.workers.count; i++)
        if (crew.workers.items[i].pid)
            worker_end(&crew.workers, &crew.workers.items[i], arena);
}
