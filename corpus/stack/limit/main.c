/* A limit that the user says: what exceeds it is an error, and what has no bound or is on no list a warning. */
#include <signal.h>
#include <stddef.h>
#include <string.h>

static volatile int total;
void use(char *text, size_t size);

__attribute__((noinline)) void use(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((volatile char *)text)[i] = 1;
}

static void on_int(int number) // finds: stack-depth via on_int > use
{
    char text[20000];
    use(text, sizeof text);
    total = number;
}

static void on_hup(int number) // quiet: stack-depth
{
    char text[100];
    use(text, sizeof text);
    total = number;
}

int main(void)
{
    signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
    signal(SIGHUP, on_hup); // handler: on_hup SIGHUP clean
    return 0;
}
