// The second unit, with a handler of its own.
#include <stdio.h>
#include "trap.h"

void watch_children(void);

static void on_child(int sig)
{
	printf("child, %d\n", sig); // finds: unsafe-call via on_child > printf
}

void watch_children(void)
{
	trap(SIGCHLD, on_child); // handler: on_child SIGCHLD unsafe
}
