/* SPDX-License-Identifier: Apache-2.0
 *
 * Which functions may be in which slot: inclusion constraints solved by passing on tokens until nothing changes
 * (Andersen 1994, chapter 4, without dereferences: pointers are handled by type, see points.c). Calls through
 * pointers add links while solving, as their targets become known.
 */
#include "graph/build.h"
#include <string.h>

static uint32_t function_point(struct build *build, uint32_t node)
{
    uint32_t *known = map_at(build->functions, node);
    if (*known != MAP_NONE)
        return *known;
    struct point point = {.kind = SLOT_FUNCTION, .node = node, .unit = NONE, .function = NONE, .wild = NONE,
                          .held = NONE, .next = NONE, .first_out = NONE, .first_in = NONE, .used_by = NONE};
    point.root = build->points.count;
    *known = point.root;
    *array_push(&build->points, build->arena) = point;
    flows_add(build, point.root, node);
    return point.root;
}

void flows_add(struct build *build, uint32_t id, uint32_t token)
{
    struct point *point = &build->points.items[id];
    uint32_t low = 0, high = point->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (point->tokens[middle] < token)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < point->count && point->tokens[low] == token)
        return;
    uint32_t count = point->count;
    array_grow((void **)&point->tokens, &point->count, &point->capacity, sizeof *point->tokens, build->arena);
    memmove(point->tokens + low + 1, point->tokens + low, (count - low) * sizeof *point->tokens);
    point->tokens[low] = token;
    *array_push(&build->queue, build->arena) = (struct event){.point = id, .token = token};
}

void flows_link(struct build *build, uint32_t source, uint32_t target, uint32_t row)
{
    if (source == target)
        return;
    if (row == NONE) {
        uint32_t *known = map_at(build->links_known, map_pair(source, target));
        if (*known != MAP_NONE)
            return;
        *known = build->links.count;
    }
    struct point *from = &build->points.items[source], *to = &build->points.items[target];
    *array_push(&build->links, build->arena) = (struct link){
        .source = source, .target = target, .row = row, .next_out = from->first_out, .next_in = to->first_in};
    from->first_out = to->first_in = build->links.count - 1;
    for (uint32_t i = 0; i < build->points.items[source].count; i++)
        flows_add(build, target, build->points.items[source].tokens[i]);
}

/* ---- the flows of the facts ---- */

/* Where a write to this slot goes: through a plain pointer to a field, into what pointers wrote. */
static uint32_t written(const struct build *build, uint32_t point)
{
    uint32_t wild = build->points.items[point].wild;
    return wild != NONE ? wild : point;
}

static void add_copy(struct build *build, uint32_t unit, const struct facts *facts, const struct flow *flow)
{
    const struct linked_unit *linked = &build->units[unit];
    const struct slot *source = &facts->slots.items[flow->source];
    uint32_t target = facts->slots.items[flow->target].kind == SLOT_UNKNOWN ? build->lost
                                                                           : written(build, linked->points[flow->target]);
    if (source->kind != SLOT_FUNCTION) {
        flows_link(build, point_read(build, unit, flow->source), target, flow->row);
        return;
    }
    for (uint32_t i = 0; i < linked->target_count[source->function]; i++) {
        uint32_t node = build->targets.items[linked->first_target[source->function] + i];
        build->address_taken[node] = true;
        flows_link(build, function_point(build, node), target, flow->row);
    }
}

/* Is something handed to the call besides numbers and this argument? */
static bool hands_more(const struct build *build, uint32_t unit, uint32_t call, uint32_t argument)
{
    for (uint32_t i = build->units[unit].call_points[call]; i != NONE; i = build->points.items[i].next) {
        const struct point *point = &build->points.items[i];
        if (point->kind != SLOT_ARGUMENT || point->index == argument)
            continue;
        for (uint32_t l = point->first_in; l != NONE; l = build->links.items[l].next_in)
            if (build->points.items[build->links.items[l].source].kind != SLOT_NUMBER)
                return true;
    }
    return false;
}

/*
 * Does handing an address to this call let the program write through it later? The C library does not, unless it is also
 * given a function, which may be given the address again.
 */
