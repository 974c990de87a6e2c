/* SPDX-License-Identifier: Apache-2.0
 *
 * Registrations that compiled code shows, where there is no source: a registrar's call with a function's
 * address in the handler's place, or with a struct, on the stack or in data, whose start holds one. A handler
 * that is a parameter of the function around the call is looked up at that function's callers. What compiled
 * code does not show is no silence: the run has the gap handler-not-found, and the functions whose addresses
 * are handed over or taken nearby count as handlers, which may be too many, never too few.
 */
#include "graph/object_calls.h"
#include <string.h>

enum {
    MOST_STEPS = 50000,
    DEEPEST = 8,
    MOST_GUESSES = 4096,
    NEAR = 64,
    HANDLER_BYTES = 8 /* sa_handler is first in the struct */
};

/* A number, or where to find it at a call. */
struct signal_source {
    bool is_argument;
    uint32_t position;
    int32_t number;
};

/* A registration whose place in the source is still to be asked for. */
struct found {
    struct registration registration;
    struct place_in_object at;
};

struct lost {
    struct place_in_object at;
    name_id registrar;
    const char *why;
};

struct seeker {
    struct build *build;
    struct object_calls calls;
    ARRAY(struct found) found;
    ARRAY(struct lost) lost;
    uint32_t steps;
    uint32_t guesses;
};

/* What is sought at one call. */
struct sought {
    const struct registrar *registrar;
    struct place_in_object at;
    enum handler_form form;
    uint32_t position;
    struct signal_source signal;
    uint32_t depth;
};

static uint32_t unit_of(const struct seeker *seeker, uint32_t object, uint32_t function)
{
    const struct graph_object *known = &seeker->build->graph->objects[object];
    return graph_unit_of(known, function);
}

/* Is the object's word wanted: nothing was read of the source. */
static bool speaks(const struct seeker *seeker, uint32_t object, uint32_t function)
{
    const struct graph *graph = seeker->build->graph;
    uint32_t unit = unit_of(seeker, object, function);
    if (graph->objects[object].library)
        return false; /* handlers of a library are sought when it is judged itself */
    if (seeker->build->input->from_objects)
        return true;
    return unit != NONE && !graph->units[unit].facts->functions.count;
}

/* ---- arguments ---- */

/* The signal as far as this call tells. */
static struct signal_source signal_at(const struct seeker *seeker, struct place_in_object at,
                                      struct signal_source signal)
{
    struct signal_source result = {.number = SIGNAL_UNKNOWN};
    if (!signal.is_argument)
        return signal;
    uint32_t count;
    const struct object_argument *arguments = calls_arguments(&seeker->calls, at, signal.position, &count);
    if (count != 1)
        return result;
    if (arguments->kind == OBJECT_ARGUMENT_NUMBER && arguments->value > 0 && arguments->value <= INT32_MAX)
        result.number = (int32_t)arguments->value;
    if (arguments->kind == OBJECT_ARGUMENT_PARAMETER)
        return (struct signal_source){.is_argument = true, .position = arguments->parameter};
    return result;
}

/* `syscall` is a registrar only for some values of its first argument. */
static bool applies(const struct seeker *seeker, const struct registrar *registrar, struct place_in_object at)
{
    if (registrar->when < 0)
        return true;
    uint32_t count;
    const struct object_argument *arguments =
        calls_arguments(&seeker->calls, at, (uint32_t)registrar->when, &count);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t v = 0; v < registrar->when_count; v++)
            if (arguments[i].kind == OBJECT_ARGUMENT_NUMBER &&
                arguments[i].value == registrar->when_values[v])
                return true;
    return false;
}

static bool is_address_taken(const struct seeker *seeker, uint32_t object, uint32_t function)
{
    const struct object_facts *facts = calls_facts(&seeker->calls, object);
    for (uint32_t i = 0; i < facts->references.count; i++)
        if (facts->references.items[i].function != NONE &&
            facts->functions.items[facts->references.items[i].function].body == function)
            return true;
    return false;
}

/* ---- what was found ---- */

