/* The size of the alternate stack comes from sysconf, so what is known is MINSIGSTKSZ, which no handler fits: a note. With
 * flags that nobody knows there is nothing to compare with. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void on_int(int number) // finds: stack-depth via on_int
{
    (void)number;
}

static void on_hup(int number) // quiet: stack-depth
{
    (void)number;
}

static void on_quit(int number) // quiet: stack-depth
{
    (void)number;
}

int main(int argc, char **argv)
{
    (void)argv;
    stack_t stack = {.ss_size = (size_t)sysconf(_SC_SIGSTKSZ)};
    stack.ss_sp = malloc(stack.ss_size);
    struct sigaction action = {.sa_handler = on_int, .sa_flags = SA_ONSTACK};
    sigaltstack(&stack, 0);
    sigaction(SIGINT, &action, 0); // handler: on_int SIGINT clean
    action.sa_handler = on_hup;
    action.sa_flags = argc;
    sigaction(SIGHUP, &action, 0); // handler: on_hup SIGHUP clean
    action.sa_handler = on_quit;
    action.sa_flags = (int)SA_RESETHAND;
    action.sa_flags |= argc > 1 ? SA_RESTART : SA_NODEFER;
    sigaction(SIGQUIT, &action, 0); // handler: on_quit SIGQUIT clean
    return 0;
}
