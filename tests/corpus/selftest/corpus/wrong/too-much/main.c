// More is annotated than there is.
// finds nothing
#include <signal.h>
#include <unistd.h>

static void on_int(int sig)
{
	write(STDERR_FILENO, "!", 1); // gap: inline-asm
	(void)sig; // misses: unsafe-call
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT clean
	signal(SIGTERM, SIG_IGN); // handler: on_int SIGTERM clean
	pause(); // wrongly-handler: on_int SIGHUP
	return 0;
}
