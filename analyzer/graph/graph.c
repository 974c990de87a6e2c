/* SPDX-License-Identifier: Apache-2.0
 *
 * The stages of building a graph, in order: each uses what the one before made.
 */
#include "graph/build.h"

struct graph *graph_build(const struct graph_unit *units, uint32_t unit_count, const struct catalogue *catalogue,
                          const struct root *roots, uint32_t root_count, const struct root **unknown_root,
                          struct intern *names, struct arena *arena)
{
    struct graph *graph = arena_alloc(sizeof *graph, arena);
    *graph = (struct graph){.names = names, .units = units, .unit_count = unit_count};
    struct build build = {.graph = graph, .catalogue = catalogue, .arena = arena};
    build.units = arena_array(unit_count, sizeof *build.units, arena);
    *unknown_root = NULL;
    link_functions(&build);
    points_make(&build);
    flows_make(&build);
    flows_solve(&build);
    registrations_previous(&build);
    flows_outside(&build);
    flows_solve(&build);
    registrations_find(&build);
    edges_make(&build);
    handlers_make(&build, roots, root_count, unknown_root);
    return graph;
}
