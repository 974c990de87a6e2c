// Two function pointers go to one wrapper; only the first is registered, the second is called at once.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static void done(int status)
{
	printf("registered: %d\n", status); // quiet: unsafe-call
}

static void trap(int signo, void (*handler)(int), void (*report)(int))
{
	report(signal(signo, handler) != SIG_ERR);
}

int main(void)
{
	trap(SIGINT, on_int, done); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
