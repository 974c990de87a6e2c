// The struct sigaction is filled and installed through a local pointer.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_usr1 > printf
}

int main(void)
{
	struct sigaction storage;
	struct sigaction *action = &storage;

	memset(action, 0, sizeof *action);
	action->sa_handler = on_usr1;
	sigaction(SIGUSR1, action, NULL); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
