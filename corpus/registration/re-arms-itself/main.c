// The System V habit: the handler registers itself again, so it has two places.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	for (;;)
		pause();
}
