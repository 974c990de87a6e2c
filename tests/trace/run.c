/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a program under ptrace with all its threads and children. Where it waits or ends ("quiet points") the
 * signals that it handles are sent to it, one at a time; from the first instruction of a handler to its end
 * it is stepped.
 */
#include "trace/trace.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIGNALS = 65, SYSTEM_CALL = 2 /* bytes of the instruction */ };

struct traced {
    struct stepped stepped;
    bool gone;
    bool stepping;
    bool starting;   /* the SIGSTOP of its birth is still to come */
    bool early;      /* that came before its parent's word of it */
    bool sends;      /* signals are sent to it at its quiet points */
    bool cancelled;  /* an exit, to be made again */
    int delivering;  /* its handler begins at the next stop */
    int to_send;     /* when the cancelled call is over */
    uint32_t points; /* quiet ones so far */
    uint8_t sent[SIGNALS];
};

struct run {
    struct trace *trace;
    ARRAY(struct traced *) all;
    uint32_t programs;
};

static volatile sig_atomic_t time_is_up;

/* The clock's, or the terminal's; not what the program sends to its parent. */
static void on_end(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    if (info->si_code != SI_USER)
        time_is_up = 1;
}

/* ---- threads ---- */

static struct traced *find(struct run *run, pid_t thread)
{
    for (uint32_t i = run->all.count; i > 0; i--)
        if (run->all.items[i - 1]->stepped.thread == thread && !run->all.items[i - 1]->gone)
            return run->all.items[i - 1];
    return NULL;
}

static struct space *new_space(struct run *run, pid_t process)
{
    struct space *space = arena_alloc(sizeof *space, run->trace->arena);
    space->process = process;
    space->program = run->programs++;
    space->decoded = map_new(run->trace->arena);
    return space;
}

static struct traced *add(struct run *run, pid_t thread)
{
    struct traced *traced = arena_alloc(sizeof *traced, run->trace->arena);
    traced->stepped.thread = thread;
    traced->starting = true;
    *array_push(&run->all, run->trace->arena) = traced;
    return traced;
}

static void resume(struct traced *traced, int number)
{
    enum __ptrace_request how = traced->stepping || traced->delivering ? PTRACE_SINGLESTEP : PTRACE_SYSCALL;
    ptrace(how, traced->stepped.thread, NULL, (void *)(long)number);
}

/* A process as a forked child of another, or a thread beside it. */
static void be_born(struct run *run, const struct traced *parent, pid_t child, bool thread)
{
    struct traced *traced = find(run, child);
    bool waits = traced && traced->early;
    if (!traced)
        traced = add(run, child);
    if (thread) {
        traced->stepped.space = parent->stepped.space;
    } else {
        traced->stepped.space = new_space(run, child);
        step_copy(run->trace, &parent->stepped, &traced->stepped);
        traced->stepping = parent->stepping;
        traced->sends = parent->sends;
        traced->points = parent->points;
        memcpy(traced->sent, parent->sent, sizeof traced->sent);
    }
    if (waits) {
        traced->early = false;
        resume(traced, 0);
    }
}

/* ---- signals ---- */

/* A line of /proc/THREAD/status that is a set of signals. */
static uint64_t signal_set(pid_t thread, const char *name)
{
    char path[64], line[256];
    uint64_t set = 0;
    snprintf(path, sizeof path, "/proc/%d/status", thread);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (text_starts(line, name))
            set = strtoull(line + strlen(name), NULL, 16) << 1; /* bit N: signal N */
    if (file)
        fclose(file);
    return set;
}

static bool is_caught(pid_t thread, int number)
{
    return signal_set(thread, "SigCgt:") >> number & 1;
}

/* These wait under a mask of their own. */
static bool has_own_mask(long call)
{
    return call == SYS_rt_sigsuspend || call == SYS_ppoll || call == SYS_pselect6 || call == SYS_epoll_pwait;
}

/* The signal that it handles and was sent least often; 0: all were. */
static int next_signal(const struct run *run, const struct traced *traced, long call)
{
    pid_t thread = traced->stepped.thread;
    uint64_t set = signal_set(thread, "SigCgt:") & run->trace->wanted->signals;
    int best = 0;
    if (!has_own_mask(call))
        set &= ~signal_set(thread, "SigBlk:");
    for (int number = 1; number < SIGNALS - 1; number++)
        if (set >> number & 1 && traced->sent[number] < run->trace->wanted->rounds &&
            (!best || traced->sent[number] < traced->sent[best]))
            best = number;
    return best;
}

static void send_signal(struct traced *traced, int number)
{
    syscall(SYS_tgkill, traced->stepped.space->process, traced->stepped.thread, number);
}

static bool is_quiet(const struct run *run, long call)
{
    static const long calls[] = {SYS_pause,     SYS_rt_sigsuspend,   SYS_epoll_wait, SYS_epoll_pwait,
                                 SYS_poll,      SYS_ppoll,           SYS_select,     SYS_pselect6,
                                 SYS_nanosleep, SYS_clock_nanosleep, SYS_wait4};
    if (run->trace->wanted->system_call >= 0)
        return call == run->trace->wanted->system_call;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (calls[i] == call)
            return true;
    return call == SYS_exit_group;
}

/* A system call begins. An exit is put off: the call is made void, and made again after the signal. */
static void at_system_call(struct run *run, struct traced *traced, long call)
{
    if (!traced->sends || !run->trace->wanted->signals || !is_quiet(run, call) ||
        traced->points++ < run->trace->wanted->skip)
        return;
    int number = next_signal(run, traced, call);
    if (!number) {
        if (call != SYS_exit_group && !run->trace->wanted->stay)
            kill(traced->stepped.space->process, SIGKILL);
        return;
    }
    traced->sent[number]++;
    struct user_regs_struct registers;
    if (call != SYS_exit_group && run->trace->wanted->system_call < 0) {
        send_signal(traced, number);
    } else if (ptrace(PTRACE_GETREGS, traced->stepped.thread, NULL, &registers) == 0) {
        registers.orig_rax = (unsigned long long)-1;
        ptrace(PTRACE_SETREGS, traced->stepped.thread, NULL, &registers);
        traced->cancelled = true;
        traced->to_send = number;
    }
}

