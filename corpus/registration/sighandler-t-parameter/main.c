// The wrapper's parameter is declared through a typedef, first the library's, then one on top of it.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef sighandler_t callback_type;

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static void on_term(int sig)
{
	printf("terminate %d\n", sig); // finds: unsafe-call via on_term > printf
}

static void set_interrupt(sighandler_t handler)
{
	signal(SIGINT, handler);
}

static void set_terminate(const callback_type handler)
{
	signal(SIGTERM, handler);
}

int main(void)
{
	set_interrupt(on_int); // handler: on_int SIGINT unsafe
	set_terminate(on_term); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
