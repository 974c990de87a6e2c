// An array of variable length is poisoned and unpoisoned by calls.
#include <signal.h>
#include <unistd.h>

void look(char *value);
char *kept;

__attribute__((no_sanitize("address"), noinline)) void look(char *value)
{
	kept = value; // quiet: hidden-call
}

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=address
{ // finds: hidden-call of __asan_allocas_unpoison because -fsanitize=address [gcc]
	char text[sig]; // finds: hidden-call of __asan_alloca_poison because -fsanitize=address
	look(text); // finds: hidden-call of __asan_allocas_unpoison because -fsanitize=address [gcc]
} // finds: hidden-call of __asan_allocas_unpoison because -fsanitize=address [clang]

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
