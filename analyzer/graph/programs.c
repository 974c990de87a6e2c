/* SPDX-License-Identifier: Apache-2.0
 *
 * Link groups: which units are in which programs, as bits, so that same-named functions of two programs do not mix.
 */
#include "graph/build.h"
#include <stdlib.h>

void programs_make(struct build *build)
{
    struct graph *graph = build->graph;
    if (!graph->program_count)
        return;
    uint32_t words = (graph->program_count + 63) / 64;
    uint64_t *of = arena_array((size_t)graph->unit_count * words, sizeof *of, build->arena);
    uint64_t *shared = arena_array(words, sizeof *shared, build->arena);
    for (uint32_t p = 0; p < graph->program_count; p++) {
        const struct graph_program *program = &graph->programs[p];
        for (uint32_t i = 0; i < program->unit_count; i++)
            of[(size_t)program->units[i] * words + p / 64] |= 1ULL << p % 64;
        if (program->shared)
            shared[p / 64] |= 1ULL << p % 64;
    }
    graph->programs_of = of;
    graph->programs_shared = shared;
    graph->program_words = words;
}

bool graph_is_in(const struct graph *graph, const uint64_t *programs, uint32_t unit)
{
    if (!graph->programs_of || unit == NONE)
        return true;
    const uint64_t *of = graph->programs_of + (size_t)unit * graph->program_words;
    uint64_t any = 0;
    for (uint32_t i = 0; i < graph->program_words; i++) {
        if (of[i] & (programs[i] | graph->programs_shared[i]) || programs[i] & graph->programs_shared[i])
            return true; /* a library calls into whatever program loads it, too */
        any |= of[i];
    }
    return !any;
}

bool graph_links(const struct graph *graph, uint32_t program, uint32_t unit)
{
    if (!graph->programs_of || unit == NONE)
        return true;
    const uint64_t *of = graph->programs_of + (size_t)unit * graph->program_words;
    uint64_t any = 0, library = 0;
    for (uint32_t i = 0; i < graph->program_words; i++) {
        any |= of[i];
        library |= of[i] & graph->programs_shared[i];
    }
    return !any || library || of[program / 64] >> program % 64 & 1;
}

bool programs_share(const struct graph *graph, uint32_t unit, uint32_t other)
{
    if (!graph->programs_of || unit == NONE || unit == other)
        return true;
    const uint64_t *of = graph->programs_of + (size_t)unit * graph->program_words;
    uint64_t any = 0;
    for (uint32_t i = 0; i < graph->program_words; i++)
        any |= of[i];
    return !any || graph_is_in(graph, of, other);
}

/* ---- handlers ---- */

/* What a handler reaches in one program. */
struct part {
    uint32_t program;
    struct handler handler;
    const uint32_t *nodes; /* ascending */
    uint32_t count;
};

static bool node_in(const struct graph *graph, const uint64_t *programs, uint32_t node)
{
    return node == NONE || graph_is_in(graph, programs, graph->nodes.items[node].unit);
}

static int compare_nodes(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* Whether the unit is in that very program, not only in a library or in none. */
static bool is_linked(const struct graph *graph, uint32_t unit, uint32_t program)
{
    return unit != NONE &&
           graph->programs_of[(size_t)unit * graph->program_words + program / 64] >> program % 64 & 1;
}

/* The handler with the nodes and registrations that the program has; false when it has none. */
static bool restrict_handler(struct build *build, const struct handler *handler, uint32_t program, struct part *part)
{
    struct graph *graph = build->graph;
    uint64_t *programs = arena_array(graph->program_words, sizeof *programs, build->arena);
    programs[program / 64] |= 1ULL << program % 64;
    ARRAY(uint32_t) nodes = {0};
    bool linked = false;
    for (uint32_t i = 0; i < handler->node_count; i++) {
        if (!node_in(graph, programs, handler->nodes[i]))
            continue;
        *array_push(&nodes, build->arena) = handler->nodes[i];
        linked |= is_linked(graph, graph->nodes.items[handler->nodes[i]].unit, program);
    }
    if (!nodes.count || !linked)
        return false;
    struct handler known = {.nodes = nodes.items, .node_count = nodes.count, .first = graph->registrations.count,
                            .program = program, .policy = handler->policy};
    for (uint32_t i = handler->first; i < handler->first + handler->count; i++) {
        struct registration registration = graph->registrations.items[i];
        if (node_in(graph, programs, registration.caller))
            *array_push(&graph->registrations, build->arena) = registration;
    }
    known.count = graph->registrations.count - known.first;
    *part = (struct part){.program = program, .handler = known};
    return known.count > 0;
}

static void find_reached(struct build *build, struct part *part)
{
    const struct handler *handler = &part->handler;
    struct arena *arena = arena_new(); /* handlers times programs: too many searches to keep */
    const struct reach *reach = graph_reach_handler(build->graph, handler, arena);
    uint32_t *nodes = arena_array(reach->items.count, sizeof *nodes, build->arena);
    for (uint32_t i = 0; i < reach->items.count; i++)
        nodes[i] = reach->items.items[i].node;
    qsort(nodes, reach->items.count, sizeof *nodes, compare_nodes);
    part->nodes = nodes;
    part->count = reach->items.count;
    arena_free(arena);
}

static bool same_part(const struct graph *graph, const struct part *a, const struct part *b)
{
    if (a->count != b->count || a->handler.count != b->handler.count)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (a->nodes[i] != b->nodes[i])
            return false;
    for (uint32_t i = 0; i < a->handler.count; i++) {
        const struct registration *x = &graph->registrations.items[a->handler.first + i];
        const struct registration *y = &graph->registrations.items[b->handler.first + i];
        if (x->place.file != y->place.file || x->place.line != y->place.line || x->signal != y->signal)
            return false;
    }
    return true;
}

static void part_handler(struct build *build, const struct handler *handler)
{
    struct graph *graph = build->graph;
    ARRAY(struct part) parts = {0};
    for (uint32_t p = 0; p < graph->program_count; p++) {
        struct part part;
        if (!restrict_handler(build, handler, p, &part))
            continue;
        find_reached(build, &part);
        name_id name = intern_text(graph->names, graph->programs[p].name);
        uint32_t at = 0;
        while (at < parts.count && !same_part(graph, &parts.items[at], &part))
            at++;
        if (at == parts.count) {
            part.handler.programs = name;
            *array_push(&parts, build->arena) = part;
        } else {
            struct handler *known = &parts.items[at].handler;
            known->programs = intern_format(graph->names, "%s,%s", intern_get(graph->names, known->programs),
                                            intern_get(graph->names, name));
        }
    }
    for (uint32_t i = 0; i < parts.count; i++)
        *array_push(&graph->handlers, build->arena) = parts.items[i].handler;
    if (!parts.count)
        *array_push(&graph->handlers, build->arena) = *handler;
}

void programs_part_handlers(struct build *build)
{
    struct graph *graph = build->graph;
    if (!graph->programs_of)
        return;
    const struct handler *handlers = graph->handlers.items;
    uint32_t count = graph->handlers.count;
    graph->handlers.items = NULL;
    graph->handlers.count = graph->handlers.capacity = 0;
    for (uint32_t i = 0; i < count; i++)
        part_handler(build, &handlers[i]);
}
