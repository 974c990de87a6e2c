// The handler is the right side of a comma; the left side is another matter.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int registered;

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	signal(SIGINT, (registered++, on_int)); // handler: on_int SIGINT unsafe
	pause();
	return registered;
}
