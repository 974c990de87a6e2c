// A function without parameters becomes a handler by a cast at the call.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void bail_out(void)
{
	char *report = malloc(64); // finds: unsafe-call via bail_out > malloc

	if (report)
		write(STDERR_FILENO, memset(report, '-', 64), 64); // quiet: unsafe-call
	_exit(1);
}

int main(void)
{
	signal(SIGTERM, (void (*)(int))bail_out); // handler: bail_out SIGTERM unsafe
	pause();
	return 0;
}
