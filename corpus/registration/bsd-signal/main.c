// bsd_signal() of the older X/Open standards.
#define _XOPEN_SOURCE 600
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_quit(int sig)
{
	printf("quit %d\n", sig); // finds: unsafe-call via on_quit > printf
}

int main(void)
{
	bsd_signal(SIGQUIT, on_quit); // handler: on_quit SIGQUIT unsafe
	pause();
	return 0;
}
