/* SPDX-License-Identifier: Apache-2.0
 *
 * A profile from start to file. The writer is a thread of its own with all signals blocked, which reads the
 * log while the profile runs and writes the file at the end. sigprof_stop may be called from a signal handler
 * (by way of _exit): it takes no lock that the interrupted code might hold, and allocates nothing.
 */
#include "sigprof/session.h"
#include "sigprof/result.h"
#include "sigprof/threads.h"
#include "thread/raw.h"
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HZ = 100, MOST_HZ = 10000, PATIENCE = 30 /* seconds for the writer */, WRITER_STACK = 1 << 18 };
enum state { IDLE, STARTING, RUNNING, STOPPING };

static struct {
    uint32_t state;
    uint32_t written;         /* a futex: 1 when the file is done */
    bool prepared;            /* fork and quick_exit know of us */
    bool installed;           /* SIGPROF is ours, also when the profile is over */
    struct sigaction program; /* what the program believes SIGPROF does */
    pid_t process;
    char file[PATH_MAX];
    enum sigprof_format format;
    bool verbose;
    unsigned hz;
    uint64_t began, clock_at_start, cpu_at_start;
    uint32_t maps_lock; /* held with all signals blocked */
    struct maps maps;
    unsigned long long unloaded;
    bool maps_missing;
    struct result result;
} session;

void session_say(const char *format, ...)
{
    char line[4400] = "sigprof: ";
    size_t used = strlen(line);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line + used, sizeof line - used - 1, format, arguments);
    va_end(arguments);
    used += length < 0 ? 0 : (size_t)length;
    if (used > sizeof line - 1)
        used = sizeof line - 1;
    line[used++] = '\n';
    raw_syscall(SYS_write, STDERR_FILENO, (long)line, (long)used, 0, 0, 0);
}

static uint64_t now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static bool running(void)
{
    return __atomic_load_n(&session.state, __ATOMIC_ACQUIRE) == RUNNING && session.process == getpid();
}

/* ---- mappings ---- */

static void look_at_maps(void)
{
    uint64_t mask = raw_signal_mask(~(uint64_t)0);
    raw_spin_lock(&session.maps_lock);
    if (!maps_look(&session.maps, tick.epoch))
        session.maps_missing = true;
    raw_unlock(&session.maps_lock);
    raw_signal_mask(mask);
}

static int count_unloaded(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    *(unsigned long long *)context = info->dlpi_subs;
    return 1;
}

void session_unloading(void)
{
    if (running())
        look_at_maps();
}

void session_unloaded(void)
{
    unsigned long long unloaded = 0;
    if (!running())
        return;
    dl_iterate_phdr(count_unloaded, &unloaded);
    if (__atomic_exchange_n(&session.unloaded, unloaded, __ATOMIC_RELAXED) != unloaded)
        __atomic_fetch_add(&tick.epoch, 1, __ATOMIC_RELAXED);
}

/* ---- the writer ---- */

static void write_file(const struct result *result)
{
    struct output output;
    bool good = output_open(&output, session.file);
    if (good)
        good =
            session.format == SIGPROF_LEGACY ? write_legacy(result, &output) : write_pprof(result, &output);
    if (!good && output.error == 0)
        output.error = ENOMEM;
    if (!output_close(&output)) {
        const char *why = strerrordesc_np(output.error);
        session_say("cannot write %s: %s", session.file, why ? why : "unknown error");
        return;
    }
    uint64_t lost = result_lost(result);
    if (session.verbose)
        session_say("%s: %lu ticks, %lu samples, %lu lost (log full %lu, lock busy %lu, overrun %lu, "
                    "not delivered %lu, no memory %lu); stack unreadable in %lu",
                    session.file, result->ticks, result->samples, lost, result->lost[LOSS_LOG],
                    result->lost[LOSS_LOCK], result->lost[LOSS_OVERRUN], result->lost[LOSS_UNDELIVERED],
                    result->lost[LOSS_MEMORY], result->unreadable);
    else if (lost > result->ticks / 20 + 1)
        session_say("%lu of %lu ticks were lost; the profile says why", lost, result->ticks);
    if (result->without_timer > 0)
        session_say("%lu threads had no timer and are not in the profile", result->without_timer);
    if (result->replaced)
        session_say("the handler of SIGPROF was replaced; the profile is incomplete");
}

