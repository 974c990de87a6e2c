/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls of objects, for who seeks handlers in them: their arguments, who calls a function, where they are
 * written.
 */
#include "graph/object_calls.h"

const struct object_facts *calls_facts(const struct object_calls *calls, uint32_t object)
{
    return calls->build->graph->objects[object].facts;
}

const struct object_call *calls_get(const struct object_calls *calls, struct place_in_object at)
{
    return &calls_facts(calls, at.object)->calls.items[at.call];
}

/* The facts of one argument: from the result on, *count of them. */
const struct object_argument *calls_arguments(const struct object_calls *calls, struct place_in_object at,
                                              uint32_t position, uint32_t *count)
{
    const struct object_facts *facts = calls_facts(calls, at.object);
    uint32_t low = 0, high = facts->arguments.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (facts->arguments.items[middle].call < at.call)
            low = middle + 1;
        else
            high = middle;
    }
    while (low < facts->arguments.count && facts->arguments.items[low].call == at.call &&
           facts->arguments.items[low].position < position)
        low++;
    *count = 0;
    while (low + *count < facts->arguments.count && facts->arguments.items[low + *count].call == at.call &&
           facts->arguments.items[low + *count].position == position)
        ++*count;
    return facts->arguments.items + low;
}

bool calls_is_transfer(const struct object_call *call)
{
    return call->kind == OBJECT_CALL_DIRECT || call->kind == OBJECT_CALL_TAIL;
}

static void index_calls(struct object_calls *calls)
{
    const struct graph *graph = calls->build->graph;
    struct arena *arena = calls->build->arena;
    calls->by_body = map_new(arena);
    calls->by_name = map_new(arena);
    calls->names_of = map_new(arena);
    for (uint32_t o = 0; o < graph->object_count; o++) {
        const struct object_facts *facts = graph->objects[o].facts;
        for (uint32_t i = 0; i < facts->functions.count; i++) {
            const struct object_function *function = &facts->functions.items[i];
            if (function->scope == SCOPE_LOCAL)
                continue;
            uint32_t *first = map_at(calls->names_of, map_pair(o, function->body));
            *array_push(&calls->names, arena) = (struct body_name){.name = function->name, .next = *first};
            *first = calls->names.count - 1;
        }
        for (uint32_t i = 0; i < facts->calls.count; i++) {
            const struct object_call *call = &facts->calls.items[i];
            if (!calls_is_transfer(call))
                continue;
            uint32_t *last =
                call->callee == NONE
                    ? map_at(calls->by_name, call->name)
                    : map_at(calls->by_body, map_pair(o, facts->functions.items[call->callee].body));
            *array_push(&calls->items, arena) =
                (struct place_in_object){.object = o, .call = i, .next = *last};
            *last = calls->items.count - 1;
        }
    }
}

/* Goes through the calls in a list and those of the names of the function; counts, and keeps when callers is
 * given. */
static uint32_t gather(const struct object_calls *calls, uint32_t object, uint32_t function,
                       struct place_in_object *callers, uint32_t most)
{
    uint32_t count = 0;
    for (uint32_t i = map_get(calls->by_body, map_pair(object, function)); i != MAP_NONE && count < most;
         i = calls->items.items[i].next, count++)
        if (callers)
            callers[count] = calls->items.items[i];
    for (uint32_t n = map_get(calls->names_of, map_pair(object, function)); n != MAP_NONE;
         n = calls->names.items[n].next)
        for (uint32_t i = map_get(calls->by_name, calls->names.items[n].name); i != MAP_NONE && count < most;
             i = calls->items.items[i].next, count++)
            if (callers)
                callers[count] = calls->items.items[i];
    return count;
}

const struct place_in_object *calls_of_function(struct object_calls *calls, uint32_t object,
                                                uint32_t function, uint32_t most, uint32_t *count)
{
    if (!calls->by_body)
        index_calls(calls);
    *count = gather(calls, object, function, NULL, most);
    struct place_in_object *callers = arena_array(*count, sizeof *callers, calls->build->arena);
    gather(calls, object, function, callers, *count);
    return callers;
}

/* Where the calls are written, by object; those of one object are asked for at once. */
void calls_places(struct object_calls *calls, struct known_place *places, const struct place_in_object *sites,
                  uint32_t count)
{
    struct build *build = calls->build;
    const struct place_reader *reader = build->input->places;
    for (uint32_t o = 0; reader && o < build->graph->object_count; o++) {
        ARRAY(uint32_t) functions = {0};
        struct map *known = map_new(build->arena);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t caller = sites[i].object == o ? calls_get(calls, sites[i])->caller : NONE;
            uint32_t *seen = caller == NONE ? NULL : map_at(known, caller);
            if (seen && *seen == MAP_NONE)
                *array_push(&functions, build->arena) = caller;
            if (seen)
                *seen = 0;
        }
        struct places_request_of request = {
            .object = o, .functions = functions.items, .count = functions.count};
        const struct object_places *result = NULL;
        if (functions.count)
            reader->read(reader->payload, &request, 1, &result);
        for (uint32_t i = 0; result && i < count; i++)
            for (uint32_t p = 0; sites[i].object == o && p < result->places.count; p++)
                if (result->places.items[p].call == sites[i].call)
                    places[i] = (struct known_place){.set = result, .index = p};
    }
}

struct place calls_place(const struct object_calls *calls, const struct known_place *known,
                         struct place_in_object at)
{
    struct place place = {0};
    if (known->set)
        place = known->set->places.items[known->index].place;
    if (!place.line)
        place = (struct place){.file = calls_facts(calls, at.object)->path};
    return place;
}
