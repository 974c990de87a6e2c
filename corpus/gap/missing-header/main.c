// A header that the build generates is not there yet; what it would have changed is unknown.
// finds nothing
#include <signal.h>
#include <unistd.h>
#include "generated/config.h" // gap: does-not-parse

static void on_usr1(int sig)
{
	(void)sig;
	write(STDERR_FILENO, "!", 1); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
