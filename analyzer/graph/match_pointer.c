/* SPDX-License-Identifier: Apache-2.0
 *
 * A pointer call of an object and the calls through pointers that the source makes at that line: any of them may be it,
 * so what each may run is what it may run.
 */
#include "graph/build.h"

/* The pointer calls of one function, gathered. */
struct pointers {
    struct build *build;
    const struct object_site *site;
    uint32_t *calls;
    uint32_t count;
    uint32_t most;
};

/* Do two calls stand at one place? They are the branches of a conditional callee: (c ? f : p)(x). */
static bool is_branch(const struct pointers *pointers, uint32_t index, uint32_t first, uint32_t end)
{
    const struct linked_unit *linked = &pointers->build->units[pointers->site->unit];
    const struct facts *facts = pointers->build->graph->units[pointers->site->unit].facts;
    const struct call *one = &facts->calls.items[index];
    for (uint32_t i = first; i < end; i++) {
        const struct call *other = &facts->calls.items[linked->calls_of[i]];
        if (linked->calls_of[i] != index && one->place.line == other->place.line &&
            one->place.column == other->place.column && !one->macro && !other->macro)
            return true;
    }
    return false;
}

static void add_pointers(struct pointers *pointers, uint32_t function, bool everywhere)
{
    const struct linked_unit *linked = &pointers->build->units[pointers->site->unit];
    const struct facts *facts = pointers->build->graph->units[pointers->site->unit].facts;
    uint32_t first, end = site_calls_of(pointers->build, pointers->site->unit, function, &first);
    for (uint32_t i = first; i < end && pointers->count < pointers->most; i++) {
        uint32_t index = linked->calls_of[i];
        const struct call *call = &facts->calls.items[index];
        bool pointer = call->callee == NONE && call->slot != NONE;
        if ((!everywhere && !site_at(call, pointers->site->place.line)) ||
            (!pointer && !is_branch(pointers, index, first, end)))
            continue;
        linked->told[index] = TOLD_MATCHED;
        pointers->calls[pointers->count++] = index;
    }
}

/* Of the functions that it calls, when one was inlined without DWARF's word. */
static void add_pointers_below(struct pointers *pointers, uint32_t function, uint32_t depth)
{
    const struct linked_unit *linked = &pointers->build->units[pointers->site->unit];
    const struct facts *facts = pointers->build->graph->units[pointers->site->unit].facts;
    uint32_t first, end = site_calls_of(pointers->build, pointers->site->unit, function, &first);
    for (uint32_t i = first; i < end; i++) {
        uint32_t callee = facts->calls.items[linked->calls_of[i]].callee;
        if (callee == NONE || callee == function || linked->node_of[callee] == NONE)
            continue;
        add_pointers(pointers, callee, true);
        if (depth)
            add_pointers_below(pointers, callee, depth - 1);
    }
}

uint32_t match_pointer(struct build *build, const struct object_site *site, uint32_t *calls, uint32_t most,
                       bool *doubtful)
{
    *doubtful = false;
    if (site->unit == NONE || !build->graph->units[site->unit].facts->functions.count)
        return 0;
    site_index(build, site->unit);
    uint32_t function = site_function(build, site);
    struct pointers pointers = {.build = build, .site = site, .calls = calls, .most = most};
    if (function == NONE)
        return 0;
    add_pointers(&pointers, function, false);
    *doubtful = !pointers.count;
    if (!pointers.count)
        add_pointers(&pointers, function, true);
    if (!pointers.count)
        add_pointers_below(&pointers, function, 1);
    return pointers.count;
}