/* Code without frame pointers leads the walk astray: no caller is where no code is. */
static void cut_stacks(struct collection *stacks, const struct maps *maps)
{
    for (size_t i = 0; i < stacks->count; i++) {
        struct collected *stack = &stacks->items[i];
        size_t depth = 1;
        while (depth < stack->depth && maps_find(maps, stack->words[depth] - 1, stack->epoch))
            depth++;
        stack->depth = depth;
    }
}

static void complete(struct result *result, struct collection *stacks)
{
    result->stacks = stacks;
    result->samples = stacks->samples;
    result->lost[LOSS_LOG] += stacks->lost_log + tick.profile.lost;
    result->lost[LOSS_MEMORY] += stacks->lost_memory;
    look_at_maps();
    result->maps = &session.maps;
    result->maps_missing = session.maps_missing;
    if (!session.maps_missing)
        cut_stacks(stacks, &session.maps);
}

static void *writer(void *unused)
{
    struct collection stacks = {0};
    struct profile_words words;
    (void)unused;
    while ((words = profile_read(&tick.profile)).words)
        collect(&stacks, words.words, words.count);
    complete(&session.result, &stacks);
    write_file(&session.result);
    memory_release(&stacks.memory);
    __atomic_store_n(&session.written, 1, __ATOMIC_RELEASE);
    raw_syscall(SYS_futex, (long)&session.written, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, INT_MAX, 0, 0, 0);
    return NULL;
}

static bool start_writer(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    uint64_t mask = raw_signal_mask(~(uint64_t)0);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, WRITER_STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    bool good = wrapped()->pthread_create(&thread, &attributes, writer, NULL) == 0;
    pthread_attr_destroy(&attributes);
    raw_signal_mask(mask);
    return good;
}

/* ---- fork ---- */

static void forked(void)
{
    threads_forked(wrap_current());
    tick.on = 0;
    tick.lock = 0;
    tick.inside = 0;
    session.maps_lock = 0;
    session.state = IDLE;
    if (session.installed) {
        session.installed = false;
        wrapped()->sigaction(SIGPROF, &session.program, NULL);
    }
}

/* ---- start and stop ---- */

static bool is_function(const struct sigaction *action)
{
    return (action->sa_flags & SA_SIGINFO) ||
           (action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN);
}

static bool install(void)
{
    struct sigaction ours = {.sa_sigaction = tick_handle, .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
    struct sigaction before;
    sigfillset(&ours.sa_mask);
    if (session.installed)
        return true;
    if (wrapped()->sigaction(SIGPROF, NULL, &before) != 0 || is_function(&before)) {
        session_say("SIGPROF has a handler already; no profile");
        return false;
    }
    session.program = before;
    session.installed = wrapped()->sigaction(SIGPROF, &ours, NULL) == 0;
    return session.installed;
}

/* What it means later, when the program may be in another folder. */
static bool set_file(const char *file)
{
    char folder[PATH_MAX] = "";
    if (file[0] != '/' && !getcwd(folder, sizeof folder))
        return false;
    int length = snprintf(session.file, sizeof session.file, "%s%s%s", folder, folder[0] ? "/" : "", file);
    return length > 0 && (size_t)length < sizeof session.file;
}

static bool set_options(const struct sigprof_options *options)
{
    session.hz = options->hz ? options->hz : HZ;
    if (!options->file || !set_file(options->file) || session.hz > MOST_HZ) {
        session_say("no file, or a rate above %d Hz; no profile", MOST_HZ);
        return false;
    }
    session.format = options->format;
    session.verbose = options->verbose;
    session.process = tick.process = getpid();
    session.written = 0;
    session.maps_missing = false;
    session.result = (struct result){.hz = session.hz};
    memory_release(&session.maps.memory);
    session.maps = (struct maps){0};
    dl_iterate_phdr(count_unloaded, &session.unloaded);
    memset(tick.lost, 0, sizeof tick.lost);
    tick.unreadable = tick.strange = 0;
    tick.by_process = options->process_timer;
    tick.profile.count = tick.profile.evicts = tick.profile.lost = 0;
    return true;
}

/* So that no tick is at work any more. */
static void stop_ticks(void)
{
    __atomic_store_n(&tick.on, 0, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&tick.inside, __ATOMIC_SEQ_CST) != 0)
        raw_yield();
}

static bool abandon(const char *why)
{
    session_say("%s: %s; no profile", why, strerrordesc_np(errno));
    threads_disarm_all();
    stop_ticks();
    threads_settle();
    tick.profile.on = false;
    return false;
}

