// What the C standard allows: abort, _Exit, quick_exit and an assignment to a flag.
// finds nothing
#include <signal.h>
#include <stdlib.h>

static volatile sig_atomic_t count;

static void on_int(int sig)
{
	if (count++ == 0)
		return;
	if (sig == SIGINT)
		quick_exit(1); // quiet: unsafe-call
	if (sig == SIGTERM)
		_Exit(1); // quiet: unsafe-call
	abort();	  // quiet: unsafe-call
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT clean
	for (;;)
		;
}
