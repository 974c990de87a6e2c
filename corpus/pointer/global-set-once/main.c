// The handler calls through a global pointer that main sets before it registers the handler.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void (*sink)(const char *text);

static void to_stderr(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > to_stderr > fprintf
}

static void on_usr1(int sig)
{
	(void)sig;
	sink("caught"); // quiet: unresolved-call
}

int main(void)
{
	sink = to_stderr;
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
