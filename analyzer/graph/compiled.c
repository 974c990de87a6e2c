/* SPDX-License-Identifier: Apache-2.0
 *
 * Edges out of compiled code, for what handlers reach: breadth first from the handlers, a round of places for the bodies
 * that were entered, then each call of the object becomes edges: of the source's call that it is, or hidden. What the
 * source has and the object has not judges nothing.
 */
#include "base/text.h"
#include "graph/build.h"
#include <stdlib.h>
#include <string.h>

struct traversal {
    struct resolver *resolver;
    struct build *build;
    struct map *entered;       /* node -> 0 */
    struct map *asked;         /* (object, function) -> 0 */
    struct map *spelled;       /* (unit, file as DWARF has it) -> file as the source facts have it */
    ARRAY(uint32_t) frontier;  /* nodes to enter in this round */
    ARRAY(uint32_t) next;
};

/* The direct calls of one node, gathered before they are matched. */
struct gathered {
    ARRAY(struct object_site) direct;
    ARRAY(struct object_site) pointer;
    ARRAY(struct object_site) system;
    bool untold;
};

static const struct object_facts *object_facts(const struct traversal *traversal, uint32_t object)
{
    return traversal->build->graph->objects[object].facts;
}

/* ---- places ---- */

static int compare_bodies(const void *left, const void *right)
{
    const struct body *a = left, *b = right;
    if (a->object != b->object)
        return a->object < b->object ? -1 : 1;
    return a->function < b->function ? -1 : a->function > b->function;
}

static void keep_places(struct traversal *traversal, uint32_t object, const struct object_places *places)
{
    struct linked_object *linked = &traversal->build->objects[object];
    if (!linked->places)
        linked->places = arena_array(object_facts(traversal, object)->calls.count, sizeof *linked->places,
                                     traversal->build->arena);
    for (uint32_t i = 0; i < places->places.count; i++)
        linked->places[places->places.items[i].call] = (struct known_place){.set = places, .index = i};
}

/* Asks where the calls of the bodies of all nodes in the frontier are written. */
static void read_places(struct traversal *traversal)
{
    struct build *build = traversal->build;
    const struct place_reader *reader = build->input->places;
    ARRAY(struct body) bodies = {0};
    for (uint32_t i = 0; i < traversal->frontier.count; i++) {
        const struct node *node = &build->graph->nodes.items[traversal->frontier.items[i]];
        for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++) {
            struct body body = build->graph->bodies.items[b];
            uint32_t *asked = map_at(traversal->asked, map_pair(body.object, body.function));
            if (*asked == MAP_NONE && object_facts(traversal, body.object)->functions.items[body.function].call_count)
                *array_push(&bodies, build->arena) = body;
            *asked = 0;
        }
    }
    if (!bodies.count || !reader)
        return;
    qsort(bodies.items, bodies.count, sizeof *bodies.items, compare_bodies);
    struct places_request_of *requests = arena_array(bodies.count, sizeof *requests, build->arena);
    uint32_t *functions = arena_array(bodies.count, sizeof *functions, build->arena), count = 0;
    for (uint32_t i = 0; i < bodies.count; i++) {
        functions[i] = bodies.items[i].function;
        if (!i || bodies.items[i].object != bodies.items[i - 1].object)
            requests[count++] =
                (struct places_request_of){.object = bodies.items[i].object, .functions = functions + i};
        requests[count - 1].count++;
    }
    const struct object_places **results = arena_array(count, sizeof *results, build->arena);
    reader->read(reader->payload, requests, count, results);
    for (uint32_t i = 0; i < count; i++)
        keep_places(traversal, requests[i].object, results[i]);
}

/* ---- sites ---- */

/* A step from a function into a part of itself (.cold, .part) or back: no call. */
static bool is_inner(const struct traversal *traversal, const struct object_site *site, const struct object_call *call)
{
    const struct object_facts *facts = object_facts(traversal, site->object);
    if (call->callee == NONE || traversal->build->objects[site->object].node_of[call->callee] != site->node)
        return false;
    bool callee_is_part = facts->functions.items[call->callee].flags & OBJECT_FUNCTION_CHILD;
    bool caller_is_part = facts->functions.items[call->caller].flags & OBJECT_FUNCTION_CHILD;
    return callee_is_part || (caller_is_part && call->kind != OBJECT_CALL_DIRECT);
}

