// strtol looks like pure arithmetic, yet it reads the locale and POSIX does not list it.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static char limit[] = "100";
static volatile sig_atomic_t value;

static void on_hup(int sig)
{
	(void)sig;
	value = (int)strtol(limit, NULL, 10); // finds: unsafe-call via on_hup > strtol
}

int main(void)
{
	signal(SIGHUP, on_hup); // handler: on_hup SIGHUP unsafe
	pause();
	return value > 0;
}
