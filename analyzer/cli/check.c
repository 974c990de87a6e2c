/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet check: the whole pipeline. Units are discovered, their facts taken from the database or read anew, linked into a
 * graph, judged, stored and reported.
 */
#include "cli/check.h"
#include "base/text.h"
#include "cli/commands.h"
#include "discover/unit.h"
#include "facts/collect.h"
#include "report/report.h"
#include "rules/rules.h"
#include "store/store.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What one run knows. */
struct run {
    const struct options *options;
    struct arena *arena;
    struct intern *names;
    struct store *store; /* NULL: a lone file without --db */
    struct units *units;
    struct facts **facts;              /* a unit each */
    struct judged_unit *judged;        /* a unit each */
    ARRAY(struct reading) readings;    /* the units that are not in the database */
    ARRAY(uint32_t) reading_units;
};

/* ---- a folder for the files that hold compilers' predefined macros ---- */

static char *scratch_make(struct arena *arena)
{
    const char *folder = getenv("TMPDIR");
    char *path = arena_format(arena, "%s/sigvet-XXXXXX", folder && *folder ? folder : "/tmp");
    if (!mkdtemp(path))
        fatal("cannot make a folder '%s':", path);
    return path;
}

static void scratch_remove(const char *path, struct arena *arena)
{
    DIR *folder = opendir(path);
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.')
            unlink(text_path(path, entry->d_name, arena));
    closedir(folder);
    rmdir(path);
}

/* ---- discover ---- */

static struct units *discover(struct run *run, const char *scratch)
{
    const struct options *options = run->options;
    struct discover_options how = {.build_directory = options->build_directory,
                                   .query_driver = options->query_driver,
                                   .lone_file = options->lone_file,
                                   .lone_flags = options->lone_flags,
                                   .scratch = scratch};
    return discover_units(&how, run->arena);
}

/* ---- facts ---- */

static const char *state_text(enum reading_state state)
{
    return state == READING_WHOLE ? "whole" : state == READING_FAILED ? "failed" : "partial";
}

static void take_reading(void *payload, uint32_t index, const struct reading_result *result)
{
    struct run *run = payload;
    uint32_t unit = run->reading_units.items[index];
    const struct unit *known = &run->units->items.items[unit];
    run->facts[unit] = result->facts;
    run->judged[unit].state = state_text(result->state);
    run->judged[unit].milliseconds = result->milliseconds;
    if (run->store && result->state != READING_FAILED)
        store_write_facts(run->store, known->file, known->command_key, result->state == READING_PARTIAL,
                          result->facts);
}

static void read_units(struct run *run)
{
    uint32_t count = run->units->items.count;
    run->facts = arena_array(count, sizeof *run->facts, run->arena);
    run->judged = arena_array(count, sizeof *run->judged, run->arena);
    for (uint32_t i = 0; i < count; i++) {
        const struct unit *unit = &run->units->items.items[i];
        bool partial = false;
        if (run->store && unit->parse)
            run->facts[i] = store_read_facts(run->store, unit->file, unit->command_key, &partial, run->names,
                                             run->arena);
        run->judged[i] = (struct judged_unit){.file = unit->file,
                                              .object = unit->object ? unit->object : "",
                                              .state = partial ? "partial" : "whole",
                                              .cached = run->facts[i] != NULL};
        if (run->facts[i])
            continue;
        *array_push(&run->reading_units, run->arena) = i;
        *array_push(&run->readings, run->arena) = (struct reading){.file = unit->file,
                                                                   .directory = unit->directory,
                                                                   .parse = unit->parse,
                                                                   .plain = unit->plain,
                                                                   .trouble = unit->trouble,
                                                                   .trouble_kind = unit->trouble_kind,
                                                                   .note = unit->note};
    }
    struct collect_options how = {.workers = run->options->workers, .progress = run->options->verbosity >= 0};
    collect_facts(run->readings.items, run->readings.count, &how, run->names, run->arena, take_reading, run);
}

static void forget_other_units(const struct run *run)
{
    uint32_t count = run->units->items.count;
    const char **files = arena_array(count, sizeof *files, run->arena);
    uint64_t *keys = arena_array(count, sizeof *keys, run->arena);
    for (uint32_t i = 0; i < count; i++) {
        files[i] = run->units->items.items[i].file;
        keys[i] = run->units->items.items[i].command_key;
    }
    store_keep_units(run->store, files, keys, count);
}

/* ---- judge ---- */

