// The wrapper fixes the signals and takes only the handler: one call, two signals.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_exit_signal(int sig)
{
	printf("leaving on %d\n", sig); // finds: unsafe-call via on_exit_signal > printf
	_exit(0);
}

static void when_leaving(void (*handler)(int))
{
	signal(SIGINT, handler);
	signal(SIGTERM, handler);
}

int main(void)
{
	when_leaving(on_exit_signal); // handler: on_exit_signal SIGINT,SIGTERM unsafe
	pause();
	return 0;
}
