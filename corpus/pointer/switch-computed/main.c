// A switch picks the function into a local; every arm counts.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void nothing(unsigned n)
{
	(void)n;
}

static void show(unsigned n)
{
	printf("%u\n", n); // finds: unsafe-call via on_signal > show > printf
}

static void quit(unsigned n)
{
	exit((int)n); // finds: unsafe-call via on_signal > quit > exit
}

static void on_signal(int sig)
{
	void (*action)(unsigned);

	switch (sig) {
	case SIGHUP:
		action = show;
		break;
	case SIGTERM:
		action = quit;
		break;
	default:
		action = nothing;
	}
	action((unsigned)sig);
}

int main(void)
{
	signal(SIGHUP, on_signal);  // handler: on_signal SIGHUP unsafe
	signal(SIGTERM, on_signal); // handler: on_signal SIGTERM unsafe
	pause();
	return 0;
}
