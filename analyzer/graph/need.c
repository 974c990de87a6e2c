/* SPDX-License-Identifier: Apache-2.0
 *
 * The demand: what units that were not read may still say about the handlers and what they reach. A point is *needed*
 * when its value decides a handler, a signal or a pointer call that is reached; whatever may flow into a needed point is
 * needed. A function is *followed* when its parameters are needed: whoever gets it may call it. Both name units by
 * symbols, fields and functions; when in doubt a unit is needed.
 */
#include "graph/need.h"
#include <assert.h>
#include <string.h>

static const char *text_of(const struct needer *needer, name_id name)
{
    return intern_get(needer->build->graph->names, name);
}

static const struct point *point_at(const struct needer *needer, uint32_t point)
{
    return &needer->build->points.items[point];
}

/* ---- what is asked for ---- */

static void add_need(struct needer *needer, enum need_kind kind, uint32_t unit, name_id name)
{
    uint32_t *known = map_at(needer->given, map_pair((uint32_t)kind, kind == NEED_UNIT ? unit : name));
    if (*known != MAP_NONE)
        return;
    *known = 0;
    *array_push(&needer->build->graph->needs, needer->build->arena) =
        (struct need){.kind = kind, .unit = unit, .name = name};
}

void need_unit(struct needer *needer, uint32_t unit)
{
    if (unit != NONE && !needer->build->graph->units[unit].parsed)
        add_need(needer, NEED_UNIT, unit, 0);
}

void need_symbol(struct needer *needer, name_id name)
{
    add_need(needer, NEED_SYMBOL, NONE, name);
}

void need_every_address(struct needer *needer)
{
    add_need(needer, NEED_EVERY_ADDRESS, NONE, 0);
}

/* What goes through a pointer to a function pointer is known by its type alone: no name says who else does the same. */
static void need_every_unit(struct needer *needer)
{
    add_need(needer, NEED_EVERY_UNIT, NONE, 0);
}

/* Each name on the path, and the tag: who fills such a record without naming a field names its type. */
static void need_field(struct needer *needer, name_id tag, name_id path)
{
    struct intern *names = needer->build->graph->names;
    const char *text = text_of(needer, path);
    while (*text) {
        size_t length = strcspn(text, ".");
        add_need(needer, NEED_FIELD, NONE, intern_bytes(names, text, length));
        text = intern_get(names, path) + (size_t)(text - intern_get(names, path)) + length;
        text += *text == '.';
    }
    add_need(needer, NEED_TYPE, NONE, tag);
}

/* The units that define a function which a parsed unit only declares. */
void need_definition(struct needer *needer, uint32_t node_id)
{
    const struct graph *graph = needer->build->graph;
    const struct node *node = &graph->nodes.items[node_id];
    if (node->unit != NONE) {
        need_unit(needer, node->unit);
        return;
    }
    uint32_t first = map_get(needer->defined, node->linker);
    for (uint32_t i = first; i != MAP_NONE; i = needer->definers.items[i].next)
        need_unit(needer, needer->definers.items[i].unit);
}

/* ---- points and values ---- */

void need_point(struct needer *needer, uint32_t point, enum handler_form form)
{
    uint8_t mark = form == HANDLER_STRUCT ? NEEDED_STRUCT : NEEDED_VALUE;
    if (point == NONE || needer->marks[point] & mark)
        return;
    needer->marks[point] |= mark;
    *array_push(&needer->queue, needer->arena) = (struct event){.point = point, .token = (uint32_t)form};
}

/* Whoever gets this function is needed. */
static void follow(struct needer *needer, uint32_t node)
{
    needer->fresh |= !needer->followed[node];
    needer->followed[node] = true;
}

static bool is_star(const struct needer *needer, const struct point *point)
{
    return point->kind == SLOT_FIELD && text_of(needer, point->name)[0] == '*';
}

