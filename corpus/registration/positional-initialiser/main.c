// The struct filled by position: in glibc the handler's union comes first.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_bus(int sig)
{
	printf("bus error %d\n", sig); // finds: unsafe-call via on_bus > printf
	_exit(1);
}

int main(void)
{
	struct sigaction sa = { { on_bus }, { { 0 } }, SA_RESETHAND, NULL };

	sigaction(SIGBUS, &sa, NULL); // handler: on_bus SIGBUS unsafe
	pause();
	return 0;
}
