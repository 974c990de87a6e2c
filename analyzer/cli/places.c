/* SPDX-License-Identifier: Apache-2.0
 *
 * Where calls of objects are written, for the graph: asked of worker processes, each function of an object once in a run,
 * however often the graph is built.
 */
#include "cli/run.h"
#include "base/map.h"
#include "facts/objects.h"
#include <stdlib.h>

/* The places of one function, among those of an answer. */
struct known_part {
    const struct object_places *answer;
    uint32_t first;
    uint32_t count;
};

struct places {
    struct map *index; /* (object, function) -> index in parts */
    ARRAY(struct known_part) parts;
};

struct asking {
    struct run *run;
    struct arena *arena; /* of this round */
};

/* ---- what is not known yet ---- */

static int compare_places(const void *left, const void *right)
{
    const struct object_place *a = left, *b = right;
    return a->call < b->call ? -1 : a->call > b->call;
}

static void keep(struct run *run, const struct places_request_of *request, uint32_t function,
                 const struct object_places *answer)
{
    const struct object_function *known = &run->objects.items[request->object].facts->functions.items[function];
    uint32_t low = 0, high = answer->places.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (answer->places.items[middle].call < known->first_call)
            low = middle + 1;
        else
            high = middle;
    }
    struct known_part part = {.answer = answer, .first = low};
    while (low + part.count < answer->places.count &&
           answer->places.items[low + part.count].call < known->first_call + known->call_count)
        part.count++;
    map_set(run->places->index, map_pair(request->object, function), run->places->parts.count);
    *array_push(&run->places->parts, run->arena) = part;
}

static void ask(struct run *run, const struct places_request_of *requests, uint32_t count)
{
    ARRAY(struct places_request) missing = {0};
    ARRAY(struct places_request_of) origin = {0};
    for (uint32_t i = 0; i < count; i++) {
        ARRAY(uint32_t) functions = {0};
        for (uint32_t f = 0; f < requests[i].count; f++) {
            uint64_t key = map_pair(requests[i].object, requests[i].functions[f]);
            if (map_get(run->places->index, key) != MAP_NONE)
                continue;
            map_set(run->places->index, key, 0);
            *array_push(&functions, run->arena) = requests[i].functions[f];
        }
        if (!functions.count)
            continue;
        *array_push(&missing, run->arena) = (struct places_request){
            .object = run->objects.items[requests[i].object].facts, .functions = functions.items, .count = functions.count};
        *array_push(&origin, run->arena) = requests[i];
    }
    struct object_places *answers = arena_array(missing.count, sizeof *answers, run->arena);
    struct collect_options how = run_collecting(run);
    if (missing.count)
        collect_places(missing.items, missing.count, &how, run->names, run->arena, answers);
    for (uint32_t i = 0; i < missing.count; i++) {
        if (answers[i].places.count)
            qsort(answers[i].places.items, answers[i].places.count, sizeof *answers[i].places.items, compare_places);
        for (uint32_t f = 0; f < missing.items[i].count; f++)
            keep(run, &origin.items[i], missing.items[i].functions[f], &answers[i]);
    }
}

/* ---- the answers ---- */

static void add_part(const struct known_part *part, struct object_places *all, struct arena *arena)
{
    for (uint32_t i = part->first; i < part->first + part->count; i++) {
        struct object_place place = part->answer->places.items[i];
        uint32_t first = all->inlines.count;
        for (uint32_t n = 0; n < place.inline_count; n++)
            *array_push(&all->inlines, arena) = part->answer->inlines.items[place.first_inline + n];
        place.first_inline = first;
        *array_push(&all->places, arena) = place;
    }
}

static void add_gaps(const struct object_places *answer, struct object_places *all, struct arena *arena)
{
    for (uint32_t i = 0; i < answer->gaps.count; i++) {
        const struct gap *gap = &answer->gaps.items[i];
        bool known = false;
        for (uint32_t k = 0; k < all->gaps.count && !known; k++)
            known = all->gaps.items[k].kind == gap->kind && all->gaps.items[k].subject == gap->subject &&
                    all->gaps.items[k].why == gap->why && all->gaps.items[k].function == gap->function;
        if (!known)
            *array_push(&all->gaps, arena) = *gap;
    }
}

static void read_places(void *payload, const struct places_request_of *requests, uint32_t count,
                        const struct object_places **results)
{
    const struct asking *asking = payload;
    const struct places *known = asking->run->places;
    ask(asking->run, requests, count);
    for (uint32_t i = 0; i < count; i++) {
        struct object_places *all = arena_alloc(sizeof *all, asking->arena);
        const struct object_places *before = NULL;
        for (uint32_t f = 0; f < requests[i].count; f++) {
            uint32_t index = map_get(known->index, map_pair(requests[i].object, requests[i].functions[f]));
            const struct known_part *part = &known->parts.items[index];
            add_part(part, all, asking->arena);
            if (part->answer != before)
                add_gaps(part->answer, all, asking->arena);
            before = part->answer;
        }
        if (all->places.count)
            qsort(all->places.items, all->places.count, sizeof *all->places.items, compare_places);
        results[i] = all;
    }
}

struct place_reader places_reader(struct run *run, struct arena *arena)
{
    if (!run->places) {
        run->places = arena_alloc(sizeof *run->places, run->arena);
        run->places->index = map_new(run->arena);
    }
    struct asking *asking = arena_alloc(sizeof *asking, arena);
    *asking = (struct asking){.run = run, .arena = arena};
    return (struct place_reader){.read = read_places, .payload = asking};
}
