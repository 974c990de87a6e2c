// The same said on the command line.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static char *volatile kept;

__attribute__((noinline)) static long enter(void)
{
	return !getenv("X"); // quiet: unsafe-call
}

static void on_int(int sig)
{
	if (sig)
		enter();
	kept = getenv("X"); // finds: unsafe-call via on_int > getenv
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
