// One handler serves several signals, each with a registration of its own.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_fatal(int sig)
{
	printf("fatal signal %d\n", sig); // finds: unsafe-call via on_fatal > printf
	_exit(1);
}

int main(void)
{
	struct sigaction sa = { .sa_handler = on_fatal };

	signal(SIGILL, on_fatal); // handler: on_fatal SIGILL unsafe
	signal(SIGABRT, on_fatal); // handler: on_fatal SIGABRT unsafe
	sigaction(SIGBUS, &sa, NULL); // handler: on_fatal SIGBUS unsafe
	sigaction(SIGSEGV, &sa, NULL); // handler: on_fatal SIGSEGV unsafe
	pause();
	return 0;
}
