/* SPDX-License-Identifier: Apache-2.0
 *
 * Registrations: what flows into a registrar. A handler or a signal that is a parameter of the function around the call
 * is looked up at each of that function's callers, both together, so that `install(SIGINT, a)` and `install(SIGTERM, b)`
 * do not mix. The place of a registration is the call where the handler is named.
 */
#include "graph/trace.h"

enum { MOST_STEPS = 50000 }; /* callers that are looked at for one registrar's call: the program may be hostile */

static struct site at_caller(const struct site *site, const struct caller *caller)
{
    struct site up = *site;
    up.unit = caller->unit;
    up.call = caller->call;
    up.below = site;
    --*site->steps;
    return up;
}

/* The first caller of the function around the call; NONE when it was looked up on the way here, which says nothing new. */
static uint32_t first_caller(const struct site *site)
{
    uint32_t node = site_caller(site);
    for (const struct site *below = site->below; below; below = below->below)
        if (site_caller(below) == node)
            return NONE;
    return node == NONE ? NONE : site->build->first_caller[node];
}

/* ---- signals ---- */

static void numbers_of_leaves(const struct site *site, const struct leaves *leaves, struct numbers *numbers);

/* The first parameter of a handler is the signal: `signal(number, handler)` in the handler itself. */
static void numbers_of_handler(const struct site *site, uint32_t node, struct numbers *numbers)
{
    const struct build *build = site->build;
    uint32_t first = node == NONE || !build->known_signals ? MAP_NONE : map_get(build->known_signals, node);
    for (uint32_t i = first; i != MAP_NONE; i = build->known_before.items[i].next)
        *array_push(&numbers->items, site->arena) = (struct number){build->known_before.items[i].signal, NONE, NONE};
}

/* The signal is a parameter: what all callers hand in. */
static void numbers_of_callers(const struct site *site, uint32_t parameter, struct numbers *numbers)
{
    uint32_t found = numbers->items.count;
    if (parameter == 0)
        numbers_of_handler(site, site_caller(site), numbers);
    for (uint32_t i = first_caller(site); i != NONE && *site->steps; i = site->build->callers.items[i].next) {
        struct site up = at_caller(site, &site->build->callers.items[i]);
        struct leaves leaves = {0};
        trace_value(&up, parameter, &leaves);
        numbers_of_leaves(&up, &leaves, numbers);
    }
    if (numbers->items.count == found || !*site->steps)
        *array_push(&numbers->items, site->arena) = (struct number){SIGNAL_UNKNOWN, NONE, NONE};
}

/*
 * The numbers that one argument may be. When it may be anything besides (`i++` in a loop), the numbers that are known say
 * nothing; what each caller hands in stays apart. Zero ends tables and is no signal.
 */
static void numbers_of_leaves(const struct site *site, const struct leaves *leaves, struct numbers *numbers)
{
    struct numbers here = {0};
    for (uint32_t i = 0; i < leaves->items.count; i++) {
        const struct leaf *leaf = &leaves->items.items[i];
        if (leaf->kind == LEAF_PARAMETER)
            numbers_of_callers(site, leaf->id, numbers);
        else if (leaf->kind == LEAF_POINT)
            numbers_find(site->build, leaf->id, &here, site->arena);
        else if (leaf->kind == LEAF_NUMBER)
            *array_push(&here.items, site->arena) = (struct number){(int32_t)leaf->id, NONE, NONE};
        if (leaf->kind == LEAF_POINT && !here.items.count)
            *array_push(&here.items, site->arena) = (struct number){SIGNAL_UNKNOWN, NONE, NONE};
    }
    bool unknown = !leaves->items.count;
    for (uint32_t i = 0; i < here.items.count; i++)
        unknown |= here.items.items[i].value < 0;
    for (uint32_t i = 0; i < here.items.count && !unknown; i++)
        if (here.items.items[i].value)
            *array_push(&numbers->items, site->arena) = here.items.items[i];
    if (unknown)
        *array_push(&numbers->items, site->arena) = (struct number){SIGNAL_UNKNOWN, NONE, NONE};
}

