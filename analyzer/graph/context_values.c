/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a point and how the function around it is called, gives what the point may hold then: links are walked back
 * through the function's own variables to its parameters, which hold what this call hands over. All else holds what was
 * solved for the whole program.
 */
#include "graph/contexts.h"
#include <string.h>

static const struct point *point_at(const struct contexts *contexts, uint32_t point)
{
    return &contexts->build->points.items[point];
}

/* ---- sets of tokens ---- */

static uint32_t lower_bound(const uint32_t *tokens, uint32_t count, uint32_t token)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (tokens[middle] < token)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool values_contain(struct values values, uint32_t token)
{
    uint32_t at = lower_bound(values.tokens, values.count, token);
    return at < values.count && values.tokens[at] == token;
}

static bool is_within(struct values some, struct values all)
{
    for (uint32_t i = 0; i < some.count; i++)
        if (!values_contain(all, some.tokens[i]))
            return false;
    return true;
}

bool values_narrow(struct values some, struct values all)
{
    return some.count < all.count && (some.count || !some.vague) && is_within(some, all);
}

struct values values_join(struct contexts *contexts, struct values one, struct values other)
{
    uint32_t *tokens = arena_array((size_t)one.count + other.count, sizeof *tokens, contexts->arena);
    uint32_t count = 0, i = 0, j = 0;
    while (i < one.count || j < other.count) {
        bool left = j == other.count || (i < one.count && one.tokens[i] <= other.tokens[j]);
        uint32_t token = left ? one.tokens[i++] : other.tokens[j++];
        if (!count || tokens[count - 1] != token)
            tokens[count++] = token;
    }
    return (struct values){tokens, count, one.vague || other.vague};
}

/* A set that grows. */
struct growing {
    ARRAY(uint32_t) tokens;
    bool vague;
};

static void add_token(struct contexts *contexts, struct growing *set, uint32_t token)
{
    if (token_is_address(token))
        return;
    uint32_t count = set->tokens.count, at = lower_bound(set->tokens.items, count, token);
    if (at < count && set->tokens.items[at] == token)
        return;
    *array_push(&set->tokens, contexts->arena) = token;
    memmove(set->tokens.items + at + 1, set->tokens.items + at, (count - at) * sizeof token);
    set->tokens.items[at] = token;
}

static void add_held(struct contexts *contexts, struct growing *set, uint32_t id)
{
    const struct point *point = point_at(contexts, id);
    for (uint32_t i = 0; i < point->count; i++)
        add_token(contexts, set, point->tokens[i]);
    set->vague |= !point->count && point->kind != SLOT_NUMBER;
}

struct values context_held(struct contexts *contexts, uint32_t point)
{
    struct growing set = {0};
    add_held(contexts, &set, point);
    return (struct values){set.tokens.items, set.tokens.count, set.vague};
}

/* ---- bounds ---- */

static const struct bound *bound_of(struct bounds bounds, uint32_t point)
{
    for (uint32_t i = 0; i < bounds.count; i++)
        if (bounds.items[i].point == point)
            return &bounds.items[i];
    return NULL;
}

bool bounds_cover(struct bounds wide, struct bounds narrow)
{
    for (uint32_t i = 0; i < wide.count; i++) {
        const struct bound *bound = bound_of(narrow, wide.items[i].point);
        if (!bound || !is_within(bound->values, wide.items[i].values))
            return false;
    }
    return true;
}

bool bounds_equal(struct bounds one, struct bounds other)
{
    return one.count == other.count && bounds_cover(one, other) && bounds_cover(other, one);
}

struct bounds bounds_join(struct contexts *contexts, struct bounds one, struct bounds other)
{
    struct bound *items = arena_array(one.count, sizeof *items, contexts->arena);
    uint32_t count = 0;
    for (uint32_t i = 0; i < one.count; i++) {
        const struct bound *bound = bound_of(other, one.items[i].point);
        if (bound)
            items[count++] = (struct bound){one.items[i].point,
                                            values_join(contexts, one.items[i].values, bound->values)};
    }
    return (struct bounds){items, count};
}

