/* SPDX-License-Identifier: Apache-2.0
 *
 * Which units are to be read: what the graph needs, turned into units by what every object defines and refers to, and by
 * the identifiers that stand in the sources. A unit whose object is not known is read in any case.
 */
#include "base/map.h"
#include "cli/run.h"
#include "discover/lexer.h"
#include "discover/records.h"

/* A unit that defines a symbol, calls it or refers to it. */
struct mention {
    uint32_t unit;
    uint32_t next; /* of the same symbol; MAP_NONE */
};

struct demand {
    struct map *symbols;          /* name -> first in mentions */
    ARRAY(struct mention) mentions;
    ARRAY(name_id) names;         /* each symbol once */
    struct records *records;      /* read when a type is asked for first; NULL */
    struct map *asked;            /* identifiers that every unit was asked about */
    struct map *takes;            /* unit: takes or gives the address of a function */
};

/* ---- the index ---- */

static void add_mention(struct run *run, name_id name, uint32_t unit)
{
    struct demand *demand = run->demand;
    name = graph_plain_name(run->names, name);
    uint32_t *first = map_at(demand->symbols, name);
    if (*first == MAP_NONE)
        *array_push(&demand->names, run->arena) = name;
    else if (demand->mentions.items[*first].unit == unit)
        return;
    *array_push(&demand->mentions, run->arena) = (struct mention){.unit = unit, .next = *first};
    *first = demand->mentions.count - 1;
}

/* The unit of a function of an object; NONE: not known. */
static uint32_t unit_of(const struct graph_object *object, uint32_t function)
{
    if (!object->units)
        return object->unit;
    return function == NONE ? NONE : object->units[function];
}

/* What the data of a linked binary refers to may be of any unit in it. */
static void add_everywhere(struct run *run, const struct graph_object *object, name_id name)
{
    for (uint32_t i = 0; object->units && i < object->facts->functions.count; i++)
        if (object->units[i] != NONE)
            add_mention(run, name, object->units[i]);
}

static void add_reference(struct run *run, const struct graph_object *object, name_id name, uint32_t holder)
{
    uint32_t unit = unit_of(object, holder);
    if (unit != NONE)
        add_mention(run, name, unit);
    else
        add_everywhere(run, object, name);
}

/* Names that only the object itself can mean are left out. */
static void add_object(struct run *run, const struct graph_object *object)
{
    const struct object_facts *facts = object->facts;
    for (uint32_t i = 0; i < facts->functions.count; i++)
        if (facts->functions.items[i].scope != SCOPE_LOCAL && unit_of(object, i) != NONE)
            add_mention(run, facts->functions.items[i].name, unit_of(object, i));
    for (uint32_t i = 0; i < facts->data.count; i++)
        if (facts->data.items[i].scope != SCOPE_LOCAL)
            add_reference(run, object, facts->data.items[i].name, NONE);
    for (uint32_t i = 0; i < facts->calls.count; i++) {
        const struct object_call *call = &facts->calls.items[i];
        bool local = call->callee != NONE && facts->functions.items[call->callee].scope == SCOPE_LOCAL;
        if (call->name && !local)
            add_reference(run, object, call->name, call->caller);
        if (call->slot)
            add_reference(run, object, call->slot, call->caller);
    }
    for (uint32_t i = 0; i < facts->references.count; i++) {
        const struct object_reference *reference = &facts->references.items[i];
        bool local = reference->function != NONE &&
                     facts->functions.items[reference->function].scope == SCOPE_LOCAL;
        if (reference->name && !local)
            add_reference(run, object, reference->name, reference->holder);
    }
}

static bool takes_address(const struct object_reference *reference)
{
    return reference->access == OBJECT_ACCESS_ADDRESS || reference->access == OBJECT_ACCESS_INITIAL ||
           reference->access == OBJECT_ACCESS_GOT;
}

