// glibc's manual marks getenv AS-Safe and printf AS-Unsafe.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	if (!getenv("QUIET"))		    // quiet: unsafe-call
		printf("signal %d\n", sig); // finds: unsafe-call via on_usr1 > printf
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
