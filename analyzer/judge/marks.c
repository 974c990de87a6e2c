/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the objects of a graph, gives their marks as chains, one a body, in the order in which the object has them.
 */
#include "judge/marks.h"
#include "base/map.h"

struct known_mark {
    const char *kind;
    const char *symbol;
    uint32_t next;
};

struct marks {
    struct map *first; /* object and function -> index in items */
    ARRAY(struct known_mark) items;
};

static void add_object(struct marks *marks, uint32_t object, const struct object_facts *facts, struct arena *arena)
{
    for (uint32_t i = facts->marks.count; i-- > 0;) {
        const struct object_mark *mark = &facts->marks.items[i];
        uint32_t *first = map_at(marks->first, map_pair(object, mark->function));
        uint32_t next = *first == MAP_NONE ? NONE : *first;
        *first = marks->items.count;
        *array_push(&marks->items, arena) = (struct known_mark){.kind = intern_get(facts->names, mark->kind),
                                                                .symbol = intern_get(facts->names, mark->name),
                                                                .next = next};
    }
}

struct marks *marks_index(const struct graph *graph, struct arena *arena)
{
    struct marks *marks = arena_alloc(sizeof *marks, arena);
    marks->first = map_new(arena);
    for (uint32_t i = 0; i < graph->object_count; i++)
        add_object(marks, i, graph->objects[i].facts, arena);
    return marks;
}

uint32_t marks_first(const struct marks *marks, const struct graph *graph, struct body body)
{
    uint32_t code = graph->objects[body.object].facts->functions.items[body.function].body;
    uint32_t at = map_get(marks->first, map_pair(body.object, code));
    return at == MAP_NONE ? NONE : at;
}

uint32_t marks_next(const struct marks *marks, uint32_t at)
{
    return marks->items.items[at].next;
}

const char *marks_kind(const struct marks *marks, uint32_t at)
{
    return marks->items.items[at].kind;
}

const char *marks_symbol(const struct marks *marks, uint32_t at)
{
    return marks->items.items[at].symbol;
}

bool marks_any(const struct marks *marks, const struct graph *graph, const struct node *node)
{
    for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++)
        if (marks_first(marks, graph, graph->bodies.items[b]) != NONE)
            return true;
    return false;
}