static void signals_of(const struct site *site, const struct leaves *leaves, struct numbers *numbers)
{
    numbers_of_leaves(site, leaves, numbers);
    if (!numbers->items.count)
        *array_push(&numbers->items, site->arena) = (struct number){SIGNAL_UNKNOWN, NONE, NONE};
}

/* ---- what was found ---- */

void registration_add(struct build *build, struct registration registration)
{
    uint32_t *last = map_at(build->registered, registration.node);
    for (uint32_t i = *last; i != MAP_NONE; i = build->registration_before.items[i]) {
        struct registration *known = &build->graph->registrations.items[i];
        if (known->signal == registration.signal && known->place.file == registration.place.file &&
            known->place.line == registration.place.line) {
            if (known->stack != registration.stack)
                known->stack = known->stack == STACK_ALTERNATE || registration.stack == STACK_ALTERNATE
                                   ? STACK_ALTERNATE
                                   : STACK_NOT_TOLD;
            return;
        }
    }
    *array_push(&build->registration_before, build->arena) = *last;
    *last = build->graph->registrations.count;
    *array_push(&build->graph->registrations, build->arena) = registration;
}

static void add_registration(const struct site *site, uint32_t node, int32_t signal)
{
    struct build *build = site->build;
    registration_add(build, (struct registration){
                                .node = node,
                                .signal = signal,
                                .stack = trace_stack(site),
                                .registrar = intern_text(build->graph->names, site->registrar->name),
                                .caller = site_caller(site),
                                .place = build->graph->units[site->unit].facts->calls.items[site->call].place});
}

static void add_unknown_handler(const struct site *site)
{
    struct build *build = site->build;
    const struct call *call = &build->graph->units[site->unit].facts->calls.items[site->call];
    for (uint32_t i = 0; i < build->graph->gaps.count; i++) {
        const struct node_gap *gap = &build->graph->gaps.items[i];
        if (gap->place.file == call->place.file && gap->place.line == call->place.line)
            return;
    }
    *array_push(&build->graph->gaps, build->arena) = (struct node_gap){
        .node = NONE,
        .kind = intern_text(build->graph->names, "unknown-handler"),
        .subject = intern_text(build->graph->names, site->registrar->name),
        .why = intern_text(build->graph->names,
                           "the handler comes from where sigvet cannot follow; name it with --root"),
        .place = call->place,
        .resolved = NONE};
}

/* Handlers and signals that stand in one table go together by their rows. */
static void register_rows(const struct site *site, uint32_t point, const struct numbers *signals)
{
    struct numbers functions = {0};
    functions_find(site->build, point, &functions, site->arena);
    for (uint32_t f = 0; f < functions.items.count; f++) {
        const struct number *function = &functions.items.items[f];
        bool paired = false;
        for (uint32_t s = 0; s < signals->items.count && function->row != NONE; s++) {
            const struct number *signal = &signals->items.items[s];
            if (signal->row != function->row || signal->variable != function->variable)
                continue;
            add_registration(site, (uint32_t)function->value, signal->value);
            paired = true;
        }
        for (uint32_t s = 0; s < signals->items.count && !paired; s++)
            add_registration(site, (uint32_t)function->value, signals->items.items[s].value);
    }
}

static void register_point(const struct site *site, uint32_t id, const struct numbers *signals)
{
    const struct point *point = &site->build->points.items[id];
    bool functions = false, unknown = false;
    for (uint32_t i = 0; i < point->count; i++) {
        functions |= token_is_node(point->tokens[i]);
        unknown |= point->tokens[i] == TOKEN_UNKNOWN;
    }
    if (functions)
        register_rows(site, id, signals);
    if (unknown)
        add_unknown_handler(site);
}

static void register_leaves(const struct site *site, const struct leaves *handlers, const struct leaves *signals);