/* Of a function inlined here, a part was not: the call of that part is the inlined function's own call. */
static void leave_inlined(const struct traversal *traversal, struct object_site *site, const struct object_call *call)
{
    const struct object_facts *facts = object_facts(traversal, site->object);
    if (call->callee == NONE || !(facts->functions.items[call->callee].flags & OBJECT_FUNCTION_CHILD))
        return;
    uint32_t node = traversal->build->objects[site->object].node_of[call->callee];
    for (uint32_t i = 0; i < site->chain_count; i++) {
        if (match_inlined(traversal->build, site->unit, &site->chain[i]) != node)
            continue;
        site->place = site->chain[i].place;
        site->chain += i + 1;
        site->chain_count -= i + 1;
        return;
    }
}

/* An inlined function that the source facts do not have (a fortified wrapper of a header): its caller makes the call. */
static void leave_unread(const struct traversal *traversal, struct object_site *site)
{
    if (site->unit == NONE || !traversal->build->graph->units[site->unit].facts->functions.count)
        return;
    while (site->chain_count && match_inlined(traversal->build, site->unit, &site->chain[0]) == NONE) {
        site->place = site->chain[0].place;
        site->chain++;
        site->chain_count--;
    }
}

/* gcc inlines a part of a function into what is left of it: the function is not inlined into itself. */
static void leave_itself(const struct traversal *traversal, struct object_site *site)
{
    struct build *build = traversal->build;
    struct object_inline *chain = arena_array(site->chain_count, sizeof *chain, build->arena);
    uint32_t count = 0;
    for (uint32_t i = 0; i < site->chain_count; i++) {
        uint32_t node = match_inlined(build, site->unit, &site->chain[i]);
        uint32_t outer = i + 1 < site->chain_count ? match_inlined(build, site->unit, &site->chain[i + 1]) : site->node;
        if (node == NONE || node != outer)
            chain[count++] = site->chain[i];
    }
    site->chain = chain;
    site->chain_count = count;
}

static struct object_site make_site(const struct traversal *traversal, struct body body, uint32_t index)
{
    const struct linked_object *linked = &traversal->build->objects[body.object];
    struct object_site site = {.node = linked->node_of[body.function],
                               .unit = graph_unit_of(&traversal->build->graph->objects[body.object], body.function),
                               .object = body.object,
                               .call = index};
    const struct known_place *known = linked->places ? &linked->places[index] : NULL;
    if (known && known->set) {
        const struct object_place *place = &known->set->places.items[known->index];
        site.place = place->place;
        site.chain = known->set->inlines.items + place->first_inline;
        site.chain_count = place->inline_count;
    }
    leave_unread(traversal, &site);
    leave_itself(traversal, &site);
    return site;
}

static void gather(struct traversal *traversal, struct body body, struct gathered *gathered)
{
    struct build *build = traversal->build;
    const struct object_facts *facts = object_facts(traversal, body.object);
    const struct object_function *function = &facts->functions.items[body.function];
    for (uint32_t i = function->first_call; i < function->first_call + function->call_count; i++) {
        const struct object_call *call = &facts->calls.items[i];
        struct object_site site = make_site(traversal, body, i);
        switch ((enum object_call_kind)call->kind) {
        case OBJECT_CALL_SYSTEM:
            *array_push(&gathered->system, build->arena) = site;
            break;
        case OBJECT_CALL_POINTER:
        case OBJECT_CALL_POINTER_TAIL:
            *array_push(&gathered->pointer, build->arena) = site;
            break;
        case OBJECT_CALL_TLSDESC:
            site.targets = link_name(build, site.unit, intern_text(build->graph->names, "TLSDESC"), NONE);
            *array_push(&gathered->direct, build->arena) = site;
            break;
        case OBJECT_CALL_FALL:
            if (call->flags & OBJECT_CALL_AFTER_CALL)
                break; /* behind a call that does not return: nothing runs on */
            /* fall through */
        case OBJECT_CALL_DIRECT:
        case OBJECT_CALL_TAIL:
            if (is_inner(traversal, &site, call))
                break;
            leave_inlined(traversal, &site, call);
            site.targets = link_object_call(build, body.object, call);
            *array_push(&gathered->direct, build->arena) = site;
            break;
        }
    }
}

