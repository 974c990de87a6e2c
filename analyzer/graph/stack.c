/* SPDX-License-Identifier: Apache-2.0
 *
 * The longest path through what a handler reaches. Strongly connected components come first (stack_cycles.c), so that each
 * function is weighed when all that it calls has been: its frame and the deepest call on top of it, or a tail call in place
 * of it. A component with a call that keeps a frame has no bound; its members are then counted once each.
 */
#include "graph/stack_parts.h"
#include <string.h>
#include <sys/auxv.h>

/* ---- costs ---- */

static uint64_t row_of(const struct stack *stack, const char *what)
{
    uint64_t bytes = 0;
    const char *name = arena_format(stack->arena, "%s:%s", what, stack->machine);
    catalogue_frame(stack->query->catalogue, name, &bytes, NULL);
    return bytes;
}

static bool is_this_machine(const char *machine)
{
#if defined __x86_64__
    return strcmp(machine, "x86-64") == 0;
#elif defined __aarch64__
    return strcmp(machine, "aarch64") == 0;
#else
    return false;
#endif
}

/* What the kernel puts on the stack: as the user says, else the table, else more where this machine's kernel says more. */
static uint64_t signal_frame(const struct stack *stack)
{
    uint64_t said = stack->query->graph->stack.signal_frame;
    if (said)
        return said;
    uint64_t bytes = row_of(stack, "signal-frame");
#ifdef AT_MINSIGSTKSZ
    uint64_t here = is_this_machine(stack->machine) ? getauxval(AT_MINSIGSTKSZ) : 0;
    bytes = here > bytes ? here : bytes;
#endif
    return bytes;
}

enum stack_binding graph_binds_lazily(const struct graph *graph, const struct handler *handler)
{
    bool known = false, lazy = false;
    for (uint32_t i = 0; i < graph->program_count; i++) {
        const struct graph_program *program = &graph->programs[i];
        if (handler->program != NONE && handler->program != i && !program->shared &&
            !strchr(intern_get(graph->names, handler->programs), ','))
            continue;
        known = true;
        lazy |= program->object_flags & OBJECT_DYNAMIC && !(program->object_flags & OBJECT_BIND_NOW);
    }
    for (uint32_t i = 0; i < graph->object_count && !known; i++) {
        const struct object_facts *facts = graph->objects[i].facts;
        if (facts->kind == OBJECT_RELOCATABLE)
            return BINDS_UNKNOWN;
        lazy |= facts->flags & OBJECT_DYNAMIC && !(facts->flags & OBJECT_BIND_NOW);
    }
    return !known && !graph->object_count ? BINDS_UNKNOWN : lazy ? BINDS_LAZILY : BINDS_NOW;
}

/* The object's call that an edge was made of; NULL: it comes from the source. */
static const struct object_call *call_of(const struct graph *graph, const struct edge *edge)
{
    if (!(edge->evidence & EVIDENCE_OBJECT) || edge->call == NONE)
        return NULL;
    const struct object_facts *facts = graph->objects[edge->object].facts;
    return edge->call < facts->calls.count ? &facts->calls.items[edge->call] : NULL;
}

bool stack_is_tail(const struct graph *graph, const struct edge *edge)
{
    const struct object_call *call = call_of(graph, edge);
    bool jump = call && (call->kind == OBJECT_CALL_TAIL || call->kind == OBJECT_CALL_POINTER_TAIL ||
                         call->kind == OBJECT_CALL_FALL);
    return jump && !(call->flags & OBJECT_CALL_FRAMED) && !(edge->flags & (EDGE_CALLBACK | EDGE_RUNS));
}

static bool is_shared(const struct graph *graph, uint32_t unit)
{
    if (!graph->programs_of || unit == NONE)
        return false;
    for (uint32_t i = 0; i < graph->program_words; i++)
        if (graph->programs_of[(size_t)unit * graph->program_words + i] & graph->programs_shared[i])
            return true;
    return false;
}

