// A hook that nothing in the program ever sets is called all the same.
#include <signal.h>
#include <unistd.h>

static void (*trace)(const char *text);

static void on_usr1(int sig)
{
	(void)sig;
	if (trace)
		// finds: unresolved-call
		// gap: unresolved-call
		trace("caught");
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
