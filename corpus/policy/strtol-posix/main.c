// The same handler under two lists: POSIX.1-2017 does not name strtol.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t value;

static void on_hup(int sig)
{
	(void)sig;
	value = (int)strtol("100", NULL, 10); // finds: unsafe-call via on_hup > strtol
}

int main(void)
{
	signal(SIGHUP, on_hup); // handler: on_hup SIGHUP unsafe
	pause();
	return value > 0;
}
