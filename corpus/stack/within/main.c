/* Room enough: an array aligned to 64 bytes, many arguments, a tail call, a deep chain. The same frames would not fit in
 * the thread's own stack of any size, and nothing is said of a handler that does not ask for another. */
// finds nothing
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static char room[65536];
static volatile int total;
void use(char *text, size_t size);
int many(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j);

__attribute__((noinline)) void use(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((volatile char *)text)[i] = 1;
}

__attribute__((noinline)) int many(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j)
{
    volatile int all = a + b + c + d + e + f + g + h + i + j;
    return all;
}

__attribute__((noinline)) static void aligned(void)
{
    _Alignas(64) char text[4096];
    use(text, sizeof text);
}

__attribute__((noinline)) static void last(int number)
{
    char text[2000];
    use(text, sizeof text);
    total = number;
}

__attribute__((noinline)) static void third(int number)
{
    char text[2000];
    use(text, sizeof text);
    last(number);
}

__attribute__((noinline)) static void second(int number)
{
    aligned();
    total = many(number, 2, 3, 4, 5, 6, 7, 8, 9, 10) + many(1, 2, 3, 4, 5, 6, 7, 8, 9, number);
    third(number);
}

static void on_int(int number)
{
    second(number);
    if (write(1, "", 0) < 0)
        total = 0;
}

static void on_own(int number) // quiet: stack-depth
{
    char text[200000];
    use(text, sizeof text);
    total = number;
}

int main(void)
{
    stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
    struct sigaction action = {.sa_handler = on_int, .sa_flags = SA_ONSTACK};
    sigaltstack(&stack, 0);
    sigaction(SIGINT, &action, 0); // handler: on_int SIGINT clean
    action.sa_handler = on_own;
    action.sa_flags = SA_RESTART;
    sigaction(SIGHUP, &action, 0); // handler: on_own SIGHUP clean
    return 0;
}
