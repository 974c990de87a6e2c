// Calls that no object has, because a constant forbids them: they judge nothing. Which those are, each compiler decides.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { DEBUG = 0 };

static const int verbose = 0;
static int never;

static void on_usr1(int sig)
{
	int quiet = 0;
	if (DEBUG)
		printf("%d\n", sig); // quiet: unsafe-call
	if (sizeof(long) == 4 && sig)
		printf("%d\n", sig); // quiet: unsafe-call
	if (verbose)
		fflush(stdout); // finds: unsafe-call of fflush [gcc -O0]
	if (quiet)
		fflush(stderr); // finds: unsafe-call of fflush [-O0]
	if (never)
		fclose(stderr); // finds: unsafe-call of fclose [-O0]
	write(2, ".", 1);
}

int main(void)
{
	// handler: on_usr1 SIGUSR1 clean [-O2]
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe [-O0]
	pause();
	return 0;
}
