/* Frames that only the run knows: an array of variable length, alloca, and alloca of a constant in a loop. */
#include <alloca.h>
#include <signal.h>
#include <stddef.h>

static char room[32768];
void use(char *text, size_t size);

__attribute__((noinline)) void use(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((volatile char *)text)[i] = 1;
}

__attribute__((noinline)) static void array(int n) // finds: stack-depth of array because dynamic
{
    char text[n];
    use(text, sizeof text);
}

__attribute__((noinline)) static void taken(int n) // finds: stack-depth of taken because dynamic
{
    use(alloca((size_t)n), (size_t)n);
}

__attribute__((noinline)) static void again(int n) // finds: stack-depth of again because dynamic
{
    for (int i = 0; i < n; i++)
        use(alloca(64), 64);
}

// quiet: stack-depth [!gcc,!-O0]
// finds: stack-depth of once because dynamic [gcc -O0]
__attribute__((noinline)) static void once(void)
{
    use(alloca(64), 64);
}

static void on_int(int number)
{
    array(number);
    taken(number);
    again(number);
    once();
}

int main(void)
{
    static struct sigaction action = {.sa_handler = on_int, .sa_flags = SA_ONSTACK};
    static stack_t stack = {.ss_sp = room, .ss_size = 32768};
    sigaltstack(&stack, 0);
    sigaction(SIGINT, &action, 0); // handler: on_int SIGINT unproven
    return 0;
}
