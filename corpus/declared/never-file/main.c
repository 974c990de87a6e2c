// Two static functions have one name: a pattern with a file means one of them.
#include "other.h"
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

__attribute__((noinline)) static void failed(int index)
{
	printf("%d is out of bounds\n", index); // quiet: unsafe-call
}

static void on_int(int sig)
{
	if (sig >= 4)
		failed(sig);
	other(sig);
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
// finds nothing
