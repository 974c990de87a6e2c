// The signal number hides behind a macro, an enumerator, a variable and a plain number.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define SIG_RELOAD SIGHUP

enum { SIG_STATUS = SIGUSR1 };

static void on_any(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_any > printf
}

int main(void)
{
	const int leave = SIGTERM;

	signal(SIG_RELOAD, on_any); // handler: on_any SIGHUP unsafe
	signal(SIG_STATUS, on_any); // handler: on_any SIGUSR1 unsafe
	signal(leave, on_any); // handler: on_any SIGTERM unsafe
	signal(2, on_any); // handler: on_any SIGINT unsafe
	pause();
	return 0;
}
