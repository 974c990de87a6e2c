// The function is only compared with what is installed, never installed.
// finds nothing
#include <signal.h>
#include <stdio.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // quiet: unsafe-call
}

int main(void)
{
	void (*old)(int) = signal(SIGINT, SIG_IGN);
	struct sigaction now;

	if (old == on_int)
		on_int(SIGINT);
	sigaction(SIGTERM, NULL, &now);
	return now.sa_handler == on_int;
}
