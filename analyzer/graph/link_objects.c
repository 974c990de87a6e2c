/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiled functions and nodes: a body goes to the node of the function that it was compiled from (children such as
 * .cold, .part and clones to their parent's); a body whose source was not read is a node of its own. Names that share
 * one body each have a node with that body.
 */
#include "graph/build.h"
#include <stdlib.h>
#include <string.h>

/* A body that belongs to a node, on its way into graph->bodies. */
struct belonging {
    uint32_t node;
    struct body body;
};

struct belongings {
    ARRAY(struct belonging) items;
};

/*
 * A program linked statically has the C library in it. What the policies know of that is judged by name, as in any other
 * program, not read.
 */
static bool is_library(const struct build *build, const struct graph_object *object, name_id name)
{
    const struct object_facts *facts = object->facts;
    bool whole = facts->kind == OBJECT_EXECUTABLE && !facts->needed.count && !facts->interpreter;
    const char *text = intern_get(build->graph->names, name);
    return whole && (catalogue_knows(build->catalogue, text) || catalogue_registrar(build->catalogue, text));
}

/* A function of one of the units that a program was linked of, among the code that was linked. */
static uint32_t node_of_unit(const struct build *build, const struct graph_object *object, name_id name)
{
    const struct graph *graph = build->graph;
    if (!object->image)
        return NONE;
    uint32_t program = object->image - 1, first = map_get(build->definitions, name);
    for (uint32_t i = first; i != MAP_NONE; i = build->definition_list.items[i].next) {
        uint32_t node = build->definition_list.items[i].node, unit = graph->nodes.items[node].unit;
        if (unit != NONE && graph->programs_of[(size_t)unit * graph->program_words + program / 64] >> program % 64 & 1)
            return node;
    }
    return NONE;
}

/* The node of a name in code of a library: another body of the same name (an older version) is another function. */
static uint32_t node_in_library(struct build *build, const struct graph_object *object, uint32_t index, name_id name,
                                struct map *orphans)
{
    const struct object_facts *facts = object->facts;
    const struct object_function *function = &facts->functions.items[index];
    uint32_t body = function->flags & OBJECT_FUNCTION_CHILD && function->parent != NONE
                        ? facts->functions.items[function->parent].body
                        : function->body;
    uint32_t *known = map_at(orphans, map_pair(body, name));
    if (*known != MAP_NONE)
        return *known;
    uint32_t own = function->scope == SCOPE_LOCAL ? NONE : node_of_unit(build, object, name);
    if (own != NONE)
        return *known = own;
    if (is_library(build, object, name))
        return *known = link_external(build, name);
    return *known = link_add_node(build, (struct node){.name = name,
                                                       .linker = name,
                                                       .unit = NONE,
                                                       .function = NONE,
                                                       .place = {.file = facts->path},
                                                       .flags = FUNCTION_DEFINED,
                                                       .marks = NODE_LIBRARY});
}

/* The node of a name in a unit's object; made when the source does not have it. */
static uint32_t node_named(struct build *build, const struct graph_object *object, uint32_t index, name_id name,
                           struct map *orphans)
{
    const struct object_function *function = &object->facts->functions.items[index];
    uint32_t unit = graph_unit_of(object, index);
    if (object->library)
        return node_in_library(build, object, index, name, orphans);
    /* two local functions of one name in a linked binary, of units that are not known */
    uint32_t *known = unit == NONE ? map_at(orphans, map_pair(function->scope == SCOPE_LOCAL ? function->file + 1 : 0, name))
                                   : map_at(build->units[unit].own, name);
    if (*known != MAP_NONE)
        return *known;
    name_id file = unit == NONE ? object->facts->path
                                : intern_text(build->graph->names, build->graph->units[unit].file);
    if (unit == NONE && is_library(build, object, name))
        return *known = link_external(build, name);
    uint32_t node = link_add_node(build, (struct node){.name = name,
                                                       .linker = name,
                                                       .unit = unit,
                                                       .function = NONE,
                                                       .place = {.file = file},
                                                       .flags = FUNCTION_DEFINED});
    *known = node;
    if (function->scope != SCOPE_LOCAL)
        link_define(build, node, name, function->scope == SCOPE_WEAK);
    return node;
}

static bool is_plainer(const char *name, const char *other)
{
    size_t marks = strspn(name, "_"), others = strspn(other, "_");
    return marks != others ? marks < others : strlen(name) < strlen(other);
}

/* A library function has many names (write, __write, __libc_write): the plainest that the policies know is what is meant. */
static void name_aliases(struct build *build, const struct graph_object *object, struct linked_object *linked)
{
    const struct object_facts *facts = object->facts;
    name_id *meant = arena_array(facts->functions.count, sizeof *meant, build->arena);
    for (uint32_t i = 0; i < facts->functions.count; i++) {
        const struct object_function *function = &facts->functions.items[i];
        name_id *known = &meant[function->body];
        if (graph_unit_of(object, i) == NONE && is_library(build, object, function->name) &&
            (!*known || is_plainer(intern_get(build->graph->names, function->name),
                                   intern_get(build->graph->names, *known))))
            *known = function->name;
    }
    for (uint32_t i = 0; i < facts->functions.count; i++)
        if (meant[facts->functions.items[i].body] && graph_unit_of(object, i) == NONE)
            linked->node_of[i] = link_external(build, meant[facts->functions.items[i].body]);
}

/* Where functions that have no source are defined, as debug information has it. */
static void place_definitions(struct build *build, const struct graph_object *object, const struct linked_object *linked)
{
    for (uint32_t i = 0; object->debug && i < object->debug->definitions.count; i++) {
        const struct object_definition *definition = &object->debug->definitions.items[i];
        struct node *node = &build->graph->nodes.items[linked->node_of[definition->function]];
        if (node->function == NONE && definition->place.line && node->flags & FUNCTION_DEFINED)
            node->place = definition->place;
    }
}

/* The data-flow sanitizer renames every function: NAME.dfsan; clang 14 calls NAME.ifunc for NAME. */
name_id graph_plain_name(struct intern *names, name_id name)
{
    static const char *const suffixes[] = {".dfsan", ".ifunc"};
    const char *text = intern_get(names, name);
    size_t length = strlen(text);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t tail = strlen(suffixes[i]);
        if (length > tail && strcmp(text + length - tail, suffixes[i]) == 0)
            return intern_bytes(names, text, length - tail);
    }
    return name;
}

