// Handlers in an array of function pointers, chosen by an index known only at run time.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void verbose_stop(int sig)
{
	printf("stopping on %d\n", sig); // finds: unsafe-call via verbose_stop > printf
}

static void silent_stop(int sig)
{
	(void)sig;
	_exit(0); // quiet: unsafe-call
}

static void (*const stops[])(int) = { silent_stop, verbose_stop };

int main(int argc, char **argv)
{
	(void)argv;
	// handler: silent_stop SIGTERM clean
	// handler: verbose_stop SIGTERM unsafe
	signal(SIGTERM, stops[argc > 1]);
	pause();
	return 0;
}