static bool call_may_keep(const struct build *build, uint32_t unit, const struct facts *facts, uint32_t call_index,
                          uint32_t argument)
{
    const struct call *call = &facts->calls.items[call_index];
    if (call->callee == NONE)
        return true;
    uint32_t target = build->targets.items[build->units[unit].first_target[call->callee]];
    const struct node *node = &build->graph->nodes.items[target];
    if (node->unit != NONE)
        return true;
    const char *name = intern_get(build->graph->names, node->linker);
    if (catalogue_registrar(build->catalogue, name))
        return false;
    return !catalogue_knows(build->catalogue, name) || hands_more(build, unit, call_index, argument);
}

/* The address of a function pointer in a record is out: the field is seen by pointers to function pointers from now on. */
static void expose(struct build *build, const struct linked_unit *linked, const struct facts *facts, uint32_t slot)
{
    if (!facts->slots.items[slot].type)
        return; /* a whole record: pointers into it see records */
    for (uint32_t i = slot; i != NONE; i = facts->slots.items[i].view)
        build->points.items[linked->points[i]].escaped = true;
}

/* Is the address handed to a function without a body here? */
static bool goes_outside(const struct build *build, uint32_t unit, const struct facts *facts, const struct slot *target)
{
    if (target->kind == SLOT_UNKNOWN)
        return true;
    uint32_t callee = target->kind == SLOT_ARGUMENT ? facts->calls.items[target->call].callee : NONE;
    if (callee == NONE)
        return false;
    uint32_t node = build->targets.items[build->units[unit].first_target[callee]];
    return build->graph->nodes.items[node].unit == NONE;
}

