/* SPDX-License-Identifier: Apache-2.0
 *
 * Registrations that compiled code shows, where there is no source: a registrar's call with a function's address in the
 * handler's place, or with a struct, on the stack or in data, whose start holds one. A handler that is a parameter of the
 * function around the call is looked up at that function's callers. What compiled code does not show is no silence: the
 * run has the gap handler-not-found, and the functions whose addresses are handed over or taken nearby count as handlers,
 * which may be too many, never too few.
 */
#include "graph/build.h"
#include <string.h>

enum { MOST_STEPS = 50000, DEEPEST = 8, HANDLER_BYTES = 8 /* sa_handler is first in the struct */ };

/* A call of an object. */
struct place_in_object {
    uint32_t object;
    uint32_t call;
    uint32_t next; /* of the same callee */
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
    ARRAY(struct place_in_object) calls;
    struct map *by_body; /* (object, body) -> last of its calls; NULL: not made yet */
    struct map *by_name; /* name that the object does not define -> last of its calls */
    ARRAY(struct found) found;
    ARRAY(struct lost) lost;
    uint32_t steps;
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

static const struct object_facts *facts_at(const struct seeker *seeker, uint32_t object)
{
    return seeker->build->graph->objects[object].facts;
}

static const struct object_call *call_at(const struct seeker *seeker, struct place_in_object at)
{
    return &facts_at(seeker, at.object)->calls.items[at.call];
}

static uint32_t unit_of(const struct seeker *seeker, uint32_t object, uint32_t function)
{
    const struct graph_object *known = &seeker->build->graph->objects[object];
    return known->units ? known->units[function] : known->unit;
}

/* Is the object's word wanted: nothing was read of the source. */
static bool speaks(const struct seeker *seeker, uint32_t object, uint32_t function)
{
    const struct graph *graph = seeker->build->graph;
    uint32_t unit = unit_of(seeker, object, function);
    if (seeker->build->input->from_objects)
        return true;
    return unit != NONE && !graph->units[unit].facts->functions.count;
}

/* ---- arguments ---- */

/* The facts of one argument: from the result on, *count of them. */
static const struct object_argument *arguments_at(const struct seeker *seeker, struct place_in_object at,
                                                  uint32_t position, uint32_t *count)
{
    const struct object_facts *facts = facts_at(seeker, at.object);
    uint32_t low = 0, high = facts->arguments.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (facts->arguments.items[middle].call < at.call)
            low = middle + 1;
        else
            high = middle;
    }
    while (low < facts->arguments.count && facts->arguments.items[low].call == at.call &&
           facts->arguments.items[low].position < position)
        low++;
    *count = 0;
    while (low + *count < facts->arguments.count && facts->arguments.items[low + *count].call == at.call &&
           facts->arguments.items[low + *count].position == position)
        ++*count;
    return facts->arguments.items + low;
}

/* The signal as far as this call tells. */
static struct signal_source signal_at(const struct seeker *seeker, struct place_in_object at,
                                      struct signal_source signal)
{
    struct signal_source result = {.number = SIGNAL_UNKNOWN};
    if (!signal.is_argument)
        return signal;
    uint32_t count;
    const struct object_argument *arguments = arguments_at(seeker, at, signal.position, &count);
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
    const struct object_argument *arguments = arguments_at(seeker, at, (uint32_t)registrar->when, &count);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t v = 0; v < registrar->when_count; v++)
            if (arguments[i].kind == OBJECT_ARGUMENT_NUMBER && arguments[i].value == registrar->when_values[v])
                return true;
    return false;
}

/* ---- what was found ---- */

static void add_node(struct seeker *seeker, const struct sought *sought, uint32_t node)
{
    struct build *build = seeker->build;
    struct signal_source signal = signal_at(seeker, sought->at, sought->signal);
    struct registration registration = {
        .node = node,
        .signal = signal.is_argument ? SIGNAL_UNKNOWN : signal.number,
        .registrar = intern_text(build->graph->names, sought->registrar->name),
        .caller = build->objects[sought->at.object].node_of[call_at(seeker, sought->at)->caller]};
    for (uint32_t i = 0; i < seeker->found.count; i++) {
        const struct found *known = &seeker->found.items[i];
        if (known->registration.node == node && known->registration.signal == registration.signal &&
            known->at.object == sought->at.object && known->at.call == sought->at.call)
            return;
    }
    *array_push(&seeker->found, build->arena) = (struct found){registration, sought->at};
}