/* The writer comes last, when the threads to be sampled are found: it is none of them. */
static bool begin(const struct sigprof_options *options)
{
    if (!set_options(options) || !install())
        return false;
    if (!session.prepared) {
        session.prepared = true;
        pthread_atfork(threads_fork_begins, threads_fork_ends, forked);
        at_quick_exit(sigprof_stop);
    }
    if (options->before_signals)
        fatal_watch();
    if (!wrap_current())
        wrap_enter();
    if (!profile_open(&tick.profile, (int)session.hz))
        return false;
    session.began = now(CLOCK_REALTIME);
    session.clock_at_start = now(CLOCK_MONOTONIC);
    session.cpu_at_start = now(CLOCK_PROCESS_CPUTIME_ID);
    __atomic_store_n(&tick.on, 1, __ATOMIC_SEQ_CST);
    if (!threads_arm_all(session.hz)) {
        tick.by_process = 1;
        if (!threads_arm_all(session.hz))
            return abandon("no timer");
    }
    return start_writer() || abandon("cannot start a thread");
}

bool sigprof_start(const struct sigprof_options *options)
{
    uint32_t idle = IDLE;
    if (!__atomic_compare_exchange_n(&session.state, &idle, STARTING, 0, __ATOMIC_ACQ_REL,
                                     __ATOMIC_ACQUIRE)) {
        session_say("a profile is running already");
        return false;
    }
    bool good = begin(options);
    __atomic_store_n(&session.state, good ? RUNNING : IDLE, __ATOMIC_RELEASE);
    return good;
}

/* A tick that waits for this thread is delivered now, not to a handler that may come after ours. */
static void deliver_pending(void)
{
    sigset_t only, before;
    sigemptyset(&only);
    sigaddset(&only, SIGPROF);
    pthread_sigmask(SIG_UNBLOCK, &only, &before);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void take_account(struct result *result)
{
    struct sigaction there;
    result->ticks = threads_settle();
    memcpy(result->lost, tick.lost, sizeof result->lost);
    result->unreadable = tick.unreadable;
    result->strange = tick.strange;
    result->without_timer = threads_without_timer();
    result->by_process = tick.by_process;
    result->began = session.began;
    result->lasted = now(CLOCK_MONOTONIC) - session.clock_at_start;
    result->cpu = now(CLOCK_PROCESS_CPUTIME_ID) - session.cpu_at_start;
    result->replaced = wrapped()->sigaction(SIGPROF, NULL, &there) == 0 && there.sa_sigaction != tick_handle;
}

static bool wait_until_written(void)
{
    struct timespec patience = {PATIENCE, 0};
    while (__atomic_load_n(&session.written, __ATOMIC_ACQUIRE) == 0) {
        long result = raw_syscall(SYS_futex, (long)&session.written, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0,
                                  (long)&patience, 0, 0);
        if (result == -ETIMEDOUT) {
            session_say("%s is not written after %d s; going on without", session.file, PATIENCE);
            return false;
        }
    }
    return true;
}

/* All signals are blocked meanwhile, or a handler that ends the program would wait for what it interrupts. */
void sigprof_stop(void)
{
    uint32_t state = RUNNING;
    if (session.process != getpid())
        return;
    int error = errno;
    uint64_t mask = raw_signal_mask(~(uint64_t)0);
    if (__atomic_compare_exchange_n(&session.state, &state, STOPPING, 0, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE)) {
        threads_disarm_all();
        deliver_pending();
        stop_ticks();
        take_account(&session.result);
        profile_close(&tick.profile);
        /* Else no other profile will be started. */
        if (wait_until_written())
            __atomic_store_n(&session.state, IDLE, __ATOMIC_RELEASE);
    } else if (state == STOPPING) {
        wait_until_written(); /* another thread is at it, and this one may be about to end the process */
    }
    raw_signal_mask(mask);
    errno = error;
}

/* ---- SIGPROF, as the program sees it ---- */

bool session_disposition(const struct sigaction *wanted, struct sigaction *old)
{
    if (!session.installed || session.process != getpid())
        return false;
    struct sigaction before = session.program;
    if (wanted && is_function(wanted)) {
        if (running())
            session_say("the program has a handler for SIGPROF; the profile ends here");
        sigprof_stop();
        session.installed = false;
        if (wrapped()->sigaction(SIGPROF, wanted, NULL) != 0)
            return false;
    } else if (wanted) {
        session.program = *wanted; /* a tick that is still on its way must not end the program */
    }
    if (old)
        *old = before;
    return true;
}

__attribute__((destructor)) static void at_exit(void)
{
    sigprof_stop();
}
