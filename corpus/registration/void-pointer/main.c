// The handler rests in a void * before it is cast back and registered.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	void *opaque = (void *)on_int;

	signal(SIGINT, (sighandler_t)opaque); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
