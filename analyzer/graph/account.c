/* SPDX-License-Identifier: Apache-2.0
 *
 * The account of the source's calls in functions that were entered or inlined: each is in the object, was inlined, or was
 * folded away (left out, or merged with an equal one).
 */
#include "graph/build.h"

void account_inlined(struct build *build, const struct object_site *site)
{
    if (site->unit == NONE || !build->graph->units[site->unit].facts->functions.count)
        return;
    site_index(build, site->unit);
    const struct linked_unit *linked = &build->units[site->unit];
    const struct graph *graph = build->graph;
    const struct facts *facts = graph->units[site->unit].facts;
    for (uint32_t i = 0; i <= site->chain_count; i++) {
        uint32_t node = i < site->chain_count ? match_inlined(build, site->unit, &site->chain[i]) : site->node;
        uint32_t function =
            node == NONE || graph->nodes.items[node].unit != site->unit ? NONE : graph->nodes.items[node].function;
        if (function == NONE)
            continue;
        linked->covered[function] = true;
        uint32_t first, end = site_calls_of(build, site->unit, function, &first);
        for (uint32_t c = first; i && c < end; c++) {
            uint32_t index = linked->calls_of[c];
            const struct call *call = &facts->calls.items[index];
            if (call->callee != NONE && facts->functions.items[call->callee].name == site->chain[i - 1].name &&
                site_at(call, site->chain[i - 1].place.line) && linked->told[index] == TOLD_NOTHING)
                linked->told[index] = TOLD_INLINED;
        }
    }
}

/* A call of which nothing is left: its callee was inlined and calls nothing itself, or the compiler left it out. */
static void count_nothing(struct build *build, uint32_t unit, uint32_t index)
{
    struct graph *graph = build->graph;
    const struct linked_unit *linked = &build->units[unit];
    const struct facts *facts = graph->units[unit].facts;
    const struct call *call = &facts->calls.items[index];
    if (call->callee != NONE) {
        const struct function *callee = &facts->functions.items[call->callee];
        if (catalogue_is_expanded(build->catalogue, intern_get(graph->names, callee->linker)))
            return;
        if (linked->node_of[call->callee] != NONE && !(callee->flags & FUNCTION_NOINLINE)) {
            graph->agreement.inlined++;
            return;
        }
    }
    graph->agreement.folded++;
    for (uint32_t t = 0; call->callee != NONE && t < linked->target_count[call->callee]; t++) {
        struct edge edge = edge_of_call(build, unit, index);
        edge.callee = build->targets.items[linked->first_target[call->callee] + t];
        if (edge.caller != NONE)
            *array_push(&graph->folded, build->arena) = edge;
    }
}

void account_calls(struct build *build)
{
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++) {
        const struct linked_unit *linked = &build->units[unit];
        const struct facts *facts = build->graph->units[unit].facts;
        for (uint32_t f = 0; linked->covered && f < facts->functions.count; f++) {
            if (!linked->covered[f])
                continue;
            uint32_t first, end = site_calls_of(build, unit, f, &first);
            for (uint32_t i = first; i < end; i++) {
                uint32_t index = linked->calls_of[i];
                if (linked->told[index] == TOLD_INLINED)
                    build->graph->agreement.inlined++;
                else if (linked->told[index] == TOLD_NOTHING)
                    count_nothing(build, unit, index);
            }
        }
    }
}
