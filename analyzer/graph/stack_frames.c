/* SPDX-License-Identifier: Apache-2.0
 *
 * The frame of one function: of its compiled bodies the deepest, where a body that calls a part or clone of the same
 * function has that one's frame on top of its own; a jump to a part (.cold) goes on in the frame that is there.
 */
#include "graph/stack.h"

enum { MOST_BODIES = 64 };
enum { NOT_KNOWN, BEING_WEIGHED, KNOWN };

struct bodies {
    const struct graph *graph;
    const struct node *node;
    uint8_t states[MOST_BODIES];
    uint64_t depths[MOST_BODIES];
    bool dynamic;
    bool unknown;
};

static const struct object_function *function_of(const struct bodies *bodies, uint32_t index, struct body *body)
{
    *body = bodies->graph->bodies.items[bodies->node->first_body + index];
    return &bodies->graph->objects[body->object].facts->functions.items[body->function];
}

/* Which body of the node has the code of a function; NONE: none. */
static uint32_t body_with(const struct bodies *bodies, uint32_t object, uint32_t function)
{
    const struct object_facts *facts = bodies->graph->objects[object].facts;
    for (uint32_t i = 0; i < bodies->node->body_count; i++) {
        struct body body;
        const struct object_function *known = function_of(bodies, i, &body);
        if (body.object == object && known->body == facts->functions.items[function].body)
            return i;
    }
    return NONE;
}

static uint64_t depth_of(struct bodies *bodies, uint32_t index);

/* How deep a call or jump of a body into a part of the same function gets. */
static uint64_t depth_of_part(struct bodies *bodies, const struct body *body, const struct object_call *call)
{
    const struct object_facts *facts = bodies->graph->objects[body->object].facts;
    bool direct = call->kind == OBJECT_CALL_DIRECT;
    if (call->callee == NONE || !(facts->functions.items[call->callee].flags & OBJECT_FUNCTION_CHILD))
        return 0;
    uint32_t part = body_with(bodies, body->object, call->callee);
    if (part == NONE)
        return 0;
    if (bodies->states[part] == BEING_WEIGHED) {
        bodies->dynamic |= direct; /* it calls itself */
        return 0;
    }
    return depth_of(bodies, part) + (direct ? facts->functions.items[body->function].frame : 0);
}

/* A body's own frame and the parts that it calls. */
static uint64_t depth_of(struct bodies *bodies, uint32_t index)
{
    struct body body;
    const struct object_function *function = function_of(bodies, index, &body);
    const struct object_facts *facts = bodies->graph->objects[body.object].facts;
    if (bodies->states[index] == KNOWN)
        return bodies->depths[index];
    bodies->states[index] = BEING_WEIGHED;
    bodies->unknown |= !(function->flags & OBJECT_FUNCTION_HAS_FRAME);
    bodies->dynamic |= (function->flags & OBJECT_FUNCTION_DYNAMIC) != 0;
    uint64_t deepest = function->frame;
    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        uint64_t below = depth_of_part(bodies, &body, &facts->calls.items[c]);
        deepest = below > deepest ? below : deepest;
    }
    bodies->states[index] = KNOWN;
    return bodies->depths[index] = deepest;
}

int64_t stack_frame_of(const struct graph *graph, const struct node *node, bool *dynamic)
{
    struct bodies bodies = {.graph = graph, .node = node};
    uint64_t deepest = 0;
    *dynamic = false;
    if (node->body_count > MOST_BODIES)
        return -1;
    for (uint32_t i = 0; i < node->body_count; i++) {
        uint64_t depth = depth_of(&bodies, i);
        deepest = depth > deepest ? depth : deepest;
    }
    *dynamic = bodies.dynamic;
    return bodies.unknown || !node->body_count ? -1 : (int64_t)deepest;
}
