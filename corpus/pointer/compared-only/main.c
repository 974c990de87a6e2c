// The bad function is only compared with the pointer, it never gets into it.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void soft(const char *text)
{
	write(STDERR_FILENO, text, 1); // quiet: unsafe-call
}

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // quiet: unsafe-call
}

static void (*sink)(const char *text) = soft;

static void on_usr1(int sig)
{
	(void)sig;
	if (sink != loud)
		sink("caught"); // quiet: unresolved-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
