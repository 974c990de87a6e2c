// A designated initialiser naming the other member of the union.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_child(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	printf("child %d\n", (int)info->si_pid); // finds: unsafe-call via on_child > printf
}

int main(void)
{
	struct sigaction sa = {
		.sa_flags = SA_SIGINFO | SA_NOCLDSTOP,
		.sa_sigaction = on_child,
	};

	sigaction(SIGCHLD, &sa, NULL); // handler: on_child SIGCHLD unsafe
	pause();
	return 0;
}
