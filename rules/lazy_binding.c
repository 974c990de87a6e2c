/* SPDX-License-Identifier: Apache-2.0
 *
 * lazy-binding: a handler reaches a call that the dynamic linker binds the first time it is made. One finding a handler,
 * with the shortest chain to such a call. The call's slot says it: a relocation of the linked file that the call is in,
 * unless that was linked with -z now.
 */
#include "judge/rule.h"
#include <string.h>

struct lazy {
    uint32_t at;    /* in reach->items */
    uint32_t edge;
    uint32_t count; /* of such calls */
    bool loaded;    /* some callee may be in a library that dlopen loaded */
};

static bool holds(const struct graph *graph, uint32_t program, uint32_t unit)
{
    return graph->programs_of[(size_t)unit * graph->program_words + program / 64] >> program % 64 & 1;
}

/* Is a name among those of a list with commas? */
static bool is_named(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, name, length) == 0 && (at[length] == ',' || !at[length]))
            return true;
    }
    return false;
}

/* Does a program in which the handler is, or a library of the build, that has the unit bind the name lazily? */
static bool lazy_program(const struct inquest *inquest, uint32_t unit, const char *symbol)
{
    const struct graph *graph = inquest->graph;
    const struct handler *handler = &graph->handlers.items[inquest->handler];
    if (handler->program == NONE || !graph->programs_of)
        return false;
    const char *names = intern_get(graph->names, handler->programs);
    for (uint32_t p = 0; p < graph->program_count; p++) {
        const struct graph_program *program = &graph->programs[p];
        if (program->dynamic && program->dynamic->lazy && holds(graph, p, unit) &&
            dynamic_is_lazy(program->dynamic, symbol) && (program->shared || is_named(names, program->name)))
            return true;
    }
    return false;
}

/* A call through a slot that is filled when the file is loaded (-fno-plt), or of no other file. */
static bool is_bound(const struct graph *graph, const struct edge *edge)
{
    if (edge->kind == CALL_POINTER || edge->flags & (EDGE_CALLBACK | EDGE_RUNS))
        return true;
    if (edge->call == NONE)
        return false;
    const struct object_call *call = &graph->objects[edge->object].facts->calls.items[edge->call];
    return call->flags & OBJECT_CALL_GOT && !(call->flags & OBJECT_CALL_PLT);
}

/*
 * The callee is in a library that dlopen loaded, and the caller in another file: then the one is noted to depend on the
 * other, under a lock.
 */
static bool is_loaded_later(const struct graph *graph, const struct edge *edge)
{
    const struct node *callee = &graph->nodes.items[edge->callee], *caller = &graph->nodes.items[edge->caller];
    if (callee->unit != NONE) {
        bool started = !graph->programs_of, later = false;
        for (uint32_t p = 0; p < graph->program_count && !started; p++) {
            bool has = holds(graph, p, callee->unit);
            started = has && (graph->programs[p].started || (caller->unit != NONE && holds(graph, p, caller->unit)));
            later |= has;
        }
        return later && !started;
    }
    if (!(callee->marks & NODE_LIBRARY) || !callee->body_count)
        return false;
    const struct graph_object *object = &graph->objects[graph->bodies.items[callee->first_body].object];
    bool same = edge->call != NONE && graph->objects[edge->object].library == object->library;
    return !object->started && !same;
}

static void look_at(const struct inquest *inquest, uint32_t at, uint32_t index, struct lazy *lazy)
{
    const struct graph *graph = inquest->graph;
    const struct edge *edge = &graph->edges.items[index];
    if (is_bound(graph, edge))
        return;
    const char *symbol = judge_symbol(graph, edge);
    const struct graph_object *object = edge->call == NONE ? NULL : &graph->objects[edge->object];
    uint32_t unit = graph->nodes.items[edge->caller].unit;
    if (unit != NONE ? !lazy_program(inquest, unit, symbol)
                     : !object || !object->dynamic || !dynamic_is_lazy(object->dynamic, symbol))
        return;
    if (!lazy->count++) {
        lazy->at = at;
        lazy->edge = index;
    }
    lazy->loaded |= is_loaded_later(graph, edge);
}

static void tell(struct inquest *inquest, const struct lazy *lazy)
{
    extern const struct rule rule_lazy_binding;
    const struct graph *graph = inquest->graph;
    const char *symbol = judge_symbol(graph, &graph->edges.items[lazy->edge]);
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    const char *more = lazy->count > 1 ? arena_format(inquest->arena, ", as do %u calls in all", lazy->count) : "";
    const char *message = arena_format(
        inquest->arena, "the first call of '%s' runs the dynamic linker (lazy binding)%s; handler '%s' (%s) reaches it",
        symbol, more, handler->name, handler->signals);
    const char *what = lazy->loaded ? "for a library that dlopen loaded it takes the loader's lock and allocates memory"
                                    : "it looks the name up in every library, and ends the program when it fails";
    const char *reason = arena_format(
        inquest->arena, "_dl_runtime_resolve: %s (glibc, elf/dl-runtime.c); to bind at the start: link with -Wl,-z,now, set "
                        "LD_BIND_NOW, or call the function once before the handler is installed", what);
    judge_charge(inquest, &(struct charge){.rule = &rule_lazy_binding,
                                           .severity = SEVERITY_WARNING,
                                           .at = lazy->at,
                                           .edge = lazy->edge,
                                           .callee = symbol,
                                           .message = message,
                                           .reason = reason,
                                           .believed = !lazy->loaded});
    if (!lazy->loaded)
        judge_axiom(inquest, "listed", "_dl_runtime_resolve",
                    "glibc 2.36 elf/dl-runtime.c: takes no lock for libraries that are loaded at the start");
}

static void check(struct inquest *inquest)
{
    const struct graph *graph = inquest->graph;
    struct lazy lazy = {.at = NONE};
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++)
            look_at(inquest, i, e, &lazy);
    }
    if (lazy.count)
        tell(inquest, &lazy);
}

const struct rule rule_lazy_binding = {
    .name = "lazy-binding",
    .summary = "a signal handler reaches a call that the dynamic linker binds when it is made first",
    .explanation =
        "A program or library that is not linked with -z now calls functions of libraries through slots that are filled\n"
        "one by one: the first call of each runs _dl_runtime_resolve, which looks the name up in all libraries, runs the\n"
        "resolver of an ifunc, and needs some kilobytes of stack for the registers that it saves. In a handler that runs\n"
        "where nobody called the function before. glibc takes no lock there, and that is believed (an axiom), as long as\n"
        "what is called is loaded when the program starts; for what dlopen loaded it may take the loader's lock and\n"
        "allocate memory, and the handler is unproven. A name that is not found ends the program.\n"
        "\n"
        "To mend it: link with -Wl,-z,now (programs and libraries), set LD_BIND_NOW, compile with -fno-plt, or call the\n"
        "function once before the handler is installed.\n",
    .check = check,
};
