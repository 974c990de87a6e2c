// The object of a unit that the handler reaches is older than its source and header: it is not believed.
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
