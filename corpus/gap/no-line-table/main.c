// A unit that was compiled without -g: which of its calls are hidden cannot be told.
// finds nothing
#include "helper.h"
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	save(sig);
	write(2, ".", 1); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