/* Units that take the address of a function, or define one whose address is taken: only these have candidates. */
static void add_addresses(struct run *run)
{
    struct demand *demand = run->demand;
    struct map *defined = map_new(run->arena), *taken = map_new(run->arena);
    for (uint32_t o = 0; o < run->objects.count; o++) {
        const struct object_facts *facts = run->objects.items[o].facts;
        for (uint32_t i = 0; i < facts->functions.count; i++)
            if (facts->functions.items[i].scope != SCOPE_LOCAL)
                map_set(defined, facts->functions.items[i].name, 0);
    }
    for (uint32_t o = 0; o < run->objects.count; o++) {
        const struct graph_object *object = &run->objects.items[o];
        const struct object_facts *facts = object->facts;
        for (uint32_t i = 0; i < facts->references.count; i++) {
            const struct object_reference *reference = &facts->references.items[i];
            bool function = reference->function != NONE || map_get(defined, reference->name) != MAP_NONE;
            if (!function || !takes_address(reference))
                continue;
            map_set(taken, reference->name, 0);
            uint32_t unit = unit_of(object, reference->function != NONE ? reference->function : reference->holder);
            if (unit != NONE)
                map_set(demand->takes, unit, 0);
        }
    }
    for (uint32_t o = 0; o < run->objects.count; o++) {
        const struct graph_object *object = &run->objects.items[o];
        for (uint32_t i = 0; i < object->facts->functions.count; i++) {
            const struct object_function *function = &object->facts->functions.items[i];
            if (function->scope != SCOPE_LOCAL && map_get(taken, function->name) != MAP_NONE &&
                unit_of(object, i) != NONE)
                map_set(demand->takes, unit_of(object, i), 0);
        }
    }
}

/* ---- wanting ---- */

static bool want(struct run *run, uint32_t unit)
{
    if (run->read[unit].wanted)
        return false;
    run->read[unit].wanted = true;
    return true;
}

static bool want_identifier(struct run *run, const char *identifier)
{
    bool more = false;
    uint32_t *asked = map_at(run->demand->asked, intern_text(run->names, identifier));
    if (*asked != MAP_NONE)
        return false;
    *asked = 0;
    for (uint32_t i = 0; i < run->units->items.count; i++)
        if (!run->read[i].wanted && sources_mention(run->sources, i, identifier))
            more |= want(run, i);
    return more;
}

/* Of a variant's units that were not compiled, the object as built need not mention what the variant's would. */
static bool want_symbol(struct run *run, name_id name)
{
    struct demand *demand = run->demand;
    const char *text = intern_get(run->names, name);
    bool more = false;
    for (uint32_t i = map_get(demand->symbols, name); i != MAP_NONE; i = demand->mentions.items[i].next)
        more |= want(run, demand->mentions.items[i].unit);
    return more | (run->base && lexer_is_name(text) && want_identifier(run, text));
}

/* Whoever may make such a record names its tag, a typedef of it, or a record that holds one. */
static bool want_type(struct run *run, const char *tag)
{
    struct demand *demand = run->demand;
    struct record_names names = {0};
    bool more = false;
    if (!demand->records)
        demand->records = records_new(run->sources, run->arena);
    records_names(demand->records, tag, &names);
    for (uint32_t i = 0; i < names.items.count; i++)
        if (lexer_is_name(names.items.items[i]))
            more |= want_identifier(run, names.items.items[i]);
    return more;
}

static bool want_addresses(struct run *run)
{
    bool more = false;
    for (uint32_t i = 0; i < run->units->items.count; i++)
        if (map_get(run->demand->takes, i) != MAP_NONE)
            more |= want(run, i);
    return more;
}

static void want_all(struct run *run)
{
    for (uint32_t i = 0; i < run->units->items.count; i++)
        run->read[i].wanted = true;
}

/* What the program as it is built needs, and what may register handlers in this variant only. */
static void want_as_built(struct run *run)
{
    for (uint32_t i = 0; i < run->units->items.count; i++)
        if (run->base->read[i].wanted)
            want(run, i);
    const char *name;
    for (uint32_t i = 0; (name = catalogue_registrar_name(run->catalogue, i)); i++)
        want_identifier(run, name);
}

