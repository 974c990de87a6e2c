// The System V registrar sigset(); SIG_HOLD is no handler.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

// Declared here because the header marks it as deprecated.
void (*sigset(int sig, void (*disposition)(int)))(int);

#ifndef SIG_HOLD
#define SIG_HOLD ((void (*)(int))2)
#endif

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	sigset(SIGINT, on_int); // handler: on_int SIGINT unsafe
	sigset(SIGTERM, SIG_HOLD);
	pause();
	return 0;
}
