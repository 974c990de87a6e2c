// The project's own signal(), made of sigaction().
// finds nothing
#include <stddef.h>
#include "xsignal.h"

void xsignal(int signo, void (*handler)(int))
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };

	sigaction(signo, &sa, NULL);
}
