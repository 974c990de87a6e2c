/* SPDX-License-Identifier: Apache-2.0
 *
 * Adding compiled code to a linked graph.
 */
#include "compiled.h"
#include <assert.h>
#include <string.h>

static name_id name_of(struct program *program, const char *text)
{
    return intern_text(program->names, text);
}

uint32_t node_of(struct program *program, const char *name)
{
    struct graph *graph = program->graph;
    name_id id = name_of(program, name);
    for (uint32_t i = 0; i < graph->nodes.count; i++)
        if (graph->nodes.items[i].name == id)
            return i;
    *array_push(&graph->nodes, program->arena) =
        (struct node){.name = id, .linker = id, .unit = NONE, .function = NONE, .origin = NONE};
    return graph->nodes.count - 1;
}

struct object_facts *compile(struct program *program, const char *function)
{
    struct graph *graph = program->graph;
    struct node *node = &graph->nodes.items[node_of(program, function)];
    if (node->body_count)
        return (struct object_facts *)graph->objects[graph->bodies.items[node->first_body].object].facts;
    struct object_facts *facts = arena_alloc(sizeof *facts, program->arena);
    facts->names = program->names;
    *array_push(&facts->functions, program->arena) = (struct object_function){.name = node->linker};
    struct graph_object *objects = arena_array(graph->object_count + 1, sizeof *objects, program->arena);
    if (graph->object_count)
        memcpy(objects, graph->objects, graph->object_count * sizeof *objects);
    objects[graph->object_count] = (struct graph_object){.facts = facts, .unit = node->unit};
    graph->objects = objects;
    node->first_body = graph->bodies.count;
    node->body_count = 1;
    *array_push(&graph->bodies, program->arena) = (struct body){.object = graph->object_count++, .function = 0};
    return facts;
}

void mark(struct program *program, const char *function, const char *kind, const char *symbol)
{
    struct object_facts *facts = compile(program, function);
    *array_push(&facts->marks, program->arena) =
        (struct object_mark){.function = 0, .kind = name_of(program, kind), .name = name_of(program, symbol)};
}

void compiled_by(struct program *program, const char *function, enum compiler_family compiler)
{
    uint32_t unit = program->graph->nodes.items[node_of(program, function)].unit;
    program->units.items[unit].compiler = compiler;
    assert(program->graph->units[unit].compiler == compiler);
}

struct edge *hidden_call(struct program *program, const char *caller, const char *callee, uint32_t line)
{
    struct graph *graph = program->graph;
    uint32_t from = node_of(program, caller), to = node_of(program, callee);
    struct node *node = &graph->nodes.items[from];
    if (!node->edge_count)
        node->first_edge = graph->edges.count;
    uint32_t at = node->first_edge + node->edge_count++;
    for (uint32_t i = 0; i < graph->nodes.count; i++)
        if (i != from && graph->nodes.items[i].first_edge >= at)
            graph->nodes.items[i].first_edge++;
    *array_push(&graph->edges, program->arena) = (struct edge){0};
    memmove(graph->edges.items + at + 1, graph->edges.items + at,
            (graph->edges.count - 1 - at) * sizeof *graph->edges.items);
    graph->edges.items[at] = (struct edge){.caller = from,
                                           .callee = to,
                                           .flags = EDGE_HIDDEN,
                                           .through = NONE,
                                           .place = {.file = node->place.file, .line = line},
                                           .evidence = EVIDENCE_OBJECT,
                                           .emitted = graph->nodes.items[to].linker,
                                           .object = NONE,
                                           .call = NONE,
                                           .construct_unit = NONE,
                                           .construct = NONE};
    return &graph->edges.items[at];
}

struct edge *written_call(struct program *program, const char *caller, const char *callee)
{
    struct graph *graph = program->graph;
    const struct node *node = &graph->nodes.items[node_of(program, caller)];
    uint32_t to = node_of(program, callee);
    for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++)
        if (graph->edges.items[e].callee == to)
            return &graph->edges.items[e];
    assert(to == NONE); /* the source makes no such call */
    return NULL;
}

void inlined_there(struct program *program, struct edge *edge, const char *function, uint32_t line)
{
    struct graph *graph = program->graph;
    if (!edge->inlined_count)
        edge->first_inlined = graph->inlines.count;
    assert(edge->first_inlined + edge->inlined_count == graph->inlines.count);
    edge->inlined_count++;
    *array_push(&graph->inlines, program->arena) =
        (struct inlined){.node = node_of(program, function),
                         .name = name_of(program, function),
                         .place = {.file = edge->place.file, .line = line}};
}

void copies_there(struct program *program, struct edge *edge, enum copy_kind kind, uint64_t bytes)
{
    const struct node *node = &program->graph->nodes.items[edge->caller];
    struct facts *facts = (struct facts *)program->graph->units[node->unit].facts;
    edge->construct_unit = node->unit;
    edge->construct = facts->copies.count;
    *array_push(&facts->copies, program->arena) = (struct copy){.function = node->function,
                                                                .kind = kind,
                                                                .bytes = bytes,
                                                                .type = name_of(program, "struct sample"),
                                                                .place = edge->place};
}
