/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the graph and which of its nodes any handler reaches, gives the rows of calls and functions, the gaps of the run,
 * and the counts of calls that source and object have in common.
 */
#include "judge/seen.h"
#include "graph/stack.h"
#include "judge/rule.h"
#include <string.h>

/* ---- calls ---- */

static const char *kind_text(uint32_t kind)
{
    return kind == CALL_TAIL ? "tail" : kind == CALL_POINTER ? "pointer" : "direct";
}

/* Whatever policy it is called under. */
static const char *declared_text(const struct graph *graph, const struct edge *edge)
{
    enum cross how = graph_cross(graph, edge, 0).how;
    return how == CROSS_NEVER ? "never" : how == CROSS_SAFE ? "safe" : "";
}

static void add_call(const struct seen *seen, const struct edge *edge, bool folded)
{
    const struct graph *graph = seen->graph;
    if (!seen->reached[edge->caller])
        return;
    *array_push(&seen->judgement->calls, seen->arena) =
        (struct judged_call){.caller = judge_name(graph, edge->caller),
                             .callee = judge_name(graph, edge->callee),
                             .kind = kind_text(edge->kind),
                             .evidence = judge_evidence(edge),
                             .variant = seen->variant,
                             .candidate = edge->flags & EDGE_CANDIDATE,
                             .hidden = edge->flags & EDGE_HIDDEN,
                             .folded = folded,
                             .declared = declared_text(graph, edge),
                             .spot = judge_spot(graph, edge->place)};
}

/* ---- functions ---- */

/* -1: not known, or only known when it runs. */
static int64_t frame_of(const struct graph *graph, const struct node *node)
{
    bool dynamic;
    int64_t frame = stack_frame_of(graph, node, &dynamic);
    return dynamic ? -1 : frame;
}

/* Does the source, or a declaration, say that the function must not check its stack? */
static bool says_nosplit(const struct graph *graph, const struct node *node)
{
    uint32_t id = (uint32_t)(node - graph->nodes.items);
    if (node->flags & FUNCTION_NO_SPLIT || graph_declared(graph, id, DECLARED_NOSPLIT))
        return true;
    if (node->unit == NONE || node->function == NONE)
        return false;
    const struct function *function = &graph->units[node->unit].facts->functions.items[node->function];
    return strstr(intern_get(graph->names, function->annotations), "nosplit") ||
           strstr(intern_get(graph->names, function->attributes), "nosplit");
}

static void add_function(const struct seen *seen, const struct node *node)
{
    const struct graph *graph = seen->graph;
    *array_push(&seen->judgement->functions_seen, seen->arena) =
        (struct judged_function){.name = judge_name(graph, (uint32_t)(node - graph->nodes.items)),
                                 .spot = judge_spot(graph, node->place),
                                 .variant = seen->variant,
                                 .frame = frame_of(graph, node),
                                 .instrumented = node->marks & NODE_INSTRUMENTED ||
                                                 marks_any(seen->marks, graph, node),
                                 .splittable = node->marks & NODE_SPLITTABLE,
                                 .nosplit = says_nosplit(graph, node)};
}

/* ---- gaps ---- */

/* Code that could not be read may register handlers or set pointers: where no handler reaches it, the run has the gap. */
static bool hides_code(const char *kind)
{
    return strcmp(kind, "does-not-parse") == 0 || strcmp(kind, "nested-function") == 0;
}

static void add_gap(const struct seen *seen, const bool *entered, const struct node_gap *gap)
{
    const struct graph *graph = seen->graph;
    const char *kind = intern_get(graph->names, gap->kind);
    if (gap->node != NONE && (entered[gap->node] || !hides_code(kind)))
        return;
    *array_push(&seen->judgement->gaps, seen->arena) =
        (struct judged_gap){.kind = kind,
                            .subject = intern_get(graph->names, gap->subject),
                            .why = intern_get(graph->names, gap->why),
                            .spot = judge_spot(graph, gap->place),
                            .handler = NONE_HANDLER};
}

/* ---- agreement ---- */

static bool is_explained(const struct seen *seen, const struct edge *edge)
{
    const struct hidden *row;
    enum compiler_family compiler = judge_compiler(seen->graph, &seen->graph->nodes.items[edge->caller]);
    return catalogue_hidden(seen->catalogue, judge_symbol(seen->graph, edge), compiler, &row, 1) > 0;
}

static void count_agreement(const struct seen *seen)
{
    const struct graph *graph = seen->graph;
    const struct agreement_counts *counts = &graph->agreement;
    struct agreement *agreement = &seen->judgement->agreement;
    *agreement = (struct agreement){.matched = counts->matched,
                                    .doubtful = counts->doubtful,
                                    .hidden = counts->hidden,
                                    .inlined = counts->inlined,
                                    .folded = counts->folded,
                                    .untold = counts->untold};
    for (uint32_t i = 0; i < graph->edges.count; i++) {
        const struct edge *edge = &graph->edges.items[i];
        bool hidden = edge->flags & EDGE_HIDDEN && !(edge->flags & (EDGE_CALLBACK | EDGE_RUNS));
        const struct node *caller = &graph->nodes.items[edge->caller];
        bool counted = (seen->reached[edge->caller] || caller->marks & NODE_MATCHED) && caller->origin == NONE;
        agreement->explained += hidden && counted && is_explained(seen, edge);
    }
}

void seen_add(const struct seen *seen)
{
    const struct graph *graph = seen->graph;
    for (uint32_t i = 0; i < graph->edges.count; i++)
        add_call(seen, &graph->edges.items[i], false);
    for (uint32_t i = 0; i < graph->folded.count; i++)
        add_call(seen, &graph->folded.items[i], true);
    bool *entered = arena_array(graph->nodes.count, sizeof *entered, seen->arena);
    for (uint32_t i = 0; i < graph->nodes.count; i++)
        entered[graph_origin(graph, i)] |= seen->reached[i];
    for (uint32_t i = 0; i < graph->nodes.count; i++) {
        const struct node *node = &graph->nodes.items[i];
        if (graph_has_body(node) && node->origin == NONE && (entered[i] || !graph_is_foreign(node)))
            add_function(seen, node);
    }
    for (uint32_t i = 0; i < graph->gaps.count; i++) {
        uint32_t node = graph->gaps.items[i].node;
        if (node == NONE || graph->nodes.items[node].origin == NONE)
            add_gap(seen, entered, &graph->gaps.items[i]);
    }
    count_agreement(seen);
}
