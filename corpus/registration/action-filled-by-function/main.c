// A helper fills the caller's struct sigaction through a pointer; the caller installs it.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void on_cont(int sig)
{
	printf("continued, %d\n", sig); // finds: unsafe-call via on_cont > printf
}

static void fill(struct sigaction *action, void (*handler)(int))
{
	memset(action, 0, sizeof *action);
	action->sa_handler = handler;
	action->sa_flags = SA_RESTART;
}

int main(void)
{
	struct sigaction sa;

	fill(&sa, on_cont);
	sigaction(SIGCONT, &sa, NULL); // handler: on_cont SIGCONT unsafe
	pause();
	return 0;
}
