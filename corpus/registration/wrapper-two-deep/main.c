// Two wrappers deep over three units: the handler is named here, registered two files further.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include "traps.h"

static volatile sig_atomic_t stop;

static void on_term(int sig)
{
	printf("terminate %d\n", sig); // finds: unsafe-call via on_term > printf
	stop = 1;
}

static void on_alarm(int sig)
{
	stop = sig;
	write(STDERR_FILENO, "a", 1); // quiet: unsafe-call
}

int main(void)
{
	trap(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	trap(SIGALRM, on_alarm); // handler: on_alarm SIGALRM clean
	while (!stop)
		pause();
	return 0;
}