/* ---- edges ---- */

static name_id spelled_file(const struct graph *graph, uint32_t unit, name_id file)
{
    const char *base = text_basename(intern_get(graph->names, file));
    const struct facts *facts = graph->units[unit].facts;
    name_id found = file;
    for (uint32_t i = 0; i < facts->inputs.count; i++) {
        name_id input = facts->inputs.items[i].file;
        if (input == file)
            return file;
        if (found == file && strcmp(text_basename(intern_get(graph->names, input)), base) == 0)
            found = input;
    }
    return found;
}

/* DWARF and libclang may spell one file two ways: the source's spelling is the reports'. */
static struct place spell(const struct traversal *traversal, const struct object_site *site, struct place place)
{
    const struct graph *graph = traversal->build->graph;
    if (!place.line)
        return graph->nodes.items[site->node].place;
    if (site->unit == NONE)
        return place;
    uint32_t *known = map_at(traversal->spelled, map_pair(site->unit, place.file));
    if (*known == MAP_NONE)
        *known = spelled_file(graph, site->unit, place.file);
    place.file = *known;
    return place;
}

static struct edge edge_of_site(struct traversal *traversal, const struct object_site *site, uint32_t caller,
                                uint32_t matched)
{
    struct build *build = traversal->build;
    struct graph *graph = build->graph;
    const struct object_call *call = &object_facts(traversal, site->object)->calls.items[site->call];
    struct edge edge = {.callee = NONE, .through = NONE, .construct_unit = NONE, .construct = NONE, .resolved = NONE};
    if (matched != NONE)
        edge = edge_of_call(build, site->unit, matched);
    else
        edge.place = spell(traversal, site, site->place);
    edge.caller = caller;
    edge.kind = call->kind == OBJECT_CALL_TAIL || call->kind == OBJECT_CALL_FALL ? CALL_TAIL : CALL_DIRECT;
    if (call->kind == OBJECT_CALL_POINTER || call->kind == OBJECT_CALL_POINTER_TAIL)
        edge.kind = CALL_POINTER;
    edge.evidence = matched != NONE ? EVIDENCE_BOTH : EVIDENCE_OBJECT;
    edge.emitted = edge.kind == CALL_POINTER ? 0 : site_symbol(build, site);
    edge.object = site->object;
    edge.call = site->call;
    edge.first_inlined = graph->inlines.count;
    edge.inlined_count = site->chain_count;
    for (uint32_t i = 0; i < site->chain_count; i++)
        *array_push(&graph->inlines, build->arena) =
            (struct inlined){.node = match_inlined(build, site->unit, &site->chain[i]),
                             .name = site->chain[i].name,
                             .place = spell(traversal, site, site->chain[i].place)};
    return edge;
}

/* Function pointers that stand in the arguments of a call that the source does not show. */
static void push_constant_callbacks(struct traversal *traversal, const struct object_site *site, struct edge form)
{
    struct build *build = traversal->build;
    const struct object_facts *facts = object_facts(traversal, site->object);
    const char *name = intern_get(build->graph->names, site_symbol(build, site));
    if (!graph_is_foreign(&build->graph->nodes.items[form.callee]) || catalogue_registrar(build->catalogue, name))
        return;
    for (uint32_t i = 0; i < facts->arguments.count; i++) {
        const struct object_argument *argument = &facts->arguments.items[i];
        if (argument->call != site->call || argument->kind != OBJECT_ARGUMENT_FUNCTION ||
            catalogue_callback(build->catalogue, name, argument->position) != CALLBACK_CALLED)
            continue;
        struct edge edge = form;
        edge.flags |= EDGE_CALLBACK;
        edge.through = form.callee;
        if (argument->function != NONE) {
            edge.callee = build->objects[site->object].node_of[argument->function];
            push_edge(build, edge);
        }
    }
}

