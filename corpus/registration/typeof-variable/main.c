// The variable between handler and signal() gets its type from typeof.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	typeof(on_int) *handler = on_int;
	__typeof__(handler) copy = handler;

	signal(SIGINT, copy); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
