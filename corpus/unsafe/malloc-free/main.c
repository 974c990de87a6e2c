// A handler takes a scratch buffer from the heap whose lock the interrupted code may hold.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void on_alarm(int sig)
{
	char *line = malloc(64); // finds: unsafe-call via on_alarm > malloc

	if (!line)
		return;
	memset(line, '0' + sig % 10, 64); // quiet: unsafe-call
	write(STDERR_FILENO, line, 64);
	free(line); // finds: unsafe-call via on_alarm > free
}

int main(void)
{
	signal(SIGALRM, on_alarm); // handler: on_alarm SIGALRM unsafe
	alarm(1);
	pause();
	return 0;
}
