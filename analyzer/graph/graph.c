/* SPDX-License-Identifier: Apache-2.0
 *
 * The stages of building a graph, in order: each uses what the one before made.
 */
#include "graph/build.h"

struct graph *graph_build(const struct graph_input *input, const struct root **unknown_root, struct intern *names,
                          struct arena *arena)
{
    struct graph *graph = arena_alloc(sizeof *graph, arena);
    *graph = (struct graph){.names = names,
                            .units = input->units,
                            .unit_count = input->unit_count,
                            .objects = input->objects,
                            .object_count = input->object_count,
                            .programs = input->programs,
                            .program_count = input->program_count,
                            .stack = input->stack};
    struct build build = {.graph = graph, .input = input, .catalogue = input->catalogue, .arena = arena};
    build.units = arena_array(input->unit_count, sizeof *build.units, arena);
    *unknown_root = NULL;
    link_functions(&build);
    declare_functions(&build);
    points_make(&build);
    flows_make(&build);
    flows_solve(&build);
    registrations_previous(&build);
    flows_outside(&build);
    flows_solve(&build);
    contracts_check(&build);
    registrations_find(&build);
    registrations_of_objects(&build);
    alternates_find(&build);
    handlers_make(&build, input->roots, input->root_count, unknown_root);
    edges_make(&build);
    declare_edges(&build);
    programs_part_handlers(&build);
    needs_find(&build); /* with all callers taken together: never too little */
    contexts_make(&build);
    return graph;
}
