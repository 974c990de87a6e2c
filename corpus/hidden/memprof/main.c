// A profile of memory accesses: shadow counters in place, and calls for copies.
#include <signal.h>
#include <unistd.h>

struct sample {
	char bytes[600];
};

struct sample saved, current;
int *where;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fmemory-profile
{
	*where = sig; // quiet: hidden-call
	saved = current; // finds: hidden-call of __memprof_memcpy because -fmemory-profile
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
