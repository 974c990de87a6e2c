// A global pointer is set in two places: both functions may be the one that runs.
#include <signal.h>
#include <stdio.h>
#include <syslog.h>
#include <unistd.h>

static void (*sink)(const char *text);

static void to_stderr(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > to_stderr > fprintf
}

static void to_syslog(const char *text)
{
	syslog(LOG_INFO, "%s", text); // finds: unsafe-call via on_usr1 > to_syslog > syslog
}

static void on_usr1(int sig)
{
	(void)sig;
	sink("caught");
}

int main(int argc, char **argv)
{
	(void)argv;
	sink = to_stderr;
	if (argc > 1)
		sink = &to_syslog;
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
