// The old action is put back afterwards: that registers nothing new.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_alarm(int sig)
{
	printf("timeout %d\n", sig); // finds: unsafe-call via on_alarm > printf
}

int main(void)
{
	struct sigaction sa = { .sa_handler = on_alarm }, old;

	sigaction(SIGALRM, &sa, &old); // handler: on_alarm SIGALRM unsafe
	alarm(1);
	pause();
	sigaction(SIGALRM, &old, NULL);
	return 0;
}
