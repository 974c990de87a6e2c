// Two units each have a static on_signal: this one is bad.
#include <signal.h>
#include <stdio.h>
#include "parts.h"

static void on_signal(int sig)
{
	printf("client got %d\n", sig); // finds: unsafe-call via on_signal > printf
}

void client_start(void)
{
	signal(SIGUSR1, on_signal); // handler: on_signal SIGUSR1 unsafe
}
