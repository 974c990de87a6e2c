// The kernel's address checks are calls: each access has one.
#include <signal.h>
#include <unistd.h>

int *where;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=address
{
	*where = sig; // finds: hidden-call of __asan_store4_noabort because -fsanitize=kernel-address
	(void)sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
