// The handler has an old-style definition, its parameter's type below its name.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(sig)
	int sig;
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
