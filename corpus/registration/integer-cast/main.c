// The handler goes through an integer wide enough for a pointer.
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	uintptr_t address = (uintptr_t)on_int;

	signal(SIGINT, (sighandler_t)address); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
