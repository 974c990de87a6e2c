// The same handler under two lists: glibc's manual marks strtol AS-Safe.
// finds nothing
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t value;

static void on_hup(int sig)
{
	(void)sig;
	value = (int)strtol("100", NULL, 10); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGHUP, on_hup); // handler: on_hup SIGHUP clean
	pause();
	return value > 0;
}