static void add_signal(struct seeker *seeker, const struct sought *sought, uint32_t node, int32_t signal)
{
    struct build *build = seeker->build;
    struct registration registration = {
        .node = node,
        .signal = signal,
        .registrar = intern_text(build->graph->names, sought->registrar->name),
        .caller = build->objects[sought->at.object].node_of[calls_get(&seeker->calls, sought->at)->caller]};
    for (uint32_t i = seeker->found.count; i-- > 0 && seeker->found.count - i < NEAR;) {
        const struct found *known = &seeker->found.items[i];
        if (known->registration.node == node && known->registration.signal == registration.signal &&
            known->at.object == sought->at.object && known->at.call == sought->at.call)
            return;
    }
    *array_push(&seeker->found, build->arena) = (struct found){registration, sought->at};
}

/* The signals that callers hand to the function around a call. */
static void add_signals_of_callers(struct seeker *seeker, const struct sought *sought, uint32_t node,
                                   struct place_in_object at, struct signal_source signal, uint32_t depth)
{
    enum { MOST = 256 };
    uint32_t count;
    const struct place_in_object *callers =
        calls_of_function(&seeker->calls, at.object, calls_get(&seeker->calls, at)->caller, MOST, &count);
    if (!count || count == MOST || depth == DEEPEST || seeker->steps < count)
        add_signal(seeker, sought, node, SIGNAL_UNKNOWN);
    for (uint32_t i = 0; i < count && count < MOST && depth < DEEPEST && seeker->steps; i++) {
        struct signal_source known = signal_at(seeker, callers[i], signal);
        seeker->steps--;
        if (known.is_argument)
            add_signals_of_callers(seeker, sought, node, callers[i], known, depth + 1);
        else
            add_signal(seeker, sought, node, known.number);
    }
}

static void add_node(struct seeker *seeker, const struct sought *sought, uint32_t node)
{
    struct signal_source signal = signal_at(seeker, sought->at, sought->signal);
    if (signal.is_argument)
        add_signals_of_callers(seeker, sought, node, sought->at, signal, 0);
    else
        add_signal(seeker, sought, node, signal.number);
}

/* A function of the object, or one that it only names; false: the name is no function. */
static bool add_function(struct seeker *seeker, const struct sought *sought, uint32_t object,
                         uint32_t function, name_id name)
{
    struct build *build = seeker->build;
    if (function != NONE) {
        add_node(seeker, sought, build->objects[object].node_of[function]);
        return true;
    }
    const struct object_facts *facts = calls_facts(&seeker->calls, object);
    for (uint32_t i = 0; i < facts->data.count; i++)
        if (facts->data.items[i].name == name)
            return false;
    uint32_t unit = unit_of(seeker, object, calls_get(&seeker->calls, sought->at)->caller);
    struct targets targets = link_name(build, sought->at.object == object ? unit : NONE, name, NONE);
    for (uint32_t i = 0; i < targets.count; i++)
        add_node(seeker, sought, build->targets.items[targets.first + i]);
    return true;
}

static void lose(struct seeker *seeker, const struct sought *sought, const char *why)
{
    struct build *build = seeker->build;
    for (uint32_t i = 0; i < seeker->lost.count; i++)
        if (seeker->lost.items[i].at.object == sought->at.object &&
            seeker->lost.items[i].at.call == sought->at.call)
            return;
    *array_push(&seeker->lost, build->arena) =
        (struct lost){sought->at, intern_text(build->graph->names, sought->registrar->name), why};
}

/* ---- one call ---- */

static void seek(struct seeker *seeker, struct sought sought);

enum { MOST_CALLERS = 4096 };

/* What is sought is the parameter of the function around: each of its callers hands over its own. */
static void seek_callers(struct seeker *seeker, const struct sought *sought, uint32_t parameter,
                         enum handler_form form)
{
    uint32_t function = calls_get(&seeker->calls, sought->at)->caller, count;
    const struct place_in_object *callers =
        calls_of_function(&seeker->calls, sought->at.object, function, MOST_CALLERS, &count);
    bool more = sought->depth < DEEPEST && seeker->steps > count && count < MOST_CALLERS;
    for (uint32_t i = 0; i < count && more; i++) {
        seeker->steps--;
        seek(seeker, (struct sought){.registrar = sought->registrar,
                                     .at = callers[i],
                                     .form = form,
                                     .position = parameter,
                                     .signal = signal_at(seeker, sought->at, sought->signal),
                                     .depth = sought->depth + 1});
    }
    if (!more)
        lose(seeker, sought, "too many functions hand the handler on");
    else if (!count)
        lose(seeker, sought, "it is handed over by callers, of which none is seen");
    else if (is_address_taken(seeker, sought->at.object, function))
        lose(seeker, sought, "it is handed over by callers, some of them through a pointer");
}

