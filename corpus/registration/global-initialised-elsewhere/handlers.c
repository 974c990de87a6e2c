// A global is initialised in a unit that calls nothing and is called by nobody: only its data matters.
#include <stdio.h>

static void on_winch(int sig)
{
	printf("resized, %d\n", sig); // finds: unsafe-call via on_winch > printf
}

void (*const winch_handler)(int) = on_winch;
