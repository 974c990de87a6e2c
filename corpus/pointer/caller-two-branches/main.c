// One function makes both calls, on two branches that a compiler may merge: the handler reaches both visitors.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef void visit(int);

static void poke(int fd)
{
	write(fd, "", 1); // quiet: unsafe-call
}

static void show(int fd)
{
	printf("fd %d\n", fd); // finds: unsafe-call of printf
}

static void stop(int fd)
{
	exit(fd); // quiet: unsafe-call
}

__attribute__((noinline)) static void each(int fd, visit *call)
{
	call(fd);
	write(fd, "", 1);
}

static void on_term(int sig)
{
	if (sig > 5)
		each(sig, poke);
	else
		each(sig, show);
}

int main(int argc, char **argv)
{
	(void)argv;
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	each(argc, stop);
	return 0;
}