/* The functions whose addresses an argument of a call is, or points to. */
static bool add_constants(struct seeker *seeker, const struct sought *sought)
{
    bool any = false;
    for (uint32_t position = 0; position < 4; position++) {
        uint32_t count;
        const struct object_argument *arguments =
            calls_arguments(&seeker->calls, sought->at, position, &count);
        for (uint32_t i = 0; i < count; i++)
            if (arguments[i].kind == OBJECT_ARGUMENT_FUNCTION ||
                arguments[i].kind == OBJECT_ARGUMENT_POINTED_FUNCTION)
                any |=
                    add_function(seeker, sought, sought->at.object, arguments[i].function, arguments[i].name);
    }
    return any;
}

/*
 * The handler is not seen. Of the functions that a function of the object knows by address, and of those that
 * its callers hand over, it is one, as far as the code is as compilers make it: from elsewhere it comes
 * through data, which the gap says.
 */
static void guess(struct seeker *seeker, const struct sought *sought, uint32_t object, uint32_t function)
{
    const struct object_facts *facts = calls_facts(&seeker->calls, object);
    bool any = false, few = seeker->guesses++ < MOST_GUESSES;
    for (uint32_t i = 0; i < facts->references.count && few; i++) {
        const struct object_reference *reference = &facts->references.items[i];
        if (reference->holder == function && reference->function != NONE && reference->function != function &&
            !(facts->functions.items[reference->function].flags & OBJECT_FUNCTION_CHILD))
            any |= add_function(seeker, sought, object, reference->function, reference->name);
    }
    uint32_t count;
    const struct place_in_object *callers =
        calls_of_function(&seeker->calls, object, function, MOST_CALLERS, &count);
    for (uint32_t i = 0; i < count && seeker->steps; i++, seeker->steps--) {
        struct sought up = *sought;
        up.at = callers[i];
        up.signal = signal_at(seeker, sought->at, sought->signal);
        if (up.signal.is_argument && object != sought->at.object)
            up.signal = (struct signal_source){.number = SIGNAL_UNKNOWN};
        any |= add_constants(seeker, &up);
    }
    lose(seeker, sought,
         any ? "compiled code does not show it: functions whose addresses stand nearby count as handlers"
             : "compiled code does not show where it comes from; name it with --root");
}

/* ---- structs in data ---- */

struct contents {
    bool any; /* something is known of it */
    bool unknown;
};

static bool is_stored_at(const struct object_facts *facts, const struct object_reference *write)
{
    for (uint32_t i = 0; i < facts->references.count; i++) {
        const struct object_reference *reference = &facts->references.items[i];
        if (reference->access == OBJECT_ACCESS_STORED && reference->address == write->address &&
            reference->holder == write->holder)
            return true;
    }
    return false;
}

static bool is_at(int64_t offset, int64_t wanted)
{
    return offset >= wanted && offset < wanted + HANDLER_BYTES;
}

static void read_datum_in(struct seeker *seeker, const struct sought *sought, uint32_t object, name_id name,
                          int64_t offset, struct contents *contents)
{
    const struct object_facts *facts = calls_facts(&seeker->calls, object);
    for (uint32_t i = 0; i < facts->references.count; i++) {
        const struct object_reference *reference = &facts->references.items[i];
        bool holds =
            (reference->access == OBJECT_ACCESS_INITIAL || reference->access == OBJECT_ACCESS_STORED) &&
            reference->datum == name && is_at(reference->datum_offset, offset);
        bool written = reference->access == OBJECT_ACCESS_WRITE && reference->name == name &&
                       is_at(reference->offset, offset) && reference->holder != NONE;
        contents->any |= holds || written;
        if (holds && reference->name)
            add_function(seeker, sought, object, reference->function, reference->name);
        if (written && !is_stored_at(facts, reference)) {
            contents->unknown = true;
            guess(seeker, sought, object, reference->holder);
        }
    }
}

