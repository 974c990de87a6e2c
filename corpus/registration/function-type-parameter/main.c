// The wrapper's parameter has function type; the handler is declared through the same typedef.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef void handler_function(int);

static handler_function on_int;

static void trap(int signo, handler_function handler)
{
	signal(signo, *handler);
}

int main(void)
{
	trap(SIGINT, on_int); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}
