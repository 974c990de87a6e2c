// The pointer's type is taken from its initialiser.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > loud > fprintf
}

static void on_usr1(int sig)
{
	__auto_type note = loud;
	__auto_type copy = sig;

	if (copy)
		note("caught"); // quiet: unresolved-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
