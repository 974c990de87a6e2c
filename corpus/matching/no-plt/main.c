// -fno-plt: library functions are called through the global offset table. They are direct calls all the same.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	write(sig, ".", 1); // quiet: unresolved-call
	fflush(stdout); // finds: unsafe-call of fflush
	write(2, ".", 1); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
