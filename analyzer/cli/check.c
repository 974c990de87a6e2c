/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet check: the whole pipeline. Units are discovered; objects are read, then as many units as the handlers need, and
 * linked into a graph (run_graph); that is judged, stored and reported.
 */
#include "cli/check.h"
#include "base/text.h"
#include "cli/commands.h"
#include "discover/cache.h"
#include "cli/run.h"
#include "cli/variants.h"
#include "report/report.h"
#include "rules/rules.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- a folder for the files that hold compilers' predefined macros ---- */

static char *scratch_make(struct arena *arena)
{
    const char *folder = getenv("TMPDIR");
    char *path = arena_format(arena, "%s/sigvet-XXXXXX", folder && *folder ? folder : "/tmp");
    if (!mkdtemp(path))
        fatal("cannot make a folder '%s':", path);
    return path;
}

/* With the folder of objects that goes with the run. */
static void scratch_remove(const char *path, struct arena *arena)
{
    cache_remove_folder(text_path(path, "sigvet.objects", arena));
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

static const struct units *discover(const struct options *options, const char *scratch, struct arena *arena)
{
    struct discover_options how = {.build_directory = options->build_directory,
                                   .query_driver = options->query_driver,
                                   .lone_file = options->lone_file,
                                   .lone_flags = options->lone_flags,
                                   .scratch = scratch};
    if (options->binary)
        return arena_alloc(sizeof(struct units), arena); /* compiled code alone */
    const struct units *units = discover_units(&how, arena);
    if (!units->error)
        return units;
    scratch_remove(scratch, arena);
    if (units->missing)
        usage_error("%s", units->error);
    fatal("%s", units->error);
}

/* ---- what every variant shares ---- */

static struct catalogue *load_tables(const struct options *options, struct arena *arena)
{
    if (options->tables && access(options->tables, R_OK | X_OK) != 0)
        usage_error("--tables: cannot read the folder '%s'", options->tables);
    const char *error = NULL;
    struct catalogue *catalogue = catalogue_load(options_tables(arena), options->tables, &error, arena);
    if (!catalogue)
        fatal("%s", error);
    return catalogue;
}

/* NULL: nothing is stored. */
static struct store *open_store(const struct options *options, struct arena *arena)
{
    const char *database = options_database(options, arena);
    return database ? store_open(database, arena) : NULL;
}

/* Of this variant; facts of those that were not asked for this time are kept. */
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

static void add_table_gaps(struct judgement *judgement, const struct catalogue *catalogue, struct arena *arena)
{
    for (uint32_t i = 0; i < catalogue_bad_count(catalogue); i++) {
        const struct bad_line *bad = catalogue_bad(catalogue, i);
        *array_push(&judgement->gaps, arena) = (struct judged_gap){
            .kind = "bad-table-line", .subject = text_basename(bad->table),
            .why = bad->line ? arena_format(arena, "%s; the line is ignored", bad->why) : bad->why,
            .spot = {.file = bad->table, .line = bad->line}, .handler = NONE_HANDLER};
    }
}

/* ---- one variant ---- */

static struct judgement *judge(struct run *run)
{
    const struct root *unknown = NULL;
    struct arena *arena = NULL;
    run_begin(run);
    struct graph *graph = run_graph(run, &unknown, &arena);
    if (unknown && !run->base) /* a variant may lack it */
        usage_error("--root: no function '%s'%s%s was read", unknown->function, unknown->file ? " in " : "",
                    unknown->file ? unknown->file : "");
    struct judgement *judgement =
        judge_program(graph, run->catalogue, run->policy, rules_all(), run->variant, run->arena);
    arena_free(arena);
    return judgement;
}

static void judge_variants(const struct run *built, const struct chosen_variants *chosen, struct judgement *into)
{
    for (uint32_t i = 0; i < chosen->items.count; i++) {
        if (!variants_wants(built, &chosen->items.items[i]))
            continue;
        struct run run = variants_run(built, &chosen->items.items[i]);
        if (run.store)
            store_set_variant(run.store, run.variant);
        struct judgement *judgement = judge(&run);
        run_finish(&run, judgement);
        judgement_append(into, judgement, built->arena);
        *array_push(&into->variants, built->arena) = run.variant;
        if (run.store)
            forget_other_units(&run);
    }
}

struct judgement *check_run(const struct options *given, struct arena *arena)
{
    struct options own = *given;
    const struct options *options = &own;
    struct policy policy;
    if (!catalogue_policy(options->policy, &policy))
        usage_error("no policy '%s'; there are %s", options->policy, catalogue_policies());
    struct catalogue *catalogue = load_tables(options, arena);
    options_declared(&own, catalogue, arena);
    struct chosen_variants chosen = {0};
    variants_choose(options, catalogue, &chosen, arena);
    char *scratch = scratch_make(arena);
    const struct units *units = discover(options, scratch, arena);
    struct run run = {.options = options,
                      .catalogue = catalogue,
                      .policy = &policy,
                      .names = intern_new(arena),
                      .arena = arena,
                      .store = open_store(options, arena),
                      .scratch = scratch,
                      .variant = "as built",
                      .units = units};
    struct compile_options compile = run_compiling(&run, NULL);
    run.compile = options->compile ? &compile : NULL;
    struct judgement *judgement = judge(&run);
    add_table_gaps(judgement, catalogue, arena);
    run_finish(&run, judgement);
    *array_push(&judgement->variants, arena) = run.variant;
    if (run.store && !options->binary)
        forget_other_units(&run);
    judge_variants(&run, &chosen, judgement);
    judgement->proof.tool = SIGVET_VERSION;
    judgement->proof.tables = arena_format(arena, "%016llx", (unsigned long long)catalogue_key(catalogue));
    scratch_remove(scratch, arena);
    if (run.store) {
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
    return judgement->units.count || !judgement->objects_read;
}

static enum exit_code exit_of(const struct options *options, const struct judgement *judgement)
{
    bool unsafe = false, unproven = false, unproved = false;
    bool unread = false;
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        unsafe |= judgement->handlers.items[i].verdict == VERDICT_UNSAFE;
        unproven |= judgement->handlers.items[i].verdict > VERDICT_CLEAN;
        unproved |= judgement->handlers.items[i].verdict > VERDICT_PROVED;
    }
    for (uint32_t i = 0; i < judgement->units.count; i++)
        unread |= strcmp(judgement->units.items[i].state, "partial") == 0 ||
                  strcmp(judgement->units.items[i].state, "failed") == 0;
    if (check_read_nothing(judgement))
        return EXIT_HOST;
    if (options->fail_on == FAIL_ON_CLEAN && (unproved || unread))
        return EXIT_FINDINGS;
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
    struct report_options how = {.colour = options->colour,
                                 .verbosity = options->verbosity,
                                 .base = here ? here : "",
                                 .database = options_database(options, arena)};
    format->write(judgement, &how, stdout);
    free(here);
    if (fflush(stdout) != 0 || ferror(stdout))
        fatal("cannot write the report:");
    enum exit_code code = exit_of(options, judgement);
    if (code == EXIT_HOST)
        fputs("sigvet: could not finish: no unit could be read\n", stderr);
    return (int)code;
}
