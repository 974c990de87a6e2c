/* SPDX-License-Identifier: Apache-2.0
 *
 * Declarations: what annotations of the source, tables and the command line say of functions is tied to nodes, and to
 * names that only stand for inlined code. What a call becomes by them is asked with graph_cross.
 */
#include "base/text.h"
#include "graph/build.h"
#include <string.h>

static const char prefix[] = "sigvet:";

/* ---- tying ---- */

uint32_t declare_policy(struct build *build, const char *name)
{
    struct graph *graph = build->graph;
    struct policy policy;
    if (!catalogue_policy(name, &policy))
        return NONE;
    for (uint32_t i = 0; i < graph->policies.count; i++)
        if (catalogue_policy_same(&graph->policies.items[i], &policy))
            return i;
    *array_push(&graph->policies, build->arena) = policy;
    return graph->policies.count - 1;
}

static void tie(struct build *build, struct map *map, uint32_t key, struct declaration declaration)
{
    struct graph *graph = build->graph;
    uint32_t *first = map_at(map, key);
    for (uint32_t i = *first; i != MAP_NONE && i != NONE; i = graph->declarations.items[i].next)
        if (graph->declarations.items[i].kind == declaration.kind)
            return; /* said already: the source first, then tables, then the command line */
    declaration.next = *first == MAP_NONE ? NONE : *first;
    *first = graph->declarations.count;
    *array_push(&graph->declarations, build->arena) = declaration;
}

static const char *node_name(const struct build *build, uint32_t node)
{
    const struct node *known = &build->graph->nodes.items[node];
    return intern_get(build->graph->names, known->name ? known->name : known->linker);
}

static void tie_node(struct build *build, uint32_t node, struct declaration declaration)
{
    declaration.name = node_name(build, node);
    tie(build, build->graph->declared, node, declaration);
}

/* ---- what the source says ---- */

/* "SIGVET_NEVER in log.h:12" */
static const char *origin_of(struct build *build, const char *macro, struct place place)
{
    const char *file = text_basename(intern_get(build->graph->names, place.file));
    return arena_format(build->arena, "%s in %s:%u", macro, file, place.line);
}

static void push_fault(struct build *build, const struct function *function, const char *why)
{
    push_gap(build, NONE, "bad-declaration", function->name, why, function->place);
}

/* "policy:NAME:WHY", "never:WHY": one annotation without its prefix, of a function. False: it is not understood. */
static bool read_annotation(struct build *build, const struct function *function, const char *text,
                            struct declaration *declaration)
{
    static const struct {
        const char *word;
        enum declared_kind kind;
        const char *macro;
    } words[] = {{"handler", DECLARED_HANDLER, "SIGVET_HANDLER"}, {"never:", DECLARED_NEVER, "SIGVET_NEVER"},
                 {"nosplit", DECLARED_NOSPLIT, "SIGVET_NOSPLIT"}, {"policy:", DECLARED_POLICY, "SIGVET_POLICY"},
                 {"safe:", DECLARED_SAFE, "SIGVET_SAFE"}};
    size_t at = 0, count = sizeof words / sizeof *words;
    while (at < count && !(text_ends(words[at].word, ":") ? text_starts(text, words[at].word)
                                                          : strcmp(text, words[at].word) == 0))
        at++;
    if (at == count)
        return false;
    text += strlen(words[at].word);
    *declaration = (struct declaration){
        .kind = words[at].kind, .why = text, .origin = origin_of(build, words[at].macro, function->place)};
    if (declaration->kind != DECLARED_POLICY)
        return declaration->kind == DECLARED_HANDLER || declaration->kind == DECLARED_NOSPLIT || *text;
    const char *colon = strchr(text, ':');
    char *name = arena_copy(text, colon ? (size_t)(colon - text) : strlen(text), build->arena);
    size_t length = 0;
    for (const char *byte = name; *byte; byte++) /* as the macro was given it: posix, "posix,nosplit" */
        if (*byte != '"' && *byte != '\\' && *byte != ' ')
            name[length++] = *byte;
    name[length] = '\0';
    declaration->policy = declare_policy(build, name);
    declaration->why = colon ? colon + 1 : "";
    return declaration->policy != NONE && *declaration->why;
}

