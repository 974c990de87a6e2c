// The pointer is declared with typeof of the function itself.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > loud > fprintf
}

static void on_usr1(int sig)
{
	__typeof__(loud) *note = loud;
	__typeof__(sig) copy = sig;

	if (copy)
		note("caught"); // quiet: unresolved-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
