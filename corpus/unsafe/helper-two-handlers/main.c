// One bad helper under two handlers is one finding for each of them.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void note(const char *what, int sig)
{
	// finds: unsafe-call via on_hup > note > fprintf
	// finds: unsafe-call via on_term > note > fprintf
	fprintf(stderr, "%s on %d\n", what, sig);
}

static void on_hup(int sig)
{
	note("reload", sig);
}

static void on_term(int sig)
{
	note("stop", sig);
}

int main(void)
{
	signal(SIGHUP, on_hup);	  // handler: on_hup SIGHUP unsafe
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
