// An unknown function beside an unsafe one: what is certain gives the verdict.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

extern void vendor_log(int code);

static void on_usr1(int sig)
{
	// finds: unknown-callee via on_usr1 > vendor_log
	// gap: unknown-callee
	vendor_log(sig);
	printf("signal %d\n", sig); // finds: unsafe-call via on_usr1 > printf
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
