/* SPDX-License-Identifier: Apache-2.0
 *
 * posix_spawn with two pipes. The program gets a process group of its own, so that what it started ends with
 * it.
 */
#include "discover/run.h"
#include "base/array.h"
#include "base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TOO_LONG "it ran for more than 10 s"

enum { SECONDS = 10, OUTPUT_BYTES = 4 << 20 };

extern char **environ;

/* The environment in plain English, without what would make a compiler write files. */
static char **make_environment(struct arena *arena)
{
    static const char *const dropped[] = {
        "CC_LOG_DIAGNOSTICS", "CC_PRINT_",           "DEPENDENCIES_OUTPUT=", "LANGUAGE=", "LC_ALL=",
        "CCACHE_DISABLE=",    "SUNPRO_DEPENDENCIES="};
    ARRAY(char *) list = {0};
    for (char **at = environ; *at; at++) {
        bool drop = false;
        for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
            drop |= text_starts(*at, dropped[i]);
        if (!drop)
            *array_push(&list, arena) = *at;
    }
    *array_push(&list, arena) = arena_text("LC_ALL=C", arena);
    *array_push(&list, arena) = arena_text("CCACHE_DISABLE=1", arena);
    *array_push(&list, arena) = NULL;
    return list.items;
}

/* Starts the program; gives 0 or an errno. */
static int start(const char *const *words, int output, int errors, pid_t *pid, struct arena *arena)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failure = posix_spawn_file_actions_init(&actions);
    if (failure)
        return failure;
    failure = posix_spawnattr_init(&attributes);
    if (failure)
        goto destroy_actions;
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if ((failure = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)) ||
        (failure = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)) ||
        (failure = posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)))
        goto destroy_attributes;
    ARRAY(char *) list = {0};
    for (; *words; words++)
        *array_push(&list, arena) = arena_text(*words, arena);
    *array_push(&list, arena) = NULL;
    failure = posix_spawn(pid, list.items[0], &actions, &attributes, list.items, make_environment(arena));
destroy_attributes:
    posix_spawnattr_destroy(&attributes);
destroy_actions:
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

static int64_t milliseconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Reads what is there; false at the end or when there is too much of it. */
static bool take(int file, struct text *text, const char **trouble)
{
    char room[65536];
    ssize_t got = read(file, room, sizeof room);
    if (got < 0)
        return errno == EINTR || errno == EAGAIN;
    if (text->length + (size_t)got > OUTPUT_BYTES) {
        *trouble = "it printed more than 4 MiB";
        return false;
    }
    text_add_bytes(text, room, (size_t)got);
    return got > 0;
}

/* Reads both pipes until they end; gives what went wrong, or NULL. */
static const char *drain(int output, int errors, int64_t end, struct text *texts)
{
    struct pollfd files[2] = {{.fd = output, .events = POLLIN}, {.fd = errors, .events = POLLIN}};
    const char *trouble = NULL;
    while (!trouble && (files[0].fd >= 0 || files[1].fd >= 0)) {
        int64_t left = end - milliseconds();
        int ready = left > 0 ? poll(files, 2, (int)left) : 0;
        if (ready == 0)
            trouble = TOO_LONG;
        for (int i = 0; i < 2 && ready > 0; i++)
            if (files[i].revents && !take(files[i].fd, &texts[i], &trouble))
                files[i].fd = -1;
    }
    return trouble;
}

/* Waits for the program, whose output has ended or was enough; gives what went wrong, or NULL. */
static const char *reap(pid_t pid, int64_t end, const char *trouble, struct arena *arena)
{
    int status = 0;
    for (;;) {
        if (trouble)
            kill(-pid, SIGKILL);
        pid_t ended = waitpid(pid, &status, trouble ? 0 : WNOHANG);
        if (ended == pid)
            break;
        if (ended < 0 && errno != EINTR)
            return "it was lost";
        if (ended == 0 && milliseconds() > end)
            trouble = TOO_LONG;
        else if (ended == 0) /* it closed its output and is about to end */
            nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
    }
    if (trouble)
        return trouble;
    if (WIFSIGNALED(status))
        return arena_format(arena, "it was ended by signal %d", WTERMSIG(status));
    return WEXITSTATUS(status) ? arena_format(arena, "it failed with exit code %d", WEXITSTATUS(status))
                               : NULL;
}

void run_program(const char *const *words, struct run_result *result, struct arena *arena)
{
    struct text texts[2] = {{.arena = arena}, {.arena = arena}};
    int output[2], errors[2];
    pid_t pid = 0;
    *result = (struct run_result){.output = "", .errors = "", .trouble = "no pipe could be made"};
    if (pipe2(output, O_CLOEXEC) != 0)
        return;
    if (pipe2(errors, O_CLOEXEC) != 0)
        goto close_output;
    int failure = start(words, output[1], errors[1], &pid, arena);
    close(output[1]);
    close(errors[1]);
    output[1] = errors[1] = -1;
    if (failure) {
        result->trouble = arena_text(strerror(failure), arena);
    } else {
        int64_t end = milliseconds() + SECONDS * 1000;
        const char *trouble = drain(output[0], errors[0], end, texts);
        result->trouble = reap(pid, end, trouble, arena);
        result->output = text_get(&texts[0]);
        result->errors = text_get(&texts[1]);
    }
    close(errors[0]);
close_output:
    close(output[0]);
    if (output[1] >= 0)
        close(output[1]);
}