/* The struct is a datum: what it holds from the start, and what code writes there. */
static void read_datum(struct seeker *seeker, const struct sought *sought, name_id name, int64_t offset)
{
    const struct graph *graph = seeker->build->graph;
    const struct object_facts *own = calls_facts(&seeker->calls, sought->at.object);
    struct contents contents = {0};
    bool local = false;
    for (uint32_t i = 0; i < own->data.count; i++)
        local |= own->data.items[i].name == name && own->data.items[i].scope == SCOPE_LOCAL;
    for (uint32_t o = 0; o < graph->object_count; o++)
        if (!local || o == sought->at.object)
            read_datum_in(seeker, sought, o, name, offset, &contents);
    if (!contents.any)
        guess(seeker, sought, sought->at.object, calls_get(&seeker->calls, sought->at)->caller);
}

/* ---- the handler's argument ---- */

/* One thing that the argument may be; false: it is not understood. */
static bool take_value(struct seeker *seeker, const struct sought *sought,
                       const struct object_argument *argument)
{
    switch ((enum object_argument_kind)argument->kind) {
    case OBJECT_ARGUMENT_NUMBER: /* SIG_DFL, SIG_IGN */
        return true;
    case OBJECT_ARGUMENT_FUNCTION:
    case OBJECT_ARGUMENT_DATUM:
        return !argument->value &&
               add_function(seeker, sought, sought->at.object, argument->function, argument->name);
    case OBJECT_ARGUMENT_PARAMETER:
        seek_callers(seeker, sought, argument->parameter, HANDLER_VALUE);
        return true;
    default:
        return false;
    }
}

/* Of the C library's functions only those that copy store function pointers. */
static bool stores_nothing(const struct seeker *seeker, name_id function)
{
    static const char *const copies[] = {"cpy", "memmove", "bcopy", "read", "recv", "scanf"};
    const char *name = intern_get(seeker->build->graph->names, function);
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++)
        if (strstr(name, copies[i]))
            return false;
    return catalogue_knows(seeker->build->catalogue, name) ||
           catalogue_registrar(seeker->build->catalogue, name);
}

static bool take_struct(struct seeker *seeker, const struct sought *sought,
                        const struct object_argument *argument)
{
    switch ((enum object_argument_kind)argument->kind) {
    case OBJECT_ARGUMENT_NUMBER: /* NULL: the disposition is only asked for */
    case OBJECT_ARGUMENT_POINTED_NUMBER:
        return true;
    case OBJECT_ARGUMENT_POINTED_FUNCTION:
        return !is_at(argument->value, 0) ||
               add_function(seeker, sought, sought->at.object, argument->function, argument->name);
    case OBJECT_ARGUMENT_POINTED_UNKNOWN:
        return argument->name && stores_nothing(seeker, argument->name);
    case OBJECT_ARGUMENT_POINTED_PARAMETER:
        seek_callers(seeker, sought, argument->parameter, HANDLER_VALUE);
        return true;
    case OBJECT_ARGUMENT_PARAMETER:
        seek_callers(seeker, sought, argument->parameter, HANDLER_STRUCT);
        return true;
    case OBJECT_ARGUMENT_DATUM:
        read_datum(seeker, sought, argument->name, argument->value);
        return true;
    default:
        return false;
    }
}

static void seek(struct seeker *seeker, struct sought sought)
{
    uint32_t count, known = 0;
    const struct object_argument *arguments =
        calls_arguments(&seeker->calls, sought.at, sought.position, &count);
    bool good = true;
    for (uint32_t i = 0; i < count; i++) {
        bool fields = arguments[i].kind == OBJECT_ARGUMENT_POINTED_FUNCTION && !is_at(arguments[i].value, 0);
        known += !fields;
        good &= sought.form == HANDLER_STRUCT ? take_struct(seeker, &sought, &arguments[i])
                                              : take_value(seeker, &sought, &arguments[i]);
    }
    if (!known || !good)
        guess(seeker, &sought, sought.at.object, calls_get(&seeker->calls, sought.at)->caller);
}

