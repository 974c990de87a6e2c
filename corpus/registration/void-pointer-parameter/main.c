// The handler crosses a function boundary as a void *.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_term(int sig)
{
	printf("terminate %d\n", sig); // finds: unsafe-call via on_term > printf
}

static void install(int signo, void *function)
{
	signal(signo, (sighandler_t)function);
}

int main(void)
{
	install(SIGTERM, (void *)on_term); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