/* May the call run the dynamic linker's resolver? */
static bool may_bind(const struct stack *stack, const struct edge *edge)
{
    const struct graph *graph = stack->query->graph;
    const struct node *callee = &graph->nodes.items[edge->callee], *caller = &graph->nodes.items[edge->caller];
    const struct object_call *call = call_of(graph, edge);
    if (!stack->lazy || (edge->kind == CALL_POINTER && !(edge->flags & EDGE_CALLBACK)))
        return false;
    if (call && call->flags & OBJECT_CALL_GOT)
        return false;
    return edge->flags & EDGE_CALLBACK || !graph_has_body(callee) ||
           (is_shared(graph, caller->unit) && callee->unit != caller->unit);
}

/* What a call adds below the callee's own depth: the function that runs a callback. */
static uint64_t cost_between(const struct stack *stack, const struct edge *edge)
{
    uint64_t bytes = 0;
    if (edge->flags & EDGE_CALLBACK && edge->through != NONE)
        catalogue_frame(stack->query->catalogue,
                        intern_get(stack->query->graph->names,
                                   stack->query->graph->nodes.items[edge->through].linker),
                        &bytes, NULL);
    return bytes;
}

/* How deep a call gets; by_binding: its first one, in the resolver. */
static uint64_t depth_of_call(const struct stack *stack, const struct edge *edge, bool *by_binding)
{
    const struct stack_member *callee = stack_member(stack, edge->callee);
    uint64_t bytes = cost_between(stack, edge) + callee->depth;
    *by_binding = may_bind(stack, edge) && stack->lazy > bytes;
    return *by_binding ? stack->lazy : bytes;
}

/* ---- weighing ---- */

/* Depth of a member by the calls that leave its component. */
static void weigh_member(struct stack *stack, struct stack_member *member)
{
    const struct graph *graph = stack->query->graph;
    const struct node *node = &graph->nodes.items[member->node];
    member->depth = member->own + member->red;
    member->best = NONE;
    for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
        const struct edge *edge = &graph->edges.items[e];
        const struct stack_member *callee = stack_member(stack, edge->callee);
        if (!callee || callee->component == member->component || !stack_follows(stack, edge))
            continue;
        bool tail = stack_is_tail(graph, edge), binding;
        uint64_t depth = depth_of_call(stack, edge, &binding) + (tail ? 0 : member->own);
        if (depth <= member->depth)
            continue;
        member->depth = depth;
        member->best = e;
        member->best_is_tail = tail;
    }
}

/* A component of several functions, or of one that calls itself: whichever is entered, all may run. */
static void weigh_cycle(struct stack *stack, const uint32_t *members, uint32_t count, bool recursion)
{
    uint64_t all = 0, deepest = 0;
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct stack_member *member = &stack->members.items[members[i]];
        uint64_t beyond = recursion && !member->best_is_tail ? member->depth - member->own : member->depth;
        all += member->own;
        at = beyond > deepest ? i : at;
        deepest = beyond > deepest ? beyond : deepest;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct stack_member *member = &stack->members.items[members[i]];
        member->cycle = members;
        member->cycle_count = count;
        member->cycle_exit = members[at];
        member->cycle_keeps = recursion;
    }
    for (uint32_t i = 0; i < count; i++)
        stack->members.items[members[i]].depth = recursion ? all + deepest : deepest;
}

static void add_obstacle(struct stack *stack, enum stack_obstacle_kind kind, const uint32_t *nodes, uint32_t count)
{
    *array_push(&stack->bound->obstacles, stack->arena) =
        (struct stack_obstacle){.kind = kind, .nodes = nodes, .node_count = count};
}

static void weigh(void *payload, const uint32_t *members, uint32_t count)
{
    struct stack *stack = payload;
    const uint32_t *cycle;
    for (uint32_t i = 0; i < count; i++)
        weigh_member(stack, &stack->members.items[members[i]]);
    uint32_t length = stack_cycle(stack, members, count, &cycle);
    if (length)
        add_obstacle(stack, STACK_RECURSION, cycle, length);
    if (length || count > 1)
        weigh_cycle(stack, members, count, length > 0);
}

/* ---- what is in the way of a bound ---- */

