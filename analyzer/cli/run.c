/* SPDX-License-Identifier: Apache-2.0
 *
 * The loop of one run: read what is wanted, build the graph, ask what it lacks, until nothing is missing. Facts of units
 * come from the store where it has them; whether it has them decides nothing else.
 */
#include "cli/run.h"
#include "base/text.h"
#include "cli/libraries.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct collect_options run_collecting(const struct run *run)
{
    return (struct collect_options){.workers = run->options->workers, .progress = run->options->verbosity >= 0};
}

bool run_has_objects(const struct run *run)
{
    return run->objects.count > run->library_objects;
}

void run_begin(struct run *run)
{
    uint32_t count = run->units->items.count;
    run->read = arena_array(count, sizeof *run->read, run->arena);
    run->nothing = arena_alloc(sizeof *run->nothing, run->arena);
    run->nothing->names = run->names;
    if (!run->sources)
        run->sources = sources_new(run->units, run->arena);
    for (uint32_t i = 0; i < count; i++) {
        const struct unit *unit = &run->units->items.items[i];
        struct run_unit *read = &run->read[i];
        read->object = NONE;
        read->object_path = unit->object;
        read->judged = (struct judged_unit){.file = unit->file,
                                            .object = unit->object ? unit->object : "",
                                            .state = "not needed"};
    }
}

struct compile_options run_compiling(const struct run *run, const char *const *flags)
{
    const struct options *options = run->options;
    const char *beside = options->database ? options->database : options->build_directory;
    const char *slash = options->database ? strrchr(beside, '/') : NULL;
    char *here = getcwd(NULL, 0);
    const char *folder = !beside              ? run->scratch
                         : !options->database ? beside
                         : slash              ? arena_copy(beside, (size_t)(slash - beside) + 1, run->arena)
                                              : here;
    struct compile_options how = {.folder = text_path(text_path(here ? here : "/", folder ? folder : ".", run->arena),
                                                      "sigvet.objects", run->arena),
                                  .flags = flags,
                                  .compiler = options->compiler,
                                  .workers = options->workers,
                                  .progress = options->verbosity >= 0};
    free(here);
    return how;
}

/* ---- facts ---- */

struct taking {
    struct run *run;
    ARRAY(struct reading) readings;
    ARRAY(uint32_t) units;
};

static const char *state_text(enum reading_state state)
{
    return state == READING_WHOLE ? "whole" : state == READING_FAILED ? "failed" : "partial";
}

static void take_reading(void *payload, uint32_t index, const struct reading_result *result)
{
    struct taking *taking = payload;
    struct run *run = taking->run;
    uint32_t unit = taking->units.items[index];
    const struct unit *known = &run->units->items.items[unit];
    struct run_unit *read = &run->read[unit];
    read->facts = result->facts;
    read->judged.state = state_text(result->state);
    read->judged.milliseconds = result->milliseconds;
    if (run->store && result->state != READING_FAILED)
        store_write_facts(run->store, known->file, known->command_key, result->state == READING_PARTIAL,
                          result->facts);
}

/* A variant's unit that is parsed as the one that is built. */
static bool take_known(struct run *run, uint32_t index)
{
    const struct run *base = run->base;
    const struct unit *unit = &run->units->items.items[index];
    if (!base || !unit->parse || !base->read[index].facts)
        return false;
    const struct unit *built = &base->units->items.items[index];
    if (!built->parse || built->command_key != unit->command_key)
        return false;
    run->read[index].facts = base->read[index].facts;
    run->read[index].judged.state = base->read[index].judged.state;
    return true;
}

static bool take_stored(struct run *run, uint32_t index)
{
    const struct unit *unit = &run->units->items.items[index];
    struct run_unit *read = &run->read[index];
    bool partial = false;
    if (run->store && unit->parse)
        read->facts =
            store_read_facts(run->store, unit->file, unit->command_key, &partial, run->names, run->arena);
    if (!read->facts)
        return false;
    read->judged.state = partial ? "partial" : "whole";
    read->judged.cached = true;
    return true;
}

uint32_t run_read_wanted(struct run *run)
{
    struct taking taking = {.run = run};
    uint32_t count = 0;
    for (uint32_t i = 0; i < run->units->items.count; i++) {
        const struct unit *unit = &run->units->items.items[i];
        if (!run->read[i].wanted || run->read[i].facts)
            continue;
        count++;
        if (take_known(run, i) || take_stored(run, i))
            continue;
        *array_push(&taking.units, run->arena) = i;
        *array_push(&taking.readings, run->arena) = (struct reading){.file = unit->file,
                                                                     .directory = unit->directory,
                                                                     .parse = unit->parse,
                                                                     .plain = unit->plain,
                                                                     .trouble = unit->trouble,
                                                                     .trouble_kind = unit->trouble_kind,
                                                                     .note = unit->note};
    }
    struct collect_options how = run_collecting(run);
    if (taking.units.count && sources_blanking_pays(run->sources, taking.units.items, taking.units.count))
        sources_blank(run->sources, taking.units.items, taking.units.count, taking.readings.items);
    if (taking.units.count)
        collect_facts(taking.readings.items, taking.readings.count, &how, run->names, run->arena, take_reading,
                      &taking);
    return count;
}

