// The handler hands a function to atexit, which only stores it: it runs later and elsewhere.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void farewell(void)
{
	printf("bye %d\n", getpid()); // quiet: unsafe-call
}

static void on_usr1(int sig)
{
	(void)sig;
	atexit(farewell); // finds: unsafe-call via on_usr1 > atexit
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
