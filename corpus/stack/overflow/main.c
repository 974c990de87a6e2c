/* The alternate stack has room for the kernel's frame and little more; the handler's helper has a large buffer. */
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static char room[8192];
void fill(char *text, size_t size);

__attribute__((noinline)) void fill(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((volatile char *)text)[i] = (char)i;
}

__attribute__((noinline)) static void tell(int number)
{
    char text[9000];
    fill(text, sizeof text);
    if (write(2, text, (size_t)number) < 0)
        _exit(1);
}

static void on_fault(int number) // finds: stack-depth via on_fault > tell > write
{
    tell(number);
}

static void on_user(int number) // quiet: stack-depth
{
    (void)number;
}

int main(void)
{
    stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
    struct sigaction action = {.sa_handler = on_fault, .sa_flags = SA_ONSTACK};
    sigaltstack(&stack, NULL);
    sigaction(SIGSEGV, &action, NULL); // handler: on_fault SIGSEGV unproven
    action.sa_handler = on_user;
    sigaction(SIGUSR1, &action, NULL); // handler: on_user SIGUSR1 clean
    return 0;
}