/* What is not understood is told at the end: gaps that are found before registrations are those of a first guess. */
static void read_annotations(struct build *build, uint32_t unit, uint32_t index, bool last)
{
    const struct function *function = &build->graph->units[unit].facts->functions.items[index];
    const struct linked_unit *linked = &build->units[unit];
    const char *text = intern_get(build->graph->names, function->annotations);
    while (*text) {
        size_t length = strcspn(text, "\n");
        struct declaration declaration;
        if (text_starts(text, prefix)) {
            const char *one = arena_copy(text + strlen(prefix), length - strlen(prefix), build->arena);
            bool good = read_annotation(build, function, one, &declaration);
            if (!good && last)
                push_fault(build, function, "a declaration that is not understood, or without a reason, is ignored");
            if (good && !last)
                for (uint32_t t = 0; t < linked->target_count[index]; t++)
                    tie_node(build, build->targets.items[linked->first_target[index] + t], declaration);
        }
        text += length + (text[length] == '\n');
    }
}

static void read_units(struct build *build, bool last)
{
    for (uint32_t unit = 0; unit < build->graph->unit_count; unit++) {
        const struct facts *facts = build->graph->units[unit].facts;
        for (uint32_t i = 0; i < facts->functions.count; i++)
            if (facts->functions.items[i].annotations)
                read_annotations(build, unit, i, last);
    }
}

/* ---- what tables and the command line say ---- */

/* NAME, NAME*, NAME@FILE of a name and the file where it is defined. */
static bool is_meant(const struct build *build, const char *pattern, const char *name, name_id file)
{
    const char *at = strrchr(pattern, '@');
    if (!at || at == pattern)
        return declared_fits(pattern, name);
    char *bare = arena_copy(pattern, (size_t)(at - pattern), build->arena);
    const char *path = intern_get(build->graph->names, file);
    size_t length = strlen(path), tail = strlen(at + 1);
    return declared_fits(bare, name) && text_ends(path, at + 1) &&
           (length == tail || at[1] == '/' || path[length - tail - 1] == '/');
}

static bool node_is_meant(const struct build *build, const char *pattern, const struct node *node)
{
    const struct intern *names = build->graph->names;
    return is_meant(build, pattern, intern_get(names, node->linker), node->place.file) ||
           (node->name != node->linker && is_meant(build, pattern, intern_get(names, node->name), node->place.file));
}

static bool in_section(const struct build *build, const char *pattern, const struct node *node)
{
    const struct graph *graph = build->graph;
    for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++) {
        const struct body *body = &graph->bodies.items[b];
        const struct object_facts *facts = graph->objects[body->object].facts;
        uint32_t section = facts->functions.items[body->function].section;
        if (declared_fits(pattern, intern_get(facts->names, facts->sections.items[section].name)))
            return true;
    }
    if (node->unit == NONE || node->function == NONE)
        return false;
    name_id written = graph->units[node->unit].facts->functions.items[node->function].attributes;
    const char *attributes = intern_get(graph->names, written), *at = strstr(attributes, "section(");
    if (!at)
        return false;
    at += strlen("section(");
    return declared_fits(pattern, arena_copy(at, strcspn(at, ")"), build->arena));
}

/* Ties a row to the nodes that it means; false: there are none. */
static bool tie_row(struct build *build, const struct declared *row)
{
    struct graph *graph = build->graph;
    const char *section =
        text_starts(row->pattern, DECLARED_SECTION) ? row->pattern + strlen(DECLARED_SECTION) : NULL;
    struct declaration declaration = {.kind = row->kind,
                                      .split = row->kind == DECLARED_SAFE && strcmp(row->value, "split") == 0,
                                      .why = row->why,
                                      .origin = row->origin};
    if (row->kind == DECLARED_POLICY)
        declaration.policy = declare_policy(build, row->value);
    bool met = false;
    for (uint32_t i = 0; i < graph->nodes.count; i++) {
        const struct node *node = &graph->nodes.items[i];
        if (!(section ? in_section(build, section, node) : node_is_meant(build, row->pattern, node)))
            continue;
        met = true;
        tie_node(build, i, declaration);
    }
    for (uint32_t i = 0; i < graph->inlines.count; i++) {
        const struct inlined *inlined = &graph->inlines.items[i];
        if (section || inlined->node != NONE ||
            !is_meant(build, row->pattern, intern_get(graph->names, inlined->name), inlined->place.file))
            continue;
        met = true;
        declaration.name = intern_get(graph->names, inlined->name);
        tie(build, graph->declared_names, inlined->name, declaration);
    }
    return met;
}

