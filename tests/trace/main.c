/* SPDX-License-Identifier: Apache-2.0
 *
 * trace [OPTION...] -- PROGRAM [ARGUMENT...]: runs the program, sends it the signals that it handles where it
 * waits or ends, and compares what its handlers call with the graph in databases of sigvet. Exit 0: every
 * edge is there; 1: one is missing, or no handler ran; 2: wrong usage or failure.
 */
#include "trace/trace.h"
#include <ctype.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

static const char usage[] =
    "Usage: trace --db FILE [OPTION...] -- PROGRAM [ARGUMENT...]\n"
    "  --db FILE      a database of sigvet check; may be given again\n"
    "  --own PREFIX   code in files whose path begins so is the program's (PROGRAM itself); again\n"
    "  --signals LIST what to send: all (of those that it handles), none, or INT,TERM,... (all)\n"
    "  --rounds N     how often each (1)\n"
    "  --skip N       quiet points that pass first (0)\n"
    "  --at CALL      send where it makes this system call: rename, unlink, write, exit_group\n"
    "  --stay         do not end it when all is sent\n"
    "  --steps N      most instructions in one run of a handler (3000000)\n"
    "  --seconds N    most time (60)\n"
    "  --empty        no handler needs to run\n"
    "  --report FILE  what is printed goes there (standard output)\n"
    "  --quiet        print only what is missing, and a line for each handler\n";

struct texts {
    ARRAY(const char *) items;
};

struct request {
    struct wanted wanted;
    struct texts own, databases;
    const char *report;
    bool empty;
    struct arena *arena;
};

static int signal_number(const char *name)
{
    for (int number = 1; number < 64; number++) {
        const char *known = sigabbrev_np(number);
        if (known && strcmp(name, known) == 0)
            return number;
    }
    int number = atoi(name);
    return number > 0 && number < 64 ? number : 0;
}

static bool set_signals(struct request *request, const char *list)
{
    request->wanted.signals = 0;
    if (strcmp(list, "none") == 0)
        return true;
    if (strcmp(list, "all") == 0) {
        request->wanted.signals = ~(uint64_t)0;
        return true;
    }
    for (const char *at = list; *at; at += strspn(at, ",")) {
        const char *name = arena_copy(at, strcspn(at, ","), request->arena);
        int number = signal_number(name);
        at += strlen(name);
        if (!number)
            return false;
        request->wanted.signals |= (uint64_t)1 << number;
    }
    return true;
}

static bool set_call(struct request *request, const char *name)
{
    static const struct {
        const char *name;
        long number;
    } calls[] = {
        {"rename", SYS_rename}, {"unlink", SYS_unlink}, {"write", SYS_write}, {"exit_group", SYS_exit_group},
        {"read", SYS_read},     {"openat", SYS_openat}, {"fsync", SYS_fsync}, {"wait4", SYS_wait4},
        {"poll", SYS_poll},     {"link", SYS_link},     {"mkdir", SYS_mkdir}};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strcmp(calls[i].name, name) == 0)
            request->wanted.system_call = calls[i].number;
    return request->wanted.system_call >= 0;
}

static bool set_option(struct request *request, char letter, const char *value)
{
    switch (letter) {
    case 'd':
        *array_push(&request->databases.items, request->arena) = value;
        return true;
    case 'o':
        *array_push(&request->own.items, request->arena) = value;
        return true;
    case 's':
        return set_signals(request, value);
    case 'r':
        request->wanted.rounds = (uint32_t)atoi(value);
        return request->wanted.rounds > 0 && request->wanted.rounds < 250;
    case 'k':
        request->wanted.skip = (uint32_t)atoi(value);
        return true;
    case 'a':
        return set_call(request, value);
    case 'n':
        request->wanted.most_steps = strtoull(value, NULL, 10);
        return true;
    case 't':
        request->wanted.seconds = (uint32_t)atoi(value);
        return true;
    case 'y':
        request->wanted.stay = true;
        return true;
    case 'e':
        request->empty = true;
        return true;
    case 'f':
        request->report = value;
        return true;
    case 'q':
        request->wanted.quiet = true;
        return true;
    default:
        return false;
    }
}

static bool read_options(int count, char **words, struct request *request)
{
    static const struct option options[] = {
        {"db", 1, NULL, 'd'},     {"own", 1, NULL, 'o'},   {"signals", 1, NULL, 's'},
        {"rounds", 1, NULL, 'r'}, {"skip", 1, NULL, 'k'},  {"at", 1, NULL, 'a'},
        {"stay", 0, NULL, 'y'},   {"steps", 1, NULL, 'n'}, {"seconds", 1, NULL, 't'},
        {"empty", 0, NULL, 'e'},  {"quiet", 0, NULL, 'q'}, {"report", 1, NULL, 'f'},
        {NULL, 0, NULL, 0},
    };
    int option;
    while ((option = getopt_long(count, words, "+", options, NULL)) != -1)
        if (!set_option(request, (char)option, optarg))
            return false;
    return optind < count;
}

int main(int count, char **words)
{
    struct arena *arena = arena_new();
    struct request request = {.arena = arena};
    request.wanted = (struct wanted){
        .signals = ~(uint64_t)0, .rounds = 1, .most_steps = 3000000, .seconds = 60, .system_call = -1};
    if (!read_options(count, words, &request)) {
        fputs(usage, stderr);
        return 2;
    }
    request.wanted.command = (const char *const *)words + optind;
    if (!request.own.items.count) {
        char *path = realpath(words[optind], NULL);
        *array_push(&request.own.items, arena) = arena_text(path ? path : words[optind], arena);
        free(path);
    }
    *array_push(&request.own.items, arena) = NULL;
    *array_push(&request.databases.items, arena) = NULL;
    request.wanted.own = request.own.items.items;
    request.wanted.databases = request.databases.items.items;
    struct trace trace = {.wanted = &request.wanted, .arena = arena, .known = map_new(arena)};
    trace.images = (struct images){.own = request.wanted.own, .arena = arena};
    struct counts counts = {0};
    bool ran = trace_run(&trace);
    if (request.report && !freopen(request.report, "w", stdout)) {
        perror(request.report);
        ran = false;
    }
    if (!ran || !graph_compare(&trace, &counts)) {
        fprintf(stderr, "trace: %s cannot be run or compared\n", words[optind]);
        arena_free(arena);
        return 2;
    }
    bool right = counts.missing == 0 && (trace.handlers.count || request.empty);
    if (!trace.handlers.count)
        printf("no handler ran\n");
    arena_free(arena);
    return right ? 0 : 1;
}
