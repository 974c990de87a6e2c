// One local struct is filled in either arm of an if, and what leaves the if is one of the two.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void stop_now(int sig)
{
	printf("stop on %d\n", sig); // finds: unsafe-call via stop_now > printf
	_exit(0);
}

static void stop_later(int sig)
{
	stop = sig;
	write(STDERR_FILENO, ".", 1); // quiet: unsafe-call
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_flags = 0 };

	(void)argv;
	if (argc > 1) {
		sa.sa_handler = stop_now;
		sigaction(SIGQUIT, &sa, NULL); // handler: stop_now SIGQUIT unsafe
	} else {
		sa.sa_handler = stop_later;
		sigaction(SIGHUP, &sa, NULL); // handler: stop_later SIGHUP clean
	}
	// handler: stop_now SIGTERM unsafe
	// handler: stop_later SIGTERM clean
	sigaction(SIGTERM, &sa, NULL);
	while (!stop)
		pause();
	return 0;
}
