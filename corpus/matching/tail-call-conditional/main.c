// clang makes a conditional jump to another function of a call under a condition.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int level;

void flush(void);

static void on_usr1(int sig)
{
	if (level != sig)
		flush(); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
