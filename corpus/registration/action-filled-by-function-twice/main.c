// The same helper fills the struct for two signals in turn: each call's handler goes to its own signal only.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_tstp(int sig)
{
	printf("suspended, %d\n", sig); // finds: unsafe-call via on_tstp > printf
}

static void on_term(int sig)
{
	stop = sig;
	write(STDERR_FILENO, "t", 1); // quiet: unsafe-call
}

static void fill(struct sigaction *action, void (*handler)(int))
{
	memset(action, 0, sizeof *action);
	action->sa_handler = handler;
}

int main(void)
{
	struct sigaction sa;

	fill(&sa, on_tstp);
	sigaction(SIGTSTP, &sa, NULL); // handler: on_tstp SIGTSTP unsafe
	fill(&sa, on_term);
	sigaction(SIGTERM, &sa, NULL); // handler: on_term SIGTERM clean
	while (!stop)
		pause();
	return 0;
}
