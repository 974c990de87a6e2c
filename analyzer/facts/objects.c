/* SPDX-License-Identifier: Apache-2.0
 *
 * Three works for a crew: the facts of files, the places of calls, what DWARF says of objects. A worker knows
 * all facts and names that there were when it was forked, so only an index goes to it, and only what is new
 * comes back.
 */
#include "facts/objects.h"
#include "facts/crew.h"
#include "facts/object_wire.h"
#include <assert.h>

enum { SECONDS_A_FILE = 60 };

/* One of the three, with what it reads and where the results go. */
struct task {
    struct intern *names;
    struct arena *arena;
    const char *const *paths;
    struct object_list *lists;
    const struct places_request *requests;
    struct object_places *places;
    const struct object_facts *const *objects;
    struct object_debug *debug;
};

/* ---- in the worker ---- */

/* How many names the parent is known to have too. */
static void *count_names(const struct work *work, struct arena *arena)
{
    uint32_t *shared = arena_alloc(sizeof *shared, arena);
    *shared = intern_count(((const struct task *)work->payload)->names);
    return shared;
}

static uint32_t answer_list(const struct work *work, void *begun, uint32_t index, struct text *bytes)
{
    const struct task *task = work->payload;
    struct intern *names = intern_new(bytes->arena);
    struct object_list list = {.objects.items = NULL};
    (void)begun;
    object_read(task->paths[index], names, bytes->arena, &list);
    object_wire_write_list(&list, names, 1, bytes);
    return 0;
}

static uint32_t answer_places(const struct work *work, void *begun, uint32_t index, struct text *bytes)
{
    const struct task *task = work->payload;
    const struct places_request *request = &task->requests[index];
    struct object_places places;
    object_places(request->object, request->functions, request->count, bytes->arena, &places);
    object_wire_write_places(request->object, &places, task->names, *(const uint32_t *)begun, bytes);
    return 0;
}

static uint32_t answer_debug(const struct work *work, void *begun, uint32_t index, struct text *bytes)
{
    const struct task *task = work->payload;
    struct object_debug debug;
    object_debug(task->objects[index], bytes->arena, &debug);
    object_wire_write_debug(task->objects[index], &debug, task->names, *(const uint32_t *)begun, bytes);
    return 0;
}

/* ---- in the parent ---- */

static struct gap failure(struct task *task, name_id subject, const char *why)
{
    return (struct gap){.kind = intern_text(task->names, "object-failed"),
                        .subject = subject,
                        .why = intern_text(task->names, why),
                        .function = NONE};
}

static void deliver_list(void *payload, uint32_t index, const struct crew_answer *answer)
{
    struct task *task = payload;
    struct object_list *list = &task->lists[index];
    const char *why = answer->why;
    if (!why && !object_wire_read_list(answer->bytes, answer->length, task->names, task->arena, list))
        why = CREW_DAMAGED;
    if (!why)
        return;
    *list = (struct object_list){.objects.items = NULL};
    *array_push(&list->gaps, task->arena) = failure(task, intern_text(task->names, task->paths[index]), why);
}

static name_id subject_of(const struct object_facts *object)
{
    return object->member ? object->member : object->path;
}

/* Without an answer every call has a place that is not known. */
static void deliver_places(void *payload, uint32_t index, const struct crew_answer *answer)
{
    struct task *task = payload;
    const struct places_request *request = &task->requests[index];
    struct object_places *places = &task->places[index];
    const char *why = answer->why;
    if (!why &&
        !object_wire_read_places(answer->bytes, answer->length, request, task->names, task->arena, places))
        why = CREW_DAMAGED;
    if (!why)
        return;
    *places = (struct object_places){.places.items = NULL};
    for (uint32_t i = 0; i < request->count; i++) {
        const struct object_function *function = &request->object->functions.items[request->functions[i]];
        for (uint32_t c = 0; c < function->call_count; c++)
            *array_push(&places->places, task->arena) =
                (struct object_place){.call = function->first_call + c};
    }
    *array_push(&places->gaps, task->arena) = failure(task, subject_of(request->object), why);
}

static void deliver_debug(void *payload, uint32_t index, const struct crew_answer *answer)
{
    struct task *task = payload;
    const struct object_facts *object = task->objects[index];
    struct object_debug *debug = &task->debug[index];
    const char *why = answer->why;
    if (!why &&
        !object_wire_read_debug(answer->bytes, answer->length, object, task->names, task->arena, debug))
        why = CREW_DAMAGED;
    if (!why)
        return;
    *debug = (struct object_debug){.units.items = NULL};
    *array_push(&debug->gaps, task->arena) = failure(task, subject_of(object), why);
}

static void run(struct task *task, uint32_t count, const char *title, const struct collect_options *options,
                uint32_t (*answer)(const struct work *, void *, uint32_t, struct text *),
                void (*deliver)(void *, uint32_t, const struct crew_answer *))
{
    struct work work = {.reader = "the reading process",
                        .states = 1,
                        .payload = task,
                        .begin = count_names,
                        .answer = answer};
    struct crew_job job = {.work = &work,
                           .count = count,
                           .seconds = SECONDS_A_FILE,
                           .title = title,
                           .payload = task,
                           .deliver = deliver};
    crew_run(&job, options, task->arena);
}

void collect_objects(const char *const *paths, uint32_t count, const struct collect_options *options,
                     struct intern *names, struct arena *arena, struct object_list *lists)
{
    struct task task = {.names = names, .arena = arena, .paths = paths, .lists = lists};
    run(&task, count, "reading objects", options, answer_list, deliver_list);
}

void collect_places(const struct places_request *requests, uint32_t count,
                    const struct collect_options *options, struct intern *names, struct arena *arena,
                    struct object_places *results)
{
    struct task task = {.names = names, .arena = arena, .requests = requests, .places = results};
    for (uint32_t i = 0; i < count; i++)
        assert(requests[i].object->names == names);
    run(&task, count, "reading places", options, answer_places, deliver_places);
}

void collect_debug(const struct object_facts *const *objects, uint32_t count,
                   const struct collect_options *options, struct intern *names, struct arena *arena,
                   struct object_debug *results)
{
    struct task task = {.names = names, .arena = arena, .objects = objects, .debug = results};
    for (uint32_t i = 0; i < count; i++)
        assert(objects[i]->names == names);
    run(&task, count, "reading debugging information", options, answer_debug, deliver_debug);
}
