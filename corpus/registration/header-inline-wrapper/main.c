// The wrapper is a static inline function of a header that two units include.
#include <stdio.h>
#include <unistd.h>
#include "trap.h"

void watch_children(void);

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	trap(SIGINT, on_int); // handler: on_int SIGINT unsafe
	watch_children();
	pause();
	return 0;
}