/* Functions of the C library that write bytes from elsewhere into an object. */
static bool brings_bytes(const char *name)
{
    static const char *const names[] = {"fread", "fread_unlocked", "fscanf", "pread",   "pread64", "read",
                                        "readv", "recv",           "recvfrom", "recvmsg", "scanf",   "sscanf"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* May a function without a body write other function pointers into a record that it is handed? */
static bool overwrites(const struct build *build, uint32_t unit, const struct facts *facts, const struct slot *target)
{
    if (target->kind != SLOT_ARGUMENT || !goes_outside(build, unit, facts, target))
        return false;
    uint32_t callee = facts->calls.items[target->call].callee;
    uint32_t node = build->targets.items[build->units[unit].first_target[callee]];
    const char *name = catalogue_canonical(build->catalogue,
                                           intern_get(build->graph->names, build->graph->nodes.items[node].linker));
    return brings_bytes(name) || (!catalogue_knows(build->catalogue, name) &&
                                  !catalogue_is_expanded(build->catalogue, name));
}

static void add_address(struct build *build, uint32_t unit, const struct facts *facts, const struct flow *flow)
{
    const struct linked_unit *linked = &build->units[unit];
    const struct slot *target = &facts->slots.items[flow->target];
    uint32_t object = linked->points[flow->source];
    if (object == NONE)
        return;
    if (target->kind != SLOT_ARGUMENT || call_may_keep(build, unit, facts, target->call, target->index)) {
        build->points.items[build->points.items[object].root].escaped = true;
        expose(build, linked, facts, flow->source);
    }
    if (facts->slots.items[flow->source].type && goes_outside(build, unit, facts, target))
        flows_link(build, build->unknown, object, NONE); /* bytes may be written over a function pointer */
    struct point *root = &build->points.items[build->points.items[object].root];
    root->overwritten |= (root->kind == SLOT_VARIABLE || root->kind == SLOT_PARAMETER) &&
                         overwrites(build, unit, facts, target);
    if (target->kind != SLOT_UNKNOWN)
        flows_add(build, written(build, linked->points[flow->target]), TOKEN_ADDRESS | object);
}

/* Notes what an argument points to; two that differ (a file that is compiled twice has two units) do not occur. */
static void add_object(struct build *build, uint32_t unit, const struct flow *flow)
{
    uint32_t argument = build->units[unit].points[flow->target];
    if (argument == NONE)
        return;
    map_set(build->objects_handed, argument, build->object_list.count);
    *array_push(&build->object_list, build->arena) = (struct object_handed){.unit = unit, .slot = flow->source};
}

/*
 * An object and the field that a pointer into it would see: what the object holds is seen, and what was written through
 * a pointer is in the object, but in a variable only where a pointer to it may exist.
 */
static void add_view(struct build *build, uint32_t unit, const struct facts *facts, const struct slot *slot)
{
    const struct linked_unit *linked = &build->units[unit];
    uint32_t point = linked->points[slot - facts->slots.items];
    uint32_t view = linked->points[slot->view];
    if (facts->slots.items[slot->view].kind != SLOT_FIELD || point == view)
        return;
    bool bare = !facts->slots.items[slot->view].path; /* what a pointer to a function pointer sees */
    if (slot->path && bare && !build->points.items[point].escaped)
        return;
    flows_link(build, point, view, NONE);
    uint32_t wild = build->points.items[view].wild;
    bool variable = slot->kind == SLOT_VARIABLE || slot->kind == SLOT_PARAMETER;
    if (slot->kind == SLOT_FIELD)
        flows_link(build, wild, build->points.items[point].wild, NONE);
    else if (variable && build->points.items[build->points.items[point].root].escaped)
        flows_link(build, wild, point, NONE);
}

static void add_overwriting(struct build *build, uint32_t point)
{
    if (build->points.items[build->points.items[point].root].overwritten)
        flows_link(build, build->unknown, point, NONE);
}

/* ---- calls ---- */

static void add_caller(struct build *build, uint32_t node, uint32_t unit, uint32_t call)
{
    uint32_t *first = &build->first_caller[node];
    *array_push(&build->callers, build->arena) = (struct caller){.unit = unit, .call = call, .next = *first};
    *first = build->callers.count - 1;
}

/* Functions that hand out what others stored: what they answer may be any function pointer. */
static bool answers_anything(const char *name)
{
    static const char *const names[] = {"dlsym", "dlvsym", "pthread_getspecific", "tss_get"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void connect_external(struct build *build, uint32_t unit, uint32_t call, const struct node *node)
{
    const char *name = intern_get(build->graph->names, node->linker);
    bool foreign = !catalogue_knows(build->catalogue, name) && !catalogue_is_expanded(build->catalogue, name);
    uint32_t answer = point_of_call(build, unit, call, SLOT_ANSWER, 0, 0);
    const struct registrar *registrar = catalogue_registrar(build->catalogue, name);
    if (answer != NONE && registrar && registrar->old == OLD_RESULT)
        flows_link(build, build->previous, answer, NONE);
    else if (answer != NONE && (foreign || answers_anything(name)))
        flows_link(build, build->unknown, answer, NONE);
}

/* A call may run a node: arguments flow into its parameters, its results into the answer. */
static void connect(struct build *build, uint32_t unit, uint32_t call, uint32_t node_id)
{
    struct node node = build->graph->nodes.items[node_id];
    add_caller(build, node_id, unit, call);
    if (node.unit == NONE) {
        connect_external(build, unit, call, &node);
        return;
    }
    for (uint32_t i = build->units[unit].call_points[call]; i != NONE; i = build->points.items[i].next) {
        struct point point = build->points.items[i];
        uint32_t root = NONE;
        if (point.kind == SLOT_ARGUMENT)
            root = map_get(build->parameters, map_pair(node_id, point.index));
        else if (point.kind == SLOT_ANSWER)
            root = map_get(build->results, node_id);
        if (root == NONE)
            continue;
        uint32_t other = point_find_below(build, root, point.path);
        if (other == NONE)
            continue;
        if (point.kind == SLOT_ARGUMENT)
            flows_link(build, i, other, NONE);
        else
            flows_link(build, other, i, NONE);
    }
}

static void add_calls(struct build *build, uint32_t unit, const struct facts *facts)
{
    const struct linked_unit *linked = &build->units[unit];
    for (uint32_t i = 0; i < facts->calls.count; i++) {
        const struct call *call = &facts->calls.items[i];
        if (call->callee != NONE) {
            for (uint32_t t = 0; t < linked->target_count[call->callee]; t++)
                connect(build, unit, i, build->targets.items[linked->first_target[call->callee] + t]);
            continue;
        }
        uint32_t point = call->slot == NONE ? NONE : linked->points[call->slot];
        if (point == NONE)
            continue;
        *array_push(&build->pointer_calls, build->arena) =
            (struct pointer_call){.unit = unit, .call = i, .next = build->points.items[point].used_by};
        build->points.items[point].used_by = build->pointer_calls.count - 1;
    }
}

void flows_make(struct build *build)
{
    build->address_taken = arena_array(build->graph->nodes.count, sizeof(bool), build->arena);
    build->node_room = build->graph->nodes.count;
    build->first_caller = arena_array(build->node_room, sizeof(uint32_t), build->arena);
    memset(build->first_caller, 0xff, build->node_room * sizeof(uint32_t));
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++) {
        const struct facts *facts = build->graph->units[unit].facts;
        for (uint32_t i = 0; i < facts->flows.count; i++)
            if (facts->flows.items[i].mode == FLOW_COPY)
                add_copy(build, unit, facts, &facts->flows.items[i]);
        for (uint32_t i = 0; i < facts->flows.count; i++)
            if (facts->flows.items[i].mode == FLOW_ADDRESS)
                add_address(build, unit, facts, &facts->flows.items[i]);
            else if (facts->flows.items[i].mode == FLOW_OBJECT)
                add_object(build, unit, &facts->flows.items[i]);
    }
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++) {
        const struct facts *facts = build->graph->units[unit].facts;
        for (uint32_t i = 0; i < facts->slots.count; i++) {
            const struct slot *slot = &facts->slots.items[i];
            if (slot->view != NONE)
                add_view(build, unit, facts, slot);
            if (slot->type && (slot->kind == SLOT_VARIABLE || slot->kind == SLOT_PARAMETER))
                add_overwriting(build, build->units[unit].points[i]);
        }
        add_calls(build, unit, facts);
    }
}

/* Every parameter of the functions that a point holds may be anything. */
static void open_parameters(struct build *build, uint32_t point)
{
    enum { MOST_PARAMETERS = 8 };
    for (uint32_t t = 0; t < build->points.items[point].count; t++) {
        uint32_t token = build->points.items[point].tokens[t];
        for (uint32_t p = 0; token_is_node(token) && p < MOST_PARAMETERS; p++) {
            uint32_t parameter = map_get(build->parameters, map_pair(token, p));
            if (parameter == MAP_NONE)
                continue;
            if (map_get(build->links_known, map_pair(build->unknown, parameter)) == MAP_NONE)
                build->points.items[parameter].opened = true;
            flows_link(build, build->unknown, parameter, NONE);
        }
    }
}

/* What code outside runs gets its arguments from there: pthread_create's argument, say, may be a function. */
void flows_outside(struct build *build)
{
    for (uint32_t node = 0; node < build->node_room; node++) {
        const struct node *known = &build->graph->nodes.items[node];
        const char *name = intern_get(build->graph->names, known->linker);
        if (known->unit != NONE || catalogue_registrar(build->catalogue, name))
            continue;
        for (uint32_t i = build->first_caller[node]; i != NONE; i = build->callers.items[i].next) {
            const struct caller *caller = &build->callers.items[i];
            uint32_t point = build->units[caller->unit].call_points[caller->call];
            for (; point != NONE; point = build->points.items[point].next)
                if (build->points.items[point].kind == SLOT_ARGUMENT)
                    open_parameters(build, point);
        }
    }
}

/* ---- solving ---- */

/* A pointer call got a target that it did not have. */
static void resolve(struct build *build, uint32_t point, uint32_t token)
{
    for (uint32_t i = build->points.items[point].used_by; i != NONE; i = build->pointer_calls.items[i].next) {
        struct pointer_call call = build->pointer_calls.items[i];
        uint64_t key = map_pair(token, i) | 1ULL << 63; /* apart from the keys of links: points stay below 2^31 */
        uint32_t *known = map_at(build->links_known, key);
        if (*known != MAP_NONE)
            continue;
        *known = 0;
        connect(build, call.unit, call.call, token);
    }
}

void flows_solve(struct build *build)
{
    while (build->queue_head < build->queue.count) {
        struct event event = build->queue.items[build->queue_head++];
        if (build->queue_head == build->queue.count)
            build->queue_head = build->queue.count = 0;
        for (uint32_t i = build->points.items[event.point].first_out; i != NONE; i = build->links.items[i].next_out)
            flows_add(build, build->links.items[i].target, event.token);
        if (token_is_node(event.token) && build->points.items[event.point].used_by != NONE)
            resolve(build, event.point, event.token);
    }
}
