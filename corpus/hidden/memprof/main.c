// A profile of memory accesses: shadow counters in place.
#include <signal.h>
#include <unistd.h>

int *where;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fmemory-profile
{
	*where = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
