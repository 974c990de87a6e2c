// The same said on the command line.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

__attribute__((noinline)) static long enter(void)
{
	return strtol("1", NULL, 10); // quiet: unsafe-call
}

static void on_int(int sig)
{
	if (sig)
		enter();
	strtol("1", NULL, 10); // finds: unsafe-call via on_int > strtol
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