/* ---- all calls ---- */

/* Of each body its registrar, by any of its names (signal, __interceptor_signal); NULL: none. */
static const struct registrar **registrars_of(const struct seeker *seeker, uint32_t object)
{
    const struct object_facts *facts = calls_facts(&seeker->calls, object);
    const struct registrar **registrars =
        arena_array(facts->functions.count, sizeof *registrars, seeker->build->arena);
    for (uint32_t i = 0; i < facts->functions.count; i++) {
        const struct object_function *function = &facts->functions.items[i];
        const struct registrar *known =
            catalogue_registrar(seeker->build->catalogue, intern_get(facts->names, function->name));
        if (known && function->scope != SCOPE_LOCAL)
            registrars[function->body] = known;
    }
    return registrars;
}

/*
 * Of the C library or the kernel, not a function of the program that has the name. A global one without
 * source stands before the library's and hands on to it (the runtimes of sanitizers do).
 */
static bool is_outside(struct build *build, uint32_t object, const struct object_call *call)
{
    struct targets targets = link_object_call(build, object, call);
    for (uint32_t i = 0; i < targets.count; i++) {
        const struct node *node = &build->graph->nodes.items[build->targets.items[targets.first + i]];
        if (graph_has_body(node) && node->function != NONE)
            return false;
    }
    return true;
}

static void seek_object(struct seeker *seeker, uint32_t object)
{
    struct build *build = seeker->build;
    const struct object_facts *facts = calls_facts(&seeker->calls, object);
    const struct registrar **registrars = registrars_of(seeker, object);
    for (uint32_t i = 0; i < facts->calls.count; i++) {
        const struct object_call *call = &facts->calls.items[i];
        if (!calls_is_transfer(call) || !call->name || !speaks(seeker, object, call->caller))
            continue;
        const struct registrar *registrar =
            call->callee == NONE
                ? catalogue_registrar(build->catalogue, intern_get(build->graph->names, call->name))
                : registrars[facts->functions.items[call->callee].body];
        const struct node *caller = &build->graph->nodes.items[build->objects[object].node_of[call->caller]];
        struct place_in_object at = {.object = object, .call = i};
        if (!registrar || !graph_has_body(caller) || !is_outside(build, object, call) ||
            !applies(seeker, registrar, at))
            continue;
        seeker->steps = MOST_STEPS;
        seek(seeker, (struct sought){.registrar = registrar,
                                     .at = at,
                                     .form = registrar->form,
                                     .position = registrar->handler,
                                     .signal = {.is_argument = true, .position = registrar->signal}});
    }
}

/* ---- into the graph ---- */

static void add_all(struct seeker *seeker)
{
    struct build *build = seeker->build;
    uint32_t count = seeker->found.count + seeker->lost.count;
    struct place_in_object *calls = arena_array(count, sizeof *calls, build->arena);
    struct known_place *places = arena_array(count, sizeof *places, build->arena);
    for (uint32_t i = 0; i < seeker->found.count; i++)
        calls[i] = seeker->found.items[i].at;
    for (uint32_t i = 0; i < seeker->lost.count; i++)
        calls[seeker->found.count + i] = seeker->lost.items[i].at;
    if (count)
        calls_places(&seeker->calls, places, calls, count);
    for (uint32_t i = 0; i < seeker->found.count; i++) {
        struct registration registration = seeker->found.items[i].registration;
        registration.place = calls_place(&seeker->calls, &places[i], calls[i]);
        registration_add(build, registration);
    }
    for (uint32_t i = 0; i < seeker->lost.count; i++) {
        uint32_t at = seeker->found.count + i;
        push_gap(build, NONE, "handler-not-found", seeker->lost.items[i].registrar, seeker->lost.items[i].why,
                 calls_place(&seeker->calls, &places[at], calls[at]));
    }
}

void registrations_of_objects(struct build *build)
{
    struct seeker seeker = {.build = build, .calls.build = build};
    for (uint32_t i = 0; i < build->graph->object_count; i++)
        seek_object(&seeker, i);
    add_all(&seeker);
}
