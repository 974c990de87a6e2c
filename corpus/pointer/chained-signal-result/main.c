// The second handler calls the first one, which signal gave back.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void (*previous)(int);

static void first(int sig)
{
	// finds: unsafe-call via first > printf
	// finds: unsafe-call via second > first > printf
	printf("signal %d\n", sig);
}

static void second(int sig)
{
	write(STDERR_FILENO, "!", 1);
	if (previous != SIG_DFL && previous != SIG_IGN && previous != SIG_ERR)
		previous(sig); // gap: lost-flow
}

int main(void)
{
	signal(SIGUSR1, first);		    // handler: first SIGUSR1 unsafe
	previous = signal(SIGUSR1, second); // handler: second SIGUSR1
	pause();
	return 0;
}
