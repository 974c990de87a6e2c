/* SPDX-License-Identifier: Apache-2.0
 *
 * What was made of the program, as text.
 */
#include "base/text.h"
#include "program.h"
#include <stdlib.h>
#include <string.h>

struct lines {
    ARRAY(const char *) items;
};

static int compare_lines(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static const char *join_lines(struct lines *lines, bool sorted, struct arena *arena)
{
    struct text text = {.arena = arena};
    if (sorted && lines->items.count)
        qsort(lines->items.items, lines->items.count, sizeof(char *), compare_lines);
    for (uint32_t i = 0; i < lines->items.count; i++)
        text_format(&text, "%s\n", lines->items.items[i]);
    return text_get(&text);
}

static const char *name_text(const struct program *program, name_id name)
{
    return intern_get(program->names, name);
}

/* "on_int", or "on_int@a.c" where several functions have the name. */
static const char *node_text(struct program *program, uint32_t id)
{
    const struct node *node = &program->graph->nodes.items[id];
    uint32_t same = 0;
    for (uint32_t i = 0; i < program->graph->nodes.count; i++)
        same += program->graph->nodes.items[i].name == node->name && graph_origin(program->graph, i) == i;
    const char *name = name_text(program, node->name);
    if (same < 2 || node->unit == NONE)
        return name;
    return arena_format(program->arena, "%s@%s", name, name_text(program, node->place.file));
}

static const char *edge_text(struct program *program, const struct edge *edge)
{
    struct text text = {.arena = program->arena};
    text_format(&text, "%s > %s", node_text(program, edge->caller), node_text(program, edge->callee));
    if (edge->flags & EDGE_CALLBACK)
        text_format(&text, " through %s", node_text(program, edge->through));
    else if (edge->flags & EDGE_RUNS)
        text_add(&text, " run");
    else if (edge->flags & EDGE_CANDIDATE)
        text_add(&text, " candidate");
    else if (edge->kind == CALL_POINTER)
        text_add(&text, " pointer");
    return text_get(&text);
}

const char *edges_of(struct program *program, const char *caller)
{
    struct lines lines = {0};
    for (uint32_t i = 0; i < program->graph->edges.count; i++) {
        const struct edge *edge = &program->graph->edges.items[i];
        if (!caller || strcmp(node_text(program, edge->caller), caller) == 0)
            *array_push(&lines.items, program->arena) = edge_text(program, edge);
    }
    return join_lines(&lines, true, program->arena);
}

const char *handlers_of(struct program *program)
{
    struct lines lines = {0};
    const struct graph *graph = program->graph;
    for (uint32_t h = 0; h < graph->handlers.count; h++) {
        const struct handler *handler = &graph->handlers.items[h];
        const struct registration *before = NULL;
        struct text text = {.arena = program->arena};
        for (uint32_t i = 0; i <= handler->count; i++) {
            const struct registration *next =
                i < handler->count ? &graph->registrations.items[handler->first + i] : NULL;
            bool same = before && next && before->place.line == next->place.line &&
                        before->place.file == next->place.file;
            if (before && !same) {
                text_format(&text, " %s:%u", name_text(program, before->place.file), before->place.line);
                *array_push(&lines.items, program->arena) = text_get(&text);
                text = (struct text){.arena = program->arena};
            }
            if (next)
                text_format(&text, "%s%s%s", same ? "" : node_text(program, next->node), same ? "," : " ",
                            next->signal == SIGNAL_UNKNOWN ? "unknown"
                                                           : catalogue_signal(next->signal, program->arena));
            before = next;
        }
    }
    return join_lines(&lines, false, program->arena);
}

const char *gaps_of(struct program *program)
{
    struct lines lines = {0};
    for (uint32_t i = 0; i < program->graph->gaps.count; i++) {
        const struct node_gap *gap = &program->graph->gaps.items[i];
        *array_push(&lines.items, program->arena) =
            arena_format(program->arena, "%s %s%s%s", name_text(program, gap->kind), name_text(program, gap->subject),
                         gap->node == NONE ? "" : " in ", gap->node == NONE ? "" : node_text(program, gap->node));
    }
    return join_lines(&lines, true, program->arena);
}

const char *needs_of(struct program *program)
{
    static const char *const words[] = {[NEED_UNIT] = "unit", [NEED_SYMBOL] = "symbol", [NEED_FIELD] = "field",
                                        [NEED_TYPE] = "type", [NEED_EVERY_ADDRESS] = "every address",
                                        [NEED_EVERY_UNIT] = "every unit"};
    struct lines lines = {0};
    for (uint32_t i = 0; i < program->graph->needs.count; i++) {
        const struct need *need = &program->graph->needs.items[i];
        const char *subject = need->kind == NEED_UNIT ? program->units.items[need->unit].file
                                                      : name_text(program, need->name);
        *array_push(&lines.items, program->arena) =
            arena_format(program->arena, "%s%s%s", words[need->kind], *subject ? " " : "", subject);
    }
    return join_lines(&lines, true, program->arena);
}

static const char *chain_text(struct program *program, const struct reach *reach, uint32_t at)
{
    const struct reached *item = &reach->items.items[at];
    const char *name = node_text(program, item->node);
    if (item->parent == NONE)
        return name;
    return arena_format(program->arena, "%s %s %s", chain_text(program, reach, item->parent),
                        program->graph->edges.items[item->edge].flags & EDGE_CANDIDATE ? "?" : ">", name);
}

const char *reached_from(struct program *program, const char *root)
{
    struct lines lines = {0};
    uint32_t start = NONE;
    for (uint32_t i = 0; i < program->graph->nodes.count; i++)
        if (strcmp(node_text(program, i), root) == 0)
            start = i;
    if (start == NONE)
        return "no such function\n";
    const struct reach *reach = graph_reach(program->graph, &start, 1, NONE, program->arena);
    for (uint32_t i = 0; i < reach->items.count; i++)
        *array_push(&lines.items, program->arena) =
            arena_format(program->arena, "%s%s", chain_text(program, reach, i),
                         reach->items.items[i].candidate ? " (guessed)" : "");
    return join_lines(&lines, false, program->arena);
}
