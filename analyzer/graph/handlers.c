/* SPDX-License-Identifier: Apache-2.0
 *
 * Handlers: registrations grouped by the function they register. A function of one name and place in several units (a file
 * that is compiled twice) is one handler.
 */
#include "base/text.h"
#include "graph/build.h"
#include <stdlib.h>
#include <string.h>

/* A registration with the texts it is sorted by. */
struct keyed {
    struct registration registration;
    const char *name; /* of the handler */
    const char *file;
    uint32_t line;
    const char *place_file;
};

static bool is_root(const struct build *build, const struct root *root, const struct node *node)
{
    if (!graph_has_body(node) || strcmp(intern_get(build->graph->names, node->name), root->function) != 0)
        return false;
    if (!root->file)
        return true;
    const char *file = intern_get(build->graph->names, node->place.file);
    if (!text_ends(file, root->file))
        return false;
    size_t length = strlen(file), tail = strlen(root->file);
    return length == tail || root->file[0] == '/' || file[length - tail - 1] == '/';
}

static void register_root(struct build *build, uint32_t index, const char *registrar)
{
    const struct node *node = &build->graph->nodes.items[index];
    if (map_get(build->registered, index) != MAP_NONE)
        return; /* sigvet found it by itself */
    for (uint32_t i = 0; i < build->graph->registrations.count; i++)
        if (build->graph->registrations.items[i].node == index)
            return; /* named twice */
    *array_push(&build->graph->registrations, build->arena) =
        (struct registration){.node = index,
                              .signal = SIGNAL_UNKNOWN,
                              .registrar = intern_text(build->graph->names, registrar),
                              .caller = NONE,
                              .place = node->place};
}

static void add_root(struct build *build, const struct root *root, const struct root **unknown)
{
    bool found = false;
    for (uint32_t i = 0; i < build->graph->nodes.count; i++) {
        const struct node *node = &build->graph->nodes.items[i];
        if (!is_root(build, root, node))
            continue;
        found = true;
        register_root(build, i, root->origin ? root->origin : "--root");
    }
    if (!found && root->origin)
        push_gap(build, NONE, "unused-declaration", intern_text(build->graph->names, root->function),
                 arena_format(build->arena, "handler (%s): no function of that name was read", root->origin),
                 (struct place){0});
    else if (!found && !*unknown)
        *unknown = root;
}

/* Functions that the source calls handlers. */
static void add_declared(struct build *build)
{
    for (uint32_t i = 0; i < build->graph->nodes.count; i++)
        if (graph_declared(build->graph, i, DECLARED_HANDLER) && graph_has_body(&build->graph->nodes.items[i]))
            register_root(build, i, "SIGVET_HANDLER");
}

/* What the command line asks of a root, else what is declared of the function. */
static uint32_t policy_of(struct build *build, const struct handler *handler, const struct root *roots,
                          uint32_t root_count)
{
    for (uint32_t i = 0; i < root_count; i++)
        for (uint32_t n = 0; roots[i].policy && n < handler->node_count; n++)
            if (is_root(build, &roots[i], &build->graph->nodes.items[handler->nodes[n]]))
                return declare_policy(build, roots[i].policy);
    for (uint32_t n = 0; n < handler->node_count; n++) {
        const struct declaration *declared = graph_declared(build->graph, handler->nodes[n], DECLARED_POLICY);
        if (declared)
            return declared->policy;
    }
    return 0;
}

static int compare_texts_lines(const char *a, const char *b, uint32_t line_a, uint32_t line_b)
{
    int order = strcmp(a, b);
    return order ? order : line_a < line_b ? -1 : line_a > line_b;
}

static int compare_keyed(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    if (!order)
        order = compare_texts_lines(a->file, b->file, a->line, b->line);
    if (!order)
        order = compare_texts_lines(a->place_file, b->place_file, a->registration.place.line,
                                    b->registration.place.line);
    if (!order)
        order = a->registration.signal < b->registration.signal ? -1 : a->registration.signal > b->registration.signal;
    return order ? order : a->registration.node < b->registration.node ? -1 : a->registration.node > b->registration.node;
}

static bool same_handler(const struct keyed *a, const struct keyed *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->file, b->file) == 0 && a->line == b->line;
}

static bool same_registration(const struct registration *a, const struct registration *b)
{
    return a->signal == b->signal && a->registrar == b->registrar && a->place.file == b->place.file &&
           a->place.line == b->place.line;
}

static void add_handler(struct build *build, const struct keyed *keyed, uint32_t count)
{
    struct graph *graph = build->graph;
    struct handler handler = {.first = graph->registrations.count, .program = NONE};
    ARRAY(uint32_t) nodes = {0};
    for (uint32_t i = 0; i < count; i++) {
        const struct registration *registration = &keyed[i].registration;
        bool known = false;
        for (uint32_t n = 0; n < nodes.count; n++)
            known |= nodes.items[n] == registration->node;
        if (!known)
            *array_push(&nodes, build->arena) = registration->node;
        if (graph->registrations.count > handler.first &&
            same_registration(array_last(&graph->registrations), registration))
            continue;
        *array_push(&graph->registrations, build->arena) = *registration;
    }
    handler.count = graph->registrations.count - handler.first;
    handler.nodes = nodes.items;
    handler.node_count = nodes.count;
    *array_push(&graph->handlers, build->arena) = handler;
}

void handlers_make(struct build *build, const struct root *roots, uint32_t root_count, const struct root **unknown)
{
    struct graph *graph = build->graph;
    for (uint32_t i = 0; i < root_count; i++)
        add_root(build, &roots[i], unknown);
    add_declared(build);
    uint32_t count = graph->registrations.count;
    struct keyed *keyed = arena_array(count, sizeof *keyed, build->arena);
    for (uint32_t i = 0; i < count; i++) {
        const struct registration *registration = &graph->registrations.items[i];
        const struct node *node = &graph->nodes.items[registration->node];
        keyed[i] = (struct keyed){.registration = *registration,
                                  .name = intern_get(graph->names, node->name),
                                  .file = graph_has_body(node) ? intern_get(graph->names, node->place.file) : "",
                                  .line = graph_has_body(node) ? node->place.line : 0,
                                  .place_file = intern_get(graph->names, registration->place.file)};
    }
    if (count)
        qsort(keyed, count, sizeof *keyed, compare_keyed);
    graph->registrations.items = NULL;
    graph->registrations.count = graph->registrations.capacity = 0;
    for (uint32_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && same_handler(&keyed[first], &keyed[end]); end++)
            ;
        add_handler(build, keyed + first, end - first);
    }
    for (uint32_t i = 0; i < graph->handlers.count; i++)
        graph->handlers.items[i].policy = policy_of(build, &graph->handlers.items[i], roots, root_count);
}
