// A project renames signal() by a macro, so that every caller gets the reliable version.
#include <stdio.h>
#include <unistd.h>
#include "xsignal.h"

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	signal(SIGPIPE, SIG_IGN);
	pause();
	return 0;
}