/* What the source calls is what is reported ('printf'), where nobody in the program defines what the object calls. */
static struct targets written_targets(const struct traversal *traversal, const struct object_site *site, uint32_t index)
{
    const struct build *build = traversal->build;
    const struct call *call = &build->graph->units[site->unit].facts->calls.items[index];
    const struct linked_unit *linked = &build->units[site->unit];
    struct targets targets = site->targets;
    if (call->callee == NONE || graph_has_body(&build->graph->nodes.items[build->targets.items[targets.first]]))
        return targets;
    struct targets written = {.first = linked->first_target[call->callee],
                              .count = linked->target_count[call->callee]};
    for (uint32_t i = 0; i < written.count; i++)
        if (graph_has_body(&build->graph->nodes.items[build->targets.items[written.first + i]]))
            return targets;
    return written.count ? written : targets;
}

static void push_written(struct traversal *traversal, const struct object_site *site, uint32_t call, struct edge form)
{
    struct targets targets = written_targets(traversal, site, call);
    for (uint32_t t = 0; t < targets.count; t++)
        resolve_target(traversal->resolver, site->unit, call, traversal->build->targets.items[targets.first + t], form);
}

static void push_unwritten(struct traversal *traversal, const struct object_site *site, struct edge form)
{
    for (uint32_t t = 0; t < site->targets.count; t++) {
        form.callee = traversal->build->targets.items[site->targets.first + t];
        push_edge(traversal->build, form);
        push_constant_callbacks(traversal, site, form);
    }
}

/* Code of a library has no source here that it could agree with. */
static struct agreement_counts *counts_of(const struct traversal *traversal, uint32_t node, struct agreement_counts *none)
{
    struct graph *graph = traversal->build->graph;
    return graph->nodes.items[node].marks & NODE_LIBRARY ? none : &graph->agreement;
}

static void make_direct(struct traversal *traversal, uint32_t node, const struct object_site *site,
                        const struct match *match)
{
    struct agreement_counts none = {0}, *counts = counts_of(traversal, node, &none);
    struct edge form = edge_of_site(traversal, site, node, match->call);
    form.flags |= match->doubtful ? EDGE_DOUBTFUL : 0;
    switch (match->kind) {
    case MATCH_WRITTEN:
        counts->matched++;
        counts->doubtful += match->doubtful;
        if (match->call != NONE) {
            push_written(traversal, site, match->call, form);
            return;
        }
        break;
    case MATCH_HIDDEN:
        counts->hidden++;
        form.flags |= EDGE_HIDDEN;
        form.construct = match->construct;
        form.construct_unit = match->construct == NONE ? NONE : site->unit;
        break;
    default:
        counts->untold++;
        form.flags |= EDGE_UNTOLD;
    }
    push_unwritten(traversal, site, form);
}

/* What one call of the source may run, when a pointer call of the object is that call. */
static void push_pointer(struct traversal *traversal, const struct object_site *site, uint32_t index, struct edge form)
{
    struct build *build = traversal->build;
    const struct call *call = &build->graph->units[site->unit].facts->calls.items[index];
    const struct linked_unit *linked = &build->units[site->unit];
    if (call->callee == NONE)
        resolve_pointer_call(traversal->resolver, site->unit, index, form);
    for (uint32_t t = 0; call->callee != NONE && t < linked->target_count[call->callee]; t++)
        resolve_target(traversal->resolver, site->unit, index,
                       build->targets.items[linked->first_target[call->callee] + t], form);
}

/* Where a pointer call of code without source finds its target: a variable of the library, or nothing that is known. */
static name_id pointer_text(const struct traversal *traversal, const struct object_site *site)
{
    const struct object_facts *facts = object_facts(traversal, site->object);
    const struct object_call *call = &facts->calls.items[site->call];
    const char *file = text_basename(intern_get(facts->names, facts->path));
    return call->slot ? intern_format(facts->names, "%s of %s", intern_get(facts->names, call->slot), file)
                      : intern_format(facts->names, "a pointer in %s", file);
}

