// Fortified stdio keeps its names: each call is one finding, by the name in the source.
#include <signal.h>
#include <stdio.h>
#include <syslog.h>
#include <unistd.h>

char line[80];

static void on_usr1(int sig)
{
	printf("%d\n", sig); // finds: unsafe-call of printf
	fprintf(stderr, "%d\n", sig); // finds: unsafe-call of fprintf
	dprintf(2, "%d\n", sig); // finds: unsafe-call of dprintf
	sprintf(line, "%d %d", sig, sig); // finds: unsafe-call of sprintf
	snprintf(line, (size_t)sig, "%d", sig); // finds: unsafe-call of snprintf
	syslog(LOG_ERR, "%d", sig); // finds: unsafe-call of syslog
	write(2, line, 3); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
