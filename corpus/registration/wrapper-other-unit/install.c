// The wrapper sits in a unit that never names a handler.
// finds nothing
#include <signal.h>
#include <stddef.h>
#include "install.h"

int install(void (*handler)(int), int signo)
{
	struct sigaction sa = { .sa_handler = handler };

	return sigaction(signo, &sa, NULL);
}
