// An array of signal numbers, and one handler for all of them.
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

static const int fatal_signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE };

static void on_fatal(int sig)
{
	printf("fatal signal %d\n", sig); // finds: unsafe-call via on_fatal > printf
	_exit(1);
}

int main(void)
{
	for (size_t i = 0; i < sizeof fatal_signals / sizeof fatal_signals[0]; i++)
		signal(fatal_signals[i], on_fatal); // handler: on_fatal SIGILL,SIGBUS,SIGFPE,SIGSEGV unsafe
	pause();
	return 0;
}
