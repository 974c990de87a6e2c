/* SPDX-License-Identifier: Apache-2.0
 *
 * corpus_run [--compiled] [-j N] [FILTER]: every case of the corpus in each of its builds, from source alone or
 * compiled, in processes of their own. One line for each expectation that fails, then the totals by rule. Exit 0 when all
 * passed, 1 when not, 2 for a wrong command line.
 * corpus_run --selftest: the runner itself, over cases that are wrong on purpose.
 */
#include "corpus.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_JOBS = 64 };

/* One case, one build. */
struct job {
    const struct test_case *test;
    const struct build *build;
    pid_t child; /* 0: not started or over */
    FILE *said;  /* what the child says */
    bool over;
    int status;
};

struct jobs {
    ARRAY(struct job) items;
};

struct totals {
    struct verdicts verdicts;
    uint32_t passed;
    uint32_t failed;
};

/* ---- in the child ---- */

static void say_all(FILE *out, const struct verdicts *verdicts, const struct build *build)
{
    for (uint32_t i = 0; i < verdicts->failures.count; i++)
        fprintf(out, "failure %s [%s]\n", verdicts->failures.items[i], build->label);
    for (uint32_t i = 0; i < verdicts->tallies.count; i++) {
        const struct tally *tally = &verdicts->tallies.items[i];
        fprintf(out, "tally %s %u %u %u %u %u %u %u\n", tally->rule, tally->finds, tally->found, tally->quiet,
                tally->kept_quiet, tally->misses, tally->wrongly, tally->unexpected);
    }
    fprintf(out, "over\n");
}

static void run_job(const struct settings *settings, const struct job *job)
{
    struct arena *arena = arena_new();
    struct annotations annotations = {0};
    struct views views = {0};
    struct verdicts verdicts = {0};
    annotations_read(job->test, job->build, &annotations, &verdicts, arena);
    if (views_make(settings, job->test, job->build, &views, &verdicts, arena))
        compare_all(job->test, job->build, &annotations, &views, &verdicts, arena);
    say_all(job->said, &verdicts, job->build);
    arena_free(arena);
}

/* ---- in the parent ---- */

static void start_job(const struct settings *settings, struct job *job)
{
    job->said = tmpfile();
    if (!job->said) {
        perror("corpus_run: a temporary file");
        exit(1);
    }
    fflush(stdout);
    job->child = fork();
    if (job->child == 0) {
        run_job(settings, job);
        fflush(job->said);
        _exit(0);
    }
    if (job->child < 0) {
        perror("corpus_run: fork");
        exit(1);
    }
}

static void add_tally(struct totals *totals, const char *line, struct arena *arena)
{
    char rule[64];
    struct tally read;
    if (sscanf(line, "%63s %u %u %u %u %u %u %u", rule, &read.finds, &read.found, &read.quiet, &read.kept_quiet,
               &read.misses, &read.wrongly, &read.unexpected) != 8)
        return;
    struct tally *tally = tally_of(&totals->verdicts, arena_text(rule, arena), arena);
    tally->finds += read.finds;
    tally->found += read.found;
    tally->quiet += read.quiet;
    tally->kept_quiet += read.kept_quiet;
    tally->misses += read.misses;
    tally->wrongly += read.wrongly;
    tally->unexpected += read.unexpected;
}

/* Prints what a child said that is over. */
static void tell_job(const struct settings *settings, struct job *job, struct totals *totals, struct arena *arena)
{
    char *line = NULL;
    size_t room = 0;
    bool failed = false, whole = false;
    rewind(job->said);
    while (getline(&line, &room, job->said) >= 0) {
        line[strcspn(line, "\n")] = '\0';
        if (text_starts(line, "failure ")) {
            printf("%s\n", line + strlen("failure "));
            failed = true;
        } else if (text_starts(line, "tally ")) {
            add_tally(totals, line + strlen("tally "), arena);
        } else {
            whole |= strcmp(line, "over") == 0;
        }
    }
    free(line);
    fclose(job->said);
    if (!whole)
        printf("%s/%s: cannot be run: the runner itself died [%s]\n", text_basename(settings->corpus),
               job->test->name, job->build->label);
    if (!whole || failed)
        totals->failed++;
    else
        totals->passed++;
    fflush(stdout);
}

static void wait_for_one(struct jobs *jobs)
{
    int status;
    pid_t child = wait(&status);
    for (uint32_t i = 0; i < jobs->items.count; i++)
        if (jobs->items.items[i].child == child) {
            jobs->items.items[i].over = true;
            jobs->items.items[i].child = 0;
        }
}