/* ---- values ---- */

static void push(struct contexts *contexts, uint32_t point)
{
    if (contexts->stamps[point] == contexts->stamp)
        return;
    contexts->stamps[point] = contexts->stamp;
    *array_push(&contexts->queue, contexts->arena) = point;
}

/* A variable of the function itself, gone when it returns. */
static bool is_own(const struct contexts *contexts, const struct point *point, uint32_t node)
{
    const struct node *known = &contexts->build->graph->nodes.items[node];
    return point->kind == SLOT_VARIABLE && point->unit == known->unit && point->function != NONE &&
           point->function == known->function;
}

/* What comes from no link: tokens that no source holds. */
static void add_own_tokens(struct contexts *contexts, struct growing *set, const struct point *point)
{
    const struct build *build = contexts->build;
    for (uint32_t i = 0; i < point->count; i++) {
        bool linked = token_is_address(point->tokens[i]);
        for (uint32_t l = point->first_in; l != NONE && !linked; l = build->links.items[l].next_in) {
            const struct point *source = point_at(contexts, build->links.items[l].source);
            linked = values_contain((struct values){source->tokens, source->count, false}, point->tokens[i]);
        }
        if (!linked)
            add_token(contexts, set, point->tokens[i]);
    }
}

/* The sources of a point; of a parameter that is bound, those that are no arguments. */
static void push_sources(struct contexts *contexts, struct growing *set, uint32_t id, bool bound)
{
    const struct build *build = contexts->build;
    const struct point *point = point_at(contexts, id);
    for (uint32_t l = point->first_in; l != NONE; l = build->links.items[l].next_in) {
        uint32_t source = build->links.items[l].source;
        bool handed = point_at(contexts, source)->kind == SLOT_ARGUMENT ||
                      (source == build->unknown && point->opened);
        if (!bound || !handed)
            push(contexts, source);
    }
    set->vague |= point->first_in == NONE && !point->count;
    if (!bound)
        add_own_tokens(contexts, set, point);
}

static void add_value(struct contexts *contexts, struct growing *set, uint32_t id, uint32_t node,
                      struct bounds bounds)
{
    const struct point *point = point_at(contexts, id);
    bool carries = point->kind == SLOT_PARAMETER || point->kind == POINT_BEHIND;
    const struct bound *bound = carries && point->node == node ? bound_of(bounds, id) : NULL;
    if (bound) {
        for (uint32_t i = 0; i < bound->values.count; i++)
            add_token(contexts, set, bound->values.tokens[i]);
        set->vague |= bound->values.vague;
        if (point->kind == SLOT_PARAMETER)
            push_sources(contexts, set, id, true);
    } else if (point->kind == SLOT_ARGUMENT || is_own(contexts, point, node)) {
        push_sources(contexts, set, id, false);
    } else {
        add_held(contexts, set, id);
    }
}

struct values context_values(struct contexts *contexts, uint32_t point, uint32_t node, struct bounds bounds)
{
    struct growing set = {0};
    contexts->stamp++;
    contexts->queue.count = 0;
    push(contexts, point);
    while (contexts->queue.count)
        add_value(contexts, &set, contexts->queue.items[--contexts->queue.count], node, bounds);
    return (struct values){set.tokens.items, set.tokens.count, set.vague};
}

/* Does the one flow into the other? */
static bool is_linked(const struct contexts *contexts, uint32_t source, uint32_t target)
{
    return map_get(contexts->build->links_known, map_pair(source, target)) != MAP_NONE;
}

/* Of the object that a call hands over by its address, the member that is a field behind a parameter; NONE: not known.
 * Of a field behind a parameter of the caller itself, the field: *passed is where it is handed over. */
