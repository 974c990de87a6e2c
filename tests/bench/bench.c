/* SPDX-License-Identifier: Apache-2.0
 *
 * bench SIGVET CLANG BUILD_DIR...: what a cold and a warm `sigvet check` cost, with and without objects, as ratios to
 * `clang -fsyntax-only` run once for each unit in the same run. CPU time of all processes, one at a time (a second one
 * beside it makes both look slower); the machine is noisy, so all are run in turn and the least of each counts.
 */
#include "bench.h"
#include "base/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 3 };

/* What is asked for, as ratios to clang -fsyntax-only, and seconds a unit. */
static const double bound_start = 0.05, bound_parsed = 0.7, bound_object = 0.002;

struct project {
    const char *self;    /* this program */
    const char *sigvet;
    const char *clang;
    const char *folder;
    char *store;
    char *answer;        /* what a run printed */
    json_t *database;
    struct arena *arena;
};

struct measured {
    double clang;
    struct cost cold, warm, source, objects;
    unsigned failed;     /* units that clang could not read */
    double share;        /* of the units that were parsed */
    long objects_read;
    bool broken;         /* a run did not finish */
};

static void least(struct measured *measured, struct cost *known, struct cost cost)
{
    measured->broken |= !WIFEXITED(cost.status) || WEXITSTATUS(cost.status) > 1;
    known->cpu = fmin(known->cpu, cost.cpu);
    known->peak_kib = cost.peak_kib > known->peak_kib ? cost.peak_kib : known->peak_kib;
}

static struct cost check(const struct project *project, const char *view, const char *format, bool cold)
{
    char *arguments[] = {(char *)project->sigvet, (char *)"check",        (char *)"-j1", (char *)"-p",
                         (char *)project->folder, (char *)"--db",         project->store, (char *)"--quiet",
                         (char *)"--view",        (char *)view,           (char *)"--format", (char *)format, NULL};
    if (cold)
        unlink(project->store);
    return bench_run(arguments, ".", strcmp(format, "json") == 0 ? project->answer : NULL, true);
}

/* How many of the units were parsed, from the answer of a run. */
static void read_answer(const struct project *project, struct measured *measured)
{
    json_error_t error;
    json_t *answer = json_load_file(project->answer, 0, &error), *units = json_object_get(answer, "units"), *unit;
    size_t i, parsed = 0;
    json_array_foreach(units, i, unit)
        parsed += strcmp(json_string_value(json_object_get(unit, "state")), "not needed") != 0;
    measured->share = json_array_size(units) ? (double)parsed / (double)json_array_size(units) : 1;
    measured->objects_read = (long)json_integer_value(json_object_get(answer, "objects_read"));
    measured->broken |= !answer;
    json_decref(answer);
}

static void measure(const struct project *project, struct measured *measured)
{
    char *objects[] = {(char *)project->self, (char *)"--read-objects", (char *)project->folder, NULL};
    measured->clang = measured->cold.cpu = measured->warm.cpu = INFINITY;
    measured->source.cpu = measured->objects.cpu = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        measured->failed = 0;
        measured->clang = fmin(measured->clang, bench_clang(project->database, project->clang, &measured->failed));
        least(measured, &measured->source, check(project, "source", "text", true));
        least(measured, &measured->cold, check(project, "both", "text", true));
        least(measured, &measured->warm, check(project, "both", "text", false));
        least(measured, &measured->objects, bench_run(objects, ".", NULL, false));
    }
    check(project, "both", "json", false);
    read_answer(project, measured);
    unlink(project->store);
    unlink(project->answer);
}

static bool tell_bound(const char *what, double value, double bound)
{
    bool kept = value <= bound;
    printf("  %-34s %7.3f  bound %.3f  %s\n", what, value, bound, kept ? "kept" : "EXCEEDED");
    return kept;
}

static bool tell(const struct project *project, const struct measured *measured)
{
    double units = (double)json_array_size(project->database), clang = measured->clang;
    printf("%s: %.0f units, %ld objects; clang -fsyntax-only %.2f s (%u failed)\n", text_basename(project->folder),
           units, measured->objects_read, clang, measured->failed);
    printf("  cold %.2f s, %.0f %% of the units parsed; peak %ld MiB\n", measured->cold.cpu, measured->share * 100,
           measured->cold.peak_kib / 1024);
    bool kept = true;
    if (measured->objects_read)
        kept &= tell_bound("cold, with objects / clang", measured->cold.cpu / clang,
                           bound_start + bound_parsed * measured->share);
    kept &= tell_bound("cold, source alone / clang", measured->source.cpu / clang, bound_parsed);
    if (measured->objects_read)
        kept &= tell_bound("reading objects, ms a unit", measured->objects.cpu / units * 1e3, bound_object * 1e3);
    printf("  %-34s %7.3f  %.2f s\n", "warm / clang", measured->warm.cpu / clang, measured->warm.cpu);
    fflush(stdout);
    return kept;
}

static bool bench(struct project *project, const char *tidy)
{
    json_error_t error;
    project->arena = arena_new();
    project->store = text_path(project->folder, "bench.db", project->arena);
    project->answer = text_path(project->folder, "bench.json", project->arena);
    project->database = json_load_file(text_path(project->folder, "compile_commands.json", project->arena), 0, &error);
    if (!project->database) {
        fprintf(stderr, "%s: %s\n", project->folder, error.text);
        return false;
    }
    struct measured measured = {0};
    measure(project, &measured);
    bool kept = tell(project, &measured);
    double cost = tidy ? bench_tidy(project->database, tidy, project->folder) : 0;
    if (tidy && cost < 0)
        printf("  clang-tidy: there is none here, skipped\n");
    else if (tidy)
        printf("  %-34s %7.3f  clang-tidy %.2f s\n", "cold, with objects / clang-tidy", measured.cold.cpu / cost, cost);
    if (measured.broken)
        fprintf(stderr, "%s: sigvet could not finish\n", project->folder);
    json_decref(project->database);
    arena_free(project->arena);
    return kept && !measured.broken;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--read-objects") == 0)
        return bench_read_objects(argv[2]);
    if (argc < 4) {
        fprintf(stderr, "usage: bench SIGVET CLANG BUILD_DIR...\n");
        return 2;
    }
    const char *tidy = getenv("CLANG_TIDY");
    bool kept = true;
    for (int i = 3; i < argc; i++) { /* the last one against clang-tidy too */
        struct project project = {.self = argv[0], .sigvet = argv[1], .clang = argv[2], .folder = argv[i]};
        kept &= bench(&project, i == argc - 1 ? tidy ? tidy : "clang-tidy" : NULL);
    }
    return kept ? 0 : 1;
}
