// The handler chains to whatever was installed before it, which no source can tell.
// finds nothing
#include <signal.h>
#include <unistd.h>

static struct sigaction old;

static void on_int(int sig)
{
	write(STDERR_FILENO, "i", 1); // quiet: unsafe-call
	if (old.sa_handler != SIG_DFL && old.sa_handler != SIG_IGN)
		old.sa_handler(sig); // gap: lost-flow
}

int main(void)
{
	struct sigaction sa = { .sa_handler = on_int };

	sigaction(SIGINT, &sa, &old); // handler: on_int SIGINT unproven
	for (;;)
		pause();
}
