/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker is a fork, so it knows what to read already. It lives on a stack large enough for deeply nested
 * input, has a limit on its memory, prints nothing and dies with its parent.
 */
#include "facts/worker.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer)
enum { MEMORY_LIMITED = 0 }; /* sanitizers reserve terabytes */
#else
enum { MEMORY_LIMITED = 1 };
#endif

int64_t worker_clock(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* ---- in the worker ---- */

struct post {
    int socket;
    const struct work *work;
};

static bool send_all(int socket, const char *bytes, size_t length)
{
    while (length) {
        ssize_t sent = send(socket, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            return false;
        bytes += sent > 0 ? sent : 0;
        length -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

/* Does one thing and answers; false when nobody listens any more. */
static bool serve(const struct post *post, void *begun, uint32_t index)
{
    struct arena *arena = arena_new();
    struct text bytes = {.arena = arena};
    int64_t started = worker_clock();
    uint32_t state = post->work->answer(post->work, begun, index, &bytes);
    struct worker_header header = {state, (uint32_t)(worker_clock() - started), bytes.length};
    bool sent = send_all(post->socket, (const char *)&header, sizeof header) &&
                send_all(post->socket, bytes.bytes, bytes.length);
    arena_free(arena);
    return sent;
}

static void *serve_all(void *payload)
{
    const struct post *post = payload;
    struct arena *arena = arena_new();
    void *begun = post->work->begin(post->work, arena);
    uint32_t index;
    while (recv(post->socket, &index, sizeof index, MSG_WAITALL) == sizeof index)
        if (!serve(post, begun, index))
            break;
    if (post->work->end)
        post->work->end(begun);
    arena_free(arena);
    return NULL;
}

static void limit(int resource, rlim_t most)
{
    struct rlimit limit;
    if (getrlimit((__rlimit_resource_t)resource, &limit) != 0)
        return;
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    setrlimit((__rlimit_resource_t)resource, &limit);
}

/* Makes the process one that harms nobody and outlives nobody. */
static void settle(const struct workers *workers, const struct worker *own, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_DFL);
    for (uint32_t i = 0; i < workers->count; i++)
        if (&workers->items[i] != own && workers->items[i].pid)
            close(workers->items[i].socket);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int file = STDIN_FILENO; null >= 0 && file <= STDERR_FILENO; file++)
        dup2(null, file);
    if (null > STDERR_FILENO)
        close(null);
    limit(RLIMIT_CORE, 0);
    /* A worker needs as much for the next file: giving memory back to the kernel costs a tenth of the
     * reading. */
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_MMAP_THRESHOLD, 32 << 20); /* the most that glibc takes */
    mallopt(M_TOP_PAD, 16 << 20);
}

/* The address space that a process has, in bytes. */
static rlim_t own_size(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    if (fscanf(file, "%lu", &pages) != 1)
        pages = 0;
    fclose(file);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* An eighth of the memory is stack: half a gigabyte as a rule. */
static void run(const struct workers *workers, int socket)
{
    struct post post = {socket, workers->work};
    size_t stack = ((size_t)workers->mebibytes << 20) / 8;
    limit(RLIMIT_STACK, stack); /* read by those who measure how deep they may go */
    if (MEMORY_LIMITED)
        limit(RLIMIT_AS, own_size() + ((rlim_t)workers->mebibytes << 20));
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack);
    if (pthread_create(&thread, &attributes, serve_all, &post) == 0)
        pthread_join(thread, NULL);
    else
        serve_all(&post);
}

/* ---- in the parent ---- */

int worker_start(const struct workers *workers, struct worker *worker)
{
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
        return errno;
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        close(sockets[0]);
        settle(workers, worker, parent);
        run(workers, sockets[1]);
        _exit(0);
    }
    int failure = pid < 0 ? errno : 0;
    close(sockets[1]);
    if (failure)
        close(sockets[0]);
    else
        *worker = (struct worker){.pid = pid, .socket = sockets[0], .index = NONE};
    return failure;
}

bool worker_give(struct worker *worker, uint32_t index)
{
    worker->index = index;
    worker->started = worker_clock();
    worker->received = 0;
    return send_all(worker->socket, (const char *)&index, sizeof index);
}

enum worker_event worker_take(const struct workers *workers, struct worker *worker)
{
    size_t head = sizeof worker->header;
    bool in_head = worker->received < head;
    char *to =
        in_head ? (char *)&worker->header + worker->received : worker->bytes + (worker->received - head);
    size_t all = in_head ? head : head + (size_t)worker->header.length;
    ssize_t got = recv(worker->socket, to, all - worker->received, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return WORKER_NOTHING;
    if (got <= 0 || worker->index == NONE)
        return WORKER_ENDED;
    worker->received += (size_t)got;
    if (worker->received < all)
        return WORKER_NOTHING;
    if (!in_head)
        return WORKER_ANSWERED;
    if (worker->header.length == 0 || worker->header.length > (uint64_t)workers->mebibytes << 20 ||
        worker->header.state >= workers->work->states)
        return WORKER_DAMAGED;
    worker->room = arena_new();
    worker->bytes = arena_alloc((size_t)worker->header.length, worker->room);
    return WORKER_NOTHING;
}

static const char *signal_name(int number, struct arena *arena)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {{SIGABRT, "SIGABRT"}, {SIGBUS, "SIGBUS"},   {SIGFPE, "SIGFPE"},   {SIGILL, "SIGILL"},
                 {SIGKILL, "SIGKILL"}, {SIGSEGV, "SIGSEGV"}, {SIGTERM, "SIGTERM"}, {SIGTRAP, "SIGTRAP"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].number == number)
            return names[i].name;
    return arena_format(arena, "signal %d", number);
}

/* Memory is the likely reason when the system killed it, or when it gave up with half of its memory in use.
 */
static const char *describe_end(const struct workers *workers, int status, long kibibytes,
                                struct arena *arena)
{
    const char *reader = workers->work->reader;
    uint32_t mebibytes = workers->mebibytes;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 3)
        return arena_format(arena, "reading took more than its %u MiB of memory", mebibytes);
    if (WIFEXITED(status))
        return arena_format(arena, "%s ended with exit code %d while reading it", reader,
                            WEXITSTATUS(status));
    int number = WTERMSIG(status);
    bool much = number == SIGKILL || kibibytes / 512 > (long)mebibytes;
    return arena_format(arena, "%s was ended by %s while reading it%s", reader, signal_name(number, arena),
                        much ? ", probably for lack of memory" : "");
}

const char *worker_end(const struct workers *workers, struct worker *worker, struct arena *arena)
{
    int status = 0;
    struct rusage usage = {0};
    close(worker->socket);
    kill(worker->pid, SIGKILL); /* nothing more for one that has already ended */
    while (wait4(worker->pid, &status, 0, &usage) < 0 && errno == EINTR)
        ;
    arena_free(worker->room);
    worker->room = NULL;
    worker->pid = 0;
    worker->index = NONE;
    return describe_end(workers, status, usage.ru_maxrss, arena);
}