/* A function of the object, or one that it only names; false: the name is no function. */
static bool add_function(struct seeker *seeker, const struct sought *sought, uint32_t object, uint32_t function,
                         name_id name)
{
    struct build *build = seeker->build;
    if (function != NONE) {
        add_node(seeker, sought, build->objects[object].node_of[function]);
        return true;
    }
    const struct object_facts *facts = facts_at(seeker, object);
    for (uint32_t i = 0; i < facts->data.count; i++)
        if (facts->data.items[i].name == name)
            return false;
    uint32_t unit = unit_of(seeker, object, call_at(seeker, sought->at)->caller);
    struct targets targets = link_name(build, sought->at.object == object ? unit : NONE, name, NONE);
    for (uint32_t i = 0; i < targets.count; i++)
        add_node(seeker, sought, build->targets.items[targets.first + i]);
    return true;
}

static void lose(struct seeker *seeker, const struct sought *sought, const char *why)
{
    struct build *build = seeker->build;
    for (uint32_t i = 0; i < seeker->lost.count; i++)
        if (seeker->lost.items[i].at.object == sought->at.object && seeker->lost.items[i].at.call == sought->at.call)
            return;
    *array_push(&seeker->lost, build->arena) =
        (struct lost){sought->at, intern_text(build->graph->names, sought->registrar->name), why};
}

/* ---- callers ---- */

static bool is_transfer(const struct object_call *call)
{
    return call->kind == OBJECT_CALL_DIRECT || call->kind == OBJECT_CALL_TAIL;
}

static void index_calls(struct seeker *seeker)
{
    const struct graph *graph = seeker->build->graph;
    struct arena *arena = seeker->build->arena;
    seeker->by_body = map_new(arena);
    seeker->by_name = map_new(arena);
    for (uint32_t o = 0; o < graph->object_count; o++) {
        const struct object_facts *facts = graph->objects[o].facts;
        for (uint32_t i = 0; i < facts->calls.count; i++) {
            const struct object_call *call = &facts->calls.items[i];
            if (!is_transfer(call))
                continue;
            uint32_t *last = call->callee == NONE
                                 ? map_at(seeker->by_name, call->name)
                                 : map_at(seeker->by_body, map_pair(o, facts->functions.items[call->callee].body));
            *array_push(&seeker->calls, arena) = (struct place_in_object){.object = o, .call = i, .next = *last};
            *last = seeker->calls.count - 1;
        }
    }
}

/* The calls of a function: of its own object, then of others that name it. */
static void find_callers(struct seeker *seeker, uint32_t object, uint32_t function, struct place_in_object *callers,
                         uint32_t *count, uint32_t most)
{
    const struct object_facts *facts = facts_at(seeker, object);
    if (!seeker->by_body)
        index_calls(seeker);
    *count = 0;
    for (uint32_t i = map_get(seeker->by_body, map_pair(object, function)); i != MAP_NONE && *count < most;
         i = seeker->calls.items[i].next)
        callers[(*count)++] = seeker->calls.items[i];
    for (uint32_t f = 0; f < facts->functions.count; f++) {
        if (facts->functions.items[f].body != function || facts->functions.items[f].scope == SCOPE_LOCAL)
            continue;
        for (uint32_t i = map_get(seeker->by_name, facts->functions.items[f].name); i != MAP_NONE && *count < most;
             i = seeker->calls.items[i].next)
            callers[(*count)++] = seeker->calls.items[i];
    }
}

static bool is_address_taken(const struct seeker *seeker, uint32_t object, uint32_t function)
{
    const struct object_facts *facts = facts_at(seeker, object);
    for (uint32_t i = 0; i < facts->references.count; i++)
        if (facts->references.items[i].function != NONE &&
            facts->functions.items[facts->references.items[i].function].body == function)
            return true;
    return false;
}