static void push_pointer_gap(struct traversal *traversal, uint32_t node, const struct object_site *site)
{
    struct build *build = traversal->build;
    bool library = build->graph->nodes.items[node].marks & NODE_LIBRARY;
    push_gap(build, node, "unresolved-call",
             library ? pointer_text(traversal, site) : intern_text(build->graph->names, "a pointer in compiled code"),
             library ? "the library's code calls through it, and what it holds is not known without its source"
                     : "no call of the source was found for it: no function that it may call is known",
             spell(traversal, site, site->place));
}

static void make_pointer(struct traversal *traversal, uint32_t node, const struct object_site *site)
{
    enum { MOST_CALLS = 64 };
    struct build *build = traversal->build;
    uint32_t calls[MOST_CALLS];
    bool doubtful;
    uint32_t count = match_pointer(build, site, calls, MOST_CALLS, &doubtful);
    for (uint32_t i = 0; i < count; i++) {
        struct edge form = edge_of_site(traversal, site, node, calls[i]);
        form.flags |= doubtful ? EDGE_DOUBTFUL : 0;
        push_pointer(traversal, site, calls[i], form);
    }
    struct agreement_counts none = {0}, *counts = counts_of(traversal, node, &none);
    counts->matched += count > 0;
    counts->doubtful += count && doubtful;
    counts->untold += !count;
    if (!count)
        push_pointer_gap(traversal, node, site);
    else if (doubtful || count == MOST_CALLS)
        push_gap(build, node, "lost-flow", intern_text(build->graph->names, "a pointer in compiled code"),
                 "which call of the source it is cannot be told: it may be another than those that were followed",
                 spell(traversal, site, site->place));
}

/* A system call instruction leaves for the kernel: a function without a body, as the tables know it. */
static void make_system(struct traversal *traversal, uint32_t node, const struct object_site *site)
{
    struct build *build = traversal->build;
    name_id kernel = intern_text(build->graph->names, "system-call");
    struct edge edge = edge_of_site(traversal, site, node, NONE);
    edge.kind = CALL_DIRECT;
    edge.callee = link_external(build, kernel);
    edge.emitted = kernel;
    push_edge(build, edge);
}

/* ---- nodes ---- */

static void push_object_gaps(struct traversal *traversal, uint32_t node, struct body body)
{
    struct build *build = traversal->build;
    const struct object_facts *facts = object_facts(traversal, body.object);
    for (uint32_t i = 0; i < facts->gaps.count; i++) {
        const struct gap *gap = &facts->gaps.items[i];
        if (gap->function == body.function)
            push_gap(build, node, intern_get(build->graph->names, gap->kind), gap->subject,
                     intern_get(build->graph->names, gap->why), build->graph->nodes.items[node].place);
    }
}

/* Were the lines asked for and not there? */
static bool has_no_lines(const struct traversal *traversal, const struct gathered *gathered)
{
    for (uint32_t i = 0; i < gathered->direct.count; i++)
        if (!(object_facts(traversal, gathered->direct.items[i].object)->flags & OBJECT_DEBUG))
            return true;
    return false;
}

static void push_told_gap(struct traversal *traversal, uint32_t node, const struct gathered *gathered)
{
    struct build *build = traversal->build;
    const struct node *known = &build->graph->nodes.items[node];
    if (!gathered->untold || known->unit == NONE || !build->graph->units[known->unit].parsed)
        return;
    bool lines = !has_no_lines(traversal, gathered);
    push_gap(build, node, lines ? "calls-untold" : "no-line-table", known->name,
             lines ? "its source was not read: its calls cannot be told hidden or written"
                   : "compiled without -g: calls that the compiler added cannot be told from written ones",
             known->place);
}

/* An ifunc's code chooses what runs in its place: one of the functions whose address it takes. */
static void make_choice(struct traversal *traversal, uint32_t node, struct body body)
{
    struct build *build = traversal->build;
    const struct object_facts *facts = object_facts(traversal, body.object);
    uint32_t pushed = 0;
    for (uint32_t i = 0; i < facts->references.count; i++) {
        const struct object_reference *reference = &facts->references.items[i];
        if (reference->holder != body.function || reference->function == NONE)
            continue;
        push_edge(build, (struct edge){.caller = node,
                                       .callee = build->objects[body.object].node_of[reference->function],
                                       .kind = CALL_POINTER,
                                       .through = NONE,
                                       .place = build->graph->nodes.items[node].place,
                                       .evidence = EVIDENCE_OBJECT,
                                       .object = body.object,
                                       .call = NONE,
                                       .construct_unit = NONE,
                                       .construct = NONE,
                                       .resolved = NONE});
        pushed++;
    }
    if (!pushed)
        push_gap(build, node, "unresolved-call", build->graph->nodes.items[node].name,
                 "an ifunc: what its resolver chooses is not known", build->graph->nodes.items[node].place);
}

