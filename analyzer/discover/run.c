/* SPDX-License-Identifier: Apache-2.0
 *
 * posix_spawn with two pipes a program, and one loop over all that run. Each gets a process group of its own, so that what
 * it started ends with it.
 */
#include "discover/run.h"
#include "base/array.h"
#include "base/progress.h"
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

enum { SECONDS = 10, OUTPUT_BYTES = 4 << 20, LOOK_AGAIN_MS = 20 };

/* A program that runs. */
struct running {
    struct run_job *job; /* NULL: none */
    pid_t pid;
    int files[2]; /* its output and its errors; -1: ended */
    struct text texts[2];
    int64_t end; /* of its time, in milliseconds */
    const char *trouble;
};

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
static int spawn(const struct run_job *job, int output, int errors, pid_t *pid, struct arena *arena)
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
        (failure = posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)) ||
        (job->directory && (failure = posix_spawn_file_actions_addchdir_np(&actions, job->directory))))
        goto destroy_attributes;
    ARRAY(char *) list = {0};
    for (const char *const *word = job->words; *word; word++)
        *array_push(&list, arena) = arena_text(*word, arena);
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

/* Starts a job; false when it is over already, with the trouble said. */
static bool start(struct running *running, struct run_job *job, struct arena *arena)
{
    int output[2], errors[2];
    job->result = (struct run_result){.output = "", .errors = "", .trouble = "no pipe could be made"};
    if (pipe2(output, O_CLOEXEC) != 0)
        return false;
    if (pipe2(errors, O_CLOEXEC) != 0) {
        close(output[0]);
        close(output[1]);
        return false;
    }
    *running = (struct running){.files = {output[0], errors[0]}, .texts = {{.arena = arena}, {.arena = arena}}};
    struct arena *room = arena_new();
    int failure = spawn(job, output[1], errors[1], &running->pid, room);
    arena_free(room);
    close(output[1]);
    close(errors[1]);
    if (failure) {
        job->result.trouble = arena_text(strerror(failure), arena);
        close(output[0]);
        close(errors[0]);
        return false;
    }
    fcntl(output[0], F_SETFL, O_NONBLOCK);
    fcntl(errors[0], F_SETFL, O_NONBLOCK);
    running->end = milliseconds() + (int64_t)job->seconds * 1000;
    running->job = job;
    return true;
}

/* Reads what is there; closes the pipe at its end. */
static void take(struct running *running, int which, struct arena *arena)
{
    char room[65536];
    struct text *text = &running->texts[which];
    for (;;) {
        ssize_t got = read(running->files[which], room, sizeof room);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return;
        if (got <= 0)
            break;
        size_t left = running->job->bytes - text->length;
        if ((size_t)got > left && !running->job->cut && !running->trouble)
            running->trouble = arena_format(arena, "it printed more than %u MiB", running->job->bytes >> 20);
        text_add_bytes(text, room, (size_t)got < left ? (size_t)got : left);
        if (running->trouble)
            return;
    }
    close(running->files[which]);
    running->files[which] = -1;
}

static bool has_exited(const struct running *running)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)running->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0;
}

/* Ends what is left of it, and says how it went. */
static void finish(struct running *running, struct arena *arena)
{
    struct run_job *job = running->job;
    int status = 0;
    kill(-running->pid, SIGKILL); /* of one that has exited, what it left behind */
    for (int which = 0; which < 2; which++) {
        if (running->files[which] >= 0)
            take(running, which, arena);
        if (running->files[which] >= 0)
            close(running->files[which]);
    }
    pid_t ended;
    while ((ended = waitpid(running->pid, &status, 0)) < 0 && errno == EINTR)
        continue;
    if (ended < 0)
        running->trouble = "it was lost";
    else if (!running->trouble && WIFSIGNALED(status))
        running->trouble = arena_format(arena, "it was ended by signal %d", WTERMSIG(status));
    else if (!running->trouble && WEXITSTATUS(status))
        running->trouble = arena_format(arena, "it failed with exit code %d", WEXITSTATUS(status));
    job->result = (struct run_result){.output = text_get(&running->texts[0]),
                                      .errors = text_get(&running->texts[1]),
                                      .trouble = running->trouble};
    running->job = NULL;
}

/* Waits until something happens to one of those that run, or might have. */
static void wait_for(struct running *slots, uint32_t count, struct pollfd *polled, struct arena *arena)
{
    nfds_t used = 0;
    int64_t left = LOOK_AGAIN_MS;
    for (uint32_t i = 0; i < count; i++) {
        bool silent = slots[i].job && slots[i].files[0] < 0 && slots[i].files[1] < 0;
        for (int which = 0; slots[i].job && which < 2; which++)
            if (slots[i].files[which] >= 0)
                polled[used++] = (struct pollfd){.fd = slots[i].files[which], .events = POLLIN};
        if (silent) /* it closed its output and is about to end */
            left = 1;
    }
    poll(polled, used, (int)left);
    for (uint32_t i = 0; i < count; i++)
        for (int which = 0; slots[i].job && which < 2; which++)
            if (slots[i].files[which] >= 0)
                take(&slots[i], which, arena);
}

void run_programs(struct run_job *jobs, uint32_t count, uint32_t workers, const char *what, struct arena *arena)
{
    struct arena *room = arena_new();
    workers = workers < count ? workers : count;
    struct running *slots = arena_array(workers, sizeof *slots, room);
    struct pollfd *polled = arena_array(2 * (size_t)workers, sizeof *polled, room);
    struct progress progress;
    uint32_t next = 0, done = 0;
    progress_start(&progress, what ? what : "", count, what != NULL);
    while (done < count) {
        for (uint32_t i = 0; i < workers; i++)
            while (!slots[i].job && next < count)
                done += !start(&slots[i], &jobs[next++], arena);
        wait_for(slots, workers, polled, arena);
        int64_t now = milliseconds();
        for (uint32_t i = 0; i < workers; i++) {
            struct running *running = &slots[i];
            if (running->job && !running->trouble && !has_exited(running) && now > running->end)
                running->trouble = arena_format(arena, "it ran for more than %u s", running->job->seconds);
            if (running->job && (running->trouble || has_exited(running))) {
                finish(running, arena);
                done++;
            }
        }
        progress_step(&progress, done);
    }
    progress_end(&progress);
    arena_free(room);
}

void run_program(const char *const *words, struct run_result *result, struct arena *arena)
{
    struct run_job job = {.words = words, .seconds = SECONDS, .bytes = OUTPUT_BYTES};
    run_programs(&job, 1, 1, NULL, arena);
    *result = job.result;
}
