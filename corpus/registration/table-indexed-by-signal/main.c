// An array of handlers with the signal number as index: the loop's counter is all that the call shows.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static void on_term(int sig)
{
	printf("terminate %d\n", sig); // finds: unsafe-call via on_term > printf
}

static void (*const handlers[NSIG])(int) = {
	[SIGINT] = on_int,
	[SIGTERM] = on_term,
};

int main(void)
{
	for (int i = 1; i < NSIG; i++)
		if (handlers[i])
			// handler: on_int unknown unsafe
			// handler: on_term unknown unsafe
			signal(i, handlers[i]);
	pause();
	return 0;
}
