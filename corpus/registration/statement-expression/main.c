// The handler is the value of a GNU statement expression.
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
	signal(SIGINT, ({ registered++; on_int; })); // handler: on_int SIGINT unsafe
	pause();
	return registered;
}
