// Registers the handler of log.c.
// finds nothing
#include <signal.h>
#include <unistd.h>
#include "log.h"

int main(void)
{
	signal(SIGUSR1, log_signal); // handler: log_signal SIGUSR1 unsafe
	pause();
	return 0;
}
