// A static local variable keeps the handler; its initialiser runs before main.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_alarm(int sig)
{
	printf("tick %d\n", sig); // finds: unsafe-call via on_alarm > printf
}

static void arm(void)
{
	static void (*tick)(int) = on_alarm;

	signal(SIGALRM, tick); // handler: on_alarm SIGALRM unsafe
	alarm(1);
}

int main(void)
{
	arm();
	pause();
	return 0;
}
