// The handler passes a good visitor; main passes a bad one to the same function: each call has its own.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void poke(unsigned fd)
{
	write((int)fd, "", 1); // quiet: unsafe-call
}

static void show(unsigned fd)
{
	printf("fd %u\n", fd); // quiet: unsafe-call
}

static void each(unsigned count, void (*visit)(unsigned))
{
	for (unsigned fd = 0; fd < count; fd++)
		visit(fd);
}

static void on_term(int sig)
{
	(void)sig;
	each(3, poke);
	exit(1); // finds: unsafe-call via on_term > exit
}

int main(void)
{
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	each(3, show);
	pause();
	return 0;
}
