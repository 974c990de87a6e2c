// The handler sets a flag and the main loop prints: no call at all in the handler.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t seen;

static void on_int(int sig)
{
	seen = sig;
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT clean
	while (!seen)
		pause();
	printf("signal %d\n", (int)seen); // quiet: unsafe-call
	return 0;
}
