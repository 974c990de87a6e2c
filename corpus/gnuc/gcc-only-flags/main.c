// The flags are gcc's own: a front end that rejects them must not lose the unit.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	printf("signal %d\n", sig); // finds: unsafe-call via on_usr1 > printf
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