static uint32_t member_of(const struct contexts *contexts, uint32_t unit, uint32_t call, uint32_t parameter,
                          const struct object_handed **passed)
{
    const struct build *build = contexts->build;
    const struct point *behind = point_at(contexts, parameter);
    uint32_t argument = point_of_call(build, unit, call, SLOT_ARGUMENT, behind->index, 0);
    uint32_t at = argument == NONE ? MAP_NONE : map_get(build->objects_handed, argument);
    *passed = NULL;
    if (at == MAP_NONE)
        return NONE;
    const struct object_handed *object = &build->object_list.items[at];
    if (build->units[object->unit].points[object->slot] == NONE)
        return NONE;
    const struct slot *slot = &build->graph->units[object->unit].facts->slots.items[object->slot];
    struct intern *names = build->graph->names;
    name_id path = slot->path ? intern_format(names, "%s.%s", intern_get(names, slot->path),
                                              intern_get(names, behind->path))
                              : behind->path;
    uint32_t member = point_find_below(build, build->units[object->unit].points[object->slot], path);
    bool same = member == behind->held; /* else it may be that of another record */
    if (member == NONE || (!same && !is_linked(contexts, member, behind->held)))
        return NONE;
    *passed = slot->kind == SLOT_FIELD ? object : NULL;
    return member;
}

static uint32_t parameter_node(const struct build *build, const struct object_handed *passed, uint32_t *index)
{
    const struct slot *slot = &build->graph->units[passed->unit].facts->slots.items[passed->slot];
    *index = slot->index;
    return slot->function == NONE ? NONE : build->units[passed->unit].node_of[slot->function];
}

static uint32_t object_member(const struct contexts *contexts, uint32_t unit, uint32_t call, uint32_t parameter)
{
    const struct build *build = contexts->build;
    const struct object_handed *passed;
    uint32_t index, member = member_of(contexts, unit, call, parameter, &passed);
    uint32_t node = passed ? parameter_node(build, passed, &index) : NONE;
    if (!passed)
        return member;
    uint32_t root = node == NONE ? MAP_NONE : map_get(build->parameters, map_pair(node, index));
    return root == MAP_NONE ? NONE : map_get(build->behind, map_pair(member, root));
}

/* A function that hands on what its own parameter points to has the same fields behind it. */
static void carry_behind(struct contexts *contexts)
{
    enum { MOST_CARRIED = 1 << 20 };
    struct build *build = contexts->build;
    uint32_t end = build->points.count + MOST_CARRIED;
    for (uint32_t p = 0; p < build->points.count && build->points.count < end; p++) {
        const struct point point = build->points.items[p];
        if (point.kind != POINT_BEHIND || !point.count || !token_is_node(point.tokens[0]))
            continue;
        for (uint32_t i = build->first_caller[point.node]; i != NONE; i = build->callers.items[i].next) {
            const struct caller caller = build->callers.items[i];
            const struct object_handed *passed;
            uint32_t index, member = member_of(contexts, caller.unit, caller.call, p, &passed);
            uint32_t node = passed ? parameter_node(build, passed, &index) : NONE;
            if (node != NONE)
                point_behind(build, member, node, index);
        }
    }
}

struct bounds context_bind(struct contexts *contexts, uint32_t unit, uint32_t call, uint32_t caller,
                           struct bounds bounds, uint32_t callee)
{
    ARRAY(struct bound) made = {0};
    for (uint32_t p = contexts->first_parameter[callee]; p != NONE; p = contexts->next_parameter[p]) {
        const struct point *parameter = point_at(contexts, p);
        uint32_t argument = parameter->kind == POINT_BEHIND
                                ? object_member(contexts, unit, call, p)
                                : point_of_call(contexts->build, unit, call, SLOT_ARGUMENT, parameter->index,
                                                parameter->path);
        if (argument == NONE)
            continue;
        struct values values = context_values(contexts, argument, caller, bounds);
        if (values_narrow(values, context_held(contexts, p)))
            *array_push(&made, contexts->arena) = (struct bound){p, values};
    }
    return (struct bounds){made.items, made.count};
}

/* ---- which parameters matter ---- */

