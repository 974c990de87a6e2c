// Direct calls within a unit and across two, a diamond and a recursion among them.
// finds nothing
#include "log.h"
#include <signal.h>
#include <unistd.h>

static void left(int n)
{
	put(n);
}

static void right(int n)
{
	if (n > 0)
		right(n - 1);
	put(n);
}

static void unused_here(int n)
{
	left(n);
	kill(getpid(), 0);
}

static void on_usr1(int sig)
{
	left(sig);
	right(sig);
}

int main(void)
{
	unused_here(1);
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
