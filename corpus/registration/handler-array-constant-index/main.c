// Handlers in an array of function pointers, taken by constant indices; one element is no handler at all.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { ON_INT, ON_TERM, ON_STEP };

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static void on_term(int sig)
{
	printf("terminate %d\n", sig); // finds: unsafe-call via on_term > printf
}

static void on_step(int step)
{
	printf("step %d\n", step); // quiet: unsafe-call
}

static void (*const callbacks[])(int) = {
	[ON_INT] = on_int,
	[ON_TERM] = on_term,
	[ON_STEP] = on_step,
};

int main(void)
{
	signal(SIGINT, callbacks[ON_INT]); // handler: on_int SIGINT unsafe
	signal(SIGTERM, callbacks[ON_TERM]); // handler: on_term SIGTERM unsafe
	callbacks[ON_STEP](1);
	pause();
	return 0;
}
