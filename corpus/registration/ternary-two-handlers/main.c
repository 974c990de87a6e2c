// Either of two handlers, chosen at run time: both are handlers there, one bad, one clean.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void stop_loudly(int sig)
{
	printf("stopping on %d\n", sig); // finds: unsafe-call via stop_loudly > printf
	stop = 1;
}

static void stop_quietly(int sig)
{
	stop = sig;
	write(STDERR_FILENO, ".", 1); // quiet: unsafe-call
}

int main(int argc, char **argv)
{
	int verbose = argc > 1 && argv[1][0] == 'v';

	// handler: stop_loudly SIGTERM unsafe
	// handler: stop_quietly SIGTERM clean
	signal(SIGTERM, verbose ? stop_loudly : stop_quietly);
	while (!stop)
		pause();
	return 0;
}