/* ---- the loop ---- */

enum compiler_family run_family(const char *compiler)
{
    const char *name = text_basename(compiler);
    if (strstr(name, "clang"))
        return COMPILER_CLANG;
    bool gcc = strstr(name, "gcc") || strstr(name, "g++") || strcmp(name, "cc") == 0 || strcmp(name, "c++") == 0;
    return gcc ? COMPILER_GCC : COMPILER_UNKNOWN;
}

/* The compiler that made the unit's object, or would. */
static enum compiler_family family_of(const struct run *run, uint32_t unit)
{
    const char *const *arguments = run->units->items.items[unit].arguments;
    const char *own = arguments && arguments[0] ? arguments[0] : "";
    return run_family(run->read[unit].compiled && run->options->compiler ? run->options->compiler : own);
}

static struct graph *build(struct run *run, const struct root **unknown_root, struct arena *arena)
{
    uint32_t count = run->units->items.count;
    struct graph_unit *units = arena_array(count, sizeof *units, arena);
    for (uint32_t i = 0; i < count; i++) {
        const struct run_unit *read = &run->read[i];
        units[i] = (struct graph_unit){.file = read->judged.file,
                                       .facts = read->facts ? read->facts : run->nothing,
                                       .parsed = read->facts != NULL,
                                       .compiler = family_of(run, i),
                                       .object_gap = run_has_objects(run) || run->base ? read->object_gap : NULL,
                                       .object = read->object_path ? read->object_path : "",
                                       .object_why = read->object_why};
    }
    struct place_reader places = places_reader(run, arena);
    struct graph_input input = {.units = units,
                                .unit_count = count,
                                .objects = run->objects.items,
                                .object_count = run->objects.count,
                                .programs = run->programs.items,
                                .program_count = run->programs.count,
                                .roots = run->options->roots.items,
                                .root_count = run->options->roots.count,
                                .catalogue = run->catalogue,
                                .policy = run->policy,
                                .stack = run->options->stack,
                                .places = run->objects.count ? &places : NULL,
                                .libraries = libraries_finder(run, arena),
                                .from_objects = run->options->binary || run->options->view == VIEW_OBJECT};
    *unknown_root = NULL;
    return graph_build(&input, unknown_root, run->names, arena);
}

struct graph *run_graph(struct run *run, const struct root **unknown_root, struct arena **arena)
{
    if (run->base)
        objects_borrow(run);
    else if (run->options->view != VIEW_SOURCE)
        objects_read(run);
    demand_begin(run);
    for (;;) {
        run_read_wanted(run);
        objects_settle(run);
        run->rounds++;
        *arena = arena_new();
        struct graph *graph = build(run, unknown_root, *arena);
        bool more = demand_more(run, graph) || demand_objects(run, graph);
        more |= run->options->view != VIEW_SOURCE && libraries_more(run, graph); /* at once: a round costs more */
        if (!more) {
            if (run->options->variants.count && !run->base)
                demand_note_reached(run, graph);
            return graph;
        }
        arena_free(*arena);
    }
}

/* Of a variant, only what its own compiling tells. */
static void finish_variant(const struct run *run, struct judgement *judgement)
{
    for (uint32_t i = 0; i < run->units->items.count; i++) {
        const struct run_unit *read = &run->read[i];
        if (read->compiled && read->object_gap)
            *array_push(&judgement->gaps, run->arena) = (struct judged_gap){.kind = read->object_gap,
                                                                            .subject = read->object_path,
                                                                            .why = read->object_why,
                                                                            .spot = {.file = read->judged.file},
                                                                            .handler = NONE_HANDLER};
    }
    for (uint32_t i = 0; i < judgement->gaps.count; i++)
        if (judgement->gaps.items[i].handler == NONE_HANDLER)
            judgement->gaps.items[i].variant = run->variant;
}

void run_finish(const struct run *run, struct judgement *judgement)
{
    if (run->base) {
        finish_variant(run, judgement);
        return;
    }
    for (uint32_t i = 0; i < run->units->items.count; i++)
        *array_push(&judgement->units, run->arena) = run->read[i].judged;
    for (uint32_t i = 0; i < run->gaps.count; i++)
        *array_push(&judgement->gaps, run->arena) = run->gaps.items[i];
    for (uint32_t i = 0; i < run->units->items.count; i++) {
        const struct run_unit *read = &run->read[i];
        bool told = run_has_objects(run) || strcmp(read->object_gap ? read->object_gap : "", "object-absent") != 0;
        if (read->object_gap && told) /* nothing was built: that is told once */
            *array_push(&judgement->gaps, run->arena) =
                (struct judged_gap){.kind = read->object_gap,
                                    .subject = read->object_path ? read->object_path : read->judged.file,
                                    .why = read->object_why,
                                    .spot = {.file = ""},
                                    .handler = NONE_HANDLER};
    }
    if (!run_has_objects(run))
        *array_push(&judgement->gaps, run->arena) = (struct judged_gap){
            .kind = "objects-not-read", .subject = "hidden calls",
            .why = "calls that only the compiler makes are not seen in source", .spot = {.file = ""},
            .handler = NONE_HANDLER};
    libraries_finish(run, judgement);
    judgement->objects_read = run->objects_read;
}