/* The other names of a node's code. */
static void need_aliases(struct needer *needer, const struct node *node)
{
    const struct graph *graph = needer->build->graph;
    const struct facts *facts = node->unit == NONE ? NULL : graph->units[node->unit].facts;
    for (uint32_t i = 0; facts && i < facts->functions.count; i++)
        if (facts->functions.items[i].alias == node->linker && node->linker)
            need_symbol(needer, facts->functions.items[i].linker);
    for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++) {
        const struct body *body = &graph->bodies.items[b];
        const struct object_facts *object = graph->objects[body->object].facts;
        for (uint32_t i = 0; i < object->functions.count; i++)
            if (object->functions.items[i].body == body->function && object->functions.items[i].scope != SCOPE_LOCAL)
                need_symbol(needer, object->functions.items[i].name);
    }
}

/* Only its own unit can name it. */
static bool is_local(const struct needer *needer, const struct node *node)
{
    const struct graph *graph = needer->build->graph;
    if (node->unit != NONE && node->function != NONE)
        return graph->units[node->unit].facts->functions.items[node->function].scope == SCOPE_LOCAL;
    if (!node->body_count)
        return false;
    const struct body *body = &graph->bodies.items[node->first_body];
    return graph->objects[body->object].facts->functions.items[body->function].scope == SCOPE_LOCAL;
}

/* Everybody who calls the function, by its name or through a pointer. */
void need_callers(struct needer *needer, uint32_t node_id)
{
    const struct node *node = &needer->build->graph->nodes.items[node_id];
    uint32_t *known = map_at(needer->called, node_id);
    if (*known != MAP_NONE)
        return;
    *known = 0;
    if (!is_local(needer, node))
        need_symbol(needer, node->linker);
    need_aliases(needer, node);
    follow(needer, node_id);
}

/* ---- backwards: what may flow into a needed point ---- */

static void need_targets(struct needer *needer, uint32_t unit, const struct call *call)
{
    const struct linked_unit *linked = &needer->build->units[unit];
    if (call->callee == NONE) {
        if (call->slot != NONE)
            need_point(needer, linked->points[call->slot], HANDLER_VALUE);
        return;
    }
    for (uint32_t t = 0; t < linked->target_count[call->callee]; t++)
        need_definition(needer, needer->build->targets.items[linked->first_target[call->callee] + t]);
}

static void need_owner(struct needer *needer, const struct point *point)
{
    switch ((enum slot_kind)point->kind) {
    case SLOT_VARIABLE:
        if (point->unit == NONE)
            need_symbol(needer, point->name);
        break;
    case SLOT_PARAMETER:
        need_callers(needer, point->node);
        break;
    case SLOT_FIELD:
        if (is_star(needer, point))
            need_every_unit(needer);
        else
            need_field(needer, point->name, point->path);
        break;
    case SLOT_ANSWER:
        need_targets(needer, point->unit,
                     &needer->build->graph->units[point->unit].facts->calls.items[point->call]);
        break;
    default:
        break;
    }
}

/* What a struct that is handed to a registrar holds: as register.c looks for it, from this call. */
static void need_members_of(struct needer *needer, const struct point *point, const struct registrar *registrar)
{
    struct build *build = needer->build;
    struct site site = {.build = build, .registrar = registrar, .unit = point->unit, .call = point->call,
                        .arena = needer->arena};
    struct leaves leaves = {0};
    trace_struct(&site, point->index, &leaves);
    uint32_t caller = site_caller(&site);
    for (uint32_t i = 0; i < leaves.items.count; i++) {
        const struct leaf *leaf = &leaves.items.items[i];
        uint32_t parameter = NONE;
        if (leaf->kind == LEAF_PARAMETER && caller != NONE)
            parameter = map_get(build->parameters, map_pair(caller, leaf->id));
        if (leaf->kind == LEAF_PARAMETER && parameter != MAP_NONE)
            need_point(needer, parameter, leaf->form);
        if (leaf->kind == LEAF_POINT)
            need_point(needer, leaf->id, HANDLER_VALUE);
    }
}

static void need_members(struct needer *needer, uint32_t id)
{
    struct point point = *point_at(needer, id);
    for (uint32_t t = 0; t < point.count; t++)
        if (token_is_address(point.tokens[t]))
            need_point(needer, point.tokens[t] & ~TOKEN_ADDRESS, HANDLER_VALUE);
    for (uint32_t i = 0; point.kind == SLOT_ARGUMENT && i < needer->registrars.count; i++)
        need_members_of(needer, &point, needer->registrars.items[i]);
}