/* ---- one call ---- */

static void seek(struct seeker *seeker, struct sought sought);

enum { MOST_CALLERS = 4096 };

/* What is sought is the parameter of the function around: each of its callers hands over its own. */
static void seek_callers(struct seeker *seeker, const struct sought *sought, uint32_t parameter,
                         enum handler_form form)
{
    uint32_t function = call_at(seeker, sought->at)->caller, count;
    struct place_in_object *callers = arena_array(MOST_CALLERS, sizeof *callers, seeker->build->arena);
    find_callers(seeker, sought->at.object, function, callers, &count, MOST_CALLERS);
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
        const struct object_argument *arguments = arguments_at(seeker, sought->at, position, &count);
        for (uint32_t i = 0; i < count; i++)
            if (arguments[i].kind == OBJECT_ARGUMENT_FUNCTION || arguments[i].kind == OBJECT_ARGUMENT_POINTED_FUNCTION)
                any |= add_function(seeker, sought, sought->at.object, arguments[i].function, arguments[i].name);
    }
    return any;
}

/*
 * The handler is not seen. Of the functions that a function of the object knows by address, and of those that its callers
 * hand over, it is one, as far as the code is as compilers make it: from elsewhere it comes through data, which the gap
 * says.
 */
static void guess(struct seeker *seeker, const struct sought *sought, uint32_t object, uint32_t function)
{
    const struct object_facts *facts = facts_at(seeker, object);
    bool any = false;
    for (uint32_t i = 0; i < facts->references.count; i++) {
        const struct object_reference *reference = &facts->references.items[i];
        if (reference->holder == function && reference->function != NONE && reference->function != function &&
            !(facts->functions.items[reference->function].flags & OBJECT_FUNCTION_CHILD))
            any |= add_function(seeker, sought, object, reference->function, reference->name);
    }
    uint32_t count;
    struct place_in_object *callers = arena_array(MOST_CALLERS, sizeof *callers, seeker->build->arena);
    find_callers(seeker, object, function, callers, &count, MOST_CALLERS);
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
    bool any;     /* something is known of it */
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
    const struct object_facts *facts = facts_at(seeker, object);
    for (uint32_t i = 0; i < facts->references.count; i++) {
        const struct object_reference *reference = &facts->references.items[i];
        bool holds = (reference->access == OBJECT_ACCESS_INITIAL || reference->access == OBJECT_ACCESS_STORED) &&
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
    const struct object_facts *own = facts_at(seeker, sought->at.object);
    struct contents contents = {0};
    bool local = false;
    for (uint32_t i = 0; i < own->data.count; i++)
        local |= own->data.items[i].name == name && own->data.items[i].scope == SCOPE_LOCAL;
    for (uint32_t o = 0; o < graph->object_count; o++)
        if (!local || o == sought->at.object)
            read_datum_in(seeker, sought, o, name, offset, &contents);
    if (!contents.any)
        guess(seeker, sought, sought->at.object, call_at(seeker, sought->at)->caller);
}

/* ---- the handler's argument ---- */

/* One thing that the argument may be; false: it is not understood. */
static bool take_value(struct seeker *seeker, const struct sought *sought, const struct object_argument *argument)
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

static bool take_struct(struct seeker *seeker, const struct sought *sought, const struct object_argument *argument)
{
    switch ((enum object_argument_kind)argument->kind) {
    case OBJECT_ARGUMENT_NUMBER: /* NULL: the disposition is only asked for */
    case OBJECT_ARGUMENT_POINTED_NUMBER:
        return true;
    case OBJECT_ARGUMENT_POINTED_FUNCTION:
        return !is_at(argument->value, 0) ||
               add_function(seeker, sought, sought->at.object, argument->function, argument->name);
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
    const struct object_argument *arguments = arguments_at(seeker, sought.at, sought.position, &count);
    bool good = true;
    for (uint32_t i = 0; i < count; i++) {
        bool fields = arguments[i].kind == OBJECT_ARGUMENT_POINTED_FUNCTION && !is_at(arguments[i].value, 0);
        known += !fields;
        good &= sought.form == HANDLER_STRUCT ? take_struct(seeker, &sought, &arguments[i])
                                              : take_value(seeker, &sought, &arguments[i]);
    }
    if (!known || !good)
        guess(seeker, &sought, sought.at.object, call_at(seeker, sought.at)->caller);
}

/* ---- all calls ---- */

static const char *callee_name(const struct build *build, uint32_t object, const struct object_call *call)
{
    name_id name = call->name;
    if (call->callee != NONE)
        name = build->graph->nodes.items[build->objects[object].node_of[call->callee]].linker;
    return intern_get(build->graph->names, name);
}

/* Of the C library or the kernel, not a function of the program that has the name. */
static bool is_outside(struct build *build, uint32_t object, const struct object_call *call)
{
    struct targets targets = link_object_call(build, object, call);
    for (uint32_t i = 0; i < targets.count; i++)
        if (graph_has_body(&build->graph->nodes.items[build->targets.items[targets.first + i]]))
            return false;
    return true;
}

static void seek_object(struct seeker *seeker, uint32_t object)
{
    struct build *build = seeker->build;
    const struct object_facts *facts = facts_at(seeker, object);
    for (uint32_t i = 0; i < facts->calls.count; i++) {
        const struct object_call *call = &facts->calls.items[i];
        if (!is_transfer(call) || !call->name || !speaks(seeker, object, call->caller))
            continue;
        const struct registrar *registrar = catalogue_registrar(build->catalogue, callee_name(build, object, call));
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

/* ---- places ---- */

/* Where the calls are written, by object; those of one object are asked for at once. */
static void ask_places(struct seeker *seeker, struct known_place *places, const struct place_in_object *calls,
                       uint32_t count)
{
    struct build *build = seeker->build;
    const struct place_reader *reader = build->input->places;
    for (uint32_t o = 0; reader && o < build->graph->object_count; o++) {
        ARRAY(uint32_t) functions = {0};
        struct map *known = map_new(build->arena);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t caller = calls[i].object == o ? call_at(seeker, calls[i])->caller : NONE;
            uint32_t *seen = caller == NONE ? NULL : map_at(known, caller);
            if (seen && *seen == MAP_NONE)
                *array_push(&functions, build->arena) = caller;
            if (seen)
                *seen = 0;
        }
        struct places_request_of request = {.object = o, .functions = functions.items, .count = functions.count};
        const struct object_places *result = NULL;
        if (functions.count)
            reader->read(reader->payload, &request, 1, &result);
        for (uint32_t i = 0; result && i < count; i++)
            for (uint32_t p = 0; calls[i].object == o && p < result->places.count; p++)
                if (result->places.items[p].call == calls[i].call)
                    places[i] = (struct known_place){.set = result, .index = p};
    }
}

static struct place place_of(const struct seeker *seeker, const struct known_place *known, struct place_in_object at)
{
    struct place place = {0};
    if (known->set)
        place = known->set->places.items[known->index].place;
    if (!place.line)
        place = (struct place){.file = facts_at(seeker, at.object)->path};
    return place;
}

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
        ask_places(seeker, places, calls, count);
    for (uint32_t i = 0; i < seeker->found.count; i++) {
        struct registration registration = seeker->found.items[i].registration;
        registration.place = place_of(seeker, &places[i], calls[i]);
        registration_add(build, registration);
    }
    for (uint32_t i = 0; i < seeker->lost.count; i++) {
        uint32_t at = seeker->found.count + i;
        push_gap(build, NONE, "handler-not-found", seeker->lost.items[i].registrar, seeker->lost.items[i].why,
                 place_of(seeker, &places[at], calls[at]));
    }
}

void registrations_of_objects(struct build *build)
{
    struct seeker seeker = {.build = build};
    for (uint32_t i = 0; i < build->graph->object_count; i++)
        seek_object(&seeker, i);
    add_all(&seeker);
}
