// The struct sigaction comes from the heap.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void on_xfsz(int sig)
{
	printf("file too large, %d\n", sig); // finds: unsafe-call via on_xfsz > printf
}

int main(void)
{
	struct sigaction *action = calloc(1, sizeof *action); // quiet: unsafe-call

	if (!action)
		return 1;
	action->sa_handler = on_xfsz;
	sigaction(SIGXFSZ, action, NULL); // handler: on_xfsz SIGXFSZ unsafe
	free(action);
	pause();
	return 0;
}