/* Runs all, at most so many at a time; tells them in their order. */
static void run_all(const struct settings *settings, struct jobs *jobs, uint32_t at_once, struct totals *totals,
                    struct arena *arena)
{
    uint32_t started = 0, told = 0, running = 0;
    while (told < jobs->items.count) {
        while (started < jobs->items.count && running < at_once) {
            start_job(settings, &jobs->items.items[started++]);
            running++;
        }
        if (running) {
            wait_for_one(jobs);
            running--;
        }
        while (told < started && jobs->items.items[told].over)
            tell_job(settings, &jobs->items.items[told++], totals, arena);
    }
}

static void print_share(uint32_t part, uint32_t whole)
{
    if (whole)
        printf(" %8.1f %%", 100.0 * part / whole);
    else
        printf(" %10s", "-");
}

static int compare_tallies(const void *left, const void *right)
{
    const struct tally *a = left, *b = right;
    return strcmp(a->rule, b->rule);
}

/* Recall: of the true faults, how many are reported. Precision: of what is reported, how much is true. */
static void print_totals(struct totals *totals)
{
    uint32_t count = totals->verdicts.tallies.count;
    if (count) {
        qsort(totals->verdicts.tallies.items, count, sizeof(struct tally), compare_tallies);
        printf("\n%-18s %6s %6s %6s %14s %11s %10s %10s\n", "rule", "finds", "quiet", "misses", "wrongly-finds",
               "unexpected", "recall", "precision");
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct tally *tally = &totals->verdicts.tallies.items[i];
        printf("%-18s %6u %6u %6u %14u %11u", tally->rule, tally->finds, tally->quiet, tally->misses, tally->wrongly,
               tally->unexpected);
        print_share(tally->found, tally->finds + tally->misses);
        print_share(tally->found, tally->found + tally->wrongly + tally->unexpected);
        printf("\n");
    }
    printf("\n%u passed, %u failed\n", totals->passed, totals->failed);
}

/* ---- the command line ---- */

static const char *find_clang(void)
{
    static const char *const names[] = {"clang", "clang-19", "clang-18", "clang-17", "clang-20"};
    const char *path = getenv("PATH");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (const char *at = path ? path : ""; *at; at += strspn(at, ":")) {
            char file[4096];
            int length = (int)strcspn(at, ":");
            snprintf(file, sizeof file, "%.*s/%s", length, at, names[i]);
            if (access(file, X_OK) == 0)
                return names[i];
            at += length;
        }
    return NULL;
}

static int usage(void)
{
    fputs("usage: corpus_run [--compiled] [--build GLOB] [-j N] [--corpus FOLDER] [--sigvet PROGRAM] [--work FOLDER] "
          "[FILTER]\n"
          "       corpus_run --selftest\n",
          stderr);
    return 2;
}

/* False: the command line is wrong. */
static bool read_options(int count, char **words, struct settings *settings, uint32_t *at_once, bool *selftest)
{
    static const struct option options[] = {{"build", required_argument, NULL, 'b'},
                                            {"compiled", no_argument, NULL, 'o'},
                                            {"corpus", required_argument, NULL, 'c'},
                                            {"selftest", no_argument, NULL, 't'},
                                            {"sigvet", required_argument, NULL, 's'},
                                            {"work", required_argument, NULL, 'w'},
                                            {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(count, words, "j:", options, NULL)) != -1;) {
        if (option == 'b')
            settings->builds = optarg;
        else if (option == 'o')
            settings->compiled = true;
        else if (option == 'c')
            settings->corpus = optarg;
        else if (option == 's')
            settings->sigvet = optarg;
        else if (option == 't')
            *selftest = true;
        else if (option == 'w')
            settings->work = optarg;
        else if (option == 'j')
            *at_once = (uint32_t)strtoul(optarg, NULL, 10);
        else
            return false;
    }
    return *at_once > 0 && *at_once <= MOST_JOBS && count - optind <= 1;
}

static const char *absolute(const char *path, struct arena *arena)
{
    char *here = getcwd(NULL, 0);
    const char *result = here ? text_path(here, path, arena) : path;
    free(here);
    return result;
}

