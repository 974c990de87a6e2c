// The hook is defined and set in a library that is not among the units.
#include <signal.h>
#include <unistd.h>

extern void (*library_trace)(const char *text);

static void on_usr1(int sig)
{
	(void)sig;
	// finds: unresolved-call
	// gap: unresolved-call
	library_trace("caught");
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