/* Rows of functions that end in no code are asked for by name, as are handlers elsewhere. */
static bool speaks_of_nodes(const struct declared *row)
{
    return !row->built_in && row->kind != DECLARED_HANDLER;
}

static void tie_rows(struct build *build, bool last)
{
    for (uint32_t i = 0; i < catalogue_declared_count(build->catalogue); i++) {
        const struct declared *row = catalogue_declared(build->catalogue, i);
        if (speaks_of_nodes(row) && !tie_row(build, row) && last)
            push_gap(build, NONE, "unused-declaration", intern_text(build->graph->names, row->pattern),
                     arena_format(build->arena, "%s (%s): no function of that name was seen",
                                  declared_kind_text(row->kind), row->origin),
                     (struct place){0});
    }
}

void declare_functions(struct build *build)
{
    struct graph *graph = build->graph;
    const struct policy *asked = build->input->policy;
    struct policy policy;
    graph->declared = map_new(build->arena);
    graph->declared_names = map_new(build->arena);
    catalogue_policy("posix", &policy);
    *array_push(&graph->policies, build->arena) = asked ? *asked : policy;
    read_units(build, false);
    tie_rows(build, false);
}

/* ---- what becomes of calls ---- */

const struct declaration *graph_declared(const struct graph *graph, uint32_t node, enum declared_kind kind)
{
    uint32_t at = map_get(graph->declared, graph_origin(graph, node));
    for (; at != MAP_NONE && at != NONE; at = graph->declarations.items[at].next)
        if (graph->declarations.items[at].kind == kind)
            return &graph->declarations.items[at];
    return NULL;
}

static uint32_t first_of_inlined(const struct graph *graph, const struct inlined *inlined)
{
    return inlined->node == NONE ? map_get(graph->declared_names, inlined->name)
                                 : map_get(graph->declared, inlined->node);
}

/* Passes one function on the way; true: the call ends here. */
static bool pass(const struct graph *graph, uint32_t first, struct crossing *crossing)
{
    const struct declaration *safe = NULL;
    for (uint32_t at = first; at != MAP_NONE && at != NONE; at = graph->declarations.items[at].next) {
        const struct declaration *declaration = &graph->declarations.items[at];
        if (declaration->kind == DECLARED_NEVER) {
            crossing->how = CROSS_NEVER;
            crossing->by = declaration;
            return true;
        }
        if (declaration->kind == DECLARED_SAFE &&
            (!declaration->split || graph->policies.items[crossing->policy].split))
            safe = declaration;
        if (declaration->kind == DECLARED_POLICY && crossing->policy != declaration->policy) {
            crossing->policy = declaration->policy;
            crossing->by = declaration;
        }
    }
    if (safe) {
        crossing->how = CROSS_SAFE;
        crossing->by = safe;
    }
    return safe != NULL;
}

struct crossing graph_cross(const struct graph *graph, const struct edge *edge, uint32_t policy)
{
    struct crossing crossing = {.how = CROSS_ENTERED, .policy = policy};
    if (!(edge->flags & EDGE_DECLARED))
        return crossing;
    for (uint32_t i = edge->inlined_count; i-- > 0;)
        if (pass(graph, first_of_inlined(graph, &graph->inlines.items[edge->first_inlined + i]), &crossing))
            return crossing;
    if (edge->flags & EDGE_CALLBACK) {
        const struct declaration *never = graph_declared(graph, edge->through, DECLARED_NEVER);
        if (never) /* who would run the callee is not called */
            return (struct crossing){.how = CROSS_NEVER, .policy = policy, .by = never};
    }
    pass(graph, map_get(graph->declared, graph_origin(graph, edge->callee)), &crossing);
    return crossing;
}

bool declare_touches(const struct graph *graph, const struct edge *edge)
{
    bool declared = map_get(graph->declared, graph_origin(graph, edge->callee)) != MAP_NONE ||
                    (edge->through != NONE && map_get(graph->declared, edge->through) != MAP_NONE);
    for (uint32_t i = 0; i < edge->inlined_count; i++)
        declared |= first_of_inlined(graph, &graph->inlines.items[edge->first_inlined + i]) != MAP_NONE;
    return declared;
}

void declare_edges(struct build *build)
{
    struct graph *graph = build->graph;
    read_units(build, true);
    tie_rows(build, true);
    if (!graph->declarations.count)
        return;
    for (uint32_t i = 0; i < graph->edges.count; i++)
        if (declare_touches(graph, &graph->edges.items[i]))
            graph->edges.items[i].flags |= EDGE_DECLARED;
}
