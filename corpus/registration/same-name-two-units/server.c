// The other static on_signal is clean, and must not inherit the fault of its namesake.
// finds nothing
#include <signal.h>
#include <unistd.h>
#include "parts.h"

static volatile sig_atomic_t seen;

static void on_signal(int sig)
{
	seen = sig;
	write(STDOUT_FILENO, "s", 1); // quiet: unsafe-call
}

void server_start(void)
{
	signal(SIGUSR2, on_signal); // handler: on_signal SIGUSR2 clean
}