/* The handler is a parameter: each caller hands in its own, together with its own signal. */
static void register_callers(const struct site *site, const struct leaf *handler, const struct leaves *signals)
{
    for (uint32_t i = first_caller(site); i != NONE && *site->steps; i = site->build->callers.items[i].next) {
        struct site up = at_caller(site, &site->build->callers.items[i]);
        struct leaves up_handlers = {0}, up_signals = {0};
        if (handler->form == HANDLER_STRUCT)
            trace_struct(&up, handler->id, &up_handlers);
        else
            trace_value(&up, handler->id, &up_handlers);
        for (uint32_t s = 0; s < signals->items.count; s++) {
            const struct leaf *signal = &signals->items.items[s];
            if (signal->kind == LEAF_PARAMETER)
                trace_value(&up, signal->id, &up_signals);
            else
                leaves_add(&up, &up_signals, signal->kind, signal->id, signal->form);
        }
        register_leaves(&up, &up_handlers, &up_signals);
    }
    uint32_t node = site_caller(site);
    uint32_t point = node == NONE ? NONE : map_get(site->build->parameters, map_pair(node, handler->id));
    for (uint32_t i = 0; point != MAP_NONE && i < site->build->points.items[point].count; i++)
        if (site->build->points.items[point].tokens[i] == TOKEN_UNKNOWN)
            add_unknown_handler(site);
}

static void register_leaves(const struct site *site, const struct leaves *handlers, const struct leaves *signals)
{
    struct numbers numbers = {0};
    bool counted = false;
    for (uint32_t i = 0; i < handlers->items.count; i++) {
        const struct leaf *handler = &handlers->items.items[i];
        if (handler->kind == LEAF_PARAMETER) {
            register_callers(site, handler, signals);
            continue;
        }
        if (!counted)
            signals_of(site, signals, &numbers);
        counted = true;
        if (handler->kind == LEAF_POINT)
            register_point(site, handler->id, &numbers);
        for (uint32_t s = 0; s < numbers.items.count && handler->kind == LEAF_FUNCTION; s++)
            add_registration(site, handler->id, numbers.items.items[s].value);
    }
}

/* `syscall` is a registrar only for some values of its first argument. */
static bool applies(const struct site *site)
{
    const struct registrar *registrar = site->registrar;
    if (registrar->when < 0)
        return true;
    struct leaves leaves = {0};
    struct numbers numbers = {0};
    trace_value(site, (uint32_t)registrar->when, &leaves);
    numbers_of_leaves(site, &leaves, &numbers);
    for (uint32_t i = 0; i < numbers.items.count; i++)
        for (uint32_t v = 0; v < registrar->when_count; v++)
            if (numbers.items.items[i].value == registrar->when_values[v])
                return true;
    return false;
}

/* Does a function call through a pointer that may hold anything (dlsym)? */
static bool goes_on_unseen(const struct build *build, uint32_t node)
{
    for (uint32_t i = 0; i < build->pointer_calls.count; i++) {
        const struct pointer_call *call = &build->pointer_calls.items[i];
        const struct linked_unit *unit = &build->units[call->unit];
        if (unit->caller_node[call->call] != node)
            continue;
        const struct call *made = &build->graph->units[call->unit].facts->calls.items[call->call];
        const struct point *point = &build->points.items[unit->points[made->slot]];
        for (uint32_t t = 0; t < point->count; t++)
            if (point->tokens[t] == TOKEN_UNKNOWN)
                return true;
    }
    return false;
}

/*
 * A registrar of the C library; or the program's own function of that name that stands before it and hands on through a
 * pointer from dlsym: its body shows no registrar, yet its callers register handlers.
 */
static const struct registrar *registrar_of(const struct build *build, uint32_t node)
{
    const struct node *known = &build->graph->nodes.items[node];
    const struct registrar *registrar =
        catalogue_registrar(build->catalogue, intern_get(build->graph->names, known->linker));
    if (!registrar || graph_is_foreign(known))
        return registrar;
    if (known->function == NONE) /* its source was not read: nothing says that it hands on */
        return NULL;
    const struct function *function = &build->graph->units[known->unit].facts->functions.items[known->function];
    return function->scope != SCOPE_LOCAL && goes_on_unseen(build, node) ? registrar : NULL;
}

