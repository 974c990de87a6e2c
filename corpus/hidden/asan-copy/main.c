// A struct copy under address checks is a call of __asan_memcpy, a zeroing one of __asan_memset; without checks memcpy.
#include <signal.h>
#include <unistd.h>

struct sample {
	char bytes[600];
};

struct sample saved, current;

__attribute__((no_sanitize("address"), noinline)) static void copy_unchecked(void)
{
	saved = current; // finds: hidden-call of memcpy because struct copy
}

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=address
{
	saved = current; // finds: hidden-call of __asan_memcpy because -fsanitize=address
	(void)sig; // quiet: hidden-call
	copy_unchecked();
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
