// The C standard allows next to nothing, and printf least of all.
#include <signal.h>
#include <stdio.h>

static volatile sig_atomic_t seen;

static void on_int(int sig)
{
	printf("signal %d\n", sig); // finds: unsafe-call via on_int > printf
	seen = 1;
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	while (!seen)
		;
	return 0;
}
