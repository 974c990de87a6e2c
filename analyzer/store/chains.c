/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes chains as arrays of steps, gives equal ones one number. All chains make one tree: a node is a step behind the
 * node of those before it, so that a chain is known by the node where it ends.
 */
#include "store/chains.h"
#include "base/map.h"

struct chains {
    struct intern *texts;
    struct map *known;     /* a step's address, since findings share steps -> its number */
    struct map *names;     /* function and file -> number */
    struct map *lines;     /* number in names and line -> the step's number */
    struct map *nodes;     /* the node before, 0 none, and a step's number -> node */
    struct map *numbers;   /* the node where a chain ends -> the chain's number */
    uint32_t name_count;
    uint32_t line_count;
    uint32_t node_count;
    uint32_t count;
    ARRAY(const struct step *) steps; /* by number, less one */
    struct arena *arena;
};

struct chains *chains_new(struct intern *texts, struct arena *arena)
{
    struct chains *chains = arena_alloc(sizeof *chains, arena);
    *chains = (struct chains){.texts = texts,
                              .known = map_new(arena),
                              .names = map_new(arena),
                              .lines = map_new(arena),
                              .nodes = map_new(arena),
                              .numbers = map_new(arena),
                              .arena = arena};
    return chains;
}

/* The number of a key, the next one when it is new. */
static uint32_t number_of(struct map *map, uint64_t key, uint32_t *count)
{
    uint32_t *number = map_at(map, key);
    if (*number == MAP_NONE)
        *number = ++*count;
    return *number;
}

uint32_t chains_step(struct chains *chains, const struct step *step)
{
    uint32_t *number = map_at(chains->known, (uint64_t)(uintptr_t)step);
    if (*number == MAP_NONE) {
        name_id function = intern_text(chains->texts, step->function);
        name_id file = intern_text(chains->texts, step->spot.file);
        uint32_t name = number_of(chains->names, map_pair(function, file), &chains->name_count);
        *number = number_of(chains->lines, map_pair(name, step->spot.line), &chains->line_count);
        if (*number > chains->steps.count)
            *array_push(&chains->steps, chains->arena) = step;
    }
    return *number;
}

uint32_t chains_number(struct chains *chains, const struct finding *finding, bool *fresh)
{
    uint32_t node = 0, before = chains->count;
    for (uint32_t i = 0; i < finding->step_count; i++)
        node = number_of(chains->nodes, map_pair(node, chains_step(chains, finding->steps[i])), &chains->node_count);
    uint32_t number = number_of(chains->numbers, node, &chains->count);
    *fresh = chains->count != before;
    return number;
}

const struct step *const *chains_steps(const struct chains *chains, uint32_t *count)
{
    *count = chains->steps.count;
    return chains->steps.items;
}