/* Does the node make calls that nobody knows? */
static bool makes_unseen(const struct graph *graph, const struct node *node)
{
    static const char *const kinds[] = {"inline-asm", "lost-flow", "runs-off", "undecoded", "unresolved-call",
                                        "virtual-call"};
    for (uint32_t g = node->first_gap; g < node->first_gap + node->gap_count; g++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            if (strcmp(intern_get(graph->names, graph->gaps.items[g].kind), kinds[k]) == 0)
                return true;
    return false;
}

/* Go's compiler uses none. */
static bool has_red_zone(struct stack *stack, uint32_t object)
{
    const struct object_facts *facts = stack->query->graph->objects[object].facts;
    if (!stack->zones[object]) {
        stack->zones[object] = 2;
        for (uint32_t i = 0; i < facts->sections.count; i++)
            if (strcmp(intern_get(facts->names, facts->sections.items[i].name), ".gopclntab") == 0)
                stack->zones[object] = 1;
    }
    return stack->zones[object] == 2;
}

static void find_frame(struct stack *stack, struct stack_member *member)
{
    const struct graph *graph = stack->query->graph;
    const struct node *node = &graph->nodes.items[member->node];
    bool dynamic = false;
    int64_t frame = -1;
    uint64_t bytes;
    bool row = (member->sealed || !graph_has_body(node)) &&
               catalogue_frame(stack->query->catalogue, intern_get(graph->names, node->linker), &bytes, NULL);
    if (row) {
        frame = (int64_t)bytes;
    } else if (graph_has_body(node)) {
        frame = stack_frame_of(graph, node, &dynamic);
        if (dynamic)
            add_obstacle(stack, STACK_DYNAMIC, &member->node, 1);
        if (member->sealed || makes_unseen(graph, node))
            add_obstacle(stack, STACK_UNSEEN, &member->node, 1);
    }
    if (frame < 0)
        add_obstacle(stack, STACK_UNKNOWN, &member->node, 1);
    member->own = frame < 0 ? 0 : (uint64_t)frame;
    bool used = node->body_count && has_red_zone(stack, graph->bodies.items[node->first_body].object);
    member->red = used ? stack->red : 0;
}

/* ---- the chain ---- */

static void add_step(struct stack *stack, uint32_t node, uint32_t edge, const char *what, uint64_t bytes)
{
    *array_push(&stack->bound->steps, stack->arena) =
        (struct stack_step){.node = node, .edge = edge, .what = what, .bytes = bytes};
    stack->bound->bytes += bytes;
}

/* The member itself, or the whole cycle that it is in; gives the one that goes on. */
static const struct stack_member *add_member(struct stack *stack, const struct stack_member *member, uint32_t edge)
{
    if (!member->cycle_count) {
        add_step(stack, member->node, edge, NULL, member->best != NONE && member->best_is_tail ? 0 : member->own);
        return member;
    }
    const struct stack_member *exit = &stack->members.items[member->cycle_exit];
    bool leaves = exit->best != NONE && exit->best_is_tail;
    add_step(stack, member->node, edge, NULL, member->cycle_keeps || (member == exit && !leaves) ? member->own : 0);
    for (uint32_t i = 0; i < member->cycle_count; i++) {
        const struct stack_member *other = &stack->members.items[member->cycle[i]];
        if (other != member && other != exit && member->cycle_keeps)
            add_step(stack, other->node, NONE, NULL, other->own);
    }
    if (exit != member)
        add_step(stack, exit->node, NONE, NULL, member->cycle_keeps || !leaves ? exit->own : 0);
    return exit;
}

static void make_chain(struct stack *stack, const struct stack_member *member)
{
    const struct graph *graph = stack->query->graph;
    uint32_t entered = NONE;
    for (;;) {
        const struct stack_member *last = add_member(stack, member, entered);
        if (last->best == NONE) {
            if (last->red)
                add_step(stack, NONE, NONE, "the red zone below the last frame", last->red);
            return;
        }
        const struct edge *edge = &graph->edges.items[last->best];
        bool binding;
        uint64_t bytes = depth_of_call(stack, edge, &binding);
        stack->bound->guessed |= edge->flags & EDGE_CANDIDATE;
        if (binding) {
            add_step(stack, edge->callee, last->best, "lazy binding", bytes);
            return;
        }
        if (edge->flags & EDGE_CALLBACK && edge->through != NONE)
            add_step(stack, edge->through, NONE, NULL, cost_between(stack, edge));
        entered = last->best;
        member = stack_member(stack, edge->callee);
    }
}

/* ---- all of it ---- */

bool stack_follows(const struct stack *stack, const struct edge *edge)
{
    return !stack->query->nosplit ||
           !(stack->query->graph->nodes.items[edge->callee].marks & NODE_SPLITTABLE);
}

struct stack_member *stack_member(const struct stack *stack, uint32_t node)
{
    uint32_t index = map_get(stack->index, node);
    return index == MAP_NONE ? NULL : &stack->members.items[index];
}

/* The machine of the first code that is reached. */
static const char *machine_of(const struct stack_query *query)
{
    const struct graph *graph = query->graph;
    for (uint32_t i = 0; i < query->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[query->reach->items.items[i].node];
        if (!node->body_count)
            continue;
        const struct object_facts *facts = graph->objects[graph->bodies.items[node->first_body].object].facts;
        return intern_get(facts->names, facts->machine);
    }
    return "x86-64";
}

/* Of what the chain begins with, the deepest: the handler, and without a check of the stack each function that checks it. */
static const struct stack_member *deepest_root(const struct stack *stack)
{
    const struct stack_query *query = stack->query;
    const struct stack_member *deepest = NULL;
    for (uint32_t i = 0; i < stack->members.count; i++) {
        const struct stack_member *member = &stack->members.items[i];
        bool root = i < query->handler->node_count;
        root |= query->nosplit && query->graph->nodes.items[member->node].marks & NODE_SPLITTABLE;
        if (root && (!deepest || member->depth > deepest->depth))
            deepest = member;
    }
    return deepest;
}

static void add_node(struct stack *stack, uint32_t node, bool sealed)
{
    uint32_t *index = map_at(stack->index, node);
    if (*index != MAP_NONE)
        return;
    *index = stack->members.count;
    *array_push(&stack->members, stack->arena) =
        (struct stack_member){.node = node, .component = NONE, .best = NONE, .sealed = sealed};
}

/* What is reached, and what was declared safe and therefore not entered: that takes stack all the same. */
static void add_members(struct stack *stack)
{
    const struct graph *graph = stack->query->graph;
    const struct reach *reach = stack->query->reach;
    for (uint32_t i = 0; i < reach->items.count; i++)
        add_node(stack, reach->items.items[i].node, false);
    for (uint32_t i = 0; i < reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[reach->items.items[i].node];
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
            const struct edge *edge = &graph->edges.items[e];
            if (graph_cross(graph, edge, reach->items.items[i].policy).how == CROSS_SAFE)
                add_node(stack, edge->callee, true);
        }
    }
}

