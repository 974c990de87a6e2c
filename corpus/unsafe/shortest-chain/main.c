// Two ways lead to the same call; the witness is the shorter one.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void note(int sig)
{
	printf("signal %d\n", sig); // finds: unsafe-call via on_usr1 > note > printf
}

static void inner(int sig)
{
	note(sig);
}

static void outer(int sig)
{
	inner(sig);
}

static void on_usr1(int sig)
{
	outer(sig);
	note(sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
