// A handler as it should be: it sets a flag and writes one byte, and nothing may be said of it.
// finds nothing
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_term(int sig)
{
	stop = sig;
	write(STDERR_FILENO, "!", 1); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	while (!stop)
		pause();
	return 0;
}
