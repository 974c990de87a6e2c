// A local struct sigaction, filled by a designated initialiser.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_pipe(int sig)
{
	printf("broken pipe, %d\n", sig); // finds: unsafe-call via on_pipe > printf
}

int main(void)
{
	struct sigaction sa = { .sa_handler = on_pipe, .sa_flags = SA_RESTART };

	sigaction(SIGPIPE, &sa, NULL); // handler: on_pipe SIGPIPE unsafe
	pause();
	return 0;
}
