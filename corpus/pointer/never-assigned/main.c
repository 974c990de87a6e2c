// A hook that nothing in the program ever sets is called all the same.
#include <signal.h>
#include <unistd.h>

static void (*trace)(const char *text);

static void on_usr1(int sig)
{
	(void)sig;
	if (trace)
		// finds: unresolved-call [! clang -O2]
		// gap: unresolved-call [! clang -O2]
		trace("caught");
}

int main(void)
{
	// handler: on_usr1 SIGUSR1 clean [clang -O2]
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven [! clang -O2]
	pause();
	return 0;
}
