/* gcc makes tail calls of these when it optimises: then one of the buffers counts, not their sum. clang keeps the frames,
 * for the buffers' addresses were handed on. */
#include <signal.h>
#include <stddef.h>

static char room[18432];
static volatile int total;
void use(char *text, size_t size);

__attribute__((noinline)) void use(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((volatile char *)text)[i] = 1;
}

__attribute__((noinline)) static void third(int number)
{
    {
        char text[8000];
        use(text, sizeof text);
    }
    total = number;
}

__attribute__((noinline)) static void second(int number)
{
    {
        char text[8000];
        use(text, sizeof text);
    }
    third(number + 1);
}

// finds: stack-depth via on_int > second > third > use [clang]
// finds: stack-depth via on_int > second > third > use [gcc -O0]
static void on_int(int number)
{
    second(number + 1);
}

int main(void)
{
    stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
    struct sigaction action = {.sa_handler = on_int, .sa_flags = SA_ONSTACK};
    sigaltstack(&stack, 0);
    // handler: on_int SIGINT unproven [clang]
    // handler: on_int SIGINT unproven [gcc -O0]
    // handler: on_int SIGINT clean [gcc !-O0]
    sigaction(SIGINT, &action, 0);
    return 0;
}
