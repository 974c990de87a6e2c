// Debug output is switched off by a constant: the call stands in the source but never runs.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define DEBUG 0

static volatile sig_atomic_t seen;

static void on_usr1(int sig)
{
	if (0)
		printf("never %d\n", sig); // quiet: unsafe-call
	if (DEBUG)
		fprintf(stderr, "debug %d\n", sig); // quiet: unsafe-call
	seen = sig;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return seen;
}
