/* SPDX-License-Identifier: Apache-2.0
 *
 * bench SIGVET CLANG BUILD_DIR...: what a cold and a warm `sigvet check` cost, as ratios to `clang -fsyntax-only` run once
 * for each unit in the same run. CPU time of all processes, one at a time (a second one beside it makes both look slower);
 * the machine is noisy, so both are run in turn and the least of each counts.
 */
#include "base/arena.h"
#include "base/array.h"
#include "base/text.h"
#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { ROUNDS = 3 };

struct cost {
    double cpu;      /* seconds, user and system, of the process and all it waited for */
    long peak_kib;   /* resident, of all its processes together, sampled */
    int status;      /* as wait4 gave it */
};

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* Resident KiB and parent of a process; 0 when it is gone. */
static long resident(const char *pid, long *parent)
{
    char path[300], line[256];
    snprintf(path, sizeof path, "/proc/%s/status", pid);
    FILE *file = fopen(path, "re");
    long kib = 0;
    *parent = 0;
    while (file && fgets(line, sizeof line, file)) {
        sscanf(line, "PPid: %ld", parent);
        sscanf(line, "VmRSS: %ld", &kib);
    }
    if (file)
        fclose(file);
    return kib;
}

/* Resident KiB of a process and its children. */
static long resident_tree(pid_t root)
{
    long sum = 0;
    DIR *proc = opendir("/proc");
    for (struct dirent *entry; proc && (entry = readdir(proc));) {
        long parent, kib;
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
            continue;
        kib = resident(entry->d_name, &parent);
        if (parent == root || atol(entry->d_name) == root)
            sum += kib;
    }
    if (proc)
        closedir(proc);
    return sum;
}

static struct cost run(char *const *arguments, const char *directory, bool sample)
{
    struct cost cost = {0};
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 0);
        dup2(null, 1);
        dup2(null, 2);
        if (chdir(directory) != 0)
            _exit(126);
        execvp(arguments[0], arguments);
        _exit(127);
    }
    struct rusage usage;
    while (wait4(child, &cost.status, sample ? WNOHANG : 0, &usage) == 0) {
        long kib = resident_tree(child);
        if (kib > cost.peak_kib)
            cost.peak_kib = kib;
        usleep(200000); /* looking costs time on the other core too */
    }
    cost.cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    return cost;
}

/* The unit's own command with clang in place of the compiler, nothing written. */
static char **syntax_only(json_t *entry, const char *clang, struct arena *arena)
{
    ARRAY(char *) words = {0};
    *array_push(&words, arena) = arena_text(clang, arena);
    *array_push(&words, arena) = arena_text("-fsyntax-only", arena);
    *array_push(&words, arena) = arena_text("-w", arena);
    *array_push(&words, arena) = arena_text("-Qunused-arguments", arena);
    json_t *arguments = json_object_get(entry, "arguments");
    char *command = json_is_array(arguments) ? NULL
                                             : arena_text(json_string_value(json_object_get(entry, "command")), arena);
    size_t count = command ? SIZE_MAX : json_array_size(arguments);
    char *rest = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *word = command ? strtok_r(i ? NULL : command, " ", &rest)
                                   : json_string_value(json_array_get(arguments, i));
        if (!word)
            break;
        bool output = strcmp(word, "-o") == 0;
        if (output && command)
            strtok_r(NULL, " ", &rest);
        i += output && !command;
        if (i == 0 || output || strcmp(word, "-c") == 0 || text_starts(word, "-M") || text_starts(word, "-W"))
            continue;
        *array_push(&words, arena) = arena_text(word, arena);
    }
    array_push(&words, arena)[0] = NULL;
    return words.items;
}

static double run_clang(json_t *database, const char *clang, unsigned *failed)
{
    double cpu = 0;
    size_t i;
    json_t *entry;
    json_array_foreach(database, i, entry) {
        struct arena *arena = arena_new();
        struct cost cost = run(syntax_only(entry, clang, arena),
                               json_string_value(json_object_get(entry, "directory")), false);
        cpu += cost.cpu;
        *failed += cost.status != 0;
        arena_free(arena);
    }
    return cpu;
}

static void least(struct cost *known, struct cost cost, bool *broken)
{
    *broken |= !WIFEXITED(cost.status) || WEXITSTATUS(cost.status) > 1;
    known->cpu = fmin(known->cpu, cost.cpu);
    known->peak_kib = cost.peak_kib > known->peak_kib ? cost.peak_kib : known->peak_kib;
}

static int bench(const char *sigvet, const char *clang, const char *folder)
{
    struct arena *arena = arena_new();
    json_error_t error;
    json_t *database = json_load_file(text_path(folder, "compile_commands.json", arena), 0, &error);
    if (!database) {
        fprintf(stderr, "%s: %s\n", folder, error.text);
        return 1;
    }
    char *store = text_path(folder, "bench.db", arena);
    char *arguments[] = {(char *)sigvet, (char *)"check", (char *)"-j1", (char *)"-p", (char *)folder, (char *)"--db",
                         store, (char *)"--quiet", NULL};
    unsigned failed = 0;
    struct cost cold = {.cpu = INFINITY}, warm = cold;
    double base = INFINITY;
    bool broken = false;
    for (int round = 0; round < ROUNDS; round++) {
        failed = 0;
        base = fmin(base, run_clang(database, clang, &failed));
        unlink(store);
        least(&cold, run(arguments, ".", true), &broken);
        least(&warm, run(arguments, ".", true), &broken);
    }
    unlink(store);
    printf("%-12s %4zu units: clang -fsyntax-only %.2f s (%u failed), cold %.2f s = %.2f, warm %.2f s = %.3f, peak %ld MiB\n",
           text_basename(folder), json_array_size(database), base, failed, cold.cpu, cold.cpu / base, warm.cpu,
           warm.cpu / base, cold.peak_kib / 1024);
    fflush(stdout);
    if (broken)
        fprintf(stderr, "%s: sigvet could not finish\n", folder);
    json_decref(database);
    arena_free(arena);
    return broken;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: bench SIGVET CLANG BUILD_DIR...\n");
        return 2;
    }
    int broken = 0;
    for (int i = 3; i < argc; i++)
        broken |= bench(argv[1], argv[2], argv[i]);
    return broken;
}
