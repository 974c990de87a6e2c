// The command line decides which of two texts is compiled, and renames a function.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_usr1(int sig)
{
#if LOGGING > 1
	EMIT("signal %d\n", sig); // finds: unsafe-call via on_usr1 > printf
#else
	puts("caught"); // quiet: unsafe-call
#endif
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
