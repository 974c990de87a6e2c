// The unsafe call is an argument of a safe one.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	char text[32];

	write(STDERR_FILENO, text, (size_t)sprintf(text, "signal %d\n", sig)); // finds: unsafe-call via on_usr1 > sprintf
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
