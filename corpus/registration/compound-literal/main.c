// The struct sigaction has no name: a compound literal in the call.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_usr2(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_usr2 > printf
}

int main(void)
{
	sigaction(SIGUSR2, &(struct sigaction){ .sa_handler = on_usr2 }, NULL); // handler: on_usr2 SIGUSR2 unsafe
	pause();
	return 0;
}
