// One written call, many in the object: the loop is unrolled.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int fds[4];

static void on_usr1(int sig)
{
	(void)sig;
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++)
		write(fds[i], ".", 1); // quiet: hidden-call
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++)
		fflush(stdout); // finds: unsafe-call of fflush
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
