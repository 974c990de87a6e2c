// A handler registers another one: registering is allowed there, what the second does is not.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_alarm(int sig)
{
	printf("too late, %d\n", sig); // finds: unsafe-call via on_alarm > printf
	_exit(1);
}

static void on_term(int sig)
{
	(void)sig;
	signal(SIGALRM, on_alarm); // handler: on_alarm SIGALRM unsafe
	alarm(5); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	for (;;)
		pause();
}
