/* SPDX-License-Identifier: Apache-2.0
 *
 * Says where the process dies, for the tests. The runtime masks every signal in its handlers, and the kernel
 * kills a process whose fault is blocked without asking a handler; so this takes SIGSEGV out of the mask of
 * SIGPROF, and nothing else: the code that is tested stays the same to the byte. The handler reads the
 * registers of the fault, writes one line, restores the default and returns into the fault, which now ends
 * the process as it does without a reporter.
 */
#include "crash/foreign.h"
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <ucontext.h>
#include <unistd.h>

static const char *function_at(uintptr_t address)
{
    Dl_info info;
    return dladdr((void *)address, &info) && info.dli_sname ? info.dli_sname : "?";
}

static void on_fault(int signal_number, siginfo_t *info, void *context)
{
    const greg_t *registers = ((const ucontext_t *)context)->uc_mcontext.gregs;
    uintptr_t pc = (uintptr_t)registers[REG_RIP];
    uintptr_t top = *(const uintptr_t *)registers[REG_RSP];
    char text[256];
    int length = snprintf(text, sizeof text, "fault: address 0x%lx in %s, top of stack in %s\n",
                          (unsigned long) (uintptr_t)info->si_addr, function_at(pc), function_at(top - 1));
    if (length > 0 && write(STDERR_FILENO, text, (size_t)length) < 0)
        _exit(3);
    signal(signal_number, SIG_DFL);
}

void report_faults(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGPROF, NULL, &action);
    sigdelset(&action.sa_mask, SIGSEGV);
    sigaction(SIGPROF, &action, NULL);
}
