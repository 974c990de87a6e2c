// The inner wrapper: the only one that touches sigaction().
// finds nothing
#include <signal.h>
#include <string.h>
#include "traps.h"

int trap_with_flags(int signo, void (*handler)(int), int flags)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	sa.sa_flags = flags;
	sigfillset(&sa.sa_mask);
	return sigaction(signo, &sa, NULL);
}
