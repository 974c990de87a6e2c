/* SPDX-License-Identifier: Apache-2.0
 *
 * Who is called, for rules: names and places as texts, the symbol that an object really calls, and what the policy says
 * of it.
 */
#include "judge/rule.h"
#include <string.h>

struct spot judge_spot(const struct graph *graph, struct place place)
{
    return (struct spot){
        .file = intern_get(graph->names, place.file), .line = place.line, .column = place.column};
}

const char *judge_name(const struct graph *graph, uint32_t node)
{
    const char *name = intern_get(graph->names, graph->nodes.items[node].name);
    return *name ? name : intern_get(graph->names, graph->nodes.items[node].linker);
}

const char *judge_symbol(const struct graph *graph, const struct edge *edge)
{
    bool handed = edge->flags & (EDGE_CALLBACK | EDGE_RUNS); /* then the symbol is who runs the callee */
    name_id symbol = edge->emitted && !handed ? edge->emitted : graph->nodes.items[edge->callee].linker;
    return intern_get(graph->names, symbol);
}

/* The first of the graph is the one that was asked for. */
static const struct policy *policy_of(const struct inquest *inquest, uint32_t policy)
{
    return policy ? &inquest->graph->policies.items[policy] : inquest->asked;
}

const struct policy *judge_policy_at(const struct inquest *inquest, uint32_t at)
{
    return policy_of(inquest, inquest->reach->items.items[at].policy);
}

const struct policy *judge_policy_of_call(const struct inquest *inquest, uint32_t at, const struct edge *edge)
{
    return policy_of(inquest, graph_cross(inquest->graph, edge, inquest->reach->items.items[at].policy).policy);
}

const char *judge_policy_name(const struct inquest *inquest, const struct policy *policy)
{
    struct intern *names = inquest->graph->names;
    return policy == inquest->asked ? policy->name : intern_get(names, intern_text(names, policy->name));
}

bool judge_enters(const struct inquest *inquest, uint32_t at, const struct edge *edge)
{
    const struct reached *reached = &inquest->reach->items.items[at];
    return !graph_is_end(inquest->graph, reached) &&
           graph_cross(inquest->graph, edge, reached->policy).how == CROSS_ENTERED;
}

struct verdict_on_name judge_policy(const struct inquest *inquest, uint32_t at, const struct edge *edge)
{
    const struct graph *graph = inquest->graph;
    const struct policy *policy = judge_policy_of_call(inquest, at, edge);
    const char *named = intern_get(graph->names, graph->nodes.items[edge->callee].linker);
    const char *symbol = judge_symbol(graph, edge);
    struct verdict_on_name of_name = catalogue_judge(inquest->catalogue, policy, named);
    if (strcmp(named, symbol) == 0)
        return of_name;
    struct verdict_on_name of_symbol = catalogue_judge(inquest->catalogue, policy, symbol);
    return of_symbol.safety == SAFETY_UNKNOWN && of_name.safety == SAFETY_UNSAFE ? of_name : of_symbol;
}

const char *judge_evidence(const struct edge *edge)
{
    return edge->evidence == EVIDENCE_BOTH ? "both" : edge->evidence == EVIDENCE_OBJECT ? "object" : "source";
}

enum compiler_family judge_compiler(const struct graph *graph, const struct node *node)
{
    return node->unit == NONE ? COMPILER_UNKNOWN : graph->units[node->unit].compiler;
}
