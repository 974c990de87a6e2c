// A function calls itself through a pointer that main has set to it.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void (*again)(unsigned depth);

static void dive(unsigned depth)
{
	if (depth)
		again(depth - 1);
	else
		printf("bottom %u\n", depth); // finds: unsafe-call via on_usr1 > dive > printf
}

static void on_usr1(int sig)
{
	again((unsigned)sig);
}

int main(void)
{
	again = dive;
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