/* Units whose sources may say of a function that it is a handler; assembler cannot. */
static void want_marked(struct run *run)
{
    bool any = sources_spell(run->sources, "SIGVET_HANDLER");
    for (uint32_t i = 0; any && i < run->units->items.count; i++)
        if (run->units->items.items[i].parse && !run->read[i].wanted &&
            sources_mention(run->sources, i, "SIGVET_HANDLER"))
            want(run, i);
}

void demand_begin(struct run *run)
{
    const struct options *options = run->options;
    if (options->view == VIEW_OBJECT)
        return;
    if (options->parse == PARSE_ALL || !run->objects.count) {
        want_all(run);
        return;
    }
    struct demand *demand = arena_alloc(sizeof *demand, run->arena);
    *demand = (struct demand){.symbols = map_new(run->arena), .asked = map_new(run->arena), .takes = map_new(run->arena)};
    run->demand = demand;
    for (uint32_t i = 0; i < run->objects.count; i++)
        add_object(run, &run->objects.items[i]);
    add_addresses(run);
    for (uint32_t i = 0; i < run->units->items.count; i++)
        if (run->read[i].object == NONE)
            want(run, i);
    for (uint32_t i = 0; i < demand->names.count; i++)
        if (catalogue_registrar(run->catalogue, intern_get(run->names, demand->names.items[i])))
            want_symbol(run, demand->names.items[i]);
    if (run->base)
        want_as_built(run);
    want_marked(run);
    for (uint32_t i = 0; i < options->roots.count; i++) {
        want_identifier(run, options->roots.items[i].function);
        want_symbol(run, intern_text(run->names, options->roots.items[i].function));
    }
}

/* Every function whose address is taken is asked for last: what else is missing may show that nothing is guessed. */
bool demand_more(struct run *run, const struct graph *graph)
{
    bool more = false, addresses = false;
    if (!run->demand)
        return false;
    for (uint32_t i = 0; i < graph->needs.count; i++) {
        const struct need *need = &graph->needs.items[i];
        switch ((enum need_kind)need->kind) {
        case NEED_UNIT:
            more |= want(run, need->unit);
            break;
        case NEED_SYMBOL:
            more |= want_symbol(run, need->name);
            break;
        case NEED_FIELD:
            more |= want_identifier(run, intern_get(run->names, need->name));
            break;
        case NEED_TYPE:
            more |= want_type(run, intern_get(run->names, need->name));
            break;
        case NEED_EVERY_ADDRESS:
            addresses = true;
            break;
        case NEED_EVERY_UNIT:
            for (uint32_t unit = 0; unit < run->units->items.count; unit++)
                more |= want(run, unit);
            break;
        }
    }
    return more || (addresses && want_addresses(run));
}

/* The units of functions that handlers reach, each once. */
static void find_reached(const struct graph *graph, bool *reached)
{
    for (uint32_t h = 0; h < graph->handlers.count; h++) {
        const struct handler *handler = &graph->handlers.items[h];
        struct arena *arena = arena_new();
        const struct reach *reach = graph_reach_handler(graph, handler, arena);
        for (uint32_t i = 0; i < reach->items.count; i++) {
            uint32_t unit = graph->nodes.items[reach->items.items[i].node].unit;
            if (unit != NONE)
                reached[unit] = true;
        }
        arena_free(arena);
    }
}

bool demand_objects(struct run *run, const struct graph *graph)
{
    if (!run->compile)
        return false;
    struct arena *arena = arena_new();
    uint32_t count = run->units->items.count;
    bool *reached = arena_array(count, sizeof *reached, arena);
    ARRAY(uint32_t) units = {0};
    find_reached(graph, reached);
    for (uint32_t i = 0; i < count; i++)
        if (reached[i] && (run->base ? !run->read[i].compiled : run->read[i].object == NONE))
            *array_push(&units, arena) = i;
    bool more = units.count && objects_compile(run, units.items, units.count);
    arena_free(arena);
    return more;
}

void demand_note_reached(struct run *run, const struct graph *graph)
{
    struct arena *arena = arena_new();
    uint32_t count = run->units->items.count;
    bool *reached = arena_array(count, sizeof *reached, arena);
    find_reached(graph, reached);
    for (uint32_t i = 0; i < count; i++)
        run->read[i].reached = reached[i];
    arena_free(arena);
}
