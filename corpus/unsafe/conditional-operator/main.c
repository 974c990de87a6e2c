// One arm of a conditional operator is safe, the other is not, and a short circuit hides a third call.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t verbose;

static void on_usr1(int sig)
{
	long n = verbose
		? printf("signal %d\n", sig) // finds: unsafe-call via on_usr1 > printf
		: write(STDOUT_FILENO, "!", 1); // quiet: unsafe-call

	verbose = n > 0 && fflush(stdout) == 0; // finds: unsafe-call via on_usr1 > fflush
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
