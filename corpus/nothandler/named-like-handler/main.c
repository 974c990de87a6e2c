// Named like a handler, with a handler's type, and called by the loop only.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void note_sigint(int sig)
{
	interrupted = sig;
}

static void sigint_handler(int signo)
{
	printf("interrupted by %d\n", signo); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGINT, note_sigint); // handler: note_sigint SIGINT clean
	while (!interrupted)
		pause();
	sigint_handler(SIGINT);
	return 0;
}