static void link_object(struct build *build, uint32_t index, struct belongings *belongings)
{
    const struct graph_object *object = &build->graph->objects[index];
    const struct object_facts *facts = object->facts;
    struct linked_object *linked = &build->objects[index];
    linked->node_of = arena_array(facts->functions.count, sizeof *linked->node_of, build->arena);
    struct map *orphans = map_new(build->arena);
    for (uint32_t i = 0; i < facts->functions.count; i++) {
        const struct object_function *function = &facts->functions.items[i];
        bool child = function->flags & OBJECT_FUNCTION_CHILD;
        name_id name = graph_plain_name(build->graph->names, child ? function->parent_name : function->name);
        uint32_t node = node_named(build, object, i, name, orphans);
        linked->node_of[i] = node;
        if (object->library && function->scope != SCOPE_LOCAL && !child)
            libraries_define(build, index, i);
        if (object->library && build->graph->nodes.items[node].unit != NONE)
            continue; /* its unit's object has the body */
        if (graph_unit_of(object, i) != NONE || !is_library(build, object, build->graph->nodes.items[node].linker))
            *array_push(&belongings->items, build->arena) =
                (struct belonging){.node = node, .body = {.object = index, .function = function->body}};
    }
    name_aliases(build, object, linked);
    place_definitions(build, object, linked);
}