/* The builds of a case become jobs. */
static void add_jobs(const struct settings *settings, const char *name, struct jobs *jobs, struct builds *all,
                     struct arena *arena)
{
    struct test_case *test = arena_alloc(sizeof *test, arena);
    struct builds *builds = arena_alloc(sizeof *builds, arena);
    case_read(settings, name, test, arena);
    builds_find(settings, test, builds, arena);
    for (uint32_t i = 0; i < builds->items.count; i++)
        *array_push(&jobs->items, arena) = (struct job){.test = test, .build = &builds->items.items[i]};
    for (uint32_t i = 0; i < builds->absent.count; i++)
        *array_push(&all->absent, arena) = builds->absent.items[i];
}

/* Builds that were asked for and could not be made, by compiler. */
static void print_absent(const struct builds *all)
{
    for (uint32_t i = 0; i < all->absent.count; i++) {
        const char *compiler = all->absent.items[i];
        uint32_t same = 0, before = 0;
        for (uint32_t k = 0; k < all->absent.count; k++)
            if (strcmp(all->absent.items[k], compiler) == 0) {
                same++;
                before += k < i;
            }
        if (!before)
            printf("%u builds skipped: %s is not installed\n", same, compiler);
    }
}

/* Runs every case whose name has the filter in it; the exit code. */
static int run_corpus(const struct settings *settings, const char *filter, uint32_t at_once, struct arena *arena)
{
    struct case_names names = {0};
    cases_find(settings->corpus, filter, &names, arena);
    if (!names.items.count) {
        fprintf(stderr, "corpus_run: no case in %s%s%s\n", settings->corpus, filter ? " with " : "",
                filter ? filter : "");
        return 2;
    }
    if (access(settings->sigvet, X_OK) != 0) {
        fprintf(stderr, "corpus_run: %s cannot be run\n", settings->sigvet);
        return 2;
    }
    struct jobs jobs = {0};
    struct builds all = {0};
    for (uint32_t i = 0; i < names.items.count; i++)
        add_jobs(settings, names.items.items[i], &jobs, &all, arena);
    if (!settings->clang)
        fputs("no clang is installed: units are taken as gcc compiles them only\n", stderr);
    struct totals totals = {0};
    run_all(settings, &jobs, at_once, &totals, arena);
    print_totals(&totals);
    print_absent(&all);
    return totals.failed > 0;
}

/* Runs the corpus in a folder, which has known mistakes: what is said of them must be in expected.txt. */
static bool says_expected(struct settings *settings, const char *folder, uint32_t at_once, struct arena *arena)
{
    const char *expected = arena_format(arena, "%s/expected.txt", folder);
    settings->corpus = arena_format(arena, "%s/corpus", folder);
    fflush(stdout);
    FILE *said = tmpfile();
    int standard = dup(STDOUT_FILENO);
    if (!said || standard < 0 || dup2(fileno(said), STDOUT_FILENO) < 0) {
        perror("corpus_run: a temporary file");
        return false;
    }
    int code = run_corpus(settings, NULL, at_once, arena);
    fflush(stdout);
    dup2(standard, STDOUT_FILENO);
    const char *actual = text_read_file(arena_format(arena, "/dev/fd/%d", fileno(said)), NULL, arena);
    const char *wanted = text_read_file(expected, NULL, arena);
    bool same = code == 1 && wanted && actual && strcmp(wanted, actual) == 0;
    printf(same ? "the runner says what %s has\n" : "the runner does not say what %s has, but:\n%s",
           expected, actual ? actual : "");
    fclose(said);
    close(standard);
    return same;
}

static int run_selftest(struct settings *settings, uint32_t at_once, struct arena *arena)
{
    settings->work = arena_format(arena, "%s/selftest", settings->work);
    bool source = says_expected(settings, SIGVET_SOURCE "/tests/corpus/selftest", at_once, arena);
    settings->compiled = true;
    bool compiled = says_expected(settings, SIGVET_SOURCE "/tests/corpus/selftest/compiled", at_once, arena);
    return !source || !compiled;
}

int main(int count, char **words)
{
    struct arena *arena = arena_new();
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    uint32_t at_once = cores > 0 && cores < MOST_JOBS ? (uint32_t)cores : 2;
    bool selftest = false;
    struct settings settings = {
        .corpus = SIGVET_SOURCE "/corpus", .sigvet = SIGVET_PROGRAM, .work = SIGVET_WORK, .clang = find_clang()};
    if (!read_options(count, words, &settings, &at_once, &selftest))
        return usage();
    settings.corpus = absolute(settings.corpus, arena);
    settings.sigvet = absolute(settings.sigvet, arena);
    settings.work = absolute(settings.work, arena);
    int code = selftest ? run_selftest(&settings, at_once, arena)
                        : run_corpus(&settings, words[optind], at_once, arena);
    arena_free(arena);
    return code;
}
