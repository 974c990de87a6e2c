// Signals are blocked and waited for: what follows sigwait() is ordinary code.
// finds nothing
#include <signal.h>
#include <stdio.h>

static void handle_signal(int sig)
{
	printf("got %d\n", sig); // quiet: unsafe-call
}

int main(void)
{
	sigset_t set;
	int sig;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	while (sigwait(&set, &sig) == 0)
		handle_signal(sig);
	return 0;
}
