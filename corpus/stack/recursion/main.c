/* A handler on an alternate stack calls itself, and two functions call each other: no bound. A loop of tail calls has one. */
#include <signal.h>

static char room[32768];
static volatile int total;

__attribute__((noinline)) static int sum(int n) // finds: stack-depth of sum because recursion
{
    volatile int here = n;
    return n < 2 ? 1 : here * sum(n - 1) + here;
}

__attribute__((noinline)) static int odd(int n);

__attribute__((noinline)) static int even(int n) // finds: stack-depth because recursion
{
    volatile int here = n;
    return n == 0 ? 1 : here + odd(n - 1) - here;
}

__attribute__((noinline)) static int odd(int n)
{
    volatile int here = n;
    return n == 0 ? 0 : here + even(n - 1) - here;
}

static void on_int(int number)
{
    total = sum(number);
}

static void on_hup(int number)
{
    total = even(number);
}

int main(void)
{
    stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
    struct sigaction action = {.sa_handler = on_int, .sa_flags = SA_ONSTACK | SA_RESTART};
    sigaltstack(&stack, 0);
    sigaction(SIGINT, &action, 0); // handler: on_int SIGINT unproven
    action.sa_handler = on_hup;
    sigaction(SIGHUP, &action, 0); // handler: on_hup SIGHUP unproven
    return 0;
}
