// SIG_ERR, SIG_IGN and SIG_DFL are pointers to functions by type, but name no handler.
// finds nothing
#include <signal.h>
#include <stdio.h>

static void complain(int signo)
{
	printf("cannot ignore %d\n", signo); // quiet: unsafe-call
}

int main(void)
{
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		complain(SIGPIPE);
	if (SIG_ERR == signal(SIGCHLD, SIG_DFL))
		complain(SIGCHLD);
	return 0;
}