struct stack_bound *graph_stack(const struct stack_query *query, struct arena *arena)
{
    struct stack_bound *bound = arena_alloc(sizeof *bound, arena);
    struct stack stack = {.query = query, .bound = bound, .index = map_new(arena), .arena = arena};
    stack.machine = machine_of(query);
    stack.red = row_of(&stack, "red-zone");
    stack.zones = arena_array(query->graph->object_count, sizeof *stack.zones, arena);
    if (graph_binds_lazily(query->graph, query->handler) != BINDS_NOW && !query->nosplit)
        stack.lazy = row_of(&stack, "lazy-binding");
    add_members(&stack);
    for (uint32_t i = 0; i < stack.members.count; i++)
        find_frame(&stack, &stack.members.items[i]);
    if (query->nosplit)
        for (uint32_t i = 0; i < stack.members.count; i++)
            if (query->graph->nodes.items[stack.members.items[i].node].marks & NODE_SPLITTABLE)
                stack.members.items[i].own = stack.members.items[i].red = 0; /* it checks; what it calls does not */
    stack_components(&stack, weigh, &stack);
    if (!query->nosplit)
        add_step(&stack, NONE, NONE, "the kernel's signal frame", signal_frame(&stack));
    const struct stack_member *root = deepest_root(&stack);
    if (root)
        make_chain(&stack, root);
    return bound;
}