static void need_sources(struct needer *needer, uint32_t id, enum handler_form form)
{
    const struct build *build = needer->build;
    for (uint32_t l = point_at(needer, id)->first_in; l != NONE; l = build->links.items[l].next_in)
        need_point(needer, build->links.items[l].source, form);
    need_owner(needer, point_at(needer, id));
}

/* ---- forwards: who gets a function that is followed ---- */

static void follow_from(struct needer *needer, uint32_t id)
{
    const struct build *build = needer->build;
    const struct point *point = point_at(needer, id);
    switch ((enum slot_kind)point->kind) {
    case SLOT_VARIABLE:
        if (point->unit == NONE)
            need_symbol(needer, point->name);
        break;
    case SLOT_PARAMETER:
        break;
    case SLOT_FIELD:
        if (!is_star(needer, point))
            need_field(needer, point->name, point->path);
        break;
    case SLOT_RESULT:
        need_callers(needer, point->node);
        return;
    case SLOT_ARGUMENT:
        need_targets(needer, point->unit,
                     &build->graph->units[point->unit].facts->calls.items[point->call]);
        return;
    default:
        return;
    }
    bool shown = point->kind == SLOT_FIELD || build->points.items[point->root].escaped;
    for (uint32_t l = shown ? point->first_out : NONE; l != NONE; l = build->links.items[l].next_out)
        if (is_star(needer, point_at(needer, build->links.items[l].target)))
            need_every_unit(needer); /* somebody has a pointer to where it is, and may call it */
}

/* Every point that holds a followed function. */
static void follow_all(struct needer *needer)
{
    const struct build *build = needer->build;
    for (uint32_t id = 0; id < build->points.count; id++) {
        const struct point *point = &build->points.items[id];
        if (point->kind == SLOT_FUNCTION || needer->marks[id] & FOLLOWED)
            continue;
        for (uint32_t t = 0; t < point->count; t++)
            if (token_is_node(point->tokens[t]) && point->tokens[t] < needer->node_count &&
                needer->followed[point->tokens[t]]) {
                needer->marks[id] |= FOLLOWED;
                follow_from(needer, id);
                break;
            }
    }
}

/* ---- all of it ---- */

static void add_definers(struct needer *needer)
{
    const struct graph *graph = needer->build->graph;
    for (uint32_t o = 0; o < graph->object_count; o++) {
        const struct graph_object *object = &graph->objects[o];
        for (uint32_t i = 0; i < object->facts->functions.count; i++) {
            const struct object_function *function = &object->facts->functions.items[i];
            uint32_t unit = graph_unit_of(object, i);
            if (function->scope == SCOPE_LOCAL || unit == NONE)
                continue;
            uint32_t *first = map_at(needer->defined, function->name);
            *array_push(&needer->definers, needer->arena) = (struct definer){.unit = unit, .next = *first};
            *first = needer->definers.count - 1;
        }
    }
}

void needs_find(struct build *build)
{
    bool all = true;
    for (uint32_t i = 0; i < build->graph->unit_count; i++)
        all &= build->graph->units[i].parsed;
    if (all)
        return;
    struct arena *arena = arena_new();
    struct needer needer = {.build = build, .arena = arena, .given = map_new(arena), .called = map_new(arena),
                            .defined = map_new(arena), .node_count = build->graph->nodes.count};
    uint32_t room = build->points.count;
    needer.marks = arena_array(room, sizeof *needer.marks, arena);
    needer.followed = arena_array(needer.node_count, sizeof *needer.followed, arena);
    add_definers(&needer);
    needs_seed(&needer);
    for (uint32_t i = 0; i < build->graph->registrations.count; i++)
        if (build->graph->registrations.items[i].stack != STACK_OF_THREAD) {
            need_symbol(&needer, intern_text(build->graph->names, "sigaltstack"));
            break;
        }
    do {
        while (needer.queue.count) {
            struct event event = needer.queue.items[--needer.queue.count];
            need_sources(&needer, event.point, (enum handler_form)event.token);
            if (event.token == HANDLER_STRUCT)
                need_members(&needer, event.point);
        }
        bool fresh = needer.fresh;
        needer.fresh = false;
        if (fresh)
            follow_all(&needer);
    } while (needer.fresh || needer.queue.count);
    assert(build->points.count == room); /* looking makes nothing */
    arena_free(arena);
}
