/* SPDX-License-Identifier: Apache-2.0
 *
 * Backwards from a point to the values that may be in it, with the row of the table they stand in: that is how the
 * signal and the handler of one line of a `{signo, handler}` table stay together.
 */
#include "graph/build.h"

struct search {
    struct build *build;
    struct numbers *found;
    struct map *seen;
    struct arena *arena;
    bool functions; /* looking for functions, not for numbers */
};

static void add_found(struct search *search, int32_t value, uint32_t variable, uint32_t row)
{
    for (uint32_t i = 0; i < search->found->items.count; i++) {
        const struct number *known = &search->found->items.items[i];
        if (known->value == value && known->variable == variable && known->row == row)
            return;
    }
    *array_push(&search->found->items, search->arena) =
        (struct number){.value = value, .variable = variable, .row = row};
}

/* A value that flows into `target` by a link with this row. */
static void take_value(struct search *search, const struct point *source, uint32_t target, uint32_t row)
{
    uint32_t variable = row == NONE ? NONE : search->build->points.items[target].root;
    if (source->kind == SLOT_NUMBER && !search->functions)
        add_found(search, (int32_t)source->index, variable, row);
    else if (source->kind == SLOT_FUNCTION && search->functions)
        add_found(search, (int32_t)source->node, variable, row);
    else if (source->kind == SLOT_UNKNOWN && !search->functions)
        add_found(search, SIGNAL_UNKNOWN, NONE, NONE);
}

static void search_back(struct search *search, uint32_t id, uint32_t depth)
{
    if (depth > 200 || map_get(search->seen, id) != MAP_NONE)
        return;
    map_set(search->seen, id, 0);
    const struct point *point = &search->build->points.items[id];
    if (point->kind == SLOT_NUMBER || point->kind == SLOT_FUNCTION || point->kind == SLOT_UNKNOWN) {
        take_value(search, point, id, NONE);
        return;
    }
    for (uint32_t i = point->first_in; i != NONE; i = search->build->links.items[i].next_in) {
        const struct link *link = &search->build->links.items[i];
        const struct point *source = &search->build->points.items[link->source];
        if (source->kind == SLOT_NUMBER || source->kind == SLOT_FUNCTION || source->kind == SLOT_UNKNOWN)
            take_value(search, source, id, link->row);
        else
            search_back(search, link->source, depth + 1);
    }
}

void numbers_find(struct build *build, uint32_t point, struct numbers *numbers, struct arena *arena)
{
    struct search search = {.build = build, .found = numbers, .seen = map_new(arena), .arena = arena};
    search_back(&search, point, 0);
}

void functions_find(struct build *build, uint32_t point, struct numbers *functions, struct arena *arena)
{
    struct search search = {
        .build = build, .found = functions, .seen = map_new(arena), .arena = arena, .functions = true};
    search_back(&search, point, 0);
}
