// getenv reads a table that setenv may be rebuilding; POSIX does not list it.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	(void)sig;
	if (getenv("QUIET")) // finds: unsafe-call via on_usr1 > getenv
		return;
	write(STDERR_FILENO, "!\n", 2); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
