// An array of functions indexed by the signal number: any of them may run.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void ignore(unsigned sig)
{
	(void)sig;
}

static void show(unsigned sig)
{
	printf("signal %u\n", sig); // finds: unsafe-call via on_signal > show > printf
}

static void stop(unsigned sig)
{
	_exit((int)sig); // quiet: unsafe-call
}

static void (*const actions[])(unsigned) = { ignore, show, stop };

static void on_signal(int sig)
{
	actions[sig % 3]((unsigned)sig);
}

int main(void)
{
	signal(SIGHUP, on_signal); // handler: on_signal SIGHUP unsafe
	signal(SIGINT, on_signal); // handler: on_signal SIGINT unsafe
	pause();
	return 0;
}
