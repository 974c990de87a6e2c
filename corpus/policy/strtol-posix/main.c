// The same handler under two lists: POSIX.1-2017 does not name strtol.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t value;

static void on_hup(int sig)
{
	(void)sig;
	value = (int)strtol("100", NULL, 10); // finds: unsafe-call via on_hup > strtol [! clang -O2]
}

int main(void)
{
	// handler: on_hup SIGHUP unsafe [! clang -O2]
	signal(SIGHUP, on_hup); // handler: on_hup SIGHUP clean [clang -O2]
	pause();
	return value > 0;
}
