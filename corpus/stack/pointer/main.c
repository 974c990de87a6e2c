/* A call through a pointer counts with all that it may hold; the larger of the two overflows. */
#include <signal.h>
#include <stddef.h>

static char room[12288];
static volatile int total;
void use(char *text, size_t size);
static void (*hook)(int);

__attribute__((noinline)) void use(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((volatile char *)text)[i] = 1;
}

static void small(int number)
{
    total = number;
}

static void large(int number)
{
    char text[10000];
    use(text, sizeof text);
    total = number;
}

static void on_int(int number) // finds: stack-depth via on_int > large > use
{
    hook(number);
    total++;
}

int main(int argc, char **argv)
{
    (void)argv;
    hook = argc > 1 ? large : small;
    stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
    struct sigaction action = {.sa_handler = on_int, .sa_flags = SA_ONSTACK};
    sigaltstack(&stack, 0);
    sigaction(SIGINT, &action, 0); // handler: on_int SIGINT unproven
    return 0;
}