/* What the first pass found out of each handler, for the second. */
static void keep_signals(struct build *build)
{
    build->known_signals = map_new(build->arena);
    for (uint32_t i = 0; i < build->graph->registrations.count; i++) {
        const struct registration *registration = &build->graph->registrations.items[i];
        if (registration->signal == SIGNAL_UNKNOWN)
            continue;
        uint32_t *first = map_at(build->known_signals, registration->node);
        *array_push(&build->known_before, build->arena) =
            (struct known_signal){.signal = registration->signal, .next = *first};
        *first = build->known_before.count - 1;
    }
    build->graph->registrations.count = 0;
    build->registration_before.count = 0;
    build->graph->gaps.count = 0;
}

/* Of registrars that the program defines, or of those that it does not. */
static void find_of(struct build *build, bool defined, struct arena *arena)
{
    for (uint32_t node = 0; node < build->node_room; node++) {
        bool wanted = (build->graph->nodes.items[node].unit != NONE) == defined;
        const struct registrar *registrar = wanted ? registrar_of(build, node) : NULL;
        for (uint32_t i = registrar ? build->first_caller[node] : NONE; i != NONE; i = build->callers.items[i].next) {
            uint32_t steps = MOST_STEPS;
            struct site site = {.build = build, .registrar = registrar, .unit = build->callers.items[i].unit,
                                .call = build->callers.items[i].call, .steps = &steps, .arena = arena};
            struct leaves handlers = {0}, signals = {0};
            if (!applies(&site))
                continue;
            if (registrar->form == HANDLER_STRUCT)
                trace_struct(&site, registrar->handler, &handlers);
            else
                trace_value(&site, registrar->handler, &handlers);
            trace_value(&site, registrar->signal, &signals);
            register_leaves(&site, &handlers, &signals);
            if (!steps)
                add_unknown_handler(&site);
        }
    }
}

static void find_all(struct build *build)
{
    build->registered = map_new(build->arena);
    struct arena *arena = arena_new();
    find_of(build, false, arena);
    find_of(build, true, arena);
    arena_free(arena);
}

void registrations_find(struct build *build)
{
    find_all(build);
    keep_signals(build);
    find_all(build);
}

/* sigaction writes the old disposition into *old: into the objects the argument points to, or into any of the type. */
static void previous_into(const struct site *site, uint32_t argument)
{
    struct build *build = site->build;
    struct leaves leaves = {0};
    uint32_t point = point_of_call(build, site->unit, site->call, SLOT_ARGUMENT, argument, 0);
    if (point == NONE)
        return;
    if (!trace_objects(site, point, &leaves) && build->points.items[point].first_in != NONE) {
        struct leaves direct = {0};
        trace_point(site, point, HANDLER_STRUCT, &direct);
        bool null = true;
        for (uint32_t i = 0; i < direct.items.count; i++)
            null &= direct.items.items[i].kind == LEAF_NUMBER;
        if (!null)
            trace_any_object(site, &leaves);
    }
    for (uint32_t i = 0; i < leaves.items.count; i++) {
        uint32_t id = leaves.items.items[i].id;
        uint32_t wild = build->points.items[id].wild;
        flows_link(build, build->previous, wild != NONE ? wild : id, NONE);
    }
}

void registrations_previous(struct build *build)
{
    struct arena *arena = arena_new();
    for (uint32_t node = 0; node < build->node_room; node++) {
        const struct registrar *registrar = registrar_of(build, node);
        if (!registrar || registrar->old < 0 || registrar->form != HANDLER_STRUCT)
            continue;
        for (uint32_t i = build->first_caller[node]; i != NONE; i = build->callers.items[i].next) {
            struct site site = {.build = build, .registrar = registrar, .unit = build->callers.items[i].unit,
                                .call = build->callers.items[i].call, .arena = arena};
            previous_into(&site, (uint32_t)registrar->old);
        }
    }
    arena_free(arena);
}
