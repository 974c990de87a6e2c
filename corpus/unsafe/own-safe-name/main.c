// The program replaces sleep, which the list calls safe, with its own that prints.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

unsigned int sleep(unsigned int seconds)
{
	printf("not sleeping %u\n", seconds); // finds: unsafe-call via on_usr1 > sleep > printf
	return 0;
}

static void on_usr1(int sig)
{
	sleep((unsigned)sig); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
