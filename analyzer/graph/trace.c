/* SPDX-License-Identifier: Apache-2.0
 *
 * Tracing: from an argument back to what flows straight into it: a function, a number, a parameter of the function
 * around the call, or a point of which only the solved set is known.
 */
#include "graph/trace.h"
#include <string.h>

uint32_t site_caller(const struct site *site)
{
    return site->build->units[site->unit].caller_node[site->call];
}

void leaves_add(const struct site *site, struct leaves *leaves, enum leaf_kind kind, uint32_t id,
                     enum handler_form form)
{
    for (uint32_t i = 0; i < leaves->items.count; i++)
        if (leaves->items.items[i].kind == kind && leaves->items.items[i].id == id)
            return;
    *array_push(&leaves->items, site->arena) = (struct leaf){.kind = kind, .id = id, .form = form};
}

void trace_point(const struct site *site, uint32_t point, enum handler_form form, struct leaves *leaves)
{
    const struct build *build = site->build;
    for (uint32_t i = build->points.items[point].first_in; i != NONE; i = build->links.items[i].next_in) {
        uint32_t id = build->links.items[i].source;
        const struct point *source = &build->points.items[id];
        if (source->kind == SLOT_FUNCTION)
            leaves_add(site, leaves, LEAF_FUNCTION, source->node, form);
        else if (source->kind == SLOT_NUMBER)
            leaves_add(site, leaves, LEAF_NUMBER, source->index, form);
        else if (source->kind == SLOT_PARAMETER && !source->path && source->node == site_caller(site))
            leaves_add(site, leaves, LEAF_PARAMETER, source->index, form);
        else
            leaves_add(site, leaves, LEAF_POINT, id, form);
    }
}

void trace_value(const struct site *site, uint32_t argument, struct leaves *leaves)
{
    uint32_t point = point_of_call(site->build, site->unit, site->call, SLOT_ARGUMENT, argument, 0);
    if (point != NONE)
        trace_point(site, point, HANDLER_VALUE, leaves);
}

static bool is_handler_field(const struct registrar *registrar, const char *path)
{
    const char *field = strrchr(path, '.');
    field = field ? field + 1 : path;
    if (registrar->fields[0] && strcmp(registrar->fields[0], "*") == 0)
        return !strstr(field, "restorer");
    for (const char *const *name = registrar->fields; *name; name++)
        if (strcmp(field, *name) == 0)
            return true;
    return false;
}

/* The members of the struct as they are at the call; false when the facts do not say. */
static bool trace_handed(const struct site *site, uint32_t argument, struct leaves *leaves)
{
    const struct build *build = site->build;
    bool any = false;
    for (uint32_t i = build->units[site->unit].call_points[site->call]; i != NONE; i = build->points.items[i].next) {
        const struct point *point = &build->points.items[i];
        if (point->kind != SLOT_HANDED || point->index != argument || !point->path)
            continue;
        if (!is_handler_field(site->registrar, intern_get(build->graph->names, point->path)))
            continue;
        any = true;
        trace_point(site, i, HANDLER_VALUE, leaves);
    }
    return any;
}

bool trace_objects(const struct site *site, uint32_t point, struct leaves *leaves)
{
    struct build *build = site->build;
    bool any = false;
    for (uint32_t i = 0; i < build->points.items[point].count; i++) {
        uint32_t token = build->points.items[point].tokens[i];
        if (!token_is_address(token))
            continue;
        uint32_t object = token & ~TOKEN_ADDRESS;
        const char *path = intern_get(build->graph->names, build->points.items[object].path);
        for (const char *const *field = site->registrar->fields; *field; field++) {
            name_id below = intern_format(build->graph->names, "%s%s%s", path, *path ? "." : "", *field);
            uint32_t member = point_find_below(build, object, below);
            if (member != NONE)
                leaves_add(site, leaves, LEAF_POINT, member, HANDLER_VALUE);
            any |= member != NONE;
        }
    }
    return any;
}

void trace_any_object(const struct site *site, struct leaves *leaves)
{
    static const char *const tags[] = {"sigaction", "kernel_sigaction", "sigvec"};
    static const char *const any_fields[] = {"sa_handler", "sa_sigaction", "sv_handler", "k_sa_handler", NULL};
    struct build *build = site->build;
    const char *const *fields = site->registrar->fields;
    if (fields[0] && strcmp(fields[0], "*") == 0)
        fields = any_fields;
    for (size_t t = 0; t < sizeof tags / sizeof *tags; t++)
        for (const char *const *field = fields; *field; field++) {
            name_id tag = intern_find(build->graph->names, tags[t]), name = intern_find(build->graph->names, *field);
            uint32_t root = tag ? map_get(build->fields, tag) : MAP_NONE;
            uint32_t point = root != MAP_NONE && name ? point_find_below(build, root, name) : NONE;
            if (point != NONE)
                leaves_add(site, leaves, LEAF_POINT, point, HANDLER_VALUE);
        }
}

static bool has_address(const struct build *build, uint32_t point)
{
    for (uint32_t i = 0; i < build->points.items[point].count; i++)
        if (token_is_address(build->points.items[point].tokens[i]))
            return true;
    return false;
}

void trace_struct(const struct site *site, uint32_t argument, struct leaves *leaves)
{
    if (trace_handed(site, argument, leaves))
        return;
    uint32_t point = point_of_call(site->build, site->unit, site->call, SLOT_ARGUMENT, argument, 0);
    if (point == NONE)
        return;
    struct leaves direct = {0};
    trace_point(site, point, HANDLER_STRUCT, &direct);
    bool others = false, parameters = false;
    for (uint32_t i = 0; i < direct.items.count; i++) {
        const struct leaf *leaf = &direct.items.items[i];
        if (leaf->kind == LEAF_PARAMETER)
            leaves_add(site, leaves, LEAF_PARAMETER, leaf->id, HANDLER_STRUCT);
        parameters |= leaf->kind == LEAF_PARAMETER;
        others |= leaf->kind == LEAF_POINT;
    }
    if (parameters && !others)
        return; /* the objects are those of the callers */
    bool objects = trace_objects(site, point, leaves);
    if (!objects && (others || has_address(site->build, point)))
        trace_any_object(site, leaves);
}