static void after_cancelled(struct traced *traced, long call)
{
    struct user_regs_struct registers;
    traced->cancelled = false;
    if (ptrace(PTRACE_GETREGS, traced->stepped.thread, NULL, &registers) != 0)
        return;
    registers.rip -= SYSTEM_CALL;
    registers.rax = (unsigned long long)call;
    ptrace(PTRACE_SETREGS, traced->stepped.thread, NULL, &registers);
    send_signal(traced, traced->to_send);
}

/* ---- stops ---- */

static void on_system_call(struct run *run, struct traced *traced)
{
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, traced->stepped.thread, (void *)sizeof info, &info) <= 0)
        return;
    long only = run->trace->wanted->system_call;
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
        at_system_call(run, traced, (long)info.entry.nr);
    else if (traced->cancelled)
        after_cancelled(traced, only >= 0 ? only : SYS_exit_group);
}

static void on_step(struct run *run, struct traced *traced)
{
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, traced->stepped.thread, NULL, &registers) != 0)
        return;
    int number = traced->delivering;
    traced->delivering = 0;
    if (number)
        traced->stepping = step_enter(run->trace, &traced->stepped, number, registers.rip, registers.rsp);
    else
        traced->stepping = step_next(run->trace, &traced->stepped, registers.rip, registers.rsp);
}

static void on_event(struct run *run, struct traced *traced, int event)
{
    unsigned long message = 0;
    ptrace(PTRACE_GETEVENTMSG, traced->stepped.thread, NULL, &message);
    if (event == PTRACE_EVENT_EXEC) {
        step_end(run->trace, &traced->stepped);
        traced->stepped.space = new_space(run, traced->stepped.thread);
        traced->stepping = false;
    } else {
        be_born(run, traced, (pid_t)message, event == PTRACE_EVENT_CLONE);
    }
}

/* What is delivered to it when it goes on; 0: nothing. */
static int on_signal(struct traced *traced, int number)
{
    siginfo_t info;
    if (ptrace(PTRACE_GETSIGINFO, traced->stepped.thread, NULL, &info) != 0)
        return 0; /* no delivery: it is stopped as job control has it, and goes on all the same */
    if (is_caught(traced->stepped.thread, number))
        traced->delivering = number;
    return number;
}

static void on_stop(struct run *run, pid_t thread, int status)
{
    struct traced *traced = find(run, thread);
    int number = WSTOPSIG(status), event = status >> 16;
    if (!traced) {
        traced = add(run, thread);
        traced->starting = false;
        traced->early = true;
        return;
    }
    int deliver = 0;
    if (event)
        on_event(run, traced, event);
    else if (number == (SIGTRAP | 0x80))
        on_system_call(run, traced);
    else if (number == SIGTRAP)
        on_step(run, traced);
    else if (number == SIGSTOP && traced->starting)
        traced->starting = false;
    else
        deliver = on_signal(traced, number);
    resume(traced, deliver);
}

static bool any_left(const struct run *run)
{
    for (uint32_t i = 0; i < run->all.count; i++)
        if (!run->all.items[i]->gone)
            return true;
    return false;
}

static void kill_all(struct run *run)
{
    for (uint32_t i = 0; i < run->all.count; i++)
        if (!run->all.items[i]->gone)
            kill(run->all.items[i]->stepped.thread, SIGKILL);
}

/* ---- the program ---- */

/* Signals that a program may send to its parent. */
static void set_sent_to_us(void (*how)(int))
{
    static const int numbers[] = {SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        signal(numbers[i], how);
}

/* A session of its own: what it sends to its group reaches nobody else. */
static void become(const struct wanted *wanted)
{
    setsid();
    set_sent_to_us(SIG_DFL);
    personality(ADDR_NO_RANDOMIZE);
    setenv("LD_BIND_NOW", "1", 1); /* so no call goes by way of the dynamic linker */
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
    execvp(wanted->command[0], (char *const *)wanted->command);
    _exit(127);
}

static bool start(struct run *run)
{
    long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                   PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
    int status;
    pid_t child = fork();
    if (child == 0)
        become(run->trace->wanted);
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFSTOPPED(status) ||
        ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)options) != 0)
        return false;
    struct traced *traced = add(run, child);
    traced->starting = false;
    traced->sends = true;
    traced->stepped.space = new_space(run, child);
    resume(traced, 0);
    return true;
}

bool trace_run(struct trace *trace)
{
    struct run run = {.trace = trace};
    struct sigaction action = {.sa_sigaction = on_end, .sa_flags = SA_SIGINFO};
    sigaction(SIGALRM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    set_sent_to_us(SIG_IGN);
    if (!start(&run))
        return false;
    alarm(trace->wanted->seconds);
    while (any_left(&run)) {
        int status;
        pid_t thread = waitpid(-1, &status, __WALL);
        if (thread < 0 && errno != EINTR)
            break;
        if (time_is_up) {
            time_is_up = 0;
            kill_all(&run);
        }
        if (thread <= 0)
            continue;
        struct traced *traced = find(&run, thread);
        if (WIFSTOPPED(status))
            on_stop(&run, thread, status);
        else if (traced) {
            step_end(trace, &traced->stepped);
            traced->gone = true;
        }
    }
    alarm(0);
    return true;
}
