// A replacement for signal() as in Stevens' book: it returns the old handler as signal() does.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static sighandler_t reliable_signal(int signo, sighandler_t handler)
{
	struct sigaction new_action, old_action;

	new_action.sa_handler = handler;
	sigemptyset(&new_action.sa_mask);
	new_action.sa_flags = signo == SIGALRM ? 0 : SA_RESTART;
	if (sigaction(signo, &new_action, &old_action) < 0)
		return SIG_ERR;
	return old_action.sa_handler;
}

int main(void)
{
	if (reliable_signal(SIGINT, on_int) == SIG_ERR) // handler: on_int SIGINT unsafe
		return 1;
	pause();
	return 0;
}
