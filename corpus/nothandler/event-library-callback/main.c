// The callback prints, and may: it is called from the loop, not from the handler.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include "event.h"

static void on_sigint(int signo, void *arg)
{
	printf("%s: %d\n", (const char *)arg, signo); // quiet: unsafe-call
}

int main(void)
{
	struct event_base base;

	if (evsignal_new(&base, SIGINT, on_sigint, "interrupt") < 0)
		return 1;
	return event_dispatch(&base);
}