static void make_node(struct traversal *traversal, uint32_t node)
{
    struct build *build = traversal->build;
    struct gathered gathered = {0};
    uint32_t first = build->graph->nodes.items[node].first_body;
    uint32_t end = first + build->graph->nodes.items[node].body_count;
    for (uint32_t b = first; b < end; b++) {
        struct body body = build->graph->bodies.items[b];
        if (object_facts(traversal, body.object)->functions.items[body.function].flags & OBJECT_FUNCTION_IFUNC) {
            make_choice(traversal, node, body);
            if (!libraries_bind_lazily(build, node))
                continue; /* its resolver has run when the program starts */
        }
        gather(traversal, body, &gathered);
        push_object_gaps(traversal, node, build->graph->bodies.items[b]);
    }
    struct match *matches = arena_array(gathered.direct.count, sizeof *matches, build->arena);
    match_sites(build, gathered.direct.items, gathered.direct.count, matches);
    for (uint32_t i = 0; i < gathered.direct.count; i++) {
        gathered.untold |= matches[i].kind == MATCH_UNTOLD;
        account_inlined(build, &gathered.direct.items[i]);
        make_direct(traversal, node, &gathered.direct.items[i], &matches[i]);
    }
    for (uint32_t i = 0; i < gathered.pointer.count; i++) {
        account_inlined(build, &gathered.pointer.items[i]);
        make_pointer(traversal, node, &gathered.pointer.items[i]);
    }
    for (uint32_t i = 0; i < gathered.system.count; i++)
        make_system(traversal, node, &gathered.system.items[i]);
    push_told_gap(traversal, node, &gathered);
    build->graph->nodes.items[node].marks |= NODE_MATCHED;
}

static void enter(struct traversal *traversal, uint32_t node)
{
    uint32_t *entered = map_at(traversal->entered, node);
    if (*entered == MAP_NONE)
        *array_push(&traversal->next, traversal->build->arena) = node;
    *entered = 0;
}

/* Enters what the edges from..end lead to. */
static void enter_callees(struct traversal *traversal, uint32_t from, uint32_t end)
{
    for (uint32_t e = from; e < end; e++)
        enter(traversal, traversal->build->graph->edges.items[e].callee);
}

static void make_round(struct traversal *traversal)
{
    struct graph *graph = traversal->build->graph;
    read_places(traversal);
    for (uint32_t i = 0; i < traversal->frontier.count; i++) {
        struct node node = graph->nodes.items[traversal->frontier.items[i]];
        uint32_t made = graph->edges.count;
        if (node.body_count)
            make_node(traversal, traversal->frontier.items[i]);
        enter_callees(traversal, node.first_edge, node.first_edge + node.edge_count);
        enter_callees(traversal, made, graph->edges.count);
    }
}

void compiled_edges(struct resolver *resolver)
{
    struct build *build = resolver->build;
    struct traversal traversal = {.resolver = resolver,
                                .build = build,
                                .entered = map_new(build->arena),
                                .asked = map_new(build->arena),
                                .spelled = map_new(build->arena)};
    for (uint32_t i = 0; i < build->graph->handlers.count; i++)
        for (uint32_t n = 0; n < build->graph->handlers.items[i].node_count; n++)
            enter(&traversal, build->graph->handlers.items[i].nodes[n]);
    while (traversal.next.count) {
        traversal.frontier.count = 0;
        for (uint32_t i = 0; i < traversal.next.count; i++)
            *array_push(&traversal.frontier, build->arena) = traversal.next.items[i];
        traversal.next.count = 0;
        make_round(&traversal);
    }
    account_calls(build);
}
