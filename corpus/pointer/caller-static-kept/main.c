// A static variable keeps what an earlier call handed over: the handler runs main's visitor.
#include <signal.h>
#include <stdio.h>
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

__attribute__((noinline)) static void each(int fd, visit *call)
{
	static visit *before;
	if (before)
		before(fd);
	before = call;
}

static void on_term(int sig)
{
	each(sig, poke);
}

int main(int argc, char **argv)
{
	(void)argv;
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	each(argc, show);
	pause();
	return 0;
}