static void mark(struct contexts *contexts, uint32_t point)
{
    if (point == NONE || contexts->relevant[point])
        return;
    const struct point *known = point_at(contexts, point);
    if (known->kind != SLOT_ARGUMENT && known->kind != SLOT_PARAMETER && known->kind != POINT_BEHIND &&
        (known->kind != SLOT_VARIABLE || known->function == NONE))
        return;
    contexts->relevant[point] = true;
    *array_push(&contexts->queue, contexts->arena) = point;
}

bool context_may_run(const struct contexts *contexts, uint32_t external, uint32_t argument)
{
    const struct build *build = contexts->build;
    const struct point *point = point_at(contexts, argument);
    const char *name = intern_get(build->graph->names, build->graph->nodes.items[external].linker);
    return point->kind == SLOT_ARGUMENT && !point->path &&
           catalogue_may_call(build->catalogue, name, point->index, point->callable);
}

/* What callers' objects hold decides what a field behind a parameter does. */
static void mark_members(struct contexts *contexts, uint32_t behind)
{
    const struct build *build = contexts->build;
    uint32_t i = build->first_caller[point_at(contexts, behind)->node];
    for (; i != NONE; i = build->callers.items[i].next)
        mark(contexts, object_member(contexts, build->callers.items[i].unit, build->callers.items[i].call, behind));
}

/* What code outside may run of what it is handed. */
static void mark_handed(struct contexts *contexts)
{
    const struct build *build = contexts->build;
    for (uint32_t node = 0; node < build->node_room; node++) {
        const struct node *known = &build->graph->nodes.items[node];
        if (graph_has_body(known))
            continue;
        for (uint32_t i = build->first_caller[node]; i != NONE; i = build->callers.items[i].next) {
            const struct caller *caller = &build->callers.items[i];
            uint32_t point = build->units[caller->unit].call_points[caller->call];
            for (; point != NONE; point = point_at(contexts, point)->next)
                if (context_may_run(contexts, node, point))
                    mark(contexts, point);
        }
    }
}

static bool holds_function(const struct point *point)
{
    return point->count && token_is_node(point->tokens[0]);
}

static void list_parameters(struct contexts *contexts)
{
    uint32_t nodes = contexts->build->graph->nodes.count;
    contexts->first_parameter = arena_array(nodes, sizeof(uint32_t), contexts->arena);
    contexts->next_parameter = arena_array(contexts->point_count, sizeof(uint32_t), contexts->arena);
    memset(contexts->first_parameter, 0xff, nodes * sizeof(uint32_t));
    for (uint32_t p = contexts->point_count; p-- > 0;) {
        const struct point *point = point_at(contexts, p);
        bool carries = point->kind == SLOT_PARAMETER || point->kind == POINT_BEHIND;
        if (!contexts->relevant[p] || !carries || point->node == NONE || !holds_function(point))
            continue;
        contexts->next_parameter[p] = contexts->first_parameter[point->node];
        contexts->first_parameter[point->node] = p;
    }
}

void context_values_prepare(struct contexts *contexts)
{
    const struct build *build = contexts->build;
    carry_behind(contexts);
    contexts->point_count = build->points.count;
    contexts->relevant = arena_array(contexts->point_count, sizeof *contexts->relevant, contexts->arena);
    contexts->stamps = arena_array(contexts->point_count, sizeof *contexts->stamps, contexts->arena);
    for (uint32_t i = 0; i < build->pointer_calls.count; i++) {
        const struct pointer_call *call = &build->pointer_calls.items[i];
        const struct facts *facts = build->graph->units[call->unit].facts;
        mark(contexts, point_read(build, call->unit, facts->calls.items[call->call].slot));
    }
    mark_handed(contexts);
    while (contexts->queue.count) {
        uint32_t point = contexts->queue.items[--contexts->queue.count];
        if (point_at(contexts, point)->kind == POINT_BEHIND)
            mark_members(contexts, point);
        for (uint32_t l = point_at(contexts, point)->first_in; l != NONE; l = build->links.items[l].next_in)
            mark(contexts, build->links.items[l].source);
    }
    list_parameters(contexts);
}
