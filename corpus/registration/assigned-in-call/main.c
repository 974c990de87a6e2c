// The handler is the value of an assignment that stands in the argument.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void (*current)(int);

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	signal(SIGINT, current = on_int); // handler: on_int SIGINT unsafe
	pause();
	return current == SIG_DFL;
}