static struct judgement *judge(const struct run *run, const struct catalogue *catalogue, const struct policy *policy)
{
    const struct options *options = run->options;
    uint32_t count = run->units->items.count;
    struct graph_unit *units = arena_array(count, sizeof *units, run->arena);
    for (uint32_t i = 0; i < count; i++)
        units[i] = (struct graph_unit){.file = run->judged[i].file, .facts = run->facts[i], .parsed = true};
    struct graph_input input = {.units = units,
                                .unit_count = count,
                                .roots = options->roots.items,
                                .root_count = options->roots.count,
                                .catalogue = catalogue};
    const struct root *unknown = NULL;
    struct graph *graph = graph_build(&input, &unknown, run->names, run->arena);
    if (unknown)
        usage_error("--root: no function '%s'%s%s was read", unknown->function, unknown->file ? " in " : "",
                    unknown->file ? unknown->file : "");
    return judge_program(graph, catalogue, policy, rules_all(), run->arena);
}

static void add_run_gaps(struct judgement *judgement, const struct catalogue *catalogue, struct arena *arena)
{
    for (uint32_t i = 0; i < catalogue_bad_count(catalogue); i++) {
        const struct bad_line *bad = catalogue_bad(catalogue, i);
        *array_push(&judgement->gaps, arena) = (struct judged_gap){
            .kind = "bad-table-line", .subject = text_basename(bad->table),
            .why = bad->line ? arena_format(arena, "%s; the line is ignored", bad->why) : bad->why,
            .spot = {.file = bad->table, .line = bad->line}, .handler = NONE_HANDLER};
    }
    *array_push(&judgement->gaps, arena) = (struct judged_gap){
        .kind = "objects-not-read", .subject = "hidden calls",
        .why = "calls that only the compiler makes are not seen in source", .spot = {.file = ""},
        .handler = NONE_HANDLER};
}

struct judgement *check_run(const struct options *options, struct arena *arena)
{
    struct policy policy;
    if (!catalogue_policy(options->policy, &policy))
        usage_error("no policy '%s'; there are %s", options->policy, catalogue_policies());
    if (options->tables && access(options->tables, R_OK | X_OK) != 0)
        usage_error("--tables: cannot read the folder '%s'", options->tables);
    const char *error = NULL;
    struct catalogue *catalogue = catalogue_load(options_tables(arena), options->tables, &error, arena);
    if (!catalogue)
        fatal("%s", error);
    struct run run = {.options = options, .arena = arena, .names = intern_new(arena)};
    char *scratch = scratch_make(arena);
    run.units = discover(&run, scratch);
    if (run.units->error) {
        scratch_remove(scratch, arena);
        if (run.units->missing)
            usage_error("%s", run.units->error);
        fatal("%s", run.units->error);
    }
    const char *database = options->database;
    if (!database && options->build_directory)
        database = text_path(options->build_directory, "sigvet.db", arena);
    if (database)
        run.store = store_open(database, arena);
    read_units(&run);
    scratch_remove(scratch, arena);
    struct judgement *judgement = judge(&run, catalogue, &policy);
    add_run_gaps(judgement, catalogue, arena);
    for (uint32_t i = 0; i < run.units->items.count; i++)
        *array_push(&judgement->units, arena) = run.judged[i];
    if (run.store) {
        forget_other_units(&run);
        store_write_judgement(run.store, judgement);
        store_close(run.store);
    }
    return judgement;
}

/* ---- the command ---- */

bool check_read_nothing(const struct judgement *judgement)
{
    for (uint32_t i = 0; i < judgement->units.count; i++)
        if (strcmp(judgement->units.items[i].state, "failed") != 0)
            return false;
    return true;
}

static enum exit_code exit_of(const struct options *options, const struct judgement *judgement)
{
    bool unsafe = false, unproven = false;
    bool unread = false;
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        unsafe |= judgement->handlers.items[i].verdict == VERDICT_UNSAFE;
        unproven |= judgement->handlers.items[i].verdict != VERDICT_CLEAN;
    }
    for (uint32_t i = 0; i < judgement->units.count; i++)
        unread |= strcmp(judgement->units.items[i].state, "whole") != 0;
    if (check_read_nothing(judgement))
        return EXIT_HOST;
    if (options->fail_on == FAIL_ON_UNPROVEN && (unproven || unread))
        return EXIT_FINDINGS;
    return options->fail_on != FAIL_ON_NEVER && unsafe ? EXIT_FINDINGS : EXIT_CLEAN;
}

int command_check(const struct options *options, struct arena *arena)
{
    const struct report_format *format = report_format(options->format);
    if (!format)
        usage_error("no format '%s'; there are json and text", options->format);
    struct judgement *judgement = check_run(options, arena);
    char *here = getcwd(NULL, 0);
    struct report_options how = {
        .colour = options->colour, .verbosity = options->verbosity, .base = here ? here : ""};
    format->write(judgement, &how, stdout);
    free(here);
    if (fflush(stdout) != 0 || ferror(stdout))
        fatal("cannot write the report:");
    enum exit_code code = exit_of(options, judgement);
    if (code == EXIT_HOST)
        fputs("sigvet: could not finish: no unit could be read\n", stderr);
    return (int)code;
}
