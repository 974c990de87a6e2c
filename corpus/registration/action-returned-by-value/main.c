// A function returns a whole struct sigaction.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_prof(int sig)
{
	printf("tick %d\n", sig); // finds: unsafe-call via on_prof > printf
}

static struct sigaction restarting(void (*handler)(int))
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };

	return sa;
}

int main(void)
{
	struct sigaction sa = restarting(on_prof);

	sigaction(SIGPROF, &sa, NULL); // handler: on_prof SIGPROF unsafe
	pause();
	return 0;
}