static int compare(const void *left, const void *right)
{
    const struct belonging *a = left, *b = right;
    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    if (a->body.object != b->body.object)
        return a->body.object < b->body.object ? -1 : 1;
    return a->body.function < b->body.function ? -1 : a->body.function > b->body.function;
}

/* Does a table call the symbol a stack check? Each symbol is asked about once. */
static bool is_stack_check(struct build *build, struct map *known, name_id symbol)
{
    uint32_t *answer = map_at(known, symbol);
    if (*answer == MAP_NONE) {
        const struct hidden *row;
        const char *name = intern_get(build->graph->names, symbol);
        *answer = catalogue_hidden(build->catalogue, name, COMPILER_UNKNOWN, &row, 1) && row->kind == HIDDEN_STACK_CHECK;
    }
    return *answer;
}

static uint32_t marks_of(struct build *build, struct map *known, struct body body)
{
    const struct object_facts *facts = build->graph->objects[body.object].facts;
    const struct object_function *function = &facts->functions.items[body.function];
    uint32_t marks = function->flags & OBJECT_FUNCTION_INSTRUMENTED ? NODE_INSTRUMENTED : 0;
    for (uint32_t i = function->first_call; i < function->first_call + function->call_count; i++)
        if (facts->calls.items[i].name && is_stack_check(build, known, facts->calls.items[i].name))
            marks |= NODE_SPLITTABLE;
    return marks;
}

static void place_bodies(struct build *build, struct belongings *belongings)
{
    struct graph *graph = build->graph;
    if (!belongings->items.count)
        return;
    qsort(belongings->items.items, belongings->items.count, sizeof *belongings->items.items, compare);
    struct map *known = map_new(build->arena); /* symbol -> is it a stack check? */
    for (uint32_t i = 0; i < belongings->items.count; i++) {
        const struct belonging *belonging = &belongings->items.items[i];
        if (i && compare(belonging - 1, belonging) == 0)
            continue;
        struct node *node = &graph->nodes.items[belonging->node];
        const struct object_function *function =
            &graph->objects[belonging->body.object].facts->functions.items[belonging->body.function];
        bool decoded = function->flags & OBJECT_FUNCTION_DECODED && !(function->flags & OBJECT_FUNCTION_UNKNOWN_JUMP);
        if (!node->body_count) {
            node->first_body = graph->bodies.count;
            node->marks |= NODE_DECODED;
        }
        node->body_count++;
        node->marks |= marks_of(build, known, belonging->body);
        if (!decoded)
            node->marks &= ~(uint32_t)NODE_DECODED;
        *array_push(&graph->bodies, build->arena) = belonging->body;
    }
}

void link_objects(struct build *build)
{
    struct belongings belongings = {0};
    build->objects = arena_array(build->graph->object_count, sizeof *build->objects, build->arena);
    for (uint32_t i = 0; i < build->graph->object_count; i++)
        link_object(build, i, &belongings);
    place_bodies(build, &belongings);
}

struct targets link_object_call(struct build *build, uint32_t object, const struct object_call *call)
{
    const struct graph_object *known = &build->graph->objects[object];
    uint32_t unit = graph_unit_of(known, call->caller);
    if (known->library) {
        uint32_t first = build->targets.count;
        return (struct targets){.first = first, .count = libraries_push_call(build, object, call)};
    }
    if (call->callee == NONE)
        return link_name(build, unit, graph_plain_name(build->graph->names, call->name), NONE);
    const struct object_function *function = &known->facts->functions.items[call->callee];
    uint32_t own = build->objects[object].node_of[call->callee];
    if (function->scope == SCOPE_WEAK && known->facts->kind == OBJECT_RELOCATABLE)
        return link_name(build, unit, call->name, own);
    *array_push(&build->targets, build->arena) = own;
    return (struct targets){.first = build->targets.count - 1, .count = 1};
}
