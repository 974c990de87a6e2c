// The same with signal(): its result is kept and called from the handler.
// finds nothing
#include <signal.h>
#include <unistd.h>

static void (*previous)(int);

static void on_term(int sig)
{
	write(STDERR_FILENO, "t", 1); // quiet: unsafe-call
	if (previous != SIG_DFL && previous != SIG_IGN && previous != SIG_ERR)
		previous(sig); // gap: lost-flow
}

int main(void)
{
	previous = signal(SIGTERM, on_term); // handler: on_term SIGTERM unproven
	for (;;)
		pause();
}
